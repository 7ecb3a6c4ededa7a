/** Whether an object is gone is read from what shows it, and from nothing else. */

import { describe, expect, it } from 'vitest';
import { type Absence, isGone } from '../../../src/apply/read-back.ts';
import { ApiError } from '../../../src/model/errors.ts';

const failed = (status: number) =>
  new ApiError(
    'GET /x',
    { method: 'GET', path: '/x', status, attempts: 1, unclear: false },
    { code: 'CQ501' },
  );
const refuse = (status: number) => async () => {
  throw failed(status);
};
const page =
  (count: number, ...ids: string[]): Absence['list'] =>
  async () => ({ count, items: ids.map((id) => ({ id })) });
const there: Absence['get'] = async () => ({ id: 'mine' });

async function ask(absence: Absence) {
  const pauses: number[] = [];
  const gone = isGone(absence, 'mine', { sleep: async (ms) => void pauses.push(ms) });
  return { gone: await gone, slept: pauses.length };
}

describe('an object is gone', () => {
  it('when nothing has its key: it is not asked for by itself', async () => {
    let asked = 0;
    const get = async () => {
      asked += 1;
      return { id: 'mine' };
    };
    expect(await ask({ list: page(0), get })).toEqual({ gone: true, slept: 0 });
    expect(asked).toBe(0);
  });

  it.each<[string, Absence['list']]>([
    ['the PBX refuses the query with 400', refuse(400)],
    ['the PBX refuses the query with 404', refuse(404)],
    ['the PBX refuses the query with 422', refuse(422)],
    ['the PBX lists others instead', page(300, 'a', 'b')],
    ['the PBX promises objects and lists none', page(1)],
  ])('%s, and then the object itself tells', async (_what, list) => {
    expect(await ask({ list, get: refuse(404) })).toEqual({ gone: true, slept: 0 });
    expect((await ask({ list, get: there })).gone).toBe(false);
  });

  it('not while a list shows it, whatever a request for it says', async () => {
    const { gone, slept } = await ask({ list: page(1, 'mine'), get: refuse(404) });
    expect(gone).toBe(false);
    expect(slept).toBeGreaterThan(3);
  });

  it('and any other answer is an error', async () => {
    await expect(ask({ list: refuse(403), get: there })).rejects.toThrow('GET /x');
    await expect(ask({ list: refuse(400), get: refuse(403) })).rejects.toThrow('GET /x');
  });
});
