/** Queues and agents change while calls wait: what goes on, and what ends. That an unchanged config changes nothing is a property test. */

import { describe, expect, test } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { buildConfig, type Started, start, statisticsFor, type World } from '../../support/engine.ts';

/** Plays a world up to a time, then goes on with other queues; the order of queues and agents is kept unless `moves` says so. */
function change(
  world: World,
  seconds: number,
  queues: World['queues'],
  moves: { queues?: number[]; agents?: number[] } = {},
): { lines: string[]; engine: Engine; started: Started } {
  const started = start(world);
  started.engine.runUntil(seconds * 1000);
  const { arrivals, behaviour } = started.config;
  const config: EngineConfig = { ...buildConfig({ ...world, queues }), arrivals, behaviour };
  const engine = started.engine.changeTo(config, statisticsFor(config), started.trace, {
    queues: moves.queues ?? started.config.queues.map((_unused, queue) => queue),
    agents: moves.agents ?? started.config.agents.map((_unused, agent) => agent),
  });
  engine.run(1_000_000);
  const before = started.lines.findIndex((line) => Number(line.split(' ')[0]) >= seconds);
  return { lines: started.lines.slice(before), engine, started };
}

const away = { agent: 0, status: 'BREAK' } as const;

describe('a queue that changes', () => {
  test('a shorter longest wait counts from entry, a longer one too', () => {
    const world: World = {
      queues: [{ agents: [away], maxWaitingMs: 60_000 }],
      calls: [{ at: 0 }, { at: 20 }],
    };
    expect(change(world, 30, [{ agents: [away], maxWaitingMs: 25_000 }]).lines).toEqual([
      '30 c0 timed_out q0 30',
      '30 c0 forward HANGUP',
      '45 c1 timed_out q0 25',
      '45 c1 forward HANGUP',
    ]);
    const longer = change(world, 30, [{ agents: [away], maxWaitingMs: 100_000 }]).lines;
    expect(longer).toContain('100 c0 timed_out q0 100');
    expect(longer).toContain('120 c1 timed_out q0 100');
  });

  test('patience goes on, also where the longest wait used to be shorter', () => {
    const world: World = {
      queues: [{ agents: [away], maxWaitingMs: 50_000 }],
      calls: [{ at: 0, patience: 80 }],
    };
    const { lines } = change(world, 30, [{ agents: [away], maxWaitingMs: 100_000 }]);
    expect(lines).toEqual(['80 c0 abandoned q0 80']);
  });

  test('a new agent is rung at once, and places are kept', () => {
    const world: World = {
      queues: [{ agents: [away] }],
      calls: [
        { at: 0, talk: 5 },
        { at: 1, talk: 5 },
        { at: 2, talk: 5, vip: true },
      ],
    };
    const { lines } = change(world, 10, [{ agents: [away, 1] }]);
    expect(lines.filter((line) => line.includes('answered a1'))).toEqual([
      '10 c2 answered a1',
      '15 c0 answered a1',
      '20 c1 answered a1',
    ]);
  });

  test('who was tried in this round is not tried again, in whatever order they are now', () => {
    const world: World = {
      queues: [{ agents: [0, 1, 2], ringMs: 10_000 }],
      answers: [[null], [null], [null]],
      calls: [{ at: 0, patience: 39 }],
    };
    const { lines } = change(world, 5, [{ agents: [2, 0, 1], ringMs: 10_000 }]);
    expect(lines.filter((line) => line.includes('ring'))).toEqual([
      '10 c0 ring a2',
      '20 c0 ring a1',
      '30 c0 ring a2',
    ]);
  });

  test('a ring goes on to its end, unless its agent leaves the queue', () => {
    const world: World = { queues: [{ agents: [0, 1] }], answers: [[8], [3]], calls: [{ at: 0 }] };
    expect(change(world, 5, [{ agents: [1, 0], ringMs: 30_000 }]).lines).toEqual([
      '8 c0 answered a0',
      '8 c0 answered q0 8',
    ]);
    expect(change(world, 5, [{ agents: [1] }]).lines).toEqual([
      '5 c0 stop a0 unavailable',
      '5 c0 ring a1',
      '8 c0 answered a1',
      '8 c0 answered q0 8',
    ]);
  });

  test('a simultaneous ring goes on with those who stay, and whoever is new joins', () => {
    const strategy = 'SIMULTANEOUS' as const;
    const world: World = {
      queues: [{ agents: [0, 1], strategy }],
      answers: [[6], [9], [1]],
      calls: [{ at: 0 }],
    };
    expect(change(world, 5, [{ agents: [1], strategy }]).lines).toEqual([
      '5 c0 stop a0 unavailable',
      '9 c0 answered a1',
      '9 c0 answered q0 9',
    ]);
    expect(change(world, 4, [{ agents: [0, 1, 2], strategy }]).lines).toEqual([
      '4 c0 join a2',
      '5 c0 stop a0,a1 answered_elsewhere',
      '5 c0 answered a2',
      '5 c0 answered q0 5',
    ]);
  });

  test('between ringing all and one after another a ring begins anew', () => {
    const world: World = { queues: [{ agents: [0, 1] }], answers: [[8], [9]], calls: [{ at: 0 }] };
    expect(change(world, 5, [{ agents: [0, 1], strategy: 'SIMULTANEOUS' }]).lines.slice(0, 2)).toEqual([
      '5 c0 stop a0 unavailable',
      '5 c0 ring a1',
    ]);
  });

  test('order keys are kept with the strategy and start anew with another', () => {
    const world: World = {
      queues: [{ agents: [0, 1], strategy: 'CYCLIC' }],
      calls: [
        { at: 0, talk: 1 },
        { at: 10, talk: 1 },
      ],
    };
    expect(change(world, 5, [{ agents: [0, 1], strategy: 'CYCLIC' }]).lines).toContain('10 c1 ring a1');
    expect(change(world, 5, [{ agents: [0, 1], strategy: 'LEAST_WORKED' }]).lines).toContain('10 c1 ring a0');
  });

  test('a callback keeps its place', () => {
    const world: World = {
      queues: [{ agents: [away], callback: 'active' }],
      calls: [{ at: 0, press: 2 }, { at: 1 }],
    };
    const { lines } = change(world, 5, [{ agents: [away, 1], callback: 'active', maxWaitingMs: 15_000 }]);
    expect(lines).toEqual([
      '5 c0 ring a1',
      '5 c0 called_back a1',
      '16 c1 timed_out q0 15',
      '16 c1 forward HANGUP',
    ]);
  });
});

