import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PbxClient } from '../../../src/api/calls.ts';
import { createClient, createReader } from '../../../src/api/client.ts';
import { type NameOf, readLive } from '../../../src/api/live.ts';
import { AGENTS } from '../../../src/kinds/agents.ts';
import { identity } from '../../../src/kinds/identity.ts';
import { QUEUE } from '../../../src/kinds/queue.ts';
import { SERVER } from '../../../src/kinds/server.ts';
import { ApiError } from '../../../src/model/errors.ts';
import type { LiveNeeds } from '../../../src/model/live.ts';
import { objectsOfKind } from '../../../src/model/live.ts';
import { createFaults, type FaultRule } from '../../../src/pbx/faults.ts';
import { createInProcessTransport } from '../../../src/pbx/in-process.ts';
import { connect, fakeTime, json, page, queueLine, refusal, script } from '../../support/fake-pbx.ts';
import { openTestPbx, type TestPbx } from '../../support/open-test-pbx.ts';

const needs = (more: Partial<{ [K in keyof LiveNeeds]: string[] }> = {}): LiveNeeds => ({
  identities: new Set(more.identities?.map((number) => identity('queue', number))),
  ids: new Set(more.ids),
  listsOf: new Set(more.listsOf?.map((number) => identity('queue', number))),
  fileIds: new Set(more.fileIds),
});

