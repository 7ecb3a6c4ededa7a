/** Calls in the embedded PBX, by a clock that the test sets. */

import { afterEach, describe, expect, test } from 'vitest';
import { openPbx } from '../../../src/pbx/pbx.ts';
import { type LivePbx, openLivePbx } from '../../support/open-live-pbx.ts';
import { queueOf, runOn, scenarioOf } from '../../support/scenario.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(yaml: string): Promise<LivePbx> {
  const live = await openLivePbx(yaml);
  closers.push(live.close);
  return live;
}

/** Three callers, one after another. */
const THREE = `
agents: { default: { answer: { after: 5s }, wrap_up: 10s } }
calls:
  - { id: a, at: 10s, queue: "8000", from: "+15550100", talk: 60s }
  - { id: b, at: 12s, queue: "8000", talk: 60s }
  - { id: c, at: 14s, queue: "8000", talk: 60s, patience: 20s, vip: true }
`;

describe('who waits', () => {
  test('is listed in the order of service, ringing included, with whole seconds', async () => {
    const live = await open(THREE);
    const id = await live.addQueue('8000', ['2001']);
    live.at(9.999);
    expect(await live.waiting(id)).toEqual([]);
    live.at(14.999);
    expect(await live.waiting(id)).toEqual(['c 0', 'a 4', 'b 2']);
    live.at(15);
    expect(await live.waiting(id)).toEqual(['c 1', 'b 3']);
    live.at(34);
    expect(await live.waiting(id)).toEqual(['b 22']);
    live.at(80);
    expect(await live.waiting(id)).toEqual([]);
  });

  test('has a number, a name, and a session that is the same in every run and of no other call', async () => {
    const [first, second] = [await open(THREE), await open(THREE)];
    const ids = [await first.addQueue('8000', []), await second.addQueue('8000', [])];
    const lists = await Promise.all(
      [first, second].map(async (live, index) => {
        const id = ids[index] as string;
        await live.setAgents(id, ['2001']);
        await live.setStatus(id, '2001', 'BREAK');
        live.at(20);
        return live.items(id);
      }),
    );
    expect(lists[1]).toEqual(lists[0]);
    expect(lists[0]?.map(({ extension_number }) => extension_number)).toEqual([
      'anonymous',
      '+15550100',
      'anonymous',
    ]);
    expect(new Set(lists[0]?.map(({ session_id }) => session_id)).size).toBe(3);
    for (const { session_id } of lists[0] ?? []) {
      expect(Buffer.from(session_id, 'base64').toString()).toMatch(/^7\d{17}$/);
    }
  });

  test('is who waits in a dry run of the same scenario at the same time', async () => {
    const traffic = `
seed: 5
duration: 30m
agents: { default: { answer: { after: { uniform: [1s, 9s] }, probability: 0.7 } } }
traffic:
  - { queue: "8000", arrivals: { rate: 90/h }, talk: { exponential: 70s }, patience: { exponential: 60s } }
  - { queue: "8001", arrivals: { rate: 60/h }, talk: { exponential: 50s } }
`;
    const fields = { max_waiting_time: 45 };
    const forward = { no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '8000' } };
    const live = await open(traffic);
    const ids = [
      await live.addQueue('8000', ['2001', '2002'], fields),
      await live.addQueue('8001', ['2002', '2003'], { ...fields, ...forward }),
    ];
    const side = await runOn(await scenarioOf(traffic), [
      queueOf('8000', '8000', ['2001', '2002'], fields),
      queueOf('8001', '8001', ['2002', '2003'], { ...fields, ...forward }),
    ]);
    const calls = side.runs[0]?.traces ?? [];
    expect(calls.length).toBeGreaterThan(60);
    // A stay is from its `queued` to the next step that ends it.
    const stays = calls.flatMap(({ id, steps }) =>
      steps.flatMap(({ event, t, queue }, index) => {
        if (event !== 'queued') return [];
        const end = steps.slice(index).find((step) => /answered|abandoned|timed_out/.test(step.event));
        return [{ id, queue, fromMs: Math.round(t * 1000), toMs: Math.round((end?.t ?? Infinity) * 1000) }];
      }),
    );
    let waiting = 0;
    for (let seconds = 1; seconds < 1900; seconds += 7) {
      live.at(seconds);
      for (const [index, queue] of ['8000', '8001'].entries()) {
        const expected = stays
          .filter((stay) => stay.queue === queue && stay.fromMs <= seconds * 1000)
          .filter(({ toMs }) => toMs > seconds * 1000)
          .map(({ id, fromMs }) => `${id} ${Math.floor(seconds - fromMs / 1000)}`);
        const listed = await live.waiting(ids[index] as string);
        expect(new Set(listed)).toEqual(new Set(expected));
        waiting += listed.length;
      }
    }
    expect(waiting).toBeGreaterThan(100);
  });
});

