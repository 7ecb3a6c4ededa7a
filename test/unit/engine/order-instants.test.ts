/** What comes first when several things happen at one instant, each order in a case worked out by hand. */

import { describe, expect, test } from 'vitest';
import { play } from '../../support/engine.ts';

const status = (at: number, agent: number, to: 'READY' | 'BREAK' | 'LOGGED_OUT') =>
  ({ atMs: at * 1000, type: 'status', agent, queue: null, status: to }) as const;

describe('at one instant', () => {
  test('an answer is before the status that would have stopped the ring', () => {
    const { lines } = play({
      queues: [{ agents: [0] }],
      answers: [[5]],
      calls: [{ at: 0 }],
      events: [status(5, 0, 'BREAK')],
    });
    expect(lines).toContain('5 c0 answered q0 5');
  });

  test('the end of a call is before the end of a ring: who is free then is rung in the round that goes on', () => {
    const { lines } = play({
      queues: [{ agents: [0, 1], ringMs: 10_000 }],
      answers: [[0], [null, 0]],
      calls: [{ at: 0, talk: 15 }, { at: 5 }],
    });
    expect(lines.slice(-5)).toEqual([
      '5 c1 ring a1',
      '15 c1 no_answer a1',
      '15 c1 ring a0',
      '15 c1 answered a0',
      '15 c1 answered q0 10',
    ]);
  });

  test('the end of a ring is before the caller hangs up, so that it is a miss', () => {
    const { lines, statistics } = play({
      queues: [{ agents: [0], ringMs: 10_000 }],
      answers: [[null]],
      calls: [{ at: 0, patience: 10 }],
    });
    expect(lines.slice(2)).toEqual(['10 c0 no_answer a0', '10 c0 abandoned q0 10']);
    expect(statistics.agent(0).missed).toBe(1);
  });

  test('who hangs up when an agent becomes free is gone: queues are served when all events are done', () => {
    const { lines } = play({
      queues: [{ agents: [0] }],
      calls: [{ at: 0, talk: 10 }, { at: 1, patience: 9 }, { at: 2 }],
    });
    expect(lines.slice(-4)).toEqual([
      '10 c1 abandoned q0 9',
      '10 c2 ring a0',
      '10 c2 answered a0',
      '10 c2 answered q0 8',
    ]);
  });

  test('max_waiting_time is before the caller presses 3', () => {
    const { lines } = play({
      queues: [{ agents: [{ agent: 0, status: 'BREAK' }], callback: 'active', maxWaitingMs: 15_000 }],
      calls: [{ at: 0, press: 15 }],
    });
    expect(lines).toContain('15 c0 timed_out q0 15');
  });

  test('the caller presses 3 before the position is told', () => {
    const { lines } = play({
      queues: [{ agents: [{ agent: 0, status: 'BREAK' }], callback: 'active', announce: 'periodically' }],
      calls: [{ at: 0, press: 10 }],
    });
    expect(lines).toEqual(['0 c0 queued q0 #1', '10 c0 callback', '10 c0 callback q0 10']);
  });

  test('an arrival is last: it finds the place of one who leaves, and an agent who becomes free', () => {
    const full = play({
      queues: [{ agents: [0], maxCallers: 1 }],
      calls: [{ at: 0 }, { at: 1, patience: 4 }, { at: 5 }],
    });
    expect(full.lines.slice(-5, -3)).toEqual(['5 c1 abandoned q0 4', '5 c2 queued q0 #1']);
    const freed = play({ queues: [{ agents: [0] }], calls: [{ at: 0, talk: 10 }, { at: 10 }] });
    expect(freed.lines).toContain('10 c1 answered q0 0');
    expect(freed.statistics.queue(0).delayed).toBe(0);
  });

  test('an answer at once is first in the next pass, before a caller without any patience hangs up', () => {
    const call = { at: 0, patience: 0 };
    expect(play({ queues: [{ agents: [0] }], calls: [call] }).lines).toContain('0 c0 answered q0 0');
    expect(play({ queues: [{ agents: [0] }], answers: [[1]], calls: [call] }).lines).toContain(
      '0 c0 abandoned q0 0',
    );
  });

  test('of two who would answer at once, whoever was asked first does', () => {
    const { lines } = play({
      queues: [{ agents: [1, 0], strategy: 'SIMULTANEOUS' }],
      answers: [[3], [3]],
      calls: [{ at: 0 }],
    });
    expect(lines).toContain('3 c0 answered a1');
  });

  test('scheduled first, done first: two statuses of one instant leave the later one', () => {
    const { lines } = play({
      queues: [{ agents: [{ agent: 0, status: 'BREAK' }] }],
      calls: [{ at: 0, patience: 20 }],
      events: [status(5, 0, 'READY'), status(5, 0, 'BREAK')],
    });
    expect(lines).toEqual(['0 c0 queued q0 #1', '20 c0 abandoned q0 20']);
  });

  test('of two queues whose callers have waited long enough, who came first leaves first', () => {
    const nobody = { agents: [{ agent: 0, status: 'BREAK' as const }] };
    const { lines } = play({
      queues: [
        { ...nobody, maxWaitingMs: 18_000 },
        { ...nobody, maxWaitingMs: 20_000 },
      ],
      calls: [
        { at: 4, queue: 0 },
        { at: 4, queue: 1 },
        { at: 13, queue: 1 },
        { at: 15, queue: 0 },
      ],
    });
    expect(lines.filter((line) => line.startsWith('33 ') && line.includes('timed_out'))).toEqual([
      '33 c2 timed_out q1 20',
      '33 c3 timed_out q0 18',
    ]);
  });
});
