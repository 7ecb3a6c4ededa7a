/** What must always hold of routing, over random queues, agents, callers and events; checked by an observer of the trace. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EngineEvent, type EngineQueue, STATUSES, STRATEGIES } from '../../src/engine/config.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { WaitingCall } from '../../src/engine/view.ts';
import { PLAY_OUT_MS, play, start, statisticsFor, type World } from '../support/engine.ts';

const seconds = (max: number) => fc.integer({ min: 0, max });
const status = fc.constantFrom(...STATUSES);
/** Mostly READY, or hardly anybody would ever be rung. */
const firstStatus = fc.oneof(
  { weight: 4, arbitrary: fc.constant('READY' as const) },
  { weight: 1, arbitrary: status },
);

interface Shape {
  /** Whether something may hold a call back though agents are available: an intro, or a pause between rounds. */
  holds: boolean;
}

function worlds({ holds }: Shape): fc.Arbitrary<World> {
  const queues = fc.integer({ min: 1, max: 3 });
  const agents = fc.integer({ min: 1, max: 5 });
  return fc.tuple(queues, agents).chain(([queueCount, agentCount]) => {
    const agent = fc.integer({ min: 0, max: agentCount - 1 });
    const queue = fc.integer({ min: 0, max: queueCount - 1 });
    const rule = fc.oneof(
      fc.constant({ action: 'HANGUP' as const, number: null, queue: -1 }),
      queue.map((index) => ({ action: 'FORWARD_TO_NUMBER' as const, number: `800${index}`, queue: index })),
    );
    const member = fc.record({
      agent,
      level: fc.integer({ min: 1, max: 3 }),
      status: firstStatus,
    });
    const queueSpec = fc.record({
      agents: fc.uniqueArray(member, { selector: (item) => item.agent, maxLength: agentCount }),
      strategy: fc.constantFrom(...STRATEGIES),
      bySkill: fc.boolean(),
      ringMs: fc.constantFrom(1000, 5000, 20_000),
      maxCallers: fc.option(fc.integer({ min: 0, max: 3 })),
      maxWaitingMs: fc.constantFrom(15_000, 40_000, 300_000),
      waitWhenNobodyOnline: fc.boolean(),
      autoReady: fc.boolean(),
      autoNotReadyAfterOtherCall: fc.boolean(),
      stickyMs: fc.option(fc.constant(86_400_000)),
      callback: fc.constantFrom('off' as const, 'active' as const, 'timeout' as const),
      callbackTimeoutMs: fc.constant(10_000),
      waitsForIntro: fc.boolean(),
      noAnswer: rule,
      night: rule,
    });
    const event: fc.Arbitrary<EngineEvent> = fc.oneof(
      fc.record({
        atMs: seconds(120).map((at) => at * 1000),
        type: fc.constant('status' as const),
        agent,
        queue: fc.option(queue),
        status: fc.oneof(status, fc.constant('LOGGED_IN' as const)),
      }),
      fc.record({
        atMs: seconds(120).map((at) => at * 1000),
        type: fc.constant('other_call' as const),
        agent,
        durationMs: fc.constantFrom(0, 5000, 30_000),
      }),
      fc.record({
        atMs: seconds(120).map((at) => at * 1000),
        type: fc.constant('shift' as const),
        agent,
        onShift: fc.boolean(),
      }),
    );
    return fc.record({
      queues: fc.array(queueSpec, { minLength: queueCount, maxLength: queueCount }),
      answers: fc.array(fc.array(fc.option(fc.constantFrom(0, 1, 4, 20)), { minLength: 1, maxLength: 4 }), {
        minLength: agentCount,
        maxLength: agentCount,
      }),
      wrapUps: fc.array(fc.option(fc.constantFrom(0, 5, 60)), {
        minLength: agentCount,
        maxLength: agentCount,
      }),
      calls: fc
        .array(
          fc.record(
            {
              at: seconds(60),
              queue,
              talk: fc.constantFrom(0, 1, 10, 60),
              patience: fc.constantFrom(0, 3, 20, 100),
              press: seconds(30),
              intro: holds ? fc.constantFrom(0, 5) : fc.constant(0),
              vip: fc.boolean(),
              caller: fc.integer({ min: 0, max: 2 }),
            },
            { requiredKeys: ['at', 'queue'] },
          ),
          { maxLength: 14 },
        )
        .map((calls) => calls.sort((a, b) => a.at - b.at)),
      events: fc.array(event, { maxLength: 8 }),
      nightMode: fc.nat(9).map((draw) => draw === 0),
      readings: fc.record({
        skillOrder: fc.constantFrom('low_first' as const, 'high_first' as const),
        leastWorked: fc.constantFrom('longest_since_answer' as const, 'fewest_answered' as const),
        nextSkillGroup: fc.constantFrom('on_no_answer' as const, 'when_unavailable' as const),
        afterOtherCall: fc.constantFrom('not_ready' as const, 'wrap_up' as const),
        unstaffedCheck: fc.constantFrom('on_entry' as const, 'always' as const),
        sharedAgent: fc.constantFrom('oldest_call' as const, 'queue_order' as const),
        roundGapMs: holds ? fc.constantFrom(0, 2000) : fc.constant(0),
        maxCallersZero: fc.constantFrom('unlimited' as const, 'none' as const),
        wrapUpWithAutoReady: fc.constantFrom('skip' as const, 'timed' as const),
        lateJoin: fc.boolean(),
      }),
    });
  });
}

