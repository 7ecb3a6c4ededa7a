/** What the lock of every place for state must do; a backend brings a way to open it. */

import { describe, expect, test } from 'vitest';
import { LockError } from '../../src/model/errors.ts';
import { newDocument } from '../../src/state/document.ts';
import type { OpenedStore } from './state-store.ts';

export function describeStateLock(title: string, open: () => Promise<OpenedStore>): void {
  const using = async (work: (opened: OpenedStore) => Promise<void>): Promise<void> => {
    const opened = await open();
    try {
      await work(opened);
    } finally {
      await opened.close();
    }
  };

  describe(`${title}: the lock`, () => {
    test('is had by one at a time, and says whose it is', () =>
      using(async ({ store, another }) => {
        const lock = await store.lock('apply', { timeoutMs: 0 });
        const second = another().lock('destroy', { timeoutMs: 0 });
        await expect(second).rejects.toThrow(LockError);
        await expect(second).rejects.toMatchObject({
          code: 'CQ610',
          holder: { operation: 'apply', who: lock.holder.who, since: lock.holder.since },
        });
        expect(await store.holder()).toMatchObject({ id: lock.holder.id });
        await lock.release();
        expect(await store.holder()).toBeNull();
      }));

    test('is waited for', () =>
      using(async ({ store, another }) => {
        const lock = await store.lock('apply', { timeoutMs: 0 });
        const second = another().lock('apply', { timeoutMs: 10_000 });
        setTimeout(() => void lock.release(), 50);
        await (await second).release();
      }));

    test('is no longer waited for once interrupted', () =>
      using(async ({ store, another }) => {
        const lock = await store.lock('apply', { timeoutMs: 0 });
        const signal = AbortSignal.timeout(50);
        await expect(another().lock('apply', { timeoutMs: 60_000, signal })).rejects.toMatchObject({
          code: 'CQ902',
        });
        await lock.release();
      }));

    test('goes to one of many that ask at once', () =>
      using(async ({ another }) => {
        const asked = await Promise.allSettled(
          Array.from({ length: 12 }, () => another().lock('apply', { timeoutMs: 0 })),
        );
        expect(asked.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
      }));

    test('can be given back twice, and then taken again', () =>
      using(async ({ store, another }) => {
        const lock = await store.lock('apply', { timeoutMs: 0 });
        await lock.release();
        await lock.release();
        const next = await another().lock('apply', { timeoutMs: 0 });
        await lock.release();
        expect(await store.holder()).toMatchObject({ id: next.holder.id });
        await next.release();
      }));

    test('is waited for no longer than asked', () =>
      using(async ({ store, another }) => {
        const lock = await store.lock('apply', { timeoutMs: 0 });
        const started = performance.now();
        await expect(another().lock('apply', { timeoutMs: 300 })).rejects.toMatchObject({ code: 'CQ610' });
        expect(performance.now() - started).toBeGreaterThanOrEqual(290);
        await lock.release();
      }));

    test('is had by all who wait, one after the other', () =>
      using(async ({ another }) => {
        let inside = 0;
        let most = 0;
        const visit = async (): Promise<void> => {
          const lock = await another().lock('apply', { timeoutMs: 30_000 });
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside--;
          await lock.release();
        };
        await Promise.all(Array.from({ length: 3 }, visit));
        expect(most).toBe(1);
      }));

    test('is asked for by many at once, and is there for as long as it is held', () =>
      using(async ({ store }) => {
        const lock = await store.lock('apply', { timeoutMs: 0 });
        await Promise.all(Array.from({ length: 20 }, () => lock.check()));
        await store.write({ ...newDocument('x'), serial: 1 });
        await lock.check();
        expect(await store.holder()).toMatchObject({ id: lock.holder.id });
        await lock.release();
      }));

    test('that was taken away is missed by its holder, whether or not somebody else has it', () =>
      using(async ({ store, another }) => {
        const lost = await store.lock('apply', { timeoutMs: 0 });
        await another().forceUnlock();
        await expect(lost.check()).rejects.toMatchObject({ code: 'CQ612', fault: 'environment' });
        // It was not taken back by asking.
        const next = await another().lock('destroy', { timeoutMs: 0 });
        await expect(lost.check()).rejects.toMatchObject({ code: 'CQ612' });
        await next.check();
        await next.release();
      }));

    test('that was taken away after it was asked for is missed within a second', () =>
      using(async ({ store, another }) => {
        const lost = await store.lock('apply', { timeoutMs: 0 });
        await lost.check();
        await another().forceUnlock();
        await expect.poll(() => lost.check().catch(({ code }) => code), { timeout: 3000 }).toBe('CQ612');
      }));

    test('can be taken away, and is not given back by who has lost it', () =>
      using(async ({ store, another }) => {
        const lost = await store.lock('apply', { timeoutMs: 0 });
        await expect(store.forceUnlock('some other id')).rejects.toMatchObject({
          code: 'CQ611',
          holder: { id: lost.holder.id },
        });
        expect(await store.holder()).toMatchObject({ id: lost.holder.id });
        expect(await store.forceUnlock(lost.holder.id)).toMatchObject({ id: lost.holder.id });
        const next = await another().lock('apply', { timeoutMs: 0 });
        await lost.release();
        expect(await store.holder()).toMatchObject({ id: next.holder.id });
        expect(await store.forceUnlock()).toMatchObject({ id: next.holder.id });
        expect(await store.forceUnlock()).toBeNull();
      }));
  });
}