describe('pickup', () => {
  test('takes a call, ringing or not, once, and only from its own queue', async () => {
    const live = await open(THREE);
    const id = await live.addQueue('8000', ['2001']);
    const other = await live.addQueue('8001', ['2001']);
    live.at(13);
    const [a, b] = await live.items(id);
    expect(await live.pickUp(other, a?.session_id ?? '')).toBe(404);
    expect(await live.pickUp(id, 'NzAwMDAwMDAwMDAwMDAwMDAw')).toBe(404);
    expect(await live.pickUp(id, a?.session_id ?? '')).toBe(200);
    expect(await live.pickUp(id, a?.session_id ?? '')).toBe(404);
    expect(await live.waiting(id)).toEqual(['b 1']);
    // The agent who rang for the one rings for the other, from now on.
    live.at(18);
    expect(await live.statusOf(id, '2001')).toBe('QUEUE_CALL');
    expect(await live.pickUp(id, b?.session_id ?? '')).toBe(404);
  });
});

describe('an agent', () => {
  test('is shown ringing as READY, then in a call, wrapping up, and READY again', async () => {
    const live = await open(THREE);
    const id = await live.addQueue('8000', ['2001'], { agent_auto_ready: false });
    const other = await live.addQueue('8001', ['2001', '2002']);
    await live.setStatus(other, '2002', 'LOGGED_OUT');
    const shown: string[] = [];
    for (const seconds of [9, 14.999, 15, 74.999, 75, 84.999, 85, 90]) {
      live.at(seconds);
      shown.push(`${await live.statusOf(id, '2001')} ${await live.statusOf(other, '2001')}`);
    }
    expect(shown).toEqual([
      'READY READY',
      'READY READY',
      'QUEUE_CALL QUEUE_CALL',
      'QUEUE_CALL QUEUE_CALL',
      'WRAP_UP WRAP_UP',
      'WRAP_UP WRAP_UP',
      'READY READY',
      'QUEUE_CALL QUEUE_CALL',
    ]);
    expect(await live.statusOf(other, '2002')).toBe('LOGGED_OUT');
  });

  test('in another call, off shift, and with the status that the scenario begins with', async () => {
    const live = await open(`
agents:
  "2001": { status: LUNCH }
  "2002": { shifts: [{ from: 20s, to: 40s }] }
events:
  - { at: 10s, agent: "2001", other_call: 15s }
  - { at: 30s, agent: "2003", queue: "8000", status: BREAK }
`);
    const id = await live.addQueue('8000', ['2001', '2002', '2003']);
    const shown: string[][] = [];
    for (const seconds of [0, 10, 20, 30, 40]) {
      live.at(seconds);
      shown.push(await Promise.all(['2001', '2002', '2003'].map((agent) => live.statusOf(id, agent))));
    }
    expect(shown).toEqual([
      ['LUNCH', 'OFFLINE', 'READY'],
      ['OTHER_CALL', 'OFFLINE', 'READY'],
      ['OTHER_CALL', 'READY', 'READY'],
      ['READY', 'READY', 'BREAK'],
      ['READY', 'OFFLINE', 'BREAK'],
    ]);
  });

  test('set to READY is rung at once; set during a call is that after it', async () => {
    const live = await open(THREE);
    const id = await live.addQueue('8000', ['2001'], { agent_auto_ready: false });
    await live.setStatus(id, '2001', 'NOT_READY');
    live.at(20);
    expect(await live.waiting(id)).toEqual(['c 6', 'a 10', 'b 8']);
    await live.setStatus(id, '2001', 'READY');
    live.at(25);
    expect(await live.waiting(id)).toEqual(['a 15', 'b 13']);
    await live.setStatus(id, '2001', 'BREAK');
    expect(await live.statusOf(id, '2001')).toBe('QUEUE_CALL');
    live.at(85);
    expect(await live.statusOf(id, '2001')).toBe('BREAK');
    await live.setStatus(id, '2001', 'LOGGED_IN');
    expect(await live.statusOf(id, '2001')).toBe('NOT_READY');
    await live.setStatus(id, '2001', 'LOGGED_OUT');
    expect(await live.statusOf(id, '2001')).toBe('LOGGED_OUT');
  });
});

