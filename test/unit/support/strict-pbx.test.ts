/** The strict PBX on its own: a PBX that lets mistakes pass would prove nothing about its clients. */

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type StrictOptions, StrictPbx } from '../../support/strict-pbx.ts';

let pbx: StrictPbx;
afterEach(() => pbx.stop());

async function start(options: StrictOptions = {}): Promise<void> {
  pbx = await StrictPbx.start({ token: 'secret', ...options });
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into field by field
  body: any;
}

async function send(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${pbx.url}/api${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: 'Bearer secret', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: body === '' ? null : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

const QUEUE = { name: 'Support', extension_number: '8000', polling_strategy: 'CYCLIC_HUNT' };
async function createQueue(more: object = {}): Promise<string> {
  const { status, body } = await send('/call_queues', { ...QUEUE, ...more });
  expect(status).toBe(200);
  return body.id as string;
}

describe('answers as the reference says', () => {
  test('200 for a new queue, 201 for a new server, 200 and nothing for an update, 204 for the end', async () => {
    await start();
    const id = await createQueue();
    expect(await send(`/call_queues/${id}`, { ring_time: 30 })).toEqual({ status: 200, body: undefined });
    expect((await send(`/call_queues/${id}`)).body).toMatchObject({ ring_time: 30, language: null });
    expect(await send(`/call_queues/${id}/destroy`, '')).toEqual({ status: 204, body: undefined });
    expect((await send(`/call_queues/${id}`)).status).toBe(404);
    const server = await send('/call_queue_servers', { name: 'edge', ipv4: '192.0.2.1' });
    expect(server.status).toBe(201);
    expect((await send(`/call_queue_servers/${server.body.id}`)).body).toMatchObject({ type: 'EXTERNAL' });
    expect((await send(`/call_queue_servers/${server.body.id}/destroy`, '')).status).toBe(204);
  });

  test('lists are summaries by the page', async () => {
    await start({ foreignQueues: 230 });
    const { body } = await send('/call_queues?top=100&skip=200&orderby=extension_number');
    expect(body.count).toBe(230);
    expect(body.items).toHaveLength(30);
    expect(Object.keys(body.items[0]).sort()).toEqual([
      'extension_number',
      'id',
      'name',
      'polling_strategy',
      'ring_time',
    ]);
    expect((await send("/call_queues?filter=extension_number eq '7003'")).body.count).toBe(1);
  });

  test('agents replace the whole list; statuses are set one by one', async () => {
    await start();
    const id = await createQueue();
    const agents = `/call_queues/${id}/agents`;
    expect((await send(agents, { items: [{ extension_number: '2001' }] })).status).toBe(200);
    expect(
      (await send(agents, { items: [{ extension_number: '2002', skill_level: 3 }] })).body,
    ).toBeUndefined();
    expect((await send(agents)).body.items).toEqual([
      { extension_number: '2002', skill_level: 3, display_name: null },
    ]);
    expect((await send(`${agents}/2002`, { status: 'LUNCH' })).status).toBe(200);
    expect((await send(`${agents}/2002`)).body.status).toBe('LUNCH');
    expect((await send(`${agents}/2001`)).status).toBe(404);
  });

  test('a prompt is uploaded in pieces, set by its id, and never read back by it', async () => {
    await start();
    const begun = await fetch(`${pbx.url}/api/blobs/uploads?filename=hold.wav`, {
      method: 'POST',
      headers: { authorization: 'Bearer secret' },
    });
    expect(begun.status).toBe(202);
    const token = begun.headers.get('portsip-upload-token') ?? '';
    const upload = `${pbx.url}/api/blobs/uploads/${begun.headers.get('portsip-upload-id')}`;
    const headers = {
      authorization: 'Bearer secret',
      'portsip-upload-token': token,
      'content-type': 'application/octet-stream',
    };
    const appended = await fetch(`${upload}/append`, { method: 'POST', headers, body: 'RIFF' });
    expect(appended.status).toBe(203);
    const wrong = await fetch(`${upload}/complete?digest=${'0'.repeat(64)}`, { method: 'POST', headers });
    expect(wrong.status).toBe(400);
    const digest = createHash('sha256').update('RIFF').digest('hex');
    const done = await fetch(`${upload}/complete?digest=${digest}`, { method: 'POST', headers });
    expect(done.status).toBe(201);
    const { id: fileId } = (await done.json()) as { id: string };
    const id = await createQueue({ moh_prompt_file_id: fileId });
    const { body } = await send(`/call_queues/${id}`);
    expect(body).not.toHaveProperty('moh_prompt_file_id');
    expect(body).toMatchObject({ moh_prompt_file_name: 'hold.wav', moh_prompt_file_size: 4 });
  });

  test('a password and a refresh token each give a token that ends; a refresh token counts once', async () => {
    await start({ login: { username: 'admin', password: 'pw', tokenSeconds: 1 } });
    const login = (form: Record<string, string>) =>
      fetch(`${pbx.url}/api/login/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'x', ...form }),
      });
    const first = await login({ grant_type: 'password', username: 'admin', password: 'pw' });
    const { access_token, refresh_token } = (await first.json()) as Record<string, string>;
    const authorization = `Bearer ${access_token}`;
    expect((await send('/call_queues', undefined, { authorization })).status).toBe(200);
    await sleep(1100);
    expect((await send('/call_queues', undefined, { authorization })).status).toBe(401);
    const refresh = { grant_type: 'refresh_token', refresh_token: refresh_token ?? '' };
    expect((await login(refresh)).status).toBe(200);
    expect((await login(refresh)).status).toBe(400);
    expect((await login({ grant_type: 'password', username: 'admin', password: 'no' })).status).toBe(400);
  });
});

describe('what the reference does not name is refused', () => {
  test.each([
    ['an unknown field', { ...QUEUE, ring_tme: 3 }],
    ['a null', { ...QUEUE, language: null }],
    ['a value out of bounds', { ...QUEUE, ring_time: 0 }],
    ['a string for a number', { ...QUEUE, ring_time: '20' }],
    ['a number for digits', { ...QUEUE, extension_number: 8000 }],
    ['an unknown strategy', { ...QUEUE, polling_strategy: 'ROUND_ROBIN' }],
    ['a missing strategy', { name: 'x', extension_number: '8000' }],
    ['a field of the read side', { ...QUEUE, moh_prompt_file_name: 'x' }],
    ['a field of Object.prototype', { ...QUEUE, constructor: 1 }],
    ['an unknown field in a rule', { ...QUEUE, no_answer_forward_rule: { action: 'HANGUP', to: '1' } }],
    ['an unknown file', { ...QUEUE, moh_prompt_file_id: 'nowhere' }],
  ])('%s in a new queue: 400 with errors', async (_title, queue) => {
    await start();
    const { status, body } = await send('/call_queues', queue);
    expect(status).toBe(400);
    expect(body.errors[0].code).toBe('VALIDATE_FAILED');
    expect(pbx.refused).toHaveLength(1);
  });

  test('a number in an update, a taken number, a foreign verb, path or parameter, no token, no JSON', async () => {
    await start();
    const id = await createQueue();
    expect((await send(`/call_queues/${id}`, { extension_number: '8001' })).status).toBe(400);
    expect((await send('/call_queues', QUEUE)).status).toBe(409);
    expect((await send('/call_queues?top=101')).status).toBe(400);
    expect((await send('/call_queues?top=0')).status).toBe(400);
    expect((await send('/call_queues?$filter=x')).status).toBe(400);
    expect((await send(`/call_queues/${id}?expand=agents`)).status).toBe(400);
    expect((await send('/call_queue_server')).status).toBe(404);
    expect((await send(`/call_queues/${id}/agents/2001/login`, {})).status).toBe(404);
    expect((await send('/call_queues', undefined, { authorization: 'Bearer no' })).status).toBe(401);
    expect((await send('/call_queues', QUEUE, { 'content-type': 'text/plain' })).status).toBe(400);
    const put = await fetch(`${pbx.url}/api/call_queues/${id}`, { method: 'DELETE' });
    expect(put.status).toBe(405);
    expect(pbx.queues.size).toBe(1);
  });

  test('a server without an address, the end of the built-in one', async () => {
    await start();
    const internal = [...pbx.servers.keys()][0];
    expect((await send('/call_queue_servers', { name: 'edge' })).status).toBe(400);
    expect((await send(`/call_queue_servers/${internal}`, { name: 'other' })).status).toBe(400);
    expect((await send(`/call_queue_servers/${internal}/destroy`, '')).status).toBe(400);
  });
});

describe('the ways in which PBXes differ', () => {
  test.each(['merge', 'replace'] as const)('an update in %s', async (updateMode) => {
    await start({ updateMode });
    const id = await createQueue({ sla_time: 9 });
    await send(`/call_queues/${id}`, { name: 'Other', polling_strategy: 'CYCLIC_HUNT' });
    const { body } = await send(`/call_queues/${id}`);
    expect(body).toMatchObject({ name: 'Other', extension_number: '8000' });
    expect(body.sla_time).toBe(updateMode === 'merge' ? 9 : 0);
  });

  test('the old value is shown for a while', async () => {
    await start({ lagMs: 150 });
    const id = await createQueue();
    await send(`/call_queues/${id}`, { ring_time: 44 });
    expect((await send(`/call_queues/${id}`)).body.ring_time).toBe(20);
    await sleep(200);
    expect((await send(`/call_queues/${id}`)).body.ring_time).toBe(44);
  });

  test('lists come in any order unless one is asked for', async () => {
    await start({ unstableOrder: true, foreignQueues: 60 });
    const numbers = async (path: string): Promise<string[]> =>
      (await send(path)).body.items.map((item: { extension_number: string }) => item.extension_number);
    expect(await numbers('/call_queues')).not.toEqual(await numbers('/call_queues'));
    const ordered = await numbers('/call_queues?orderby=extension_number');
    expect(ordered).toEqual([...ordered].sort());
  });

  test('a number and a name can be had twice where that is asked for, and a newer field', async () => {
    await start({ acceptsTwins: true, newerFields: ['wrap_up_time'] });
    await createQueue({ wrap_up_time: 30 });
    await createQueue();
    expect(pbx.queues.size).toBe(2);
    for (const ipv4 of ['192.0.2.1', '192.0.2.2']) {
      expect((await send('/call_queue_servers', { name: 'edge', ipv4 })).status).toBe(201);
    }
    expect((await send('/call_queues', { ...QUEUE, ring_tme: 3 })).status).toBe(400);
  });

  test('after so many writes all is carried out and nothing answered, until what waits is dropped', async () => {
    await start();
    const held = pbx.holdAfter(2);
    await createQueue();
    const last = send('/call_queues', { ...QUEUE, extension_number: '8001' });
    await held;
    const answers = Promise.allSettled([last, send('/call_queues')]);
    while (pbx.requests.length < 3) await sleep(1);
    expect(pbx.queues.size).toBe(2);
    pbx.dropHeld();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await send('/call_queues')).body.count).toBe(2);
  });

  test('every request is recorded with what became of it', async () => {
    await start();
    await createQueue();
    await send('/nowhere');
    expect(pbx.requests).toEqual([
      { method: 'POST', path: '/api/call_queues', query: '', body: QUEUE, status: 200 },
      { method: 'GET', path: '/api/nowhere', query: '', body: undefined, status: 404 },
    ]);
    expect(pbx.writes).toHaveLength(1);
  });
});
