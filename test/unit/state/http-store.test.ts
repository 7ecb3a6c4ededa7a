/** State on a server, in both dialects: the suites of every backend, and what only a network can do wrong. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AbortedError } from '../../../src/model/errors.ts';
import { newDocument } from '../../../src/state/document.ts';
import type { HttpOptions, StateCredentials } from '../../../src/state/http-client.ts';
import { openHttpStore } from '../../../src/state/http-store.ts';
import { describeStateLock } from '../../conformance/lock.ts';
import { describeStateStore } from '../../conformance/state-store.ts';
import { type Dialect, type StateServer, startStateServer } from '../../support/state-server.ts';

function storeOf(
  server: StateServer,
  folder: string,
  credentials: StateCredentials = { kind: 'none' },
  { timeoutMs = 30_000, ...options }: Partial<HttpOptions> & { timeoutMs?: number } = {},
) {
  return openHttpStore(
    {
      backend: 'http',
      address: server.address,
      lockAddress: server.lockAddress,
      unlockAddress: server.lockAddress,
      ...server.methods,
      updateMethod: 'POST',
      rescuePath: join(folder, 'state.json.unsaved'),
    },
    { credentials, wire: { timeoutMs, proxyEnv: {}, onWarning: () => undefined }, ...options },
  );
}

for (const dialect of ['terraform', 'gitlab'] as const satisfies readonly Dialect[]) {
  const open = async () => {
    const server = await startStateServer(dialect);
    const folder = mkdtempSync(join(tmpdir(), 'cqctl-http-state-'));
    return {
      store: storeOf(server, folder),
      another: () => storeOf(server, folder),
      async close() {
        await server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };
  describeStateStore(`http, ${dialect}`, open);
  describeStateLock(`http, ${dialect}`, open);
}

describe('over a network', () => {
  let server: StateServer;
  let folder = '';
  beforeEach(async () => {
    server = await startStateServer('terraform');
    folder = mkdtempSync(join(tmpdir(), 'cqctl-http-state-'));
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const document = { ...newDocument('http://x'), serial: 1 };

  test('the lock says who, since when and for what, in the seven names, and writes carry its id', async () => {
    const store = storeOf(server, folder);
    const lock = await store.lock('apply', { timeoutMs: 0 });
    const info = JSON.parse(server.locks.get('/states/project') ?? '{}') as object;
    expect(Object.keys(info)).toEqual(['ID', 'Operation', 'Info', 'Who', 'Version', 'Created', 'Path']);
    await store.write(document);
    expect(server.requests.at(-1)).toBe(`POST /states/project?ID=${lock.holder.id}`);
    await lock.release();
    expect(server.locks.size).toBe(0);
  });

  test('an answer that is lost is not a write, or a lock, that is lost', async () => {
    const store = storeOf(server, folder);
    const losing = (method: string) => {
      let isLost = false;
      server.fault = (asked, path) => {
        if (asked !== method || isLost) return undefined;
        isLost = true;
        if (method === 'POST') server.stored.set(path, JSON.stringify(document));
        return null;
      };
    };
    losing('LOCK');
    const lock = await store.lock('apply', { timeoutMs: 0 });
    losing('POST');
    await store.write(document);
    server.fault = undefined;
    expect(await store.read()).toEqual(document);
    await lock.release();
  });

  test('a lock that was taken while a signal came is given back, but never another’s', async () => {
    const abort = new AbortController();
    server.fault = (method) => {
      if (method === 'LOCK') abort.abort();
      return undefined;
    };
    const options = { timeoutMs: 0, signal: abort.signal };
    await expect(storeOf(server, folder).lock('apply', options)).rejects.toThrow(AbortedError);
    expect(server.locks.size).toBe(0);

    server.locks.set('/states/project', JSON.stringify({ ID: 'other', Who: 'bob' }));
    const late = new AbortController();
    server.fault = (method) => {
      if (method === 'LOCK') late.abort();
      return undefined;
    };
    await expect(storeOf(server, folder).lock('apply', { ...options, signal: late.signal })).rejects.toThrow(
      AbortedError,
    );
    expect(server.locks.size).toBe(1);
  });

  test('a lock that was lost is not written under', async () => {
    const store = storeOf(server, folder);
    await store.lock('apply', { timeoutMs: 0 });
    server.locks.set('/states/project', JSON.stringify({ ID: 'other', Who: 'bob' }));
    await expect(store.write(document)).rejects.toMatchObject({ code: 'CQ603' });
    expect(server.stored.size).toBe(0);
  });

  test('a lock that cannot be given back is said to stay, with what removes it', async () => {
    const lock = await storeOf(server, folder).lock('apply', { timeoutMs: 0 });
    server.fault = (method) => (method === 'UNLOCK' ? { status: 410 } : undefined);
    await expect(lock.release()).rejects.toMatchObject({
      code: 'CQ605',
      message: expect.stringContaining('the lock may still be held'),
      hint: expect.stringContaining(`cqctl state unlock ${lock.holder.id}`),
    });
  });

  const holder = { ID: 'other', Who: 'bob', Operation: 'apply', Created: 'today' };
  test.each([
    [200, '', 'taken'],
    [204, '', 'taken'],
    [409, JSON.stringify(holder), { id: 'other', who: 'bob', operation: 'apply', since: 'today' }],
    [423, JSON.stringify({ ...holder, Who: '' }), { id: 'other', operation: 'apply', since: 'today' }],
    [423, JSON.stringify({ ...holder, ID: 7 }), { id: '', who: 'bob' }],
    [423, 'locked', { id: '' }],
    [423, '[]', { id: '' }],
    [400, '', 'refused'],
    [404, '', 'refused'],
    [410, '', 'refused'],
  ] as const)('asked for the lock, the answer %d %s means: %j', async (status, body, meaning) => {
    server.fault = (method) => (method === 'LOCK' ? { status, body } : undefined);
    const found = storeOf(server, folder).holder();
    if (meaning === 'taken') await expect(found).resolves.toBeNull();
    else if (meaning === 'refused') {
      await expect(found).rejects.toMatchObject({
        code: 'CQ605',
        hint: expect.stringContaining('check lock_address and lock_method'),
        message: expect.stringMatching(new RegExp(`does not lock \\(LOCK http://.*: ${status}\\)$`)),
      });
    } else await expect(found).resolves.toMatchObject(meaning);
  });

  test.each([
    [200, true],
    [204, true],
    [404, true],
    [409, true],
    [423, true],
    [400, false],
    [410, false],
  ])('asked to unlock, the answer %d is as good: %s', async (status, isFine) => {
    const lock = await storeOf(server, folder).lock('apply', { timeoutMs: 0 });
    server.fault = (method) => (method === 'UNLOCK' ? { status } : undefined);
    const released = lock.release();
    if (isFine) await expect(released).resolves.toBeUndefined();
    else
      await expect(released).rejects.toMatchObject({
        code: 'CQ605',
        message: expect.stringMatching(new RegExp(`does not unlock \\(UNLOCK http://.*: ${status}\\)$`)),
      });
    await expect(lock.release()).resolves.toBeUndefined();
  });

  test('a lock is asked for once a second at most, and one of a server that gives it to anybody is not missed', async () => {
    server.fault = (method) => (method === 'LOCK' ? { status: 200 } : undefined);
    const lock = await storeOf(server, folder).lock('apply', { timeoutMs: 0 });
    const asked = () => server.requests.filter((each) => each.startsWith('LOCK')).length;
    await lock.check();
    const once = asked();
    await lock.check();
    await lock.check();
    expect(asked()).toBe(once);
    expect(server.requests.some((each) => each.startsWith('UNLOCK'))).toBe(false);
  });

  test('a signal that has come before takes no lock', async () => {
    const signal = AbortSignal.abort();
    await expect(storeOf(server, folder).lock('apply', { timeoutMs: 0, signal })).rejects.toThrow(
      AbortedError,
    );
    expect(server.requests).toEqual([]);
  });

  test('an answer is waited for as long as asked', async () => {
    let asked = 0;
    const silent = createServer(() => {
      asked++;
    });
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const store = storeOf({ ...server, address }, folder, undefined, { timeoutMs: 100 });
    await expect(store.read()).rejects.toMatchObject({ code: 'CQ605' });
    expect(asked).toBe(5);
    silent.closeAllConnections();
    silent.close();
  }, 20_000);

  test('credentials are sent, refused in words, and never to where a server redirects', async () => {
    server.authorization = 'Bearer sesame';
    await expect(storeOf(server, folder).read()).rejects.toMatchObject({
      code: 'CQ605',
      hint: expect.stringContaining('CQCTL_STATE_TOKEN'),
    });
    expect(await storeOf(server, folder, { kind: 'token', token: 'sesame' }).read()).toBeNull();
    server.authorization = `Basic ${Buffer.from('ann:pw').toString('base64')}`;
    const basic = { kind: 'basic', username: 'ann', password: 'pw' } as const;
    expect(await storeOf(server, folder, basic).read()).toBeNull();
    server.fault = () => ({ status: 302 });
    await expect(storeOf(server, folder, basic).read()).rejects.toMatchObject({ code: 'CQ605' });
  });

  test.each([
    [{ status: 200, body: '<html>hello</html>' }, 'CQ601'],
    [{ status: 200, body: '{"version":' }, 'CQ601'],
    [{ status: 418 }, 'CQ605'],
  ])('an answer that is no state is not taken for one: %j', async (answer, code) => {
    server.fault = () => answer;
    await expect(storeOf(server, folder).read()).rejects.toMatchObject({ code });
  });

  test('a server that is gone is an error with a way out, and the document is kept', async () => {
    const store = storeOf(server, folder);
    await server.close();
    await expect(store.write(document)).rejects.toMatchObject({
      code: 'CQ605',
      message: expect.stringContaining('does not answer'),
    });
    const path = await store.rescue(document);
    expect(JSON.parse(readFileSync(path ?? '', 'utf8'))).toMatchObject({ lineage: document.lineage });
  });
});
