/** What is the embedded PBX's own, beyond what any PBX does. */

import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { afterEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../../src/model/transport.ts';
import { createInProcessTransport } from '../../../src/pbx/in-process.ts';
import { openPbx } from '../../../src/pbx/pbx.ts';
import { servePbx } from '../../../src/pbx/serve.ts';
import { TLS_CERT, TLS_KEY } from '../../support/certificates.ts';
import type { TestPbx } from '../../support/open-test-pbx.ts';
import { openTestPbx } from '../../support/open-test-pbx.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(options: Parameters<typeof openTestPbx>[0] = {}): Promise<TestPbx> {
  const test = await openTestPbx(options);
  closers.push(test.close);
  return test;
}

async function newQueue(test: TestPbx, fields: object = {}): Promise<string> {
  const body = { name: 'x', extension_number: '8000', polling_strategy: 'CYCLIC_HUNT', ...fields };
  const answer = await test.send('POST', '/api/call_queues', body);
  return ((await answer.json()) as { id: string }).id;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted on, field by field
async function show(test: TestPbx, path: string): Promise<any> {
  return (await test.send('GET', path)).json();
}

async function newFile(test: TestPbx, bytes: string, filename = 'hold.wav'): Promise<string> {
  const begun = await test.send('POST', `/api/blobs/uploads?filename=${filename}`);
  const id = begun.headers.get('portsip-upload-id');
  const done = await test.pbx.fetch(
    new Request(`http://pbx.invalid/api/blobs/uploads/${id}/complete`, {
      method: 'POST',
      body: bytes,
      headers: { 'portsip-upload-token': begun.headers.get('portsip-upload-token') ?? '' },
    }),
  );
  return ((await done.json()) as { id: string }).id;
}

describe('updates', () => {
  it('with replace reset what they omit, but for what cannot be sent again', async () => {
    const test = await open({ updateMode: 'replace' });
    const fileId = await newFile(test, 'sound');
    const id = await newQueue(test, {
      ring_time: 33,
      language: 'de-DE',
      moh_prompt_file_id: fileId,
      wrap_up_time: 30,
    });
    await test.send('POST', `/api/call_queues/${id}`, { max_waiting_time: 60 });
    expect(await show(test, `/api/call_queues/${id}`)).toMatchObject({
      name: 'x',
      extension_number: '8000',
      polling_strategy: 'RING_SIMULTANEOUSLY',
      ring_time: 20,
      max_waiting_time: 60,
      language: null,
      moh_prompt_file_name: 'hold.wav',
      wrap_up_time: 30,
    });
  });

  it('with null clear a field, or set it to its default', async () => {
    const test = await open();
    const id = await newQueue(test, {
      ring_time: 33,
      language: 'de-DE',
      no_answer_forward_rule: { action: 'HANGUP' },
    });
    await test.send('POST', `/api/call_queues/${id}`, {
      ring_time: null,
      language: null,
      no_answer_forward_rule: null,
    });
    expect(await show(test, `/api/call_queues/${id}`)).toMatchObject({
      ring_time: 20,
      language: null,
      no_answer_forward_rule: null,
    });
  });
});

describe('files', () => {
  it('cannot be destroyed while a queue plays them', async () => {
    const test = await open();
    const [first, second] = [await newFile(test, 'one'), await newFile(test, 'two')];
    const id = await newQueue(test, { moh_prompt_file_id: first, intro_prompt_file_id: first });
    const destroy = async (fileId: string): Promise<number> =>
      (await test.send('POST', `/api/files/${fileId}/destroy`)).status;
    expect(await destroy(first)).toBe(409);
    await test.send('POST', `/api/call_queues/${id}`, { moh_prompt_file_id: second });
    expect([await destroy(first), await destroy(second)]).toEqual([409, 409]);
    await test.send('POST', `/api/call_queues/${id}`, { intro_prompt_file_id: null });
    expect(await show(test, `/api/call_queues/${id}`)).toMatchObject({ intro_prompt_file_name: null });
    expect([await destroy(first), await destroy(second)]).toEqual([204, 409]);
    await test.send('POST', `/api/call_queues/${id}/destroy`);
    expect([await destroy(second), await destroy(second)]).toEqual([204, 404]);
  });

  it('share their bytes, which go with the last of them', async () => {
    const test = await open();
    const [first, second] = [await newFile(test, 'same', 'a.wav'), await newFile(test, 'same', 'b.mp3')];
    const files = await show(test, '/api/files?orderby=name');
    expect(files.items).toMatchObject([
      { id: first, name: 'a.wav', size: 4, media_type: 'audio/vnd.wave' },
      { id: second, name: 'b.mp3', size: 4, media_type: 'audio/mpeg' },
    ]);
    const digest = '0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5';
    const blob = async (): Promise<number> => (await test.send('GET', `/api/blobs/sha256:${digest}`)).status;
    await test.send('POST', `/api/files/${first}/destroy`);
    expect(await blob()).toBe(200);
    await test.send('POST', `/api/files/${second}/destroy`);
    expect(await blob()).toBe(404);
  });

  it('forgets uploads that nobody completed', async () => {
    let nowMs = 0;
    const test = await open({ now: () => nowMs });
    const begun = await test.send('POST', '/api/blobs/uploads');
    const path = `/api/blobs/uploads/${begun.headers.get('portsip-upload-id')}/status`;
    nowMs = 24 * 3_600_000;
    await test.send('POST', '/api/blobs/uploads');
    expect((await test.send('GET', path)).status).toBe(204);
    nowMs += 1;
    await test.send('POST', '/api/blobs/uploads');
    expect((await test.send('GET', path)).status).toBe(404);
  });
});

describe('the data file', () => {
  it('keeps everything, and makes no second INTERNAL server', async () => {
    const test = await open();
    const id = await newQueue(test);
    await test.send('POST', `/api/call_queues/${id}/agents`, { items: [{ extension_number: '2001' }] });
    await test.pbx.close();
    const again = await open({ dataFile: test.dataFile });
    expect(await show(again, '/api/call_queue_servers')).toMatchObject({
      count: 1,
      items: [{ type: 'INTERNAL' }],
    });
    expect(await show(again, `/api/call_queues/${id}/agents/2001`)).toMatchObject({ status: 'READY' });
  });

  it('may be open twice: each sees what the other wrote', async () => {
    const a = await open();
    const b = await open({ dataFile: a.dataFile });
    expect((await show(b, '/api/call_queues')).count).toBe(0);
    const id = await newQueue(a);
    expect((await show(b, '/api/call_queues')).items).toMatchObject([{ id }]);
    await b.send('POST', `/api/call_queues/${id}`, { name: 'from b' });
    expect((await show(a, '/api/call_queues')).items).toMatchObject([{ name: 'from b' }]);
    await a.pbx.close();
    expect((await b.send('POST', `/api/call_queues/${id}/destroy`)).status).toBe(204);
    expect((await show(b, '/api/call_queues')).count).toBe(0);
  });

  it('is an error of the environment when it is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cqctl-pbx-bad-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'text.mdb');
    await writeFile(file, 'hello '.repeat(10_000));
    for (const dataFile of [file, folder]) {
      await expect(openPbx({ dataFile })).rejects.toMatchObject({ code: 'CQ921', fault: 'environment' });
    }
    const below = openPbx({ dataFile: join(file, 'below.mdb') });
    await expect(below).rejects.toMatchObject({ code: 'CQ590', fault: 'environment' });
  });

  it('is refused when it was cut, wherever, or its beginning is damaged, and is left as it is', async () => {
    const { dataFile, pbx } = await open();
    await pbx.close();
    const whole = await readFile(dataFile);
    const damaged = [40, 159, 4096, 5000, 8192, whole.length / 2, whole.length - 4096, whole.length - 1].map(
      (length) => whole.subarray(0, length),
    );
    for (const [at, value] of [
      [24, 0], // the magic number
      [28, 9], // the format
      [48, 3], // the size of a page
      [4096 + 24, 0],
    ] as const) {
      const copy = Buffer.from(whole);
      copy.writeUInt32LE(value, at);
      damaged.push(copy);
    }
    for (const bytes of damaged) {
      await writeFile(dataFile, bytes);
      await expect(openPbx({ dataFile })).rejects.toMatchObject({
        code: 'CQ921',
        hint: expect.stringContaining('-lock'),
      });
      expect((await readFile(dataFile)).equals(bytes)).toBe(true);
    }
    await writeFile(dataFile, whole);
    await (await openPbx({ dataFile })).close();
  });

  it('is its owner’s alone, and so is its lock, whatever the umask says or was there', async () => {
    const umask = process.umask(0);
    try {
      const { dataFile, pbx } = await open();
      const modes = async () =>
        Promise.all([dataFile, `${dataFile}-lock`].map(async (path) => (await stat(path)).mode & 0o777));
      expect(await modes()).toEqual([0o600, 0o600]);
      await pbx.close();
      await chmod(dataFile, 0o644);
      await (await openPbx({ dataFile })).close();
      expect(await modes()).toEqual([0o600, 0o600]);
    } finally {
      process.umask(umask);
    }
  });

  it('is refused when another version wrote it', async () => {
    const { dataFile, pbx } = await open();
    await pbx.close();
    const root = openLmdb({ path: dataFile, noSubdir: true, overlappingSync: false });
    await root.openDB<string>({ name: 'text', encoding: 'string' }).put(['meta', 'format'], '99');
    await root.close();
    await expect(openPbx({ dataFile })).rejects.toMatchObject({ code: 'CQ591', fault: 'environment' });
  });

  it('may be an empty file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cqctl-pbx-empty-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const dataFile = join(folder, 'empty.mdb');
    await writeFile(dataFile, '');
    expect((await show(await open({ dataFile }), '/api/call_queue_servers')).count).toBe(1);
  });

  it('is closed once, and then answers nothing', async () => {
    const test = await open();
    await Promise.all([test.pbx.close(), test.pbx.close()]);
    const send = createInProcessTransport(test.pbx).send({ method: 'GET', path: '/api/files', headers: {} });
    await expect(send).rejects.toBeInstanceOf(TransportError);
  });
});

