/** What `moved` and `removed` of the files make of the state. */

import { expect, test } from 'vitest';
import { readEntries } from '../../../src/plan/entries.ts';
import { buildDesired, buildState, stateEntry } from '../../support/builders.ts';

const state = buildState({
  'queue.a': stateEntry('queue', 'x', '8000'),
  'agents.a': stateEntry('agents', 'x', '8000'),
  'queue.b': stateEntry('queue', 'y', '8001'),
  'server.s': stateEntry('server', 's', 's'),
});
const read = (spec: Parameters<typeof buildDesired>[0], from: typeof state | null = state) => {
  const { byKind, movedFrom, forgotten, releasedIds, diagnostics } = readEntries(buildDesired(spec), from);
  const codes = diagnostics.map(({ code, address }) => `${code} ${address}`);
  return {
    addresses: Object.values(byKind).flatMap((known) => [...known.keys()]),
    movedFrom: [...movedFrom],
    forgotten,
    released: [...releasedIds],
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

test('what is removed is forgotten with its agents', () => {
  const removed = read({ removed: ['queue.a', 'server.s', 'queue.z'] });
  expect(removed).toMatchObject({
    addresses: ['queue.b'],
    forgotten: ['queue.a', 'agents.a', 'server.s'],
    released: ['x', 's'],
    codes: [],
  });
  const destroying = read({ removed: ['queue.b'], policy: { unmanaged: 'destroy' } });
  expect(destroying).toMatchObject({ forgotten: [], released: ['y'] });
});
