import { describe, expect, test } from 'vitest';
import {
  findDocumentFault,
  findMoveFault,
  moveResource,
  newDocument,
  serializeDocument,
  withoutResource,
  withResource,
} from '../../../src/state/document.ts';
import { buildState, deepFreeze, stateEntry } from '../../support/builders.ts';

const document = deepFreeze(
  buildState({
    'queue.a': stateEntry('queue', '1', '8000'),
    'agents.a': stateEntry('agents', '1', '8000'),
    'queue.b': stateEntry('queue', '2', '8001'),
    'agents.d': stateEntry('agents', '9', '8009'),
    'server.a': stateEntry('server', '3', 'a'),
  }),
);

test('a new document has a lineage of its own and no fault', () => {
  expect(newDocument('t').lineage).not.toBe(newDocument('t').lineage);
  expect(findDocumentFault(newDocument('t'))).toBeUndefined();
});

test('entries come and go without touching the document they were in', () => {
  const more = withResource(document, 'queue.c', stateEntry('queue', '4', '8002'));
  expect(withoutResource(more, 'queue.c')).toEqual(document);
});

test('the text has a line for each resource, in the order of addresses, whatever order they came in', () => {
  const turned = { ...document, resources: Object.fromEntries(Object.entries(document.resources).reverse()) };
  const text = serializeDocument(document);
  expect(serializeDocument(turned)).toBe(text);
  expect(JSON.parse(text)).toEqual(document);
  const lines = text.split('\n').filter((line) => line.startsWith('  '));
  expect(lines.map((line) => line.split('"')[1])).toEqual([
    'agents.a',
    'agents.d',
    'queue.a',
    'queue.b',
    'server.a',
  ]);
});

describe('a move', () => {
  test('gives an entry another address, and takes the agents of a queue along', () => {
    const { resources } = moveResource(document, 'queue.a', 'queue.c');
    expect(Object.keys(resources).sort()).toEqual(['agents.c', 'agents.d', 'queue.b', 'queue.c', 'server.a']);
    expect(resources['queue.c']).toEqual(document.resources['queue.a']);
    expect(moveResource(document, 'server.a', 'server.b').resources).toHaveProperty(['agents.a']);
  });

  test.each([
    ['queue.a', 'queue.c', undefined],
    ['server.a', 'server.z', undefined],
    ['queue.a', 'queue.b', 'the state has queue.b already'],
    ['queue.a', 'queue.d', 'the state has agents.d already'],
    ['queue.b', 'queue.d', undefined],
    ['queue.x', 'queue.c', 'the state has no queue.x'],
    ['queue.a', 'server.c', 'a queue cannot become a server'],
    ['queue.a', 'agents.c', 'a queue cannot become agents'],
    ['queue.a', 'queue.a', 'queue.a is where it is already'],
    ['queue.a', 'queue.' as 'queue.x', 'queue. is no address'],
  ] as const)('%s to %s: %s', (from, to, fault) => {
    expect(findMoveFault(document, from, to)).toBe(fault);
  });
});