describe('in this process', () => {
  it('sends nothing that was given up before', async () => {
    const transport = createInProcessTransport((await open()).pbx);
    const signal = AbortSignal.abort();
    const send = transport.send({ method: 'GET', path: '/api/files', headers: {}, signal });
    await expect(send).rejects.toMatchObject({ name: 'TransportError', sent: false });
  });
});

describe('an unexpected error', () => {
  it('is told to whoever runs the PBX, and only an id of it to the client', async () => {
    const told: unknown[][] = [];
    let isBroken = false;
    const test = await open({
      onError: (...words) => told.push(words),
      now: () => {
        if (isBroken) throw new Error('secret detail');
        return 0;
      },
    });
    isBroken = true;
    const answer = await test.send('POST', '/api/blobs/uploads');
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ errors: [{ code: 'UNKNOWN', message: 'the PBX failed' }] });
    expect(told).toEqual([
      [expect.objectContaining({ message: 'secret detail' }), answer.headers.get('x-request-id')],
    ]);
  });
});

describe('a client that goes away in the middle of a body', () => {
  it.each([{}, { 'content-length': '50' }])('is no failure of the PBX: %j', async (length) => {
    const told: unknown[] = [];
    const { pbx } = await open({ onError: (error) => told.push(error) });
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(Buffer.from('{"name":'));
        controller.error(new Error('aborted'));
      },
    });
    const headers = { 'content-type': 'application/json', ...length } as Record<string, string>;
    const sent = new Request('http://pbx.invalid/api/call_queues', {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    });
    const answer = await pbx.fetch(sent);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'VALIDATE_FAILED' }] });
    expect(told).toEqual([]);
  });
});

