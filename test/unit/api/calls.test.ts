import { describe, expect, it } from 'vitest';
import { createClient, createReader } from '../../../src/api/client.ts';
import { AGENTS } from '../../../src/kinds/agents.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import { SERVER } from '../../../src/kinds/server.ts';
import { AbortedError, ApiError } from '../../../src/model/errors.ts';
import { createRedactor } from '../../../src/model/redactor.ts';
import { TransportError } from '../../../src/model/transport.ts';
import {
  connect,
  empty,
  fakeTime,
  json,
  page,
  queueLine,
  refusal,
  script,
  scriptOf,
  text,
} from '../../support/fake-pbx.ts';

const CUT = new TransportError('the connection was cut', true);
const REFUSED = new TransportError('nothing listens there', false);
const HTML = text('<html><title>Bad Gateway</title></html>', 200, { 'content-type': 'text/html' });
const BODY = { name: 'Support', extension_number: '8000', polling_strategy: 'CYCLIC_HUNT' };

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof ApiError)) throw new Error(`not an ApiError: ${String(error)}`);
  return error;
}

describe('the calls on the wire', () => {
  const cases: [string, (client: ReturnType<typeof createClient>) => Promise<unknown>, string, unknown?][] = [
    [
      'listServers',
      (c) => c.list(SERVER, { search: 'a b', top: 5 }),
      'GET /api/call_queue_servers?search=a%20b&top=5',
    ],
    ['getServer', (c) => c.get(SERVER, 's/1'), 'GET /api/call_queue_servers/s%2F1'],
    ['getServerStatus', (c) => c.getStatus(SERVER, 's1'), 'GET /api/call_queue_servers/s1/status'],
    ['listQueues', (c) => c.list(QUEUE), 'GET /api/call_queues'],
    ['getQueue', (c) => c.get(QUEUE, 'q1'), 'GET /api/call_queues/q1'],
    ['getQueueStatus', (c) => c.getStatus(QUEUE, 'q1'), 'GET /api/call_queues/q1/status'],
    ['listAgents', (c) => c.listItems(AGENTS, 'q1'), 'GET /api/call_queues/q1/agents'],
    ['getAgent', (c) => c.getItem(AGENTS, 'q1', '2001'), 'GET /api/call_queues/q1/agents/2001'],
    ['listWaiting', (c) => c.listWaiting(QUEUE, 'q1'), 'GET /api/call_queues/q1/waiting'],
    ['listFiles', (c) => c.listFiles(), 'GET /api/files'],
    ['getFile', (c) => c.getFile('f1'), 'GET /api/files/f1'],
    ['createServer', (c) => c.create(SERVER, { name: 'a' }), 'POST /api/call_queue_servers', { name: 'a' }],
    [
      'updateServer',
      (c) => c.update(SERVER, 's1', { enabled: false }),
      'POST /api/call_queue_servers/s1',
      { enabled: false },
    ],
    ['destroyServer', (c) => c.destroy(SERVER, 's1'), 'POST /api/call_queue_servers/s1/destroy'],
    ['createQueue', (c) => c.create(QUEUE, BODY), 'POST /api/call_queues', BODY],
    ['updateQueue', (c) => c.update(QUEUE, 'q1', { name: 'x' }), 'POST /api/call_queues/q1', { name: 'x' }],
    ['destroyQueue', (c) => c.destroy(QUEUE, 'q1'), 'POST /api/call_queues/q1/destroy'],
    [
      'setAgents',
      (c) => c.setItems(AGENTS, 'q1', [{ extension_number: '2001' }]),
      'POST /api/call_queues/q1/agents',
      { items: [{ extension_number: '2001' }] },
    ],
    [
      'setAgentStatus',
      (c) => c.setItemStatus(AGENTS, 'q1', '2001', 'READY'),
      'POST /api/call_queues/q1/agents/2001',
      { status: 'READY' },
    ],
    ['pickup', (c) => c.pickup(QUEUE, 'q1', 'x'), 'POST /api/call_queues/q1/waiting/x/pickup'],
  ];
  const anything = {
    id: 'i',
    name: 'n',
    extension_number: '8000',
    status: 'ONLINE',
    session_id: 's',
    count: 0,
    items: [],
  };

  it.each(cases)('%s', async (_name, call, line, body) => {
    const pbx = scriptOf(json(anything));
    await call(createClient(connect(pbx)));
    expect(pbx.lines()).toEqual([line]);
    const [request] = pbx.sent;
    expect(request?.body).toBe(body === undefined ? undefined : JSON.stringify(body));
    expect(request?.headers['content-type']).toBe(body === undefined ? undefined : 'application/json');
  });

  it.each([200, 201, 202, 204])('takes %i with an empty body for a write', async (status) => {
    await createClient(connect(scriptOf(empty(status)))).update(QUEUE, 'q1', {});
  });

  it('gives a reader nothing to write with', () => {
    const reader = createReader(connect(scriptOf()));
    const names = Object.entries(reader).flatMap(([name, value]) =>
      typeof value === 'function' ? [name] : [],
    );
    expect(names.length).toBe(12);
    expect(names.filter((name) => !/^(list|all|get|find|select)/.test(name))).toEqual([]);
    expect(Object.keys(createClient(connect(scriptOf())))).toEqual(expect.arrayContaining(names));
  });

  it.each(['', '.', '..'])('never lets the id %j become another path', async (id) => {
    const pbx = scriptOf(json(anything));
    const reader = createReader(connect(pbx));
    await expect((async () => reader.get(QUEUE, id))()).rejects.toThrow();
    expect(pbx.sent).toEqual([]);
  });
});