describe('queues that change while somebody waits', () => {
  test('a new agent is rung at once, and who has left is not', async () => {
    const live = await open(THREE);
    const id = await live.addQueue('8000', ['2001']);
    await live.setStatus(id, '2001', 'BREAK');
    live.at(20);
    await live.setAgents(id, ['2002']);
    live.at(24.999);
    expect(await live.waiting(id)).toEqual(['c 10', 'a 14', 'b 12']);
    live.at(25);
    expect(await live.waiting(id)).toEqual(['a 15', 'b 13']);
    expect((await live.send('GET', `/api/call_queues/${id}/agents/2001`)).status).toBe(404);
    // Who talks and leaves the list goes on talking, and is free when they come back.
    await live.setAgents(id, ['2001']);
    await live.setAgents(id, ['2002']);
    expect(await live.statusOf(id, '2002')).toBe('QUEUE_CALL');
    live.at(90);
    expect(await live.waiting(id)).toEqual(['b 78']);
  });

  test('a longest wait counts from entry', async () => {
    const live = await open(THREE);
    const id = await live.addQueue('8000', ['2001'], { max_waiting_time: 300 });
    await live.setStatus(id, '2001', 'BREAK');
    live.at(31);
    await live.send('POST', `/api/call_queues/${id}`, { max_waiting_time: 20 });
    expect(await live.waiting(id)).toEqual(['c 17', 'b 19']);
    live.at(32);
    expect(await live.waiting(id)).toEqual(['c 18']);
  });

  test('one that is destroyed loses its callers; one that comes again has those who call from then on', async () => {
    const live = await open(`
calls:
  - { id: a, at: 10s, queue: "8000" , talk: 60s }
  - { id: lost, at: 25s, queue: "8000", talk: 60s }
  - { id: b, at: 35s, queue: "8000", talk: 60s }
  - { id: other, at: 11s, queue: "8001", talk: 60s }
agents: { default: { status: BREAK } }
`);
    const id = await live.addQueue('8000', ['2001']);
    const other = await live.addQueue('8001', ['2001']);
    live.at(20);
    expect(await live.waiting(id)).toEqual(['a 10']);
    expect((await live.send('POST', `/api/call_queues/${id}/destroy`)).status).toBe(204);
    expect((await live.send('GET', `/api/call_queues/${id}/waiting`)).status).toBe(404);
    live.at(30);
    const again = await live.addQueue('8000', ['2001']);
    live.at(40);
    expect(await live.waiting(again)).toEqual(['b 5']);
    expect(await live.waiting(other)).toEqual(['other 29']);
  });

  test('writes of another process are seen', async () => {
    const live = await open(THREE);
    const id = await live.addQueue('8000', ['2001']);
    await live.setStatus(id, '2001', 'BREAK');
    live.at(20);
    expect(await live.waiting(id)).toHaveLength(3);
    const second = await openPbx({ dataFile: live.dataFile });
    closers.push(() => second.close());
    const request = (method: string, path: string, body?: string) =>
      second.fetch(
        new Request(`http://pbx.invalid/api/call_queues/${id}${path}`, {
          method,
          headers: { 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body }),
        }),
      );
    await request('POST', '/agents', '{"items":[{"extension_number":"2002"}]}');
    expect(await (await request('GET', '/waiting')).json()).toEqual({ items: [] });
    expect(await live.statusOf(id, '2002')).toBe('READY');
    live.at(25);
    expect(await live.statusOf(id, '2002')).toBe('QUEUE_CALL');
  });
});
