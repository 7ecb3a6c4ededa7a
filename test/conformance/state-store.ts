/** What every place for state must do; a backend brings a way to open it. */

import { describe, expect, test } from 'vitest';
import { LockError, StateError } from '../../src/model/errors.ts';
import type { StateDocument } from '../../src/model/state.ts';
import { newDocument, withoutResource, withResource } from '../../src/state/document.ts';
import type { StateStore } from '../../src/state/store.ts';

export interface OpenedStore {
  store: StateStore;
  /** Another store on the same state, as another run would open it. */
  another(): StateStore;
  close(): Promise<void>;
}

const entry = (id: string) =>
  ({
    kind: 'queue',
    id,
    key: `80${id}`,
    applied: { name: 'Naïve ”quotes”\n' },
    prevent_destroy: false,
  }) as const;

function documentWith(count: number): StateDocument {
  let document: StateDocument = { ...newDocument('http://127.0.0.1:1'), serial: 1 };
  for (let index = 0; index < count; index++)
    document = withResource(document, `queue.q${index}`, entry(String(index)));
  return document;
}

export function describeStateStore(title: string, open: () => Promise<OpenedStore>): void {
  const using = async (work: (opened: OpenedStore) => Promise<void>): Promise<void> => {
    const opened = await open();
    try {
      await work(opened);
    } finally {
      await opened.close();
    }
  };

  describe(`${title}: the store`, () => {
    test('has nothing at first', () => using(async ({ store }) => expect(await store.read()).toBeNull()));

    test('gives back what was written, to others too', () =>
      using(async ({ store, another }) => {
        const document = documentWith(3);
        await store.write(document);
        expect(await store.read()).toEqual(document);
        expect(await another().read()).toEqual(document);
      }));

    test('replaces the document as a whole', () =>
      using(async ({ store }) => {
        const document = documentWith(2);
        await store.write(document);
        const less = { ...withoutResource(document, 'queue.q0'), serial: 2 };
        await store.write(less);
        expect(await store.read()).toEqual(less);
      }));

    test('refuses a writer that has not seen the last document', () =>
      using(async ({ store, another }) => {
        const document = documentWith(1);
        await store.write(document);
        const other = another();
        await other.read();
        await store.write({ ...document, serial: 5 });
        const stale = other.write({ ...document, serial: 2 });
        await expect(stale).rejects.toThrow(StateError);
        await expect(stale).rejects.toMatchObject({ code: 'CQ603' });
        expect((await store.read())?.serial).toBe(5);
      }));

    test('refuses a document of another lineage', () =>
      using(async ({ store, another }) => {
        await store.write(documentWith(1));
        await expect(another().write({ ...newDocument('x'), serial: 9 })).rejects.toMatchObject({
          code: 'CQ603',
        });
      }));

    test('keeps a document that could not be written somewhere', () =>
      using(async ({ store }) => expect(await store.rescue(documentWith(1))).toEqual(expect.any(String))));
  });

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

    test('can be taken away, and is not given back by who has lost it', () =>
      using(async ({ store, another }) => {
        const lost = await store.lock('apply', { timeoutMs: 0 });
        expect(await store.forceUnlock('some other id')).toBeNull();
        expect(await store.forceUnlock(lost.holder.id)).toMatchObject({ id: lost.holder.id });
        const next = await another().lock('apply', { timeoutMs: 0 });
        await lost.release();
        expect(await store.holder()).toMatchObject({ id: next.holder.id });
        expect(await store.forceUnlock()).toMatchObject({ id: next.holder.id });
        expect(await store.forceUnlock()).toBeNull();
      }));
  });
}