describe('what is no more', () => {
  test('a queue hangs up on who waits; the call in talk goes on, and arrivals for it do not come', () => {
    const world: World = {
      queues: [{ agents: [0] }, { agents: [0] }],
      calls: [{ at: 0, talk: 20 }, { at: 1 }, { at: 2, queue: 1, talk: 7 }, { at: 6, queue: 0 }],
    };
    const { lines, started } = change(world, 5, [{ agents: [0] }], { queues: [-1, 0] });
    expect(lines).toEqual([
      '5 c1 abandoned q0 4',
      '5 c1 forward HANGUP',
      '20 c2 ring a0',
      '20 c2 answered a0',
      '20 c2 answered q0 18',
    ]);
    expect(started.statistics.queue(0).outcomes.abandoned).toBe(1);
  });

  test('who leaves all queues finishes the call, and is free after it, twice changed too', () => {
    const world: World = {
      queues: [{ agents: [0], autoReady: false }],
      wrapUps: [5],
      calls: [{ at: 0, talk: 20 }],
    };
    const { config, engine, trace } = start(world);
    engine.runUntil(5000);
    const without = { ...config, queues: [{ ...config.queues[0]!, members: [] }] };
    const same = { queues: [0], agents: [0] };
    const second = engine
      .changeTo(without, statisticsFor(without), trace, same)
      .changeTo(without, statisticsFor(without), trace, same);
    second.runUntil(10_000);
    expect(second.agent(0)).toMatchObject({ activity: 'queue_call', sinceMs: 0, call: 0, queue: null });
    second.runUntil(20_000);
    expect(second.agent(0)).toMatchObject({ activity: 'idle', sinceMs: 20_000, call: null });
    expect(second.inside).toBe(0);
  });

  test('who leaves the queue while wrapping up is free for the others', () => {
    const world: World = {
      queues: [{ agents: [0], autoReady: false }, { agents: [0] }],
      wrapUps: [100],
      calls: [
        { at: 0, talk: 3 },
        { at: 4, queue: 1 },
      ],
    };
    const { lines } = change(world, 10, [{ agents: [] }, { agents: [0] }]);
    expect(lines).toEqual(['10 c1 ring a0', '10 c1 answered a0', '10 c1 answered q1 6']);
  });

  test('an agent who is no more drops out, and the call with them', () => {
    const world: World = { queues: [{ agents: [0, 1] }], calls: [{ at: 0, talk: 50 }, { at: 20 }] };
    const { lines, engine } = change(world, 10, [{ agents: [0] }], { agents: [-1, 0] });
    expect(lines).toEqual([
      '20 c1 queued q0 #1',
      '20 c1 ring a0',
      '20 c1 answered a0',
      '20 c1 answered q0 0',
    ]);
    expect(engine.inside).toBe(0);
  });

  test('shifts, statuses, other calls and sticky callers are kept under other numbers', () => {
    const world: World = {
      queues: [{ agents: [0, 1, 2], stickyMs: 86_400_000 }],
      offShift: [0],
      calls: [
        { at: 0, talk: 1, caller: 5 },
        { at: 10, talk: 1, caller: 5 },
      ],
      events: [{ atMs: 4000, type: 'other_call', agent: 2, durationMs: 30_000 }],
    };
    const { lines, engine } = change(world, 6, [{ agents: [0, 1, 2, 3], stickyMs: 86_400_000 }], {
      agents: [3, 2, 1],
    });
    expect(lines.slice(1)).toEqual(['10 c1 ring a2 sticky', '10 c1 answered a2', '10 c1 answered q0 0']);
    expect(engine.agent(3).onShift).toBe(false);
    expect(engine.agent(1)).toMatchObject({ activity: 'idle', sinceMs: 34_000 });
  });
});
