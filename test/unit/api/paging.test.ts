import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../../src/api/client.ts';
import { readWhole } from '../../../src/api/paging.ts';
import { ApiError } from '../../../src/model/errors.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const objects = (numbers: readonly number[]): JsonObject[] =>
  numbers.map((number) => ({ id: `id${number}`, number: String(number).padStart(6, '0') }));
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n * 10);

interface FakeOptions {
  /** Called before each page, to change the list. */
  before?(pageNumber: number, list: number[]): void;
  hasCount?: boolean;
  maxTop?: number;
  canSort?: boolean;
}

function createFake(initial: readonly number[], options: FakeOptions = {}) {
  const list = [...initial];
  const queries: ListQuery[] = [];
  return {
    list,
    queries,
    fetch: async (query: ListQuery) => {
      queries.push(query);
      const pageNumber = queries.length;
      await Promise.resolve();
      if (query.orderby !== undefined && options.canSort === false) {
        throw new ApiError(
          'GET /x: 400',
          { method: 'GET', path: '/x', status: 400, attempts: 1, unclear: false },
          { code: 'CQ501' },
        );
      }
      options.before?.(pageNumber, list);
      const current = objects([...list].sort((a, b) => a - b));
      const top = Math.min(query.top ?? 100, options.maxTop ?? 100);
      const items = current.slice(query.skip ?? 0, (query.skip ?? 0) + top);
      return { count: options.hasCount === false ? undefined : current.length, items };
    },
  };
}

const read = (fake: ReturnType<typeof createFake>) => readWhole({ list: fake.fetch, key: 'number' });

describe('a list at rest', () => {
  it.each([0, 1, 2, 99, 100, 101, 198, 199, 200, 230, 1000])('of %i objects comes whole', async (count) => {
    for (const options of [{}, { hasCount: false }, { maxTop: 7 }, { maxTop: 1 }, { canSort: false }]) {
      if ('maxTop' in options && count > 250) continue;
      const fake = createFake(range(count), options);
      expect(await read(fake)).toEqual(objects(range(count)));
      expect(fake.queries.every(({ top }) => top === 100)).toBe(true);
    }
  });

  it('is asked for in a stable order, and costs no more than one page in a hundred extra', async () => {
    const fake = createFake(range(10_000));
    await read(fake);
    expect(new Set(fake.queries.map(({ orderby }) => orderby))).toEqual(new Set(['number asc']));
    expect(fake.queries.length).toBeLessThanOrEqual(102);
  });

  it('that cannot be sorted is asked for once in order, then without', async () => {
    const fake = createFake(range(250), { canSort: false });
    await read(fake);
    expect(fake.queries.filter(({ orderby }) => orderby !== undefined).length).toBe(1);
  });

  it('a total that is never reached ends, with what there is', async () => {
    const list = async ({ skip = 0 }: ListQuery) => ({
      count: 1e12,
      items: objects(range(250)).slice(skip, skip + 100),
    });
    const few = async (query: ListQuery) => ({ ...(await list(query)), count: 400 });
    expect(await readWhole({ list: few, key: 'number' })).toEqual(objects(range(250)));
  });

  it('a PBX that knows no skip does not go on for ever', async () => {
    const list = async () => ({ count: undefined, items: objects(range(100)) });
    expect((await readWhole({ list, key: 'number' })).length).toBe(100);
  });
});

describe('a list that moves while it is read', () => {
  it('an object that goes while another comes, the total staying the same', async () => {
    const fake = createFake(range(300), {
      before: (page, list) => {
        if (page !== 2) return;
        list.splice(0, 1);
        list.push(99_999);
      },
    });
    const numbers = (await read(fake)).map(({ number }) => Number(number));
    expect(numbers).toEqual([...range(300).slice(1), 99_999]);
  });

  it('finds all that is there the whole time, each once, whatever comes and goes', async () => {
    const change = fc.record({
      page: fc.integer({ min: 1, max: 12 }),
      remove: fc.option(fc.nat(400)),
      add: fc.option(fc.nat(6000)),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 420 }),
        fc.array(change, { maxLength: 6 }),
        async (count, changes) => {
          const initial = range(count);
          const gone = new Set<number>();
          const fake = createFake(initial, {
            before: (page, list) => {
              for (const { remove, add } of changes.filter((candidate) => candidate.page === page)) {
                if (remove !== null && remove < list.length) gone.add(list.splice(remove, 1)[0] ?? -1);
                if (add !== null && !list.includes(add) && !gone.has(add)) list.push(add);
              }
            },
          });
          const ids = (await read(fake)).map(({ id }) => String(id));
          expect(new Set(ids).size).toBe(ids.length);
          for (const number of initial) {
            if (!gone.has(number)) expect(ids).toContain(`id${number}`);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('one that never rests is read a bounded number of times, and nothing is left out', async () => {
    let next = 100_000;
    const fake = createFake(range(250), {
      before: (_page, list) => {
        list.unshift(-next);
        next += 1;
      },
    });
    const ids = new Set((await read(fake)).map(({ id }) => id));
    for (const number of range(250)) expect(ids).toContain(`id${number}`);
    expect(fake.queries.length).toBeLessThan(40);
  });
});