describe('finding by natural key', () => {
  const filterOf = (path: string) => new URL(path, 'http://x').searchParams.get('filter');

  it('asks with a filter and compares by itself', async () => {
    const pbx = scriptOf(page([queueLine('80001'), queueLine('8000')]));
    expect(await createReader(connect(pbx)).find(QUEUE, '8000')).toMatchObject({ id: 'id-8000' });
    expect(pbx.sent.map(({ path }) => filterOf(path))).toEqual(["extension_number eq '8000'"]);
  });

  it('doubles quotes in a name', async () => {
    const pbx = scriptOf(page([{ id: 's', name: "o'hara" }]));
    expect(await createReader(connect(pbx)).find(SERVER, "o'hara")).toMatchObject({ id: 's' });
    expect(filterOf(pbx.sent[0]?.path ?? '')).toBe("name eq 'o''hara'");
  });

  it.each([
    ['refuses', true],
    ['ignores', false],
  ])('reads the whole list of a PBX that %s the filter', async (_word, refuses) => {
    const queues = Array.from({ length: 150 }, (_, index) => queueLine(String(1000 + index)));
    const pbx = script(({ path }) => {
      if (filterOf(path) !== null && refuses) return refusal(400, 'VALIDATE_FAILED');
      const skip = Number(new URL(path, 'http://x').searchParams.get('skip') ?? 0);
      return page(queues.slice(skip, skip + 100), queues.length);
    });
    const reader = createReader(connect(pbx));
    expect(await reader.find(QUEUE, '1149')).toMatchObject({ id: 'id-1149' });
    expect(await reader.find(QUEUE, '9999')).toBeUndefined();
  });
});

