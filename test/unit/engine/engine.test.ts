/** Every rule of routing in a case small enough to be worked out by hand: who is rung when, who answers, how long it took. */

import { describe, expect, test } from 'vitest';
import { play } from '../../support/engine.ts';

const toQueue = (queue: number) => ({ action: 'FORWARD_TO_NUMBER', number: `800${queue}`, queue }) as const;

describe('arriving', () => {
  test('a call that finds somebody is rung and answered at once', () => {
    expect(play({ queues: [{ agents: [0] }], calls: [{ at: 0 }] }).lines).toEqual([
      '0 c0 queued q0 #1',
      '0 c0 ring a0',
      '0 c0 answered a0',
      '0 c0 answered q0 0',
    ]);
  });

  test('night mode turns every call away by the night rule', () => {
    const { lines } = play({ queues: [{ agents: [0] }], calls: [{ at: 1 }], nightMode: true });
    expect(lines).toEqual(['1 c0 night q0 0', '1 c0 forward HANGUP']);
  });

  test('a full queue overflows; who is in talk does not count', () => {
    const { lines } = play({
      queues: [{ agents: [0], maxCallers: 1 }],
      calls: [{ at: 0 }, { at: 1 }, { at: 2 }],
    });
    expect(lines).toContain('2 c2 overflowed q0 0');
    expect(lines).toContain('60 c1 answered q0 59');
  });

  test('0 callers is no limit, or by the other reading nobody may wait', () => {
    const world = { queues: [{ agents: [0], maxCallers: 0 }], calls: [{ at: 0 }, { at: 1 }] };
    expect(play(world).lines).toContain('60 c1 answered q0 59');
    const none = play({ ...world, readings: { maxCallersZero: 'none' } }).lines;
    expect(none).toContain('0 c0 answered q0 0');
    expect(none).toContain('1 c1 overflowed q0 0');
  });

  test('nobody online: unstaffed at once, unless the queue waits', () => {
    const world = { queues: [{ agents: [{ agent: 0, status: 'LOGGED_OUT' as const }] }], calls: [{ at: 0 }] };
    expect(play(world).lines).toEqual(['0 c0 unstaffed q0 0', '0 c0 forward HANGUP']);
    const waits = { ...world, queues: [{ ...world.queues[0]!, waitWhenNobodyOnline: true }] };
    expect(play(waits).lines).toContain('300 c0 timed_out q0 300');
  });

  test('an agent who is not ready, or in talk, is online', () => {
    const { lines } = play({ queues: [{ agents: [{ agent: 0, status: 'LUNCH' }] }], calls: [{ at: 0 }] });
    expect(lines).toContain('300 c0 timed_out q0 300');
  });

  test('a vip call is before those who are not, behind earlier vip calls', () => {
    const { lines } = play({
      queues: [{ agents: [0] }],
      calls: [
        { at: 0, talk: 10 },
        { at: 1, talk: 10 },
        { at: 2, talk: 10, vip: true },
        { at: 3, talk: 10, vip: true },
      ],
    });
    expect(lines.filter((line) => line.includes('answered a0'))).toEqual([
      '0 c0 answered a0',
      '10 c2 answered a0',
      '20 c3 answered a0',
      '30 c1 answered a0',
    ]);
    expect(lines).toContain('2 c2 queued q0 #1');
    expect(lines).toContain('3 c3 queued q0 #2');
  });

  test('a full intro is heard before anybody is rung', () => {
    const { lines } = play({
      queues: [{ agents: [0], waitsForIntro: true }],
      calls: [{ at: 0, intro: 7 }],
    });
    expect(lines.slice(1)).toEqual([
      '7 c0 intro_over',
      '7 c0 ring a0',
      '7 c0 answered a0',
      '7 c0 answered q0 7',
    ]);
  });
});

