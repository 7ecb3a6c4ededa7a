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

describe('a damaged document', () => {
  const queue = { ...stateEntry('queue', '1', '8000') };
  const agents = stateEntry('agents', '1', '8000');
  const withEntry = (address: string, entry: unknown) => ({ ...document, resources: { [address]: entry } });
  const { lineage: _lineage, ...unnamed } = document;
  const agent = { extension_number: '2001', skill_level: 3 };

  test.each<[damaged: unknown, fault: string]>([
    [[], 'it is not an object'],
    [unnamed, 'it has no lineage'],
    [{ ...document, lineage: '' }, 'it has no lineage'],
    [{ ...document, serial: 1.5 }, 'its serial is not a whole number'],
    [{ ...document, serial: '1' }, 'its serial is not a whole number'],
    [{ ...document, serial: -1 }, 'its serial is not a whole number'],
    [{ ...document, target: null }, 'it has no target'],
    [{ ...document, resources: [] }, 'it has no resources'],
    [{ ...document, released: [] }, 'what it has let go of has no numbers or names'],
    [
      { ...document, released: { 'queue.x': '1', 'queue.y': 1 } },
      'what it has let go of has no numbers or names',
    ],
    [{ ...document, released: { what: '1' } }, 'what it has let go of has no numbers or names'],
    [{ ...document, released: null }, 'what it has let go of has no numbers or names'],
    [{ ...document, released: { 'queue.x': 1 } }, 'what it has let go of has no numbers or names'],
    [{ ...document, version: undefined }, 'it has no version'],
    [{ ...document, version: 99 }, 'its version is none of cqctl’s'],
    [withEntry('queue.a', { ...queue, file: 1 }), 'queue.a has a file that is no name'],
    [withEntry('what', queue), '"what" is no address'],
    [withEntry('queue.a', null), 'queue.a is not an object'],
    [withEntry('queue.a', agents), 'queue.a is of the kind agents'],
    [withEntry('queue.a', { ...queue, id: '' }), 'queue.a has no id'],
    [withEntry('queue.a', { ...queue, id: 1 }), 'queue.a has no id'],
    [withEntry('queue.a', { ...queue, key: '' }), 'queue.a has no key'],
    [withEntry('queue.a', { ...queue, key: 8000 }), 'queue.a has no key'],
    [withEntry('queue.a', { ...queue, applied: null }), 'queue.a has no applied values'],
    [withEntry('queue.a', { ...queue, prevent_destroy: null }), 'queue.a does not say prevent_destroy'],
    [withEntry('agents.a', { ...agents, applied: { items: {} } }), 'agents.a has agents that are no list'],
    [withEntry('agents.a', { ...agents, applied: { items: [{}] } }), 'agents.a has agents that are no list'],
    ...[
      [null],
      [agent, {}],
      [{ extension_number: 2001 }],
      [{ ...agent, skill_level: '3' }],
      [agent, { ...agent, skill_level: null }],
    ].map((items): [unknown, string] => [
      withEntry('agents.a', { ...agents, applied: { items } }),
      'agents.a has agents that are no list',
    ]),
    [withEntry('queue.a', { ...queue, prompts: [] }), 'queue.a has prompts that are no object'],
    ...[null, { file_id: '1' }, { file_id: 1, shown: {} }, { shown: {} }, { file_id: '1', shown: null }].map(
      (moh): [unknown, string] => [
        withEntry('queue.a', { ...queue, prompts: { moh } }),
        'queue.a has no file and what was shown of it for moh',
      ],
    ),
  ])('%j: %s', (damaged, fault) => expect(findDocumentFault(damaged)).toBe(fault));

  test.each([
    [
      'numbers and names of what was let go',
      { ...document, released: { 'queue.x': '8000', 'server.y': 'y' } },
    ],
    ['a file', withEntry('queue.a', { ...queue, file: 'queues/a.yaml' })],
    [
      'agents with and without a level',
      withEntry('agents.a', { ...agents, applied: { items: [agent, { extension_number: '2002' }] } }),
    ],
    [
      'a prompt',
      withEntry('queue.a', { ...queue, prompts: { moh: { file_id: '1', shown: { name: 'a.wav' } } } }),
    ],
  ])('%s are no damage', (_what, whole) => expect(findDocumentFault(whole)).toBeUndefined());

  test('agents without a list are none: the files ignore its changes', () => {
    expect(findDocumentFault(withEntry('agents.a', { ...agents, applied: {} }))).toBeUndefined();
  });
});
