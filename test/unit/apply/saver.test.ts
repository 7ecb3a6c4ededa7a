import { describe, expect, test } from 'vitest';
import { StateSaver } from '../../../src/apply/saver.ts';
import type { Address } from '../../../src/model/address.ts';
import type { StateDocument } from '../../../src/model/state.ts';
import { newDocument } from '../../../src/state/document.ts';
import type { StateStore } from '../../../src/state/store.ts';
import { stateEntry } from '../../support/builders.ts';

/** A store whose writes take as long as the document is large, on a clock of its own. */
function slowStore(failAt = Infinity) {
  let nowMs = 0;
  const written: StateDocument[] = [];
  const store = {
    async write(document: StateDocument) {
      if (written.length + 1 === failAt) throw new Error('no space');
      nowMs += 1 + Object.keys(document.resources).length / 100;
      written.push(structuredClone(document));
    },
  } as unknown as StateStore;
  const clock = {
    now: () => nowMs,
    sleep: async (ms: number, signal?: AbortSignal) => {
      const until = nowMs + ms;
      while (nowMs < until && signal?.aborted !== true) await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const tick = (ms: number): void => {
    nowMs += ms;
  };
  return { store, written, clock, tick };
}

const set = (index: number) =>
  [[`queue.q${index}` as Address, stateEntry('queue', String(index), String(index))]] as const;

describe('saving while steps finish', () => {
  test('a promise resolves only once a written document holds the entry', async () => {
    const { store, written, clock } = slowStore();
    const saver = new StateSaver({ store, document: newDocument('t'), ...clock, onFailure: () => undefined });
    await saver.set(set(1));
    expect(written.at(-1)?.resources['queue.q1']).toBeDefined();
    expect(written.map((document) => document.serial)).toEqual([1]);
  });

  test.each([300, 3000])(
    'takes a tenth of a run of %i steps at the most, however large the document',
    async (steps) => {
      const { store, written, clock, tick } = slowStore();
      const saver = new StateSaver({
        store,
        document: newDocument('t'),
        ...clock,
        onFailure: () => undefined,
      });
      const saved: Promise<void>[] = [];
      for (let index = 0; index < steps; index++) {
        tick(1);
        saved.push(saver.set(set(index)));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await saver.flush();
      await Promise.all(saved);
      expect(Object.keys(written.at(-1)?.resources ?? {})).toHaveLength(steps);
      const cost = written.reduce(
        (sum, document) => sum + 1 + Object.keys(document.resources).length / 100,
        0,
      );
      expect(cost).toBeLessThan(steps * 0.15 + 40);
      expect(written.length).toBeGreaterThan(5);
    },
  );

  test('after a failure everybody is told, and the document still takes what was done', async () => {
    const { store, clock } = slowStore(2);
    const failures: unknown[] = [];
    const saver = new StateSaver({
      store,
      document: newDocument('t'),
      ...clock,
      onFailure: (error) => failures.push(error),
    });
    await saver.set(set(1));
    const second = saver.set(set(2));
    await saver.flush();
    await expect(second).rejects.toThrow('no space');
    await expect(saver.set(set(3))).rejects.toThrow('no space');
    expect(failures).toHaveLength(1);
    expect(Object.keys(saver.document.resources)).toEqual(['queue.q1', 'queue.q2', 'queue.q3']);
  });
});