describe('over a socket', () => {
  it('listens on the loopback interface alone, and says when it cannot', async () => {
    const { pbx } = await open();
    const served = await servePbx(pbx, { port: 0 });
    closers.push(() => served.close());
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+$/);
    const port = Number(new URL(served.url).port);
    await expect(servePbx(pbx, { port })).rejects.toMatchObject({ code: 'CQ592' });
    await expect(servePbx(pbx, { port: 0, host: '192.0.2.1' })).rejects.toMatchObject({ code: 'CQ592' });
    await expect(servePbx(pbx, { port: 0, tls: { key: 'x', cert: 'y' } })).rejects.toMatchObject({
      code: 'CQ592',
    });
  });

  it('speaks TLS when it has a key and a certificate', async () => {
    const { pbx } = await open({ token: 't' });
    const served = await servePbx(pbx, { port: 0, tls: { key: TLS_KEY, cert: TLS_CERT } });
    closers.push(() => served.close());
    expect(served.url).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      const options = { ca: TLS_CERT, headers: { authorization: 'Bearer t' } };
      request(`${served.url}/api/files`, options, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it('survives what is not HTTP', async () => {
    const { pbx } = await open();
    const served = await servePbx(pbx, { port: 0 });
    closers.push(() => served.close());
    const { hostname, port } = new URL(served.url);
    const text = await new Promise<string>((resolve) => {
      let seen = '';
      const socket = connect(Number(port), hostname, () => socket.write('\u0016\u0003\u0001 what?\r\n\r\n'));
      socket.on('data', (data) => {
        seen += String(data);
      });
      socket.on('close', () => resolve(seen));
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${served.url}/api/files`)).status).toBe(200);
  });
});
