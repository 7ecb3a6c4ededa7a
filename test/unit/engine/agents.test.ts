/** What events do to agents, in whatever they are doing, and what becomes of their calls. Worked out by hand. */

import { describe, expect, test } from 'vitest';
import type { Status } from '../../../src/engine/config.ts';
import { play, start, type World } from '../../support/engine.ts';

const status = (at: number, to: Status | 'LOGGED_IN', agent = 0, queue: number | null = null) =>
  ({ atMs: at * 1000, type: 'status', agent, queue, status: to }) as const;
const otherCall = (at: number, seconds: number, agent = 0) =>
  ({ atMs: at * 1000, type: 'other_call', agent, durationMs: seconds * 1000 }) as const;
const shift = (at: number, onShift: boolean, agent = 0) =>
  ({ atMs: at * 1000, type: 'shift', agent, onShift }) as const;

const rung = (lines: string[]): string[] => lines.filter((line) => / ring /.test(line));

describe('a status set during a call holds after it', () => {
  const world = (to: Status, autoReady: boolean): World => ({
    queues: [{ agents: [0], autoReady, waitWhenNobodyOnline: true }],
    wrapUps: [5],
    calls: [
      { at: 0, talk: 20 },
      { at: 1, patience: 60 },
    ],
    events: [status(10, to)],
  });

  test.each(['BREAK', 'LUNCH', 'NOT_READY', 'LOGGED_OUT'] as const)('%s', (to) => {
    for (const autoReady of [true, false]) {
      const { lines, statistics } = play(world(to, autoReady));
      expect(lines).toContain('61 c1 abandoned q0 60');
      expect(statistics.agent(0)).toMatchObject({ talkMs: 20_000, wrapUpMs: 0 });
    }
  });

  test('READY, which needs no wrap-up', () => {
    expect(play(world('READY', false)).lines).toContain('20 c1 answered q0 19');
  });

  test('in the queue of the call; in the others at once', () => {
    const { engine } = start({ queues: [{ agents: [0] }, { agents: [0] }], calls: [{ at: 0, talk: 20 }] });
    engine.runUntil(5000);
    engine.act(status(5, 'BREAK', 0, 1));
    engine.runUntil(30_000);
    expect([engine.statusOf(0, 0), engine.statusOf(0, 1)]).toEqual(['READY', 'BREAK']);
  });

  test('of another call too, instead of what would follow it', () => {
    const world = (autoReady: boolean): World => ({
      queues: [{ agents: [0], autoReady, waitWhenNobodyOnline: true }],
      calls: [{ at: 1, patience: 60 }],
    });
    const lines = (autoReady: boolean, to: Status) =>
      play({ ...world(autoReady), events: [otherCall(0, 20), status(10, to)] }).lines;
    expect(lines(true, 'LUNCH')).toContain('61 c0 abandoned q0 60');
    expect(lines(false, 'READY')).toContain('20 c0 answered q0 19');
    expect(lines(true, 'LOGGED_OUT')).toContain('61 c0 abandoned q0 60');
  });
});

describe('a status', () => {
  test('other than READY stops a ring, which is no miss, and the call goes on to the next at once', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0, 1] }],
      answers: [[15], [0]],
      calls: [{ at: 0 }],
      events: [status(5, 'BREAK')],
    });
    expect(lines.slice(1)).toEqual([
      '0 c0 ring a0',
      '5 c0 stop a0 unavailable',
      '5 c0 ring a1',
      '5 c0 answered a1',
      '5 c0 answered q0 5',
    ]);
    expect(statistics.agent(0)).toMatchObject({ rung: 1, missed: 0, ringMs: 5000 });
  });

  test('in another queue does not stop a ring', () => {
    const { lines } = play({
      queues: [{ agents: [0] }, { agents: [0] }],
      answers: [[15]],
      calls: [{ at: 0 }],
      events: [status(5, 'BREAK', 0, 1)],
    });
    expect(lines).toContain('15 c0 answered q0 15');
  });

  test('ends a wrap-up', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0], autoReady: false }],
      wrapUps: [100],
      calls: [
        { at: 0, talk: 10 },
        { at: 1, talk: 10 },
      ],
      events: [status(15, 'READY')],
    });
    expect(lines).toContain('15 c1 answered q0 14');
    expect(statistics.agent(0).wrapUpMs).toBe(5000 + 100_000);
  });

  test('lets calls wait when the last agent logs out, unless it is read otherwise', () => {
    const world: World = {
      queues: [{ agents: [{ agent: 0, status: 'BREAK' }] }],
      calls: [{ at: 0, patience: 60 }, { at: 20 }],
      events: [status(10, 'LOGGED_OUT')],
    };
    expect(play(world).lines).toContain('60 c0 abandoned q0 60');
    expect(play(world).lines).toContain('20 c1 unstaffed q0 0');
    const always = play({ ...world, readings: { unstaffedCheck: 'always' } }).lines;
    expect(always).toContain('10 c0 unstaffed q0 10');
  });
});