describe('readLive from the embedded PBX', () => {
  let opened: TestPbx;
  let client: PbxClient;
  const ids: string[] = [];

  beforeEach(async () => {
    opened = await openTestPbx();
    client = createClient(connect({ transport: createInProcessTransport(opened.pbx) }));
    ids.length = 0;
    for (const number of ['8000', '8001', '8002']) {
      ids.push(
        await client.create(QUEUE, {
          name: `Q${number}`,
          extension_number: number,
          polling_strategy: 'PRIORITIZED_HUNT',
        }),
      );
    }
    await client.setItems(AGENTS, ids[0] ?? '', [
      { extension_number: '2002', skill_level: 3 },
      { extension_number: '2001' },
    ]);
    await client.create(SERVER, { name: 'edge-1', ipv4: '192.0.2.10' });
  });
  afterEach(() => opened.close());

  it('reads in full what is named by number or id, and the line of the rest', async () => {
    const live = await readLive(
      client,
      needs({ identities: ['8000'], ids: [ids[1] ?? ''], listsOf: ['8000', '9999'] }),
    );
    expect(
      objectsOfKind(live, 'queue').map(({ key, id, name, internal }) => [key, id, name, internal]),
    ).toEqual([
      ['8000', ids[0], 'Q8000', false],
      ['8001', ids[1], 'Q8001', false],
      ['8002', ids[2], 'Q8002', false],
    ]);
    const [first, second, third] = objectsOfKind(live, 'queue');
    expect(first?.fields).toMatchObject({ extension_number: '8000', polling_strategy: 'PRIORITIZED_HUNT' });
    expect(first?.items?.map(({ extension_number }) => extension_number)).toEqual(['2002', '2001']);
    expect(first?.items?.[0]).toMatchObject({ skill_level: 3 });
    expect(Object.values(first?.fields ?? {})).not.toContain(null);
    expect(second?.fields).toBeDefined();
    expect(second?.items).toBeUndefined();
    expect(third?.fields).toBeUndefined();
  });

  it('tells the server of the PBX itself from the others', async () => {
    const servers = objectsOfKind(await readLive(client, needs()), 'server');
    expect(servers.filter(({ internal }) => internal)).toHaveLength(1);
    expect(servers.find(({ key }) => key === 'edge-1')).toMatchObject({
      kind: 'server',
      internal: false,
      fields: { name: 'edge-1', ipv4: '192.0.2.10' },
    });
  });

  it('leaves files out that the PBX does not know', async () => {
    const { files } = await readLive(client, needs({ fileIds: ['nothing'] }));
    expect(files).toEqual([]);
  });

  const faults: FaultRule['fault'][] = [
    { type: 'cut', when: 'before' },
    { type: 'cut', when: 'after' },
    { type: 'cut_body' },
    { type: 'html', when: 'after' },
    { type: 'status', status: 429, retryAfterSeconds: 1 },
    { type: 'status', status: 500 },
    { type: 'status', status: 502 },
    { type: 'status', status: 503 },
    { type: 'token_expired' },
    { type: 'hang', when: 'after' },
  ];

  it.each(faults)('comes to the same when every request meets $type $status $when once', async (fault) => {
    const wanted = needs({ identities: ['8000', '8001'], listsOf: ['8000'] });
    const expected = await readLive(client, wanted);
    await opened.pbx.close();
    const rules = [/servers$/, /queues$/, new RegExp(`${ids[0]}$`), /agents$/];
    const met = createFaults(rules.map((path) => ({ fault, path })));
    const faulty = await openTestPbx({ dataFile: opened.dataFile, faults: met });
    try {
      const transport = createInProcessTransport(faulty.pbx);
      const reader = createReader(connect({ transport }, fakeTime(), { timeoutMs: 200 }));
      expect(await readLive(reader, wanted)).toEqual(expected);
      expect(met.met).toBe(rules.length);
    } finally {
      await faulty.close();
    }
  });

  it.each(faults)('creates at most once when the create meets $type $status $when', async (fault) => {
    await opened.pbx.close();
    const met = createFaults([
      { fault, method: 'POST', path: /queues$/ },
      { fault, method: 'POST', path: /servers$/ },
      { fault, method: 'POST', path: /destroy$/ },
      { fault, method: 'POST', path: /agents$/ },
    ]);
    const faulty = await openTestPbx({ dataFile: opened.dataFile, faults: met });
    try {
      const transport = createInProcessTransport(faulty.pbx);
      const writer = createClient(connect({ transport }, fakeTime(), { timeoutMs: 200 }));
      const id = await writer.create(QUEUE, {
        name: 'New',
        extension_number: '8100',
        polling_strategy: 'CYCLIC_HUNT',
      });
      const serverId = await writer.create(SERVER, { name: 'edge-2', ipv4: '192.0.2.11' });
      await writer.setItems(AGENTS, id, [{ extension_number: '2001' }]);
      expect(await writer.listItems(AGENTS, id)).toHaveLength(1);
      await writer.destroy(QUEUE, ids[2] ?? '');
      const live = await readLive(writer, needs());
      expect(objectsOfKind(live, 'queue').map(({ key }) => key)).toEqual(['8000', '8001', '8100']);
      expect(objectsOfKind(live, 'queue').at(-1)?.id).toBe(id);
      expect(
        objectsOfKind(live, 'server')
          .filter(({ key }) => key === 'edge-2')
          .map((server) => server.id),
      ).toEqual([serverId]);
      expect(met.met).toBe(4);
    } finally {
      await faulty.close();
    }
  });
});

