/** What every place for state must do; a backend brings a way to open it. */

import { describe, expect, test } from 'vitest';
import { StateError } from '../../src/model/errors.ts';
import type { StateDocument } from '../../src/model/state.ts';
import { newDocument, withoutResource } from '../../src/state/document.ts';
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
  const resources = Object.fromEntries(
    Array.from({ length: count }, (_unused, index) => [`queue.q${index}`, entry(String(index))]),
  );
  return { ...newDocument('http://127.0.0.1:1'), serial: 1, resources };
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

    test('refuses a document that does not follow the one it read or wrote last', () =>
      using(async ({ store }) => {
        const document = documentWith(1);
        await store.write(document);
        for (const serial of [0, 1]) {
          await expect(store.write({ ...document, serial })).rejects.toMatchObject({ code: 'CQ603' });
        }
        await store.write({ ...document, serial: 2 });
      }));

    test('refuses a writer that others have overtaken, however high its serial', () =>
      using(async ({ store, another }) => {
        const document = documentWith(1);
        await store.write(document);
        const other = another();
        await other.read();
        await other.write({ ...document, serial: 2 });
        await expect(store.write({ ...document, serial: 3 })).rejects.toMatchObject({ code: 'CQ603' });
      }));

    test('refuses a first document where another was written since it was found empty', () =>
      using(async ({ store, another }) => {
        expect(await store.read()).toBeNull();
        const document = documentWith(1);
        await another().write(document);
        await expect(store.write({ ...document, serial: 2 })).rejects.toMatchObject({ code: 'CQ603' });
      }));

    test('holds thousands of entries', () =>
      using(async ({ store, another }) => {
        const document = documentWith(3000);
        await store.write(document);
        expect(await another().read()).toEqual(document);
      }));

    test('keeps a document that could not be written somewhere', () =>
      using(async ({ store }) => expect(await store.rescue(documentWith(1))).toEqual(expect.any(String))));
  });
}