describe('what is repeated', () => {
  it.each([
    ['429', empty(429)],
    ['502', empty(502)],
    ['503', empty(503)],
    ['504', empty(504)],
    ['500', empty(500)],
    ['a cut', CUT],
    ['a refused connection', REFUSED],
    ['a page', HTML],
    ['half of the JSON', text('{"id":"q1","na')],
  ])('a read after %s', async (_name, trouble) => {
    const pbx = scriptOf(trouble, json(queueLine('8000')));
    const time = fakeTime();
    expect(await createReader(connect(pbx, time)).get(QUEUE, 'q1')).toMatchObject({
      extension_number: '8000',
    });
    expect(pbx.sent).toHaveLength(2);
    expect(time.retries).toMatchObject([{ method: 'GET', path: '/api/call_queues/q1', attempt: 1 }]);
  });

  it.each([
    ['a cut', CUT],
    ['503', empty(503)],
    ['a page', HTML],
  ])('an update after %s', async (_name, trouble) => {
    const pbx = scriptOf(trouble, empty(200));
    await createClient(connect(pbx)).update(QUEUE, 'q1', { name: 'x' });
    expect(pbx.sent).toHaveLength(2);
  });

  it.each([400, 403, 404, 409, 422])('nothing after %i', async (status) => {
    const pbx = scriptOf(refusal(status, 'SOME_CODE', 'said so'));
    const error = await failureOf(createReader(connect(pbx)).get(QUEUE, 'q1'));
    expect(pbx.sent).toHaveLength(1);
    expect(error.failure).toMatchObject({
      method: 'GET',
      path: '/api/call_queues/q1',
      status,
      attempts: 1,
      unclear: false,
      errors: [{ code: 'SOME_CODE', message: 'said so' }],
    });
    expect(error.message).toContain('SOME_CODE');
  });

  it('gives up in the end, within the bound', async () => {
    const time = fakeTime();
    const pbx = scriptOf(empty(503));
    const error = await failureOf(createReader(connect(pbx, time)).get(QUEUE, 'q1'));
    expect(error).toMatchObject({ code: 'CQ503', failure: { attempts: 6, status: 503 } });
    expect(time.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
  });

  it('waits as long as Retry-After says', async () => {
    const time = fakeTime();
    const pbx = scriptOf(empty(429, { 'retry-after': '7' }), json(queueLine('8000')));
    await createReader(connect(pbx, time)).get(QUEUE, 'q1');
    expect(time.slept).toContain(7000);
  });

  it('never picks a call up twice', async () => {
    const pbx = scriptOf(CUT);
    const error = await failureOf(createClient(connect(pbx)).pickup(QUEUE, 'q1', 's1'));
    expect(pbx.sent).toHaveLength(1);
    expect(error.failure.unclear).toBe(true);
  });

  it('takes 404 for done when an earlier attempt to destroy was unclear', async () => {
    const pbx = scriptOf(CUT, refusal(404, 'NOT_FOUND'));
    await createClient(connect(pbx)).destroy(QUEUE, 'q1');
    const error = await failureOf(
      createClient(connect(scriptOf(refusal(404, 'NOT_FOUND')))).destroy(QUEUE, 'q1'),
    );
    expect(error.failure.status).toBe(404);
  });

  it('ends at once when the run is aborted, also while waiting', async () => {
    const controller = new AbortController();
    const pbx = script(() => {
      setTimeout(() => controller.abort(), 5);
      return empty(503, { 'retry-after': '60' });
    });
    const { transport } = pbx;
    const reader = createReader({
      transport,
      credentials: { kind: 'none' },
      parallelism: 1,
      timeoutMs: 5000,
      signal: controller.signal,
    });
    const [first, second] = await Promise.allSettled([reader.get(QUEUE, 'q1'), reader.get(QUEUE, 'q2')]);
    for (const result of [first, second]) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(AbortedError) });
    }
  });

  it('gives an attempt up that gets no answer in time', async () => {
    const pbx = script(() => new Promise(() => undefined));
    const client = createClient(connect(pbx, fakeTime(), { timeoutMs: 5 }));
    const error = await failureOf(client.pickup(QUEUE, 'q1', 's1'));
    expect(error).toMatchObject({ code: 'CQ502', failure: { unclear: true } });
  });
});