describe('giving up', () => {
  test('patience stops a ring, which is no miss', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0] }],
      answers: [[15]],
      calls: [{ at: 0, patience: 10 }],
    });
    expect(lines.slice(2)).toEqual(['10 c0 stop a0 caller_left', '10 c0 abandoned q0 10']);
    expect(statistics.agent(0)).toMatchObject({ rung: 1, answered: 0, missed: 0, ringMs: 10_000 });
  });

  test('an answer at the very end of patience, of ring_time and of max_waiting_time counts', () => {
    expect(
      play({ queues: [{ agents: [0] }], answers: [[10]], calls: [{ at: 0, patience: 10 }] }).lines,
    ).toContain('10 c0 answered q0 10');
    expect(
      play({ queues: [{ agents: [0], ringMs: 10_000 }], answers: [[10]], calls: [{ at: 0 }] }).lines,
    ).toContain('10 c0 answered q0 10');
    expect(
      play({ queues: [{ agents: [0], maxWaitingMs: 15_000 }], answers: [[15]], calls: [{ at: 0 }] }).lines,
    ).toContain('15 c0 answered q0 15');
  });

  test('at one instant the caller hangs up before max_waiting_time takes the call', () => {
    const { lines } = play({
      queues: [{ agents: [0], maxWaitingMs: 15_000 }],
      answers: [[null]],
      calls: [{ at: 0, patience: 15 }],
    });
    expect(lines.at(-1)).toBe('15 c0 abandoned q0 15');
  });

  test('max_waiting_time takes calls in the order in which they came', () => {
    const { lines } = play({
      queues: [{ agents: [{ agent: 0, status: 'BREAK' }], maxWaitingMs: 20_000 }],
      calls: [{ at: 0 }, { at: 5, patience: 3 }, { at: 7 }],
    });
    expect(lines.filter((line) => / q0 \d/.test(line) && !line.includes('queued'))).toEqual([
      '8 c1 abandoned q0 3',
      '20 c0 timed_out q0 20',
      '27 c2 timed_out q0 20',
    ]);
  });
});

describe('forwards between queues', () => {
  test('a call goes on as a new offer, its patience going on', () => {
    const { lines } = play({
      queues: [
        { agents: [{ agent: 0, status: 'BREAK' }], maxWaitingMs: 20_000, noAnswer: toQueue(1) },
        { agents: [{ agent: 1, status: 'BREAK' }] },
      ],
      calls: [{ at: 0, patience: 30 }],
    });
    expect(lines).toEqual([
      '0 c0 queued q0 #1',
      '20 c0 timed_out q0 20',
      '20 c0 forward FORWARD_TO_NUMBER q1',
      '20 c0 queued q1 #1',
      '30 c0 abandoned q1 30',
    ]);
  });

  test('a queue that sends on to itself takes the call anew, behind those who wait', () => {
    const { lines } = play({
      queues: [
        { agents: [{ agent: 0, status: 'BREAK' }], maxWaitingMs: 20_000, noAnswer: toQueue(0) },
        { agents: [] },
      ],
      calls: [
        { at: 0, patience: 50 },
        { at: 1, patience: 30 },
      ],
    });
    expect(lines.filter((line) => /timed_out|queued|abandoned/.test(line))).toEqual([
      '0 c0 queued q0 #1',
      '1 c1 queued q0 #2',
      '20 c0 timed_out q0 20',
      '20 c0 queued q0 #2',
      '21 c1 timed_out q0 20',
      '21 c1 queued q0 #2',
      '31 c1 abandoned q0 30',
      '40 c0 timed_out q0 40',
      '40 c0 queued q0 #1',
      '50 c0 abandoned q0 50',
    ]);
  });

  test('a loop of forwards ends after 16 hops', () => {
    const nobody = { agents: [{ agent: 0, status: 'LOGGED_OUT' as const }] };
    const { lines, engine, statistics } = play({
      queues: [
        { ...nobody, noAnswer: toQueue(1) },
        { ...nobody, noAnswer: toQueue(0) },
      ],
      calls: [{ at: 0 }],
    });
    expect(engine.loops).toBe(1);
    expect(lines.at(-1)).toBe('0 c0 loop');
    expect(statistics.queue(0).offered + statistics.queue(1).offered).toBe(17);
  });
});

