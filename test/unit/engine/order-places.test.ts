/** Who counts as waiting, who goes first, and whose turn an agent's is: cases worked out by hand. */

import { describe, expect, test } from 'vitest';
import { play, type World } from '../../support/engine.ts';

const away = { agent: 0, status: 'BREAK' } as const;
const toQueue = (queue: number) => ({ action: 'FORWARD_TO_NUMBER', number: `800${queue}`, queue }) as const;
const rung = (lines: string[]): string[] => lines.filter((line) => / ring /.test(line));

describe('max_callers', () => {
  test('counts who is rung for, and not who waits to be called back', () => {
    const ringing: World = {
      queues: [{ agents: [0], maxCallers: 1 }],
      answers: [[15]],
      calls: [{ at: 0 }, { at: 5 }],
    };
    expect(play(ringing).lines).toContain('5 c1 overflowed q0 0');
    const { lines } = play({
      queues: [{ agents: [away], maxCallers: 1, callback: 'active' }],
      calls: [{ at: 0, press: 3 }, { at: 5, patience: 5 }, { at: 6 }],
    });
    expect(lines).toContain('5 c1 queued q0 #1');
    expect(lines).toContain('6 c2 overflowed q0 0');
  });

  test('sends on into another queue by the no-answer rule, as a new offer there', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [away], maxCallers: 1, noAnswer: toQueue(1) }, { agents: [1] }],
      calls: [{ at: 0, patience: 50 }, { at: 5 }],
    });
    expect(lines.slice(1, 5)).toEqual([
      '5 c1 overflowed q0 0',
      '5 c1 forward FORWARD_TO_NUMBER q1',
      '5 c1 queued q1 #1',
      '5 c1 ring a1',
    ]);
    expect([statistics.queue(0).offered, statistics.queue(1).offered]).toEqual([2, 1]);
  });
});

describe('what ends a wait', () => {
  test('max_waiting_time stops a ring at once, which is no miss', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0], maxWaitingMs: 15_000 }],
      answers: [[18]],
      calls: [{ at: 0 }],
    });
    expect(lines.slice(2)).toEqual([
      '15 c0 stop a0 caller_left',
      '15 c0 timed_out q0 15',
      '15 c0 forward HANGUP',
    ]);
    expect(statistics.agent(0).missed).toBe(0);
  });

  test('an answer later than ring_time is none', () => {
    const { lines } = play({
      queues: [{ agents: [0], ringMs: 10_000 }],
      answers: [[11, 10]],
      calls: [{ at: 0 }],
    });
    expect(lines.slice(2)).toEqual([
      '10 c0 no_answer a0',
      '10 c0 ring a0',
      '20 c0 answered a0',
      '20 c0 answered q0 20',
    ]);
  });

  test('patience and max_waiting_time run from entry, also while an intro plays', () => {
    const { lines } = play({
      queues: [{ agents: [0], waitsForIntro: true, maxWaitingMs: 15_000 }],
      calls: [
        { at: 0, intro: 20, patience: 12 },
        { at: 1, intro: 20 },
      ],
    });
    expect(lines.slice(2)).toEqual([
      '12 c0 abandoned q0 12',
      '16 c1 timed_out q0 15',
      '16 c1 forward HANGUP',
    ]);
  });

  test('an intro counts only where calls wait for it', () => {
    expect(play({ queues: [{ agents: [0] }], calls: [{ at: 0, intro: 20 }] }).lines).toContain(
      '0 c0 answered q0 0',
    );
  });
});

describe('order keys', () => {
  test('are of the queue: being rung or answering in another changes nothing', () => {
    const ringsLast = (strategy: 'CYCLIC' | 'LEAST_WORKED') =>
      rung(
        play({
          queues: [
            { agents: [0, 1], strategy },
            { agents: [0], strategy },
          ],
          calls: [
            { at: 0, queue: 0, talk: 1 },
            { at: 10, queue: 0, talk: 1 },
            { at: 20, queue: 1, talk: 1 },
            { at: 30, queue: 0, talk: 1 },
          ],
        }).lines,
      );
    const expected = ['0 c0 ring a0', '10 c1 ring a1', '20 c2 ring a0', '30 c3 ring a0'];
    expect(ringsLast('CYCLIC')).toEqual(expected);
    expect(ringsLast('LEAST_WORKED')).toEqual(expected);
  });

  test('CYCLIC_HUNT: a missed ring counts as rung', () => {
    const { lines } = play({
      queues: [{ agents: [0, 1, 2], strategy: 'CYCLIC', ringMs: 5000 }],
      answers: [[null], [0], [0]],
      calls: [
        { at: 0, talk: 1 },
        { at: 10, talk: 1 },
      ],
    });
    expect(rung(lines)).toEqual(['0 c0 ring a0', '5 c0 ring a1', '10 c1 ring a2']);
  });

  test('LEAST_WORKED_HUNT by fewest answered: whoever answered less goes first, however lately', () => {
    const world: World = {
      queues: [{ agents: [0, 1], strategy: 'LEAST_WORKED' }],
      calls: [
        { at: 0, talk: 1 },
        { at: 10, talk: 100 },
        { at: 20, talk: 1 },
        { at: 30, talk: 1 },
        { at: 200, talk: 1 },
      ],
    };
    expect(rung(play(world).lines).at(-1)).toBe('200 c4 ring a1');
    const { lines } = play({
      ...world,
      calls: [...world.calls, { at: 300, talk: 1 }],
      readings: { leastWorked: 'fewest_answered' },
    });
    // a0 has answered 3, a1 after the fifth call 2: again a1, where the longest since an answer would be a0.
    expect(rung(lines).slice(-2)).toEqual(['200 c4 ring a1', '300 c5 ring a1']);
    expect(rung(play({ ...world, calls: [...world.calls, { at: 300 }] }).lines).at(-1)).toBe(
      '300 c5 ring a0',
    );
  });

  test('a better level that becomes available in a round is rung next', () => {
    const { lines } = play({
      queues: [
        {
          agents: [
            { agent: 0, level: 1, status: 'BREAK' },
            { agent: 1, level: 2 },
            { agent: 2, level: 3 },
          ],
          bySkill: true,
          ringMs: 10_000,
        },
      ],
      answers: [[0], [null], [null]],
      calls: [{ at: 0 }],
      events: [{ atMs: 5000, type: 'status', agent: 0, queue: 0, status: 'READY' }],
    });
    expect(rung(lines)).toEqual(['0 c0 ring a1', '10 c0 ring a0']);
  });

  test('within a level X chooses: cyclic by skill', () => {
    const { lines } = play({
      queues: [
        {
          agents: [
            { agent: 0, level: 2 },
            { agent: 1, level: 1 },
            { agent: 2, level: 1 },
          ],
          bySkill: true,
          strategy: 'CYCLIC',
        },
      ],
      calls: [0, 10, 20].map((at) => ({ at, talk: 1 })),
    });
    expect(rung(lines)).toEqual(['0 c0 ring a1', '10 c1 ring a2', '20 c2 ring a1']);
  });
});

