/** A file system without hard links, as FAT, many network shares and some of phones have none: the lock all the same. */

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openLocalStore } from '../../../src/state/local-store.ts';
import { describeSelf } from '../../../src/state/lock-holder.ts';
import { describeStateLock } from '../../conformance/lock.ts';

const refusal = vi.hoisted(() => ({ code: 'EPERM', count: 0 }));
vi.mock('node:fs/promises', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:fs/promises')>()),
  link: async () => {
    refusal.count += 1;
    throw Object.assign(new Error('no links here'), { code: refusal.code });
  },
}));

const open = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-no-links-'));
  const path = join(folder, 'state.json');
  return {
    folder,
    path,
    store: openLocalStore(path),
    another: () => openLocalStore(path),
    close: () => rm(folder, { recursive: true, force: true }),
  };
};

describeStateLock('local, without hard links', open);

describe('without hard links', () => {
  test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])('as %s says it', async (code) => {
    refusal.code = code;
    refusal.count = 0;
    const { folder, path, store, close } = await open();
    const lock = await store.lock('apply', { timeoutMs: 0 });
    expect(refusal.count).toBe(1);
    expect(JSON.parse(await readFile(`${path}.lock`, 'utf8'))).toMatchObject({ id: lock.holder.id });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await close();
  });

  test('another refusal is an error, not a lock made some other way', async () => {
    refusal.code = 'EACCES';
    const { folder, store, close } = await open();
    await expect(store.lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'CQ600' });
    expect(await readdir(folder)).toEqual([]);
    refusal.code = 'EPERM';
    await close();
  });

  test('a dead lock is taken over by one of several', async () => {
    const { path, store, another, close } = await open();
    await writeFile(`${path}.lock`, JSON.stringify({ ...(await describeSelf('apply')), pid: 2 ** 30 }));
    const asked = await Promise.allSettled(
      [store, another(), another()].map((each) => each.lock('apply', { timeoutMs: 0 })),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await close();
  });
});
