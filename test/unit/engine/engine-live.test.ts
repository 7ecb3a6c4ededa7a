/** The engine driven by somebody else's clock: what is done to it takes effect now, and it says how things are. */

import { describe, expect, test } from 'vitest';
import { Arrival } from '../../../src/engine/config.ts';
import { type Started, start, type World } from '../../support/engine.ts';

function startAt(seconds: number, world: World): Started {
  const started = start(world);
  started.engine.runUntil(seconds * 1000);
  return started;
}

const since = ({ lines }: Started, index: number): string[] => lines.slice(index);

describe('the clock', () => {
  test('is where it was put, and the next event is known', () => {
    const { engine } = startAt(3, { queues: [{ agents: [0] }], answers: [[8]], calls: [{ at: 1 }] });
    expect(engine.nowMs).toBe(3000);
    expect(engine.nextMs).toBe(9000);
    engine.runUntil(500_000);
    expect([engine.nowMs, engine.nextMs]).toEqual([500_000, Infinity]);
  });

  test('an act takes effect at once, between two events', () => {
    const started = startAt(5, { queues: [{ agents: [{ agent: 0, status: 'BREAK' }] }], calls: [{ at: 0 }] });
    started.engine.act({ atMs: 0, type: 'status', agent: 0, queue: 0, status: 'READY' });
    expect(since(started, 1)).toEqual(['5 c0 ring a0', '5 c0 answered a0', '5 c0 answered q0 5']);
  });
});

test('somebody calls now, behind those who wait, and is rung for at once', () => {
  const started = startAt(5, { queues: [{ agents: [0] }], answers: [[2]], calls: [] });
  const arrival = Object.assign(new Arrival(), { atMs: 1, call: 7, talkMs: 10_000 });
  started.engine.arrive(arrival);
  started.engine.arrive({ ...arrival, call: 8 });
  expect(started.lines).toEqual(['5 c7 queued q0 #1', '5 c7 ring a0', '5 c8 queued q0 #2']);
  started.engine.runUntil(20_000);
  expect(since(started, 5)).toEqual(['17 c8 ring a0', '19 c8 answered a0', '19 c8 answered q0 14']);
});

describe('how things are', () => {
  const world: World = {
    queues: [{ agents: [0, 1], callback: 'active' }, { agents: [2] }],
    answers: [[0], [15]],
    calls: [
      { at: 0, talk: 100 },
      { at: 1, caller: 7 },
      { at: 2, press: 1 },
      { at: 3, vip: true },
      { at: 4, queue: 1 },
    ],
  };

  test('who waits, in the order of service, who rings for them, and who waits to be called back', () => {
    const { engine } = startAt(5, world);
    expect(engine.waitingIn(0)).toMatchObject([
      { call: 3, vip: true, enteredMs: 3000, ringing: [] },
      { call: 1, vip: false, caller: 7, enteredMs: 1000, ringing: [1], isCallback: false },
      { call: 2, isCallback: true, ringing: [] },
    ]);
    expect(engine.waitingIn(1)).toEqual([]);
  });

  test('a simultaneous ring names all who ring', () => {
    const { engine } = startAt(1, {
      queues: [{ agents: [0, 1], strategy: 'SIMULTANEOUS' }],
      answers: [[9], [9]],
      calls: [{ at: 0 }],
    });
    expect(engine.waitingIn(0)).toMatchObject([{ call: 0, ringing: [0, 1] }]);
  });

  test('what agents do, since when, in which call and for which queue, and their statuses', () => {
    const { engine } = startAt(5, world);
    expect(engine.agent(0)).toEqual({
      activity: 'queue_call',
      sinceMs: 0,
      onShift: true,
      call: 0,
      queue: 0,
    });
    expect(engine.agent(1)).toMatchObject({ activity: 'ringing', sinceMs: 1000, call: 1, queue: 0 });
    engine.act({ atMs: 0, type: 'other_call', agent: 1, durationMs: 1000 });
    expect(engine.agent(1)).toMatchObject({ activity: 'other_call', sinceMs: 5000, call: null, queue: null });
    engine.act({ atMs: 0, type: 'shift', agent: 1, onShift: false });
    expect(engine.agent(1).onShift).toBe(false);
    expect(engine.statusOf(0, 0)).toBe('READY');
    expect(engine.statusOf(0, 1)).toBeNull();
  });

  test('an agent who wraps up has the status for it', () => {
    const { engine } = startAt(12, {
      queues: [{ agents: [0], autoReady: false }],
      wrapUps: [30],
      calls: [{ at: 0, talk: 10 }],
    });
    expect(engine.agent(0)).toMatchObject({ activity: 'wrap_up', sinceMs: 10_000, call: null, queue: 0 });
    expect(engine.statusOf(0, 0)).toBe('WRAP_UP');
    engine.runUntil(40_000);
    expect(engine.agent(0)).toMatchObject({ activity: 'idle', queue: null });
    expect(engine.statusOf(0, 0)).toBe('READY');
  });
});

describe('picking up', () => {
  const world: World = {
    queues: [{ agents: [0, 1, { agent: 2, status: 'BREAK' }] }, { agents: [3] }],
    answers: [[null], [0]],
    calls: [
      { at: 0, talk: 10 },
      { at: 1, talk: 10 },
    ],
  };

  test('an agent of the queue takes a ringing call; the ring stops, which is no miss', () => {
    const started = startAt(3, { ...world, calls: [{ at: 0, talk: 10 }] });
    expect(started.engine.pickUp(0, 1)).toBe(true);
    expect(since(started, 2)).toEqual([
      '3 c0 stop a0 answered_elsewhere',
      '3 c0 answered a1',
      '3 c0 answered q0 3',
    ]);
    expect(started.statistics.agent(0)).toMatchObject({ rung: 1, missed: 0 });
  });

  test('whoever rings for another call leaves that ring, and the other call goes on', () => {
    const started = startAt(3, { ...world, queues: [{ agents: [0], ringMs: 60_000 }], answers: [[50]] });
    expect(started.engine.pickUp(1, 0)).toBe(true);
    expect(since(started, 3)).toEqual(['3 c0 stop a0 unavailable', '3 c1 answered a0', '3 c1 answered q0 2']);
    started.engine.runUntil(20_000);
    expect(since(started, 6)).toEqual(['13 c0 ring a0']);
  });

  test('who was not ready goes back to what they were', () => {
    const started = startAt(3, { ...world, calls: [{ at: 0, talk: 10 }] });
    expect(started.engine.pickUp(0, 2)).toBe(true);
    started.engine.runUntil(20_000);
    expect(started.engine.agent(2).activity).toBe('idle');
    expect(started.engine.statusOf(2, 0)).toBe('BREAK');
  });

  test('somebody unknown takes the call, which counts as answered and is gone', () => {
    const started = startAt(3, { ...world, calls: [{ at: 0 }] });
    expect(started.engine.pickUp(0, null)).toBe(true);
    expect(since(started, 2)).toEqual(['3 c0 stop a0 caller_left', '3 c0 answered q0 3']);
    expect(started.engine.inside).toBe(0);
    expect(started.statistics.queue(0).outcomes.answered).toBe(1);
  });

  test('not a call that waits no longer, nor by who is in a call or in another queue', () => {
    const { engine } = startAt(3, { ...world, answers: [[0], [null]] });
    expect(engine.pickUp(0, 1)).toBe(false);
    expect(engine.pickUp(9, 1)).toBe(false);
    expect(engine.pickUp(1, 0)).toBe(false);
    expect(engine.pickUp(1, 3)).toBe(false);
    expect(engine.pickUp(1, 1)).toBe(true);
  });
});