describe('places', () => {
  test('several calls ring several agents at once, the oldest first', () => {
    const { lines } = play({
      queues: [{ agents: [0, 1, 2] }],
      answers: [[5], [5], [5]],
      calls: [{ at: 0 }, { at: 0 }, { at: 0, vip: true }],
    });
    expect(rung(lines)).toEqual(['0 c2 ring a0', '0 c0 ring a1', '0 c1 ring a2']);
  });

  test('a call whose ring ends keeps its place before younger ones', () => {
    const { lines } = play({
      queues: [{ agents: [0], ringMs: 10_000 }],
      answers: [[null, 0, 0]],
      calls: [
        { at: 0, talk: 5 },
        { at: 1, talk: 5 },
      ],
    });
    expect(rung(lines)).toEqual(['0 c0 ring a0', '10 c0 ring a0', '15 c1 ring a0']);
  });

  test('a callback keeps its place before younger calls, and is rung again until somebody answers', () => {
    const { lines } = play({
      queues: [{ agents: [0], callback: 'active', ringMs: 10_000 }],
      answers: [[0, null, 0]],
      calls: [
        { at: 0, talk: 20 },
        { at: 1, press: 2, talk: 7 },
        { at: 2, talk: 5 },
      ],
    });
    expect(lines.filter((line) => / ring |called_back|answered a/.test(line))).toEqual([
      '0 c0 ring a0',
      '0 c0 answered a0',
      '20 c1 ring a0',
      '30 c1 ring a0',
      '30 c1 called_back a0',
      '37 c2 ring a0',
      '37 c2 answered a0',
    ]);
  });

  test('pressing 3 while an agent rings lets the ring go on', () => {
    const { lines } = play({
      queues: [{ agents: [0], callback: 'active' }],
      answers: [[15]],
      calls: [{ at: 0, press: 5, patience: 6 }],
    });
    expect(lines.slice(2)).toEqual(['5 c0 callback', '5 c0 callback q0 5', '15 c0 called_back a0']);
  });

  test('where no callback is offered pressing 3 does nothing', () => {
    const { lines } = play({ queues: [{ agents: [away] }], calls: [{ at: 0, press: 5, patience: 9 }] });
    expect(lines.at(-1)).toBe('9 c0 abandoned q0 9');
  });

  test('a call sent on from another queue is behind those who wait there, though it came first', () => {
    const { lines } = play({
      queues: [{ agents: [away], maxWaitingMs: 15_000, noAnswer: toQueue(1) }, { agents: [1] }],
      calls: [{ at: 0 }, { at: 1, queue: 1, talk: 20 }, { at: 2, queue: 1, talk: 5 }],
    });
    expect(lines.filter((line) => line.includes('answered a1'))).toEqual([
      '1 c1 answered a1',
      '21 c2 answered a1',
      '26 c0 answered a1',
    ]);
  });

  test('sticky: to the very end of the time, but not who is busy; the strategy goes on from there', () => {
    const world = (stickyMs: number): World => ({
      queues: [{ agents: [0, 1], stickyMs }],
      calls: [
        { at: 0, talk: 100 },
        { at: 1, talk: 10, caller: 7 },
        { at: 201, talk: 10, caller: 7 },
      ],
    });
    expect(play(world(200_000)).lines).toContain('201 c2 ring a1 sticky');
    expect(play(world(199_999)).lines).toContain('201 c2 ring a0');
    const busy = play({
      queues: [{ agents: [0, 1], stickyMs: 1e9 }],
      calls: [
        { at: 0, talk: 100, caller: 7 },
        { at: 10, caller: 7 },
      ],
    });
    expect(busy.lines).toContain('10 c1 ring a1');
  });
});