describe('whom a call rings', () => {
  const agents = [0, 1, 2];

  test('PRIORITIZED_HUNT: from the top for every call, then round after round', () => {
    const { lines } = play({
      queues: [{ agents, maxWaitingMs: 50_000, ringMs: 10_000 }],
      answers: [[null], [null], [null]],
      calls: [{ at: 0 }],
    });
    expect(lines.filter((line) => line.includes('ring'))).toEqual([
      '0 c0 ring a0',
      '10 c0 ring a1',
      '20 c0 ring a2',
      '30 c0 ring a0',
      '40 c0 ring a1',
    ]);
  });

  test('an agent who becomes available is a candidate of the running round', () => {
    const { lines } = play({
      queues: [{ agents: [{ agent: 0, status: 'BREAK' }, 1], ringMs: 10_000, maxWaitingMs: 40_000 }],
      answers: [[null], [null]],
      calls: [{ at: 0 }],
      events: [{ atMs: 5000, type: 'status', agent: 0, queue: 0, status: 'READY' }],
    });
    expect(lines.filter((line) => line.includes('ring'))).toEqual([
      '0 c0 ring a1',
      '10 c0 ring a0',
      '20 c0 ring a0',
      '30 c0 ring a1',
    ]);
  });

  test('CYCLIC_HUNT: rung longest ago, never rung first', () => {
    const { lines } = play({
      queues: [{ agents, strategy: 'CYCLIC' }],
      calls: [0, 10, 20, 30].map((at) => ({ at, talk: 1 })),
    });
    expect(lines.filter((line) => line.includes('ring')).map((line) => line.slice(-2))).toEqual([
      'a0',
      'a1',
      'a2',
      'a0',
    ]);
  });

  test('LEAST_WORKED_HUNT: answered longest ago; a ring that was missed does not count', () => {
    const { lines } = play({
      queues: [{ agents, strategy: 'LEAST_WORKED', ringMs: 5000 }],
      answers: [[0], [null, 0], [0]],
      calls: [0, 10, 20].map((at) => ({ at, talk: 1 })),
    });
    expect(lines.filter((line) => line.includes('ring'))).toEqual([
      '0 c0 ring a0',
      '10 c1 ring a1',
      '15 c1 ring a2',
      '20 c2 ring a1',
    ]);
  });

  test('LEAST_WORKED_HUNT by the other reading: who answered fewest', () => {
    const world = {
      queues: [{ agents: [0, 1], strategy: 'LEAST_WORKED' as const }],
      calls: [
        { at: 0, talk: 100 },
        { at: 1, talk: 1 },
        { at: 5, talk: 1 },
        { at: 200, talk: 1 },
      ],
    };
    const answeredBy = (lines: string[]) =>
      lines.filter((line) => /answered a/.test(line)).map((line) => line.slice(-2));
    expect(answeredBy(play(world).lines)).toEqual(['a0', 'a1', 'a1', 'a0']);
    expect(answeredBy(play({ ...world, readings: { leastWorked: 'fewest_answered' } }).lines)).toEqual([
      'a0',
      'a1',
      'a1',
      'a0',
    ]);
    const late = {
      ...world,
      calls: [
        { at: 0, talk: 1 },
        { at: 5, talk: 1 },
        { at: 9, talk: 1 },
        { at: 15, talk: 50 },
        { at: 16, talk: 1 },
      ],
    };
    expect(answeredBy(play(late).lines)).toEqual(['a0', 'a1', 'a0', 'a1', 'a0']);
  });

  test('skill levels: the lowest first, an unanswered round goes on, a level without anybody is passed over', () => {
    const world = {
      queues: [
        {
          agents: [
            { agent: 0, level: 2 },
            { agent: 1, level: 1 },
            { agent: 2, level: 3, status: 'BREAK' as const },
            { agent: 3, level: 4 },
          ],
          bySkill: true,
          ringMs: 10_000,
          maxWaitingMs: 45_000,
        },
      ],
      answers: [[null], [null], [null], [null]],
      calls: [{ at: 0 }],
    };
    const rung = (lines: string[]) =>
      lines.filter((line) => / ring /.test(line)).map((line) => line.slice(-2));
    expect(rung(play(world).lines)).toEqual(['a1', 'a0', 'a3', 'a1', 'a0']);
    expect(rung(play({ ...world, readings: { skillOrder: 'high_first' } }).lines)).toEqual([
      'a3',
      'a0',
      'a1',
      'a3',
      'a0',
    ]);
    expect(rung(play({ ...world, readings: { nextSkillGroup: 'when_unavailable' } }).lines)).toEqual([
      'a1',
      'a1',
      'a1',
      'a1',
      'a1',
    ]);
  });

  test('a pause between rounds, by the other reading', () => {
    const { lines } = play({
      queues: [{ agents: [0], ringMs: 10_000, maxWaitingMs: 40_000 }],
      answers: [[null]],
      calls: [{ at: 0 }],
      readings: { roundGapMs: 5000 },
    });
    expect(lines.filter((line) => / ring /.test(line))).toEqual([
      '0 c0 ring a0',
      '15 c0 ring a0',
      '30 c0 ring a0',
    ]);
  });
});

