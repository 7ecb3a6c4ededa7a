/** A data file of an earlier version, entry by entry as that wrote it: its objects, their lists and prompts are still there. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/pbx/store.ts';
import { openTestPbx } from '../../support/open-test-pbx.ts';

const SERVER = {
  id: 's1',
  name: 'internal',
  enabled: false,
  ipv4: '127.0.0.1',
  ipv6: null,
  type: 'INTERNAL',
};
const QUEUE = { id: 'q1', name: 'Support', extension_number: '8000', polling_strategy: 'CYCLIC_HUNT' };
const QUEUE_LINE = { ...QUEUE, ring_time: 20 };
const FILE = { id: 'f1', name: 'hold.wav', size: 3, media_type: 'audio/vnd.wave' };
const AGENTS = { items: [{ extension_number: '2001', display_name: 'Agent 2001', skill_level: 2 }] };

test('what an earlier version wrote is read, written and destroyed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-earlier-'));
  const dataFile = join(folder, 'pbx.mdb');
  const store = openStore(dataFile);
  await store.write(() => {
    store.put(['meta', 'sequence'], '3');
    store.put(['meta', 'lastId'], '723331861538935646');
    for (const [place, table, object, line] of [
      [1, 'server', SERVER, SERVER],
      [2, 'queue', QUEUE, QUEUE_LINE],
      [3, 'file', { ...FILE, digest: 'aa' }, FILE],
    ] as const) {
      store.put(['object', table, object.id], JSON.stringify(object));
      store.put(['place', table, object.id], String(place));
      store.put(['line', table, place], JSON.stringify(line));
      store.put(['revision', table], '1');
    }
    store.put(['natural', 'server', '"internal"'], 's1');
    store.put(['natural', 'queue', '"8000"'], 'q1');
    store.put(['agents', 'q1'], JSON.stringify(AGENTS));
    store.put(['revision', 'agents'], '1');
    store.put(['statuses', 'q1'], '{"2001":"BREAK"}');
    store.put(['prompts', 'q1'], '{"moh_prompt_file_id":"f1"}');
    store.put(['plays', 'f1', 'q1'], '');
  });
  await store.close();
  const { send, close } = await openTestPbx({ dataFile });
  const read = async (path: string): Promise<unknown> => (await send('GET', path)).json();
  try {
    expect(await read('/api/call_queue_servers')).toEqual({ count: 1, items: [SERVER] });
    expect(await read('/api/call_queues')).toEqual({ count: 1, items: [QUEUE_LINE] });
    expect(await read('/api/call_queues/q1')).toEqual(QUEUE);
    expect(await read('/api/call_queues/q1/agents')).toEqual(AGENTS);
    expect(await read('/api/call_queues/q1/agents/2001')).toEqual({ ...AGENTS.items[0], status: 'BREAK' });
    expect(await read('/api/extension_numbers/8000')).toMatchObject({ id: 'q1', type: 'CALL_QUEUE' });
    expect(await read('/api/files/f1')).toEqual(FILE);
    const destroyed = await send('POST', '/api/files/f1/destroy');
    expect(destroyed.status).toBe(409);
    expect(await destroyed.json()).toMatchObject({
      errors: [{ message: 'the file is the prompt of a call queue' }],
    });
    expect((await send('POST', '/api/call_queues/q1', { ring_time: 30 })).status).toBe(200);
    expect(await read('/api/call_queues/q1')).toEqual({ ...QUEUE, ring_time: 30 });
    expect((await send('POST', '/api/call_queues/q1/destroy')).status).toBe(204);
    expect((await send('POST', '/api/files/f1/destroy')).status).toBe(204);
    expect((await send('GET', '/api/call_queues/q1/agents')).status).toBe(404);
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
});
