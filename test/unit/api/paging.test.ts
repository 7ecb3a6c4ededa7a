import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listFaults } from '../../../src/api/list-context.ts';
import type { ListQuery } from '../../../src/api/list-query.ts';
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

const LIMITS = { objects: 20_000, bytes: 1e9 };
type List = Parameters<typeof readWhole>[0]['list'];

/** Pauses are noted, not made. */
function readFrom(list: List, more: { mayMove?: boolean } = {}) {
  const pauses: number[] = [];
  const pause = async (ms: number) => void pauses.push(ms);
  const fault = listFaults('/api/things', LIMITS);
  return {
    pauses,
    whole: readWhole({ list, key: 'number', maxObjects: LIMITS.objects, fault, pause, ...more }),
  };
}

const read = (fake: ReturnType<typeof createFake>) => readFrom(fake.fetch).whole;

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

  it('whose order is another one each time comes whole, once all that was promised was seen', async () => {
    let turn = 0;
    const list: List = async ({ skip = 0 }) => {
      turn += 1;
      const all = objects(range(150));
      const shifted = [...all.slice(turn * 31), ...all.slice(0, turn * 31)];
      return { count: 150, items: shifted.slice(skip, skip + 100) };
    };
    expect(await readFrom(list).whole).toEqual(objects(range(150)));
  });
});

/** Answers that leave it open what else there is. */
const page = (count: number | undefined, from: number, to: number) => ({
  count,
  items: objects(range(to)).slice(from),
});
const UNSOUND: [what: string, list: List, promised: string, came: string][] = [
  ['a total and no objects', async () => page(150, 0, 0), 'promised 150 objects', 'showed 0 objects'],
  ['a PBX that knows no skip', async () => page(150, 0, 100), 'promised 150 objects', 'showed 100 objects'],
  [
    'a list cut after two pages',
    async ({ skip = 0 }) => (skip < 150 ? page(450, skip, skip + 100) : page(450, 0, 0)),
    'promised 450 objects',
    'showed 199 objects',
  ],
  [
    'a last page that is cut',
    async ({ skip = 0 }) => page(150, skip, Math.min(skip + 100, 140)),
    'promised 150 objects',
    'showed 140 objects',
  ],
  ['more objects than promised', async () => page(3, 0, 5), 'promised 3 objects', 'showed 5 objects'],
  [
    'a total that is that of the page',
    async ({ skip = 0 }) => page(100, skip, Math.min(skip + 100, 250)),
    'promised 100 objects',
    'objects, also',
  ],
  [
    'an object that comes twice and one that does not come',
    async () => ({ count: 3, items: objects([1, 1, 2]) }),
    'promised 3 objects',
    'showed 2 objects',
  ],
  [
    'no total, and a PBX that knows no skip',
    async () => page(undefined, 0, 100),
    'did not say how many objects',
    'showed 100 objects',
  ],
  [
    'no total, and a page that is not the next one',
    async ({ skip = 0 }) => (skip === 0 ? page(undefined, 0, 100) : page(undefined, 0, 0)),
    'did not say how many objects',
    'showed 100 objects',
  ],
];

describe('a list that does not add up', () => {
  it.each(UNSOUND)(
    '%s: read again, then an error that says what was promised and what came',
    async (_what, list, promised, came) => {
      let requests = 0;
      const { pauses, whole } = readFrom(async (query) => {
        requests += 1;
        return list(query);
      });
      const error = await whole.then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ code: 'CQ520', failure: { method: 'GET', path: '/api/things' } });
      expect(String(error)).toContain('GET /api/things: ');
      expect(String(error)).toContain(promised);
      expect(String(error)).toContain(came);
      expect(pauses).toHaveLength(4);
      expect(requests).toBeLessThan(60);
    },
  );

  it.each(UNSOUND)('%s is no answer to a look-up either', async (_what, list) => {
    await expect(readFrom(list, { mayMove: true }).whole).rejects.toMatchObject({ code: 'CQ520' });
  });

  it('a total beyond the limit ends the reading at its first page', async () => {
    let requests = 0;
    const { whole } = readFrom(async ({ skip = 0 }) => {
      requests += 1;
      return page(1e9, skip, skip + 100);
    });
    await expect(whole).rejects.toMatchObject({
      code: 'CQ521',
      hint: expect.stringContaining('--max-objects'),
    });
    await expect(whole).rejects.toThrow('the list has 1,000,000,000 objects, and the limit is 20,000');
    expect(requests).toBe(1);
  });

  it('full pages without a total end at the limit', async () => {
    let requests = 0;
    const { whole } = readFrom(async ({ skip = 0 }) => {
      requests += 1;
      return page(undefined, skip, skip + 100);
    });
    await expect(whole).rejects.toMatchObject({ code: 'CQ521' });
    expect(requests).toBeLessThan(205);
  });

  it('more than ten thousand pages are not cut', async () => {
    const fake = createFake(range(12_000), { maxTop: 1 });
    expect(await read(fake)).toHaveLength(12_000);
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

  const restless = () => {
    let next = 100_000;
    return createFake(range(250), {
      before: (_page, list) => {
        list.unshift(-next);
        next += 1;
      },
    });
  };

  it('one that never rests is read a bounded number of times, and is no whole', async () => {
    const fake = restless();
    await expect(read(fake)).rejects.toMatchObject({ code: 'CQ520' });
    await expect(read(restless())).rejects.toThrow(/promised from 251 to \d+ objects/);
    expect(fake.queries.length).toBeLessThan(40);
  });

  it('one that never rests is enough for a look-up, when all that it promised was seen', async () => {
    const found = await readFrom(restless().fetch, { mayMove: true }).whole;
    const ids = new Set(found.map(({ id }) => id));
    for (const number of range(250)) expect(ids).toContain(`id${number}`);
  });
});