describe('create', () => {
  /** A PBX that makes the queue or not, then goes wrong with the first create. */
  function pbxThat(makes: boolean, trouble: Error | ReturnType<typeof text>) {
    const queues: ReturnType<typeof queueLine>[] = [];
    let creates = 0;
    const pbx = script(({ method }) => {
      if (method === 'GET') return page(queues);
      creates += 1;
      if (creates > 1 && queues.length > 0) return refusal(409, 'EXTENSION_EXISTS');
      if (creates > 1 || makes) queues.push(queueLine('8000', `made-${creates}`));
      if (creates > 1) return json({ id: `made-${creates}` });
      if (trouble instanceof Error) throw trouble;
      return trouble;
    });
    return { pbx, queues };
  }

  const unclear: [string, Error | ReturnType<typeof text>][] = [
    ['a cut', CUT],
    ['500', empty(500)],
    ['502', empty(502)],
    ['503', empty(503)],
    ['504', empty(504)],
    ['a page', HTML],
    ['half of the JSON', text('{"id":"ma')],
    ['an empty answer', empty(200)],
    ['an answer without an id', json({})],
    ['an id of the wrong type', json({ id: 7 })],
  ];

  it.each(unclear)('finds what was made in spite of %s', async (_name, trouble) => {
    const { pbx, queues } = pbxThat(true, trouble);
    expect(await createClient(connect(pbx)).create(QUEUE, BODY)).toBe('made-1');
    expect(queues).toHaveLength(1);
    expect(pbx.sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it.each(unclear.filter(([name]) => !/empty|without|wrong/.test(name)))(
    'sends again when nothing was made by %s',
    async (_name, trouble) => {
      const { pbx, queues } = pbxThat(false, trouble);
      expect(await createClient(connect(pbx)).create(QUEUE, BODY)).toBe('made-2');
      expect(queues).toHaveLength(1);
    },
  );

  it.each([
    ['429', empty(429)],
    ['a refused connection', REFUSED],
  ])('sends again after %s without looking', async (_name, trouble) => {
    const { pbx } = pbxThat(false, trouble);
    expect(await createClient(connect(pbx)).create(QUEUE, BODY)).toBe('made-2');
    expect(pbx.lines()).toEqual(['POST /api/call_queues', 'POST /api/call_queues']);
  });

  it('looks again while a commit is not visible yet', async () => {
    let looks = 0;
    const pbx = script(({ method, path }) => {
      if (method === 'POST') throw CUT;
      if (path.includes('filter=')) looks += 1;
      return page(looks >= 3 ? [queueLine('8000', 'late')] : []);
    });
    expect(await createClient(connect(pbx)).create(QUEUE, BODY)).toBe('late');
    expect(pbx.sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('takes a conflict after an unclear attempt for its own object', async () => {
    // Made after the look, when the second attempt is under way already.
    let posts = 0;
    const pbx = script(({ method }) => {
      if (method === 'GET') return page(posts > 1 ? [queueLine('8000', 'slow')] : []);
      posts += 1;
      if (posts === 1) throw CUT;
      return refusal(409, 'EXTENSION_EXISTS');
    });
    expect(await createClient(connect(pbx)).create(QUEUE, BODY)).toBe('slow');
  });

  it('fails with a conflict at the first attempt', async () => {
    const pbx = script(({ method }) =>
      method === 'GET' ? page([queueLine('8000')]) : refusal(409, 'EXTENSION_EXISTS'),
    );
    const error = await failureOf(createClient(connect(pbx)).create(QUEUE, BODY));
    expect(error.failure).toMatchObject({ status: 409, unclear: false });
    expect(pbx.sent).toHaveLength(1);
  });

  it('finds a server by its name, exactly', async () => {
    let posts = 0;
    const pbx = script(({ method }) => {
      if (method === 'GET') {
        return page([
          { id: 'a', name: 'edge-10' },
          { id: 'b', name: 'edge-1' },
        ]);
      }
      posts += 1;
      throw CUT;
    });
    expect(await createClient(connect(pbx)).create(SERVER, { name: 'edge-1' })).toBe('b');
    expect(posts).toBe(1);
  });
});

describe('answers', () => {
  it.each([
    [{ ...queueLine('8000'), ring_time: '20' }, 'ring_time'],
    [{ ...queueLine('8000'), id: '' }, 'id'],
    [{ ...queueLine('8000'), no_answer_forward_rule: { action: 5 } }, 'no_answer_forward_rule.action'],
    [
      { ...queueLine('8000'), outbound_caller_ids: [{ provider_id: 1 }] },
      'outbound_caller_ids[0].provider_id',
    ],
    [[], 'the answer'],
    [null, 'the answer'],
  ])('name what is wrong in %j', async (value, where) => {
    const pbx = scriptOf(json(value));
    const error = await failureOf(createReader(connect(pbx)).get(QUEUE, 'q1'));
    expect(error.code).toBe('CQ504');
    expect(error.message).toContain('GET /api/call_queues/q1');
    expect(error.message).toContain(where);
    expect(pbx.sent).toHaveLength(1);
  });

  it('may have fields, nulls and values of an enum that are not known', async () => {
    const queue = {
      ...queueLine('8000', 'q1'),
      language: null,
      intro_type: 'LOUD',
      wrap_up_time: 5,
      sla_time: 1e9,
    };
    expect(await createReader(connect(scriptOf(json(queue)))).get(QUEUE, 'q1')).toEqual(queue);
  });

  it('may begin with a byte order mark, and are asked for as they are', async () => {
    const marked = (value: unknown, status: number) => text(`\ufeff${JSON.stringify(value)}`, status);
    const pbx = scriptOf(
      marked(queueLine('8000', 'q1'), 200),
      marked({ errors: [{ code: 'NO', message: 'no' }] }, 400),
    );
    const reader = createReader(connect(pbx));
    expect(await reader.get(QUEUE, 'q1')).toEqual(queueLine('8000', 'q1'));
    const { failure } = await failureOf(reader.get(QUEUE, 'q1'));
    expect(failure.errors).toEqual([{ code: 'NO', message: 'no' }]);
    expect(pbx.sent[0]?.headers).toMatchObject({ 'accept-encoding': 'identity' });
  });

  it('that refuse cannot smuggle anything onto the terminal, nor a secret into a message', async () => {
    const pbx = scriptOf(refusal(400, 'BAD\u001b[2J', 'you sent tok-secret-1\r\nand\u202e more'));
    const credentials = { kind: 'token', token: 'tok-secret-1' } as const;
    const error = await failureOf(createReader(connect(pbx, fakeTime(), { credentials })).get(QUEUE, 'q1'));
    expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(error.message).not.toContain('tok-secret-1');
    expect(JSON.stringify(error.failure)).not.toContain('tok-secret-1');
  });
});

describe('credentials', () => {
  const PASSWORD = {
    kind: 'password',
    username: 'admin',
    password: 'pa ss&1',
    domain: 'example.com',
  } as const;
  const token = (access: string, more: object = {}) =>
    json({ access_token: access, refresh_token: `r-${access}`, expires_in: 1000, ...more });
  const formOf = (body: unknown) => Object.fromEntries(new URLSearchParams(String(body)));
  const isLogin = (path: string) => path === '/api/login/oauth/token';

  it('sends a token, and tries a 401 once more', async () => {
    const pbx = scriptOf(empty(401), json(queueLine('8000')));
    const credentials = { kind: 'token', token: 'abcdef' } as const;
    await createReader(connect(pbx, fakeTime(), { credentials })).get(QUEUE, 'q1');
    expect(pbx.sent.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer abcdef',
      'Bearer abcdef',
    ]);

    const refusing = scriptOf(empty(401));
    const error = await failureOf(
      createReader(connect(refusing, fakeTime(), { credentials })).get(QUEUE, 'q1'),
    );
    expect(error).toMatchObject({ code: 'CQ508', failure: { status: 401 } });
    expect(`${error.message} ${error.hint}`).toContain('CQCTL_TOKEN');
    expect(refusing.sent).toHaveLength(2);
  });

  it.each(['wrong', 'token', 'secret', 'test', 'expired', 'invalid', 'none'])(
    'says in whole words what is with the token %s',
    async (token) => {
      const credentials = { kind: 'token', token } as const;
      const error = await failureOf(
        createReader(connect(scriptOf(empty(401)), fakeTime(), { credentials })).get(QUEUE, 'q1'),
      );
      const redactor = createRedactor();
      redactor.add(token);
      const said = `${error.message} ${error.hint}`;
      expect(redactor.redact(said)).toBe(said);
    },
  );

  it('signs in once for all connections of a session, and takes its token out of the messages of each', async () => {
    let grants = 0;
    const pbx = script(({ path }) => {
      if (isLogin(path)) return token(`t-planted-${++grants}`);
      return path.includes('refusing') ? refusal(400, 'NO', 'not with t-planted-1') : json(queueLine('8000'));
    });
    const options = connect(pbx, fakeTime(), { credentials: PASSWORD, session: {} });
    await createReader(options).get(QUEUE, 'a');
    const other = createReader(options);
    await other.get(QUEUE, 'b');
    expect(grants).toBe(1);
    expect((await failureOf(other.get(QUEUE, 'refusing'))).message).not.toContain('planted');
    await createReader({ ...options, session: {} }).get(QUEUE, 'c');
    expect(grants).toBe(2);
  });

  it('does not send a refused password again on another connection of the session', async () => {
    const pbx = scriptOf(refusal(400, 'UNAUTHORIZED'));
    const options = connect(pbx, fakeTime(), { credentials: PASSWORD, session: {} });
    for (const _connection of [1, 2]) {
      expect((await failureOf(createReader(options).get(QUEUE, 'a'))).code).toBe('CQ508');
    }
    expect(pbx.sent).toHaveLength(1);
  });

  it('gets one token for everybody, and renews it at 80 % of its life', async () => {
    let grants = 0;
    const pbx = script(({ path }) => {
      if (!isLogin(path)) return json(queueLine('8000'));
      grants += 1;
      return token(`t${grants}`);
    });
    const time = fakeTime();
    const reader = createReader(connect(pbx, time, { credentials: PASSWORD }));
    await Promise.all([reader.get(QUEUE, 'a'), reader.get(QUEUE, 'b'), reader.get(QUEUE, 'c')]);
    expect(grants).toBe(1);
    expect(formOf(pbx.sent[0]?.body)).toEqual({
      grant_type: 'password',
      username: 'admin',
      password: 'pa ss&1',
      domain: 'example.com',
      scope: 'all',
      client_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(pbx.sent[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    await time.options.sleep(799_000);
    await reader.get(QUEUE, 'd');
    expect(grants).toBe(1);
    await time.options.sleep(2000);
    await Promise.all([reader.get(QUEUE, 'e'), reader.get(QUEUE, 'f')]);
    expect(grants).toBe(2);
    expect(formOf(pbx.sent.findLast(({ path }) => isLogin(path))?.body)).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'r-t1',
    });
    expect(pbx.sent.at(-1)?.headers['authorization']).toBe('Bearer t2');
  });

  it('renews after 401, and signs in anew when the refresh is refused', async () => {
    const grants: string[] = [];
    const pbx = script(({ path, headers, body }) => {
      if (!isLogin(path))
        return headers['authorization'] === 'Bearer t1' ? empty(401) : json(queueLine('8000'));
      const form = formOf(body);
      grants.push(String(form['grant_type']));
      if (form['grant_type'] === 'refresh_token') return refusal(400, 'UNAUTHORIZED');
      return token(grants.length === 1 ? 't1' : 't2');
    });
    const reader = createReader(connect(pbx, fakeTime(), { credentials: PASSWORD }));
    await Promise.all([reader.get(QUEUE, 'a'), reader.get(QUEUE, 'b')]);
    expect(grants).toEqual(['password', 'refresh_token', 'password']);
  });

  it('sends a wrong password once in the whole run', async () => {
    const pbx = scriptOf(refusal(400, 'UNAUTHORIZED', 'wrong password pa ss&1'));
    const reader = createReader(connect(pbx, fakeTime(), { credentials: PASSWORD }));
    const errors = await Promise.all(['a', 'b'].map((id) => failureOf(reader.get(QUEUE, id))));
    errors.push(await failureOf(reader.get(QUEUE, 'c')));
    expect(pbx.sent).toHaveLength(1);
    for (const error of errors) {
      expect(error.code).toBe('CQ508');
      expect(error.message).not.toContain('pa ss&1');
    }
  });
});