interface Line {
  time: number;
  call: string;
  words: string[];
}

function parse(line: string): Line {
  const [time, call, ...words] = line.split(' ');
  return { time: Number(time), call: call as string, words };
}

function isAvailable(engine: Engine, agent: number, queue: number): boolean {
  const { activity, onShift } = engine.agent(agent);
  return activity === 'idle' && onShift && engine.statusOf(agent, queue) === 'READY';
}

/** While all ring for one call, the others of the queue wait. */
function isRingingAll(engine: Engine, { strategy }: EngineQueue, queue: number): boolean {
  return strategy === 'SIMULTANEOUS' && engine.waitingIn(queue).some(({ ringing }) => ringing.length > 0);
}

function isServedBefore(call: WaitingCall, other: WaitingCall): boolean {
  return call.vip === other.vip ? call.enteredMs < other.enteredMs : call.vip;
}

const agentsOf = (line: Line): string[] => (line.words[1] ?? '').split(',');

describe('routing', () => {
  test('loses no call, moves forward in time, and never has an agent in two places', () => {
    fc.assert(
      fc.property(worlds({ holds: true }), (world) => {
        const { lines, statistics, engine } = play(world, []);
        let time = 0;
        const busy = new Map<string, string>();
        for (const line of lines.map(parse)) {
          expect(line.time).toBeGreaterThanOrEqual(time);
          time = line.time;
          const what = line.words[0];
          if (what === 'ring' || what === 'join') {
            for (const agent of agentsOf(line)) {
              expect(busy.get(agent)).toBeUndefined();
              busy.set(agent, line.call);
            }
          } else if (what === 'no_answer' || what === 'stop' || what === 'talk_over') {
            for (const agent of agentsOf(line)) {
              expect(busy.get(agent)).toBe(line.call);
              busy.delete(agent);
            }
          } else if ((what === 'answered' && line.words[1]?.startsWith('a')) || what === 'called_back') {
            expect(busy.get(line.words[1] as string)).toBe(line.call);
          }
        }
        // A caller who is sent on and on, or a callback that nobody answers, may still be inside.
        const waiting = world.queues.flatMap((_unused, queue) => engine.waitingIn(queue));
        world.queues.forEach((_unused, queue) => {
          const { offered, outcomes } = statistics.queue(queue);
          const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
          const callers = waiting.filter((call) => call.queue === queue && !call.isCallback);
          expect(ended + callers.length).toBe(offered);
        });
        const inTalk = [...busy.keys()].filter(
          (agent) => engine.agent(Number(agent.slice(1))).activity === 'queue_call',
        );
        expect(engine.inside).toBe(waiting.length + inTalk.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('nobody waits while an agent of the queue is available', () => {
    fc.assert(
      fc.property(worlds({ holds: false }), (world) => {
        const { config, engine } = start(world);
        while (engine.nextMs <= 400_000) {
          engine.runUntil(engine.nextMs);
          config.queues.forEach((facts, queue) => {
            const waiting = engine.waitingIn(queue);
            if (isRingingAll(engine, facts, queue) || waiting.every(({ ringing }) => ringing.length > 0))
              return;
            const available = facts.members.filter(({ agent }) => isAvailable(engine, agent, queue));
            expect(available).toEqual([]);
          });
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('no call overtakes one ahead of it, and a hunt by priority passes over nobody', () => {
    fc.assert(
      fc.property(worlds({ holds: false }), (world) => {
        const queueOf = new Map<number, number>();
        const tried = new Map<number, Set<number>>();
        const { config, engine } = start(world, [], (step, call, now) => {
          if (step.type === 'queued') {
            queueOf.set(call, step.queue);
            tried.set(call, new Set());
          }
          if (step.type !== 'ring') return;
          const queue = queueOf.get(call) as number;
          const waiting = now.waitingIn(queue);
          const place = waiting.findIndex((other) => other.call === call);
          expect(waiting.slice(0, place).filter(({ ringing }) => ringing.length === 0)).toEqual([]);
          if (config.readings.sharedAgent === 'oldest_call') {
            const own = waiting[place] as WaitingCall;
            const overtaken = config.queues.flatMap((other, index) =>
              index === queue || isRingingAll(now, other, index)
                ? []
                : now
                    .waitingIn(index)
                    .filter((older) => older.ringing.length === 0 && isServedBefore(older, own))
                    .filter((older) =>
                      step.agents.some(
                        (agent) =>
                          now.statusOf(agent, index) === 'READY' && !tried.get(older.call)?.has(agent),
                      ),
                    ),
            );
            expect(overtaken).toEqual([]);
          }
          const inRound = tried.get(call) as Set<number>;
          // Nobody is tried twice in a round, so this one is a new round.
          if (step.agents.some((agent) => inRound.has(agent))) inRound.clear();
          const { strategy, bySkill, members } = config.queues[queue] as EngineQueue;
          if (strategy === 'PRIORITIZED' && !bySkill && !step.sticky) {
            const ring = members.findIndex(({ agent }) => agent === step.agents[0]);
            const passedOver = members
              .slice(0, ring)
              .filter(({ agent }) => isAvailable(now, agent, queue) && !inRound.has(agent));
            expect(passedOver).toEqual([]);
          }
          for (const agent of step.agents) inRound.add(agent);
        });
        engine.run(PLAY_OUT_MS);
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same for the same input, to the byte', () => {
    fc.assert(
      fc.property(worlds({ holds: true }), (world) => {
        expect(play(world, []).lines).toEqual(play(world, []).lines);
      }),
      { numRuns: 300 },
    );
  });

  test('goes on the same when it is carried over to a new engine of the same config', () => {
    const times = fc.array(fc.integer({ min: 0, max: 150_000 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(worlds({ holds: true }), times, (world, changesMs) => {
        const { config, engine, trace, lines } = start(world, []);
        const same = {
          queues: config.queues.map((_unused, queue) => queue),
          agents: config.agents.map((_unused, agent) => agent),
        };
        let current = engine;
        for (const atMs of changesMs.sort((a, b) => a - b)) {
          current.runUntil(atMs);
          current = current.changeTo(config, statisticsFor(config), trace, same);
        }
        current.run(PLAY_OUT_MS);
        const whole = play(world, []);
        // A callback that nobody answers rings to the end of the run, which the changes put off.
        const isEarly = (line: string): boolean => parse(line).time <= 1000;
        expect(lines.filter(isEarly)).toEqual(whole.lines.filter(isEarly));
        expect(current.loops).toBe(whole.engine.loops);
      }),
      { numRuns: 3000 },
    );
  });
});
