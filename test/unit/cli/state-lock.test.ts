import { join } from 'node:path';
import { expect, test } from 'vitest';
import { underStateLock } from '../../../src/cli/state/state-lock.ts';
import { LockError, StateError } from '../../../src/model/errors.ts';
import type { StateStore } from '../../../src/state/store.ts';
import { fakeInvocation } from '../../support/fake-invocation.ts';

function storeThat(release: () => Promise<void>): StateStore {
  const lock = { holder: { id: 'L', who: 'me', operation: 'apply', since: '' }, release };
  return { lock: async () => lock } as unknown as StateStore;
}

test('the lock is given back before the result is', async () => {
  const order: string[] = [];
  const store = storeThat(async () => void order.push('released'));
  const { invocation } = fakeInvocation();
  expect(await underStateLock(invocation, store, 'apply', async () => order.push('worked'))).toBe(1);
  expect(order).toEqual(['worked', 'released']);
});

test('a lock that stays does not hide why the work failed', async () => {
  const store = storeThat(async () => {
    throw new StateError('the server does not unlock', { code: 'CQ605' });
  });
  const { invocation, text } = fakeInvocation();
  const work = async () => {
    throw new Error('disk full');
  };
  await expect(underStateLock(invocation, store, 'apply', work)).rejects.toThrow('disk full');
  expect(text.stderr).toBe('error: CQ605 the server does not unlock\n');
  await expect(underStateLock(invocation, store, 'apply', async () => 1)).rejects.toThrow('does not unlock');
});

test('a held lock that git does not track stays the error that it is', async () => {
  const held = new LockError('locked', undefined, { code: 'CQ610' });
  const store = { lockFile: '/nowhere/.cqctl/state.json.lock', lock: () => Promise.reject(held) };
  const { invocation } = fakeInvocation();
  const asked = underStateLock(invocation, store as unknown as StateStore, 'apply', async () => 1);
  await expect(asked).rejects.toBe(held);
});

test('a held lock that git tracks is told as one that was committed', async () => {
  const held = new LockError('locked by ann', undefined, { code: 'CQ610' });
  // Any file that is tracked will do.
  const lockFile = join(import.meta.dirname, 'state-lock.test.ts');
  const store = { lockFile, lock: () => Promise.reject(held) };
  const { invocation } = fakeInvocation();
  const asked = underStateLock(invocation, store as unknown as StateStore, 'apply', async () => 1);
  await expect(asked).rejects.toMatchObject({
    code: 'CQ617',
    message: expect.stringContaining('locked by ann'),
    hint: expect.stringContaining('git rm --cached'),
  });
});