describe('another call', () => {
  test('stops a ring, which is no miss', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0] }],
      answers: [[15]],
      calls: [{ at: 0 }],
      events: [otherCall(5, 10)],
    });
    expect(lines.slice(2)).toEqual([
      '5 c0 stop a0 unavailable',
      '15 c0 ring a0',
      '30 c0 answered a0',
      '30 c0 answered q0 30',
    ]);
    expect(statistics.agent(0).missed).toBe(0);
  });

  test('is not made by who is in a call', () => {
    const { lines } = play({
      queues: [{ agents: [0] }],
      calls: [{ at: 0, talk: 20 }, { at: 1 }],
      events: [otherCall(10, 100)],
    });
    expect(lines).toContain('20 c1 answered q0 19');
  });

  test('cuts a wrap-up short', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0], autoReady: false, autoNotReadyAfterOtherCall: false }],
      wrapUps: [30],
      calls: [{ at: 0, talk: 10 }],
      events: [otherCall(15, 10)],
    });
    expect(lines.at(-1)).toBe('0 c0 answered q0 0');
    expect(statistics.agent(0).wrapUpMs).toBe(5000);
  });

  test('does not log anybody in', () => {
    const { lines } = play({
      queues: [{ agents: [{ agent: 0, status: 'LOGGED_OUT' }] }],
      calls: [{ at: 30 }],
      events: [otherCall(0, 10)],
    });
    expect(lines).toContain('30 c0 unstaffed q0 0');
  });

  test('is followed by NOT_READY in every queue', () => {
    const { lines } = play({
      queues: [
        { agents: [0], autoReady: false },
        { agents: [0], autoReady: false },
      ],
      calls: [
        { at: 20, queue: 0, patience: 5 },
        { at: 20, queue: 1, patience: 5 },
      ],
      events: [otherCall(0, 10)],
    });
    expect(rung(lines)).toEqual([]);
  });
});

describe('a shift', () => {
  const calls = [{ at: 0, patience: 60 }];

  test('that begins makes an agent available at once', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0], waitWhenNobodyOnline: true }],
      offShift: [0],
      calls,
      events: [shift(10, true)],
      untilMs: 50_000,
    });
    expect(lines).toContain('10 c0 answered q0 10');
    expect(statistics.agent(0).shiftMs).toBe(40_000);
  });

  test('whoever is off it is not online', () => {
    expect(play({ queues: [{ agents: [0] }], offShift: [0], calls }).lines).toContain('0 c0 unstaffed q0 0');
  });

  test('that ends takes an agent out of a simultaneous ring, in which the others go on', () => {
    const { lines } = play({
      queues: [{ agents: [0, 1], strategy: 'SIMULTANEOUS' }],
      answers: [[8], [12]],
      calls,
      events: [shift(5, false)],
    });
    expect(lines.slice(2)).toEqual(['5 c0 stop a0 unavailable', '12 c0 answered a1', '12 c0 answered q0 12']);
  });

  test('that ends in a wrap-up lets it run on; the next begins READY', () => {
    const { lines } = play({
      queues: [{ agents: [0], autoReady: false, waitWhenNobodyOnline: true }],
      wrapUps: [10],
      calls: [{ at: 0, talk: 10 }, { at: 30 }],
      events: [shift(12, false), shift(40, true)],
    });
    expect(lines).toContain('40 c1 answered q0 10');
  });
});