describe('RING_SIMULTANEOUSLY', () => {
  const strategy = 'SIMULTANEOUS' as const;

  test('all ring, the first to answer gets the call, the others stop, which is no miss', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0, 1, 2], strategy }],
      answers: [[8], [5], [null]],
      calls: [{ at: 0 }],
    });
    expect(lines).toEqual([
      '0 c0 queued q0 #1',
      '0 c0 ring a0,a1,a2',
      '5 c0 stop a0,a2 answered_elsewhere',
      '5 c0 answered a1',
      '5 c0 answered q0 5',
    ]);
    expect([0, 1, 2].map((agent) => statistics.agent(agent).missed)).toEqual([0, 0, 0]);
  });

  test('whoever becomes available joins until the end of the ring; younger calls ring nobody', () => {
    const world = {
      queues: [{ agents: [0, { agent: 1, status: 'BREAK' as const }], strategy }],
      answers: [[null], [3]],
      calls: [{ at: 0, talk: 10 }, { at: 1 }],
      events: [{ atMs: 4000, type: 'status' as const, agent: 1, queue: 0, status: 'READY' as const }],
    };
    const { lines } = play(world);
    expect(lines.slice(0, 7)).toEqual([
      '0 c0 queued q0 #1',
      '0 c0 ring a0',
      '1 c1 queued q0 #2',
      '4 c0 join a1',
      '7 c0 stop a0 answered_elsewhere',
      '7 c0 answered a1',
      '7 c0 answered q0 7',
    ]);
    const late = play({ ...world, readings: { lateJoin: false } }).lines;
    expect(late.slice(3, 6)).toEqual(['20 c0 no_answer a0', '20 c0 ring a1', '23 c0 answered a1']);
  });

  test('nobody answers: a miss for all, and the next round', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0, 1], strategy, ringMs: 10_000 }],
      answers: [[null, 2], [null]],
      calls: [{ at: 0 }],
    });
    expect(lines.slice(1)).toEqual([
      '0 c0 ring a0,a1',
      '10 c0 no_answer a0,a1',
      '10 c0 ring a0,a1',
      '12 c0 stop a1 answered_elsewhere',
      '12 c0 answered a0',
      '12 c0 answered q0 12',
    ]);
    expect(statistics.agent(1)).toMatchObject({ rung: 2, missed: 1 });
  });

  test('when the one who would answer leaves the ring, the next who would does', () => {
    const { lines } = play({
      queues: [{ agents: [0, 1], strategy }],
      answers: [[5], [9]],
      calls: [{ at: 0 }],
      events: [{ atMs: 2000, type: 'status', agent: 0, queue: 0, status: 'BREAK' }],
    });
    expect(lines.slice(2)).toEqual(['2 c0 stop a0 unavailable', '9 c0 answered a1', '9 c0 answered q0 9']);
  });
});

