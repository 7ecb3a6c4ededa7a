/** What `moved` and `removed` of the files make of the state. */

import { describe, expect, test } from 'vitest';
import { readEntries } from '../../../src/plan/read-entries.ts';
import { buildDesired, buildState, stateEntry } from '../../support/builders.ts';

const state = buildState({
  'queue.a': stateEntry('queue', 'x', '8000'),
  'agents.a': stateEntry('agents', 'x', '8000'),
  'queue.b': stateEntry('queue', 'y', '8001'),
  'server.s': stateEntry('server', 's', 's'),
});
const read = (spec: Parameters<typeof buildDesired>[0], from: typeof state | null = state) => {
  const { byKind, movedFrom, forgotten, released, diagnostics } = readEntries(buildDesired(spec), from);
  const codes = diagnostics.map(({ code, address }) => `${code} ${address}`);
  return {
    addresses: [...byKind.values()].flatMap((known) => [...known.keys()]),
    movedFrom: [...movedFrom],
    forgotten,
    released,
    codes,
  };
};

test('a move takes the agents of a queue along, and of a server nothing', () => {
  const moved = read({
    moved: [
      ['queue.a', 'queue.c'],
      ['server.s', 'server.t'],
    ],
  });
  expect(moved.addresses.sort()).toEqual(['agents.c', 'queue.b', 'queue.c', 'server.t']);
  expect(moved.movedFrom).toEqual([
    ['queue.c', 'queue.a'],
    ['agents.c', 'agents.a'],
    ['server.t', 'server.s'],
  ]);
  expect(read({ moved: [['queue.b', 'queue.c']] }).movedFrom).toEqual([['queue.c', 'queue.b']]);
});

test('a move that was made, or cannot be made', () => {
  expect(read({ moved: [['queue.z', 'queue.a']] })).toMatchObject({ movedFrom: [], codes: [] });
  expect(read({ moved: [['queue.a', 'queue.b']] })).toMatchObject({
    movedFrom: [],
    codes: ['CQ408 queue.b'],
  });
  expect(read({ moved: [['queue.a', 'server.a']] }).codes).toEqual(['CQ408 server.a']);
  expect(read({ moved: [['nonsense' as 'queue.a', 'queue.c']] }).codes).toEqual(['CQ408 queue.c']);
  expect(read({ moved: [['queue.a', 'queue.c']] }, null).addresses).toEqual([]);
});

describe('moves that touch each other are followed at once, in any order', () => {
  const three = buildState({
    'queue.a': stateEntry('queue', 'x', '8000'),
    'agents.a': stateEntry('agents', 'x', '8000'),
    'queue.b': stateEntry('queue', 'y', '8001'),
  });
  type Moves = NonNullable<Parameters<typeof buildDesired>[0]['moved']>;
  const follow = (moved: Moves, numbers: { [key: string]: string }, from = three) => {
    const queues = Object.fromEntries(Object.entries(numbers).map(([key, number]) => [key, { number }]));
    const { byKind, movedFrom, diagnostics } = readEntries(buildDesired({ moved, queues }), from);
    const known = [...(byKind.get('queue') ?? []), ...(byKind.get('agents') ?? [])].map(
      ([address, { id }]) => `${address} ${id}`,
    );
    return {
      known: known.sort(),
      movedFrom: [...movedFrom].map((pair) => pair.join('<')).sort(),
      codes: diagnostics.map(({ code, address }) => `${code} ${address}`),
    };
  };
  const inEachOrder = (moved: Moves, check: (moved: Moves) => void): void => {
    for (const order of [moved, moved.toReversed()]) check(order);
  };

  test('a chain, until it was made', () => {
    const chain: Moves = [
      ['queue.a', 'queue.b'],
      ['queue.b', 'queue.c'],
    ];
    const files = { b: '8000', c: '8001' };
    inEachOrder(chain, (moved) => {
      expect(follow(moved, files)).toEqual({
        known: ['agents.b x', 'queue.b x', 'queue.c y'],
        movedFrom: ['agents.b<agents.a', 'queue.b<queue.a', 'queue.c<queue.b'],
        codes: [],
      });
      const made = buildState({
        'queue.b': stateEntry('queue', 'x', '8000'),
        'queue.c': stateEntry('queue', 'y', '8001'),
      });
      const kept = { known: ['queue.b x', 'queue.c y'], movedFrom: [], codes: [] };
      expect(follow(moved, files, made)).toEqual(kept);
      // A later change of a number is no move.
      expect(follow(moved, { b: '8005', c: '8001' }, made)).toEqual(kept);
    });
  });

  test('a circle, until it was made', () => {
    const circle: Moves = [
      ['queue.a', 'queue.b'],
      ['queue.b', 'queue.a'],
    ];
    inEachOrder(circle, (moved) => {
      expect(follow(moved, { a: '8001', b: '8000' })).toEqual({
        known: ['agents.b x', 'queue.a y', 'queue.b x'],
        movedFrom: ['agents.b<agents.a', 'queue.a<queue.b', 'queue.b<queue.a'],
        codes: [],
      });
      const kept = { known: ['agents.a x', 'queue.a x', 'queue.b y'], movedFrom: [], codes: [] };
      expect(follow(moved, { a: '8000', b: '8001' })).toEqual(kept);
      expect(follow(moved, { a: '8000', b: '8009' })).toEqual(kept);
    });
  });

  test('a chain whose end the state has, and two moves to one key', () => {
    const full = buildState({ ...three.resources, 'queue.c': stateEntry('queue', 'z', '8002') });
    const stuck: Moves = [
      ['queue.a', 'queue.b'],
      ['queue.b', 'queue.c'],
    ];
    inEachOrder(stuck, (moved) => {
      const { known, codes } = follow(moved, { b: '8000', c: '8001' }, full);
      expect(known).toEqual(['agents.a x', 'queue.a x', 'queue.b y', 'queue.c z']);
      expect(codes).toEqual(['CQ408 queue.b']);
    });
    const double: Moves = [
      ['queue.a', 'queue.c'],
      ['queue.b', 'queue.c'],
    ];
    inEachOrder(double, (moved) => {
      expect(follow(moved, { c: '8000' }).codes).toEqual(['CQ408 queue.c']);
    });
  });
});

test('what is removed is forgotten with its agents', () => {
  const removed = read({ removed: ['queue.a', 'server.s', 'queue.z'] });
  expect(removed).toMatchObject({
    addresses: ['queue.b'],
    forgotten: ['queue.a', 'agents.a', 'server.s'],
    released: { 'queue.a': '8000', 'server.s': 's' },
    codes: [],
  });
  const before = { ...state, released: { 'queue.z': '8009', 'queue.gone': '8010' } };
  expect(read({ removed: ['queue.z', 'queue.b', 'agents.a'] }, before)).toMatchObject({
    addresses: ['server.s', 'queue.a'],
    forgotten: ['queue.b', 'agents.a'],
    released: { 'queue.z': '8009', 'queue.b': '8001' },
  });
});