describe('readLive while others change the PBX', () => {
  const NUMBERS = ['8000', '8001', '8002'];
  const wanted = needs({ identities: NUMBERS, listsOf: NUMBERS });

  /** `isMissing` says which paths are answered with 404; `listed` how many times they were asked for before. */
  function pbxWith(
    isMissing: (path: string, asked: number) => boolean,
    isListed: (number: string, listed: number) => boolean,
  ) {
    const asked = new Map<string, number>();
    const count = (path: string) => {
      asked.set(path, (asked.get(path) ?? 0) + 1);
      return asked.get(path) ?? 0;
    };
    return script(({ path }) => {
      if (path.startsWith('/api/call_queue_servers')) return page([]);
      if (path.startsWith('/api/call_queues?')) {
        const listed = count('list');
        return page(NUMBERS.filter((number) => isListed(number, listed)).map((number) => queueLine(number)));
      }
      if (isMissing(path, count(path))) return refusal(404, 'NOT_FOUND');
      return path.endsWith('/agents') ? json({ items: [] }) : json(queueLine(path.slice(-4)));
    });
  }

  it.each(['/api/call_queues/id-8001', '/api/call_queues/id-8001/agents'])(
    'takes a queue for absent that goes between the list and %s, when the list says so too',
    async (missing) => {
      const pbx = pbxWith(
        (path) => path === missing,
        (number, listed) => number !== '8001' || listed === 1,
      );
      const live = await readLive(createReader(connect(pbx)), wanted);
      expect(objectsOfKind(live, 'queue').map(({ id }) => id)).toEqual(['id-8000', 'id-8002']);
    },
  );

  it('reads a queue again that is listed and not found, and has it when it is found then', async () => {
    const pbx = pbxWith(
      (path, asked) => path.endsWith('8001') && asked < 3,
      () => true,
    );
    const live = await readLive(createReader(connect(pbx)), wanted);
    expect(objectsOfKind(live, 'queue').map(({ id }) => id)).toEqual(['id-8000', 'id-8001', 'id-8002']);
  });

  it('takes no queue for absent that the list goes on showing', async () => {
    const pbx = pbxWith(
      (path) => path.includes('id-8001'),
      () => true,
    );
    const reading = readLive(createReader(connect(pbx)), wanted, ({ key }) =>
      key === '8001' ? 'queue.b' : undefined,
    );
    await expect(reading).rejects.toMatchObject({ code: 'CQ522', failure: { status: 404 } });
    await expect(reading).rejects.toThrow(
      /^queue\.b \(8001\): GET \/api\/call_queues\/id-8001: .*still shows the queue$/,
    );
  });

  it.each<[string, NameOf, string]>([
    ['its address', ({ id }) => (id === 'id-8001' ? 'queue.b' : undefined), 'queue.b (8001): GET '],
    ['its name where it has no address', () => undefined, 'the queue "Queue 8001" (8001): GET '],
  ])('names a queue that cannot be read by %s, and by its number', async (_by, nameOf, words) => {
    const pbx = script(({ path }) => {
      if (path.startsWith('/api/call_queue_servers')) return page([]);
      if (path.startsWith('/api/call_queues?')) return page(NUMBERS.map((number) => queueLine(number)));
      return path.includes('8001') ? refusal(403, 'FORBIDDEN') : json(queueLine(path.slice(-4)));
    });
    const some = needs({ identities: NUMBERS });
    const reading = readLive(createReader(connect(pbx)), some, nameOf);
    await expect(reading).rejects.toMatchObject({ code: 'CQ505', failure: { status: 403 } });
    await expect(reading).rejects.toThrow(words);

    const left: string[] = [];
    const live = await readLive(createReader(connect(pbx)), some, nameOf, ({ key }) => left.push(key));
    expect(objectsOfKind(live, 'queue').map(({ key, fields }) => [key, fields !== undefined])).toEqual([
      ['8000', true],
      ['8001', false],
      ['8002', true],
    ]);
    expect(left).toEqual(['8001']);
  });

  it.each([401, 502, 503, 504])('goes on without no queue when the answer is %i', async (status) => {
    const pbx = script(({ path }) => {
      if (path.startsWith('/api/call_queue_servers')) return page([]);
      if (path.startsWith('/api/call_queues?')) return page(NUMBERS.map((number) => queueLine(number)));
      return refusal(status, 'UNKNOWN');
    });
    const left: string[] = [];
    const reading = readLive(createReader(connect(pbx)), wanted, undefined, ({ key }) => left.push(key));
    await expect(reading).rejects.toMatchObject({ failure: { status } });
    expect(left).toEqual([]);
  });

  it('ends with the first error, and asks for little more after it', async () => {
    const lines = Array.from({ length: 1000 }, (_, index) => queueLine(String(1000 + index)));
    const pbx = script(({ path }) => {
      if (path.startsWith('/api/call_queue_servers')) return page([]);
      const query = new URL(path, 'http://x').searchParams;
      if (query.has('top')) {
        const skip = Number(query.get('skip'));
        return page(lines.slice(skip, skip + 100), lines.length);
      }
      return refusal(403, 'FORBIDDEN');
    });
    const reading = readLive(
      createReader(connect(pbx)),
      needs({ identities: lines.map((line) => line.extension_number) }),
    );
    await expect(reading).rejects.toBeInstanceOf(ApiError);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pbx.sent.length).toBeLessThan(200);
  });
});