describe('sticky routing', () => {
  const world = {
    queues: [{ agents: [0, 1], stickyMs: 86_400_000 }],
    calls: [
      { at: 0, talk: 100, caller: 9 },
      { at: 1, talk: 10, caller: 7 },
      { at: 200, talk: 10, caller: 7 },
    ],
  };

  test('the agent who answered the caller last is rung first, once', () => {
    expect(play(world).lines).toContain('200 c2 ring a1 sticky');
    const missed = play({
      ...world,
      answers: [[0], [0, null]],
      queues: [{ ...world.queues[0]!, ringMs: 5000 }],
    }).lines;
    expect(missed.slice(-5)).toEqual([
      '200 c2 ring a1 sticky',
      '205 c2 no_answer a1',
      '205 c2 ring a0',
      '205 c2 answered a0',
      '205 c2 answered q0 5',
    ]);
  });

  test('not for longer than the queue remembers, and not where it is off', () => {
    const short = play({ ...world, queues: [{ agents: [0, 1], stickyMs: 100_000 }] }).lines;
    expect(short).toContain('200 c2 ring a0');
    expect(play({ ...world, queues: [{ agents: [0, 1] }] }).lines).toContain('200 c2 ring a0');
  });
});

describe('after a call', () => {
  test('without auto-ready an agent wraps up, after a call as after a missed ring', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0], autoReady: false, ringMs: 10_000 }],
      answers: [[null, 0]],
      wrapUps: [5],
      calls: [
        { at: 0, talk: 20 },
        { at: 1, talk: 20 },
      ],
    });
    expect(lines.filter((line) => / ring /.test(line))).toEqual([
      '0 c0 ring a0',
      '15 c0 ring a0',
      '40 c1 ring a0',
    ]);
    expect(statistics.agent(0)).toMatchObject({ wrapUpMs: 15_000, talkMs: 40_000 });
  });

  test('without auto-ready and without a wrap-up time the queue runs dry until somebody sets a status', () => {
    const world = {
      queues: [{ agents: [0], autoReady: false }],
      calls: [
        { at: 0, talk: 20 },
        { at: 1, talk: 20 },
      ],
    };
    expect(play(world).lines).toContain('301 c1 timed_out q0 300');
    const events = [{ atMs: 50_000, type: 'status' as const, agent: 0, queue: 0, status: 'READY' as const }];
    expect(play({ ...world, events }).lines).toContain('50 c1 answered q0 49');
  });

  test('with auto-ready the wrap-up is not used, or by the other reading it is', () => {
    const world = { queues: [{ agents: [0] }], wrapUps: [30], calls: [{ at: 0, talk: 10 }, { at: 1 }] };
    expect(play(world).lines).toContain('10 c1 answered q0 9');
    expect(play({ ...world, readings: { wrapUpWithAutoReady: 'timed' } }).lines).toContain(
      '40 c1 answered q0 39',
    );
  });

  test('another call: READY after it, or NOT_READY in every queue, or the status from before', () => {
    const event = [{ atMs: 0, type: 'other_call' as const, agent: 0, durationMs: 30_000 }];
    const calls = [{ at: 10 }];
    expect(play({ queues: [{ agents: [0] }], calls, events: event }).lines).toContain('30 c0 answered q0 20');
    expect(play({ queues: [{ agents: [0], autoReady: false }], calls, events: event }).lines).toContain(
      '310 c0 timed_out q0 300',
    );
    expect(
      play({
        queues: [{ agents: [0], autoReady: false, autoNotReadyAfterOtherCall: false }],
        calls,
        events: event,
      }).lines,
    ).toContain('30 c0 answered q0 20');
    expect(
      play({
        queues: [{ agents: [0], autoReady: false }],
        calls,
        events: event,
        wrapUps: [5],
        readings: { afterOtherCall: 'wrap_up' },
      }).lines,
    ).toContain('35 c0 answered q0 25');
  });

  test('the end of a shift lets a call be finished and stops a ring', () => {
    const { lines } = play({
      queues: [{ agents: [0, 1], ringMs: 60_000 }],
      answers: [[0], [null]],
      calls: [{ at: 0, talk: 30 }, { at: 1 }, { at: 2, patience: 100 }],
      events: [
        { atMs: 10_000, type: 'shift', agent: 0, onShift: false },
        { atMs: 20_000, type: 'shift', agent: 1, onShift: false },
      ],
    });
    expect(lines).toContain('20 c1 stop a1 unavailable');
    expect(lines).toContain('301 c1 timed_out q0 300');
    expect(lines).toContain('102 c2 abandoned q0 100');
  });

  test('LOGGED_IN lands in READY or, without auto-ready, in NOT_READY', () => {
    const world = (autoReady: boolean) => ({
      queues: [
        { agents: [{ agent: 0, status: 'LOGGED_OUT' as const }], autoReady, waitWhenNobodyOnline: true },
      ],
      calls: [{ at: 0 }],
      events: [{ atMs: 10_000, type: 'status' as const, agent: 0, queue: 0, status: 'LOGGED_IN' as const }],
    });
    expect(play(world(true)).lines).toContain('10 c0 answered q0 10');
    expect(play(world(false)).lines).toContain('300 c0 timed_out q0 300');
  });

  test('the reading by which waiting calls leave with the last agent', () => {
    const { lines } = play({
      queues: [{ agents: [{ agent: 0, status: 'BREAK' }] }],
      calls: [{ at: 0 }],
      events: [{ atMs: 10_000, type: 'status', agent: 0, queue: 0, status: 'LOGGED_OUT' }],
      readings: { unstaffedCheck: 'always' },
    });
    expect(lines).toContain('10 c0 unstaffed q0 10');
  });
});

