/** What must always hold of routing, over random queues, agents, callers and events; checked by an observer of the trace. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EngineEvent, STATUSES, STRATEGIES } from '../../src/engine/config.ts';
import { PLAY_OUT_MS, play, start, statisticsFor, type World } from '../support/engine.ts';

const seconds = (max: number) => fc.integer({ min: 0, max });
const status = fc.constantFrom(...STATUSES);

interface Shape {
  /** Only what keeps every agent READY when idle, so that who is available can be known from the trace. */
  alwaysReady: boolean;
}

function worlds({ alwaysReady }: Shape): fc.Arbitrary<World> {
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
      status: alwaysReady ? fc.constant('READY' as const) : status,
    });
    const queueSpec = fc.record({
      agents: fc.uniqueArray(member, { selector: (item) => item.agent, maxLength: agentCount }),
      strategy: fc.constantFrom(...STRATEGIES),
      bySkill: fc.boolean(),
      ringMs: fc.constantFrom(1000, 5000, 20_000),
      maxCallers: fc.option(fc.integer({ min: 0, max: 3 })),
      maxWaitingMs: fc.constantFrom(15_000, 40_000, 300_000),
      waitWhenNobodyOnline: fc.boolean(),
      autoReady: alwaysReady ? fc.constant(true) : fc.boolean(),
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
              intro: alwaysReady ? fc.constant(0) : fc.constantFrom(0, 5),
              vip: fc.boolean(),
              caller: fc.integer({ min: 0, max: 2 }),
            },
            { requiredKeys: ['at', 'queue'] },
          ),
          { maxLength: 14 },
        )
        .map((calls) => calls.sort((a, b) => a.at - b.at)),
      events: alwaysReady ? fc.constant([]) : fc.array(event, { maxLength: 8 }),
      nightMode: fc.boolean().map((isNight) => isNight && !alwaysReady),
      readings: fc.record({
        skillOrder: fc.constantFrom('low_first' as const, 'high_first' as const),
        leastWorked: fc.constantFrom('longest_since_answer' as const, 'fewest_answered' as const),
        nextSkillGroup: fc.constantFrom('on_no_answer' as const, 'when_unavailable' as const),
        afterOtherCall: fc.constantFrom('not_ready' as const, 'wrap_up' as const),
        unstaffedCheck: fc.constantFrom('on_entry' as const, 'always' as const),
        sharedAgent: fc.constantFrom('oldest_call' as const, 'queue_order' as const),
        roundGapMs: alwaysReady ? fc.constant(0) : fc.constantFrom(0, 2000),
        maxCallersZero: fc.constantFrom('unlimited' as const, 'none' as const),
        wrapUpWithAutoReady: alwaysReady
          ? fc.constant('skip' as const)
          : fc.constantFrom('skip' as const, 'timed' as const),
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

const agentsOf = (line: Line): string[] => (line.words[1] ?? '').split(',');

describe('routing', () => {
  test('loses no call, moves forward in time, and never has an agent in two places', () => {
    fc.assert(
      fc.property(worlds({ alwaysReady: false }), (world) => {
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
        let inside = 0;
        world.queues.forEach((_unused, queue) => {
          const { offered, outcomes } = statistics.queue(queue);
          inside += offered - Object.values(outcomes).reduce((sum, count) => sum + count, 0);
        });
        expect(inside).toBe(0);
        // Whoever asked for a callback that never came is counted as such, and still inside.
        const callbacks = world.queues.reduce(
          (sum, _unused, queue) => sum + statistics.queue(queue).outcomes.callback,
          0,
        );
        expect(engine.inside).toBeLessThanOrEqual(callbacks);
      }),
      { numRuns: 2000 },
    );
  });

  test('nobody waits while an agent of the queue is idle, and a younger call overtakes no older one', () => {
    fc.assert(
      fc.property(worlds({ alwaysReady: true }), (world) => {
        const { lines } = play(world, []);
        const parsed = lines.map(parse);
        const busy = new Set<string>();
        const unrung = new Map<string, { queue: number; vip: boolean }>();
        const queueOf = new Map<string, number>();
        parsed.forEach((line, index) => {
          const [what, where] = line.words;
          const call = Number(line.call.slice(1));
          const vip = world.calls[call]?.vip === true;
          if (what === 'queued') {
            queueOf.set(line.call, Number(where?.slice(1)));
            unrung.set(line.call, { queue: Number(where?.slice(1)), vip });
          } else if (what === 'ring') {
            const queue = queueOf.get(line.call) as number;
            // Entries of the map are in the order of their coming, but for calls that ring again.
            for (const [other, waiting] of unrung) {
              if (other === line.call || waiting.queue !== queue) continue;
              const isOlder =
                Number(other.slice(1)) < call && parsed.every((step) => step.words[0] !== 'forward');
              expect(isOlder && waiting.vip === vip).toBe(false);
            }
            unrung.delete(line.call);
            for (const agent of agentsOf(line)) busy.add(agent);
          } else if (what === 'join') for (const agent of agentsOf(line)) busy.add(agent);
          else if (what === 'no_answer' || what === 'stop') {
            for (const agent of agentsOf(line)) busy.delete(agent);
            const left =
              parsed[index + 1]?.call === line.call &&
              /abandoned|timed_out|answered/.test(parsed[index + 1]?.words[0] ?? '');
            const ended = line.words[2] === 'caller_left' || line.words[2] === 'answered_elsewhere' || left;
            if (!ended) unrung.set(line.call, { queue: queueOf.get(line.call) as number, vip });
          } else if (what === 'talk_over') busy.delete(where as string);
          else if (/^(abandoned|timed_out|answered|unstaffed|overflowed|night)$/.test(what ?? ''))
            unrung.delete(line.call);
          if (parsed[index + 1]?.time === line.time) return;
          for (const { queue } of unrung.values()) {
            const isRingingAll = world.queues[queue]?.strategy === 'SIMULTANEOUS';
            if (isRingingAll) continue;
            const idle = world.queues[queue]?.agents.filter(
              (member) => typeof member !== 'number' && !busy.has(`a${member.agent}`),
            );
            expect(idle).toEqual([]);
          }
        });
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same for the same input, to the byte', () => {
    fc.assert(
      fc.property(worlds({ alwaysReady: false }), (world) => {
        expect(play(world, []).lines).toEqual(play(world, []).lines);
      }),
      { numRuns: 300 },
    );
  });

  test('goes on the same when it is carried over to a new engine of the same config', () => {
    const times = fc.array(fc.integer({ min: 0, max: 150_000 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(worlds({ alwaysReady: false }), times, (world, changesMs) => {
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
        const isEarly = (line: string): boolean => parse(line).time <= 3000;
        expect(lines.filter(isEarly)).toEqual(whole.lines.filter(isEarly));
        expect(current.loops).toBe(whole.engine.loops);
      }),
      { numRuns: 1500 },
    );
  });
});