describe('a shared agent', () => {
  test('goes to the call that waited longest, whatever the queue; equal: the order of queues', () => {
    const world = {
      queues: [
        { agents: [{ agent: 0, status: 'BREAK' as const }] },
        { agents: [{ agent: 0, status: 'BREAK' as const }] },
      ],
      calls: [
        { at: 0, queue: 1, talk: 10 },
        { at: 1, queue: 0, talk: 10 },
        { at: 2, queue: 1, talk: 10 },
        { at: 2, queue: 0, talk: 10 },
        { at: 3, queue: 1, talk: 10, vip: true },
      ],
      events: [{ atMs: 20_000, type: 'status' as const, agent: 0, queue: null, status: 'READY' as const }],
    };
    const order = (lines: string[]) =>
      lines.filter((line) => / answered a0/.test(line)).map((line) => line.split(' ')[1]);
    expect(order(play(world).lines)).toEqual(['c4', 'c0', 'c1', 'c3', 'c2']);
    expect(order(play({ ...world, readings: { sharedAgent: 'queue_order' } }).lines)).toEqual([
      'c1',
      'c3',
      'c4',
      'c0',
      'c2',
    ]);
  });
});

describe('callback', () => {
  const busy = { at: 0, talk: 100 };

  test('pressing 3 keeps the place; patience and max_waiting_time no longer run', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0], callback: 'active', maxWaitingMs: 40_000 }],
      calls: [busy, { at: 10, patience: 50, press: 20 }],
    });
    expect(lines.slice(4)).toEqual([
      '10 c1 queued q0 #1',
      '30 c1 callback',
      '30 c1 callback q0 20',
      '100 c1 ring a0',
      '100 c1 called_back a0',
    ]);
    expect(statistics.queue(0).outcomes).toMatchObject({ answered: 1, callback: 1 });
  });

  test('TIMEOUT: only from callback_timeout on', () => {
    const world = (press: number) => ({
      queues: [{ agents: [0], callback: 'timeout' as const, callbackTimeoutMs: 30_000 }],
      calls: [busy, { at: 10, press }],
    });
    expect(play(world(29)).lines).toContain('100 c1 answered q0 90');
    expect(play(world(30)).lines).toContain('40 c1 callback q0 30');
  });
});

describe('announcements', () => {
  test('ON_CONNECTED at entry and then periodically, PERIODICALLY only then', () => {
    const world = (announce: 'on_connected' | 'periodically') => ({
      queues: [{ agents: [0], announce, announceMs: 20_000 }],
      calls: [{ at: 0, talk: 45 }, { at: 0 }],
    });
    const told = (lines: string[]) => lines.filter((line) => line.includes('c1 position'));
    expect(told(play(world('on_connected')).lines)).toEqual([
      '0 c1 position 1',
      '20 c1 position 1',
      '40 c1 position 1',
    ]);
    expect(told(play(world('periodically')).lines)).toEqual(['20 c1 position 1', '40 c1 position 1']);
  });
});
