/** The facts that the kinds state, as a file to read: one that changes unseen changes what is checked, sent and compared. */

import { expect, test } from 'vitest';
import { READABLE_STATUSES, SETTABLE_STATUSES, skillLevelOf } from '../../../src/kinds/agents.ts';
import { isExtensionNumber } from '../../../src/kinds/extension-number.ts';
import { identity, objectIdentity } from '../../../src/kinds/identity.ts';
import {
  POLLING_STRATEGIES,
  SERIAL_STRATEGIES,
  SKILL_STRATEGIES,
  strategyFacts,
} from '../../../src/kinds/polling-strategies.ts';
import {
  isPromptField,
  otherPromptName,
  PROMPT_FIELDS,
  PROMPT_FILES,
} from '../../../src/kinds/queue-prompts.ts';
import {
  fieldFacts,
  findKind,
  isListKind,
  isReported,
  KIND_NAMES,
  kindOf,
  LIST_KINDS,
  listOf,
  OBJECT_KINDS,
  updatableFields,
  writableFields,
} from '../../../src/kinds/registry.ts';
import { ROUND_GAP, ROUTING_SETTINGS } from '../../../src/kinds/routing.ts';

test('are those of the file', async ({ expect }) => {
  const kinds = KIND_NAMES.map(kindOf).map((kind) => ({
    ...kind,
    createDefaults: kind.createDefaults('KEY'),
    writable: writableFields(kind.name),
    updatable: updatableFields(kind.name),
    reported: Object.keys(kind.fields).filter((name) => isReported(kind.name, name)),
  }));
  const strategies = Object.fromEntries(POLLING_STRATEGIES.map((name) => [name, strategyFacts(name)]));
  const facts = {
    kinds,
    strategies,
    bySkill: SKILL_STRATEGIES,
    serial: SERIAL_STRATEGIES,
    settableStatuses: SETTABLE_STATUSES,
    readableStatuses: READABLE_STATUSES,
    prompts: PROMPT_FIELDS.map((field) => [field, otherPromptName(field)]),
    routing: { ...ROUTING_SETTINGS, [ROUND_GAP.name]: ROUND_GAP },
  };
  await expect(`${JSON.stringify(facts, null, 2)}\n`).toMatchFileSnapshot('../../golden/kinds.json');
});

test('kinds are found by name, and a list by the kind of its owner', () => {
  expect(OBJECT_KINDS.map(({ name }) => name)).toEqual(['server', 'queue']);
  expect(LIST_KINDS.map(({ name }) => name)).toEqual(['agents']);
  expect(['queue', 'queues', 'constructor', ''].map((name) => findKind(name)?.name)).toEqual([
    'queue',
    undefined,
    undefined,
    undefined,
  ]);
  expect(KIND_NAMES.map(isListKind)).toEqual([false, false, true]);
  expect(KIND_NAMES.map((name) => listOf(name)?.name)).toEqual([undefined, 'agents', undefined]);
  expect(() => kindOf('ring_group')).toThrow('there is no kind ring_group');
});

test('fields are found by name', () => {
  expect(fieldFacts('queue', 'ring_time')).toMatchObject({ type: 'integer', unit: 'seconds' });
  expect([fieldFacts('queue', 'toString'), fieldFacts('agents', 'ring_time')]).toEqual([
    undefined,
    undefined,
  ]);
  expect(['id', 'type', 'name', 'unheard_of'].map((name) => isReported('server', name))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('an object is known by its natural key, and a list by that of its owner', () => {
  expect(identity('queue', '8000')).toBe('queue 8000');
  expect(objectIdentity({ kind: 'agents', naturalKey: '8000' })).toBe('queue 8000');
  expect(objectIdentity({ kind: 'server', naturalKey: 'edge' })).toBe('server edge');
});

test.each([
  ['800', true],
  ['8'.repeat(64), true],
  ['80', false],
  ['8'.repeat(65), false],
  ['8000x', false],
  ['x8000', false],
])('%s is an extension number: %s', (text, expected) => {
  expect(isExtensionNumber(text)).toBe(expected);
});

test('a strategy of a newer PBX has no facts, and an agent without a level the default one', () => {
  expect([strategyFacts('RANDOM_HUNT'), strategyFacts('toString'), strategyFacts(undefined)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([skillLevelOf({}), skillLevelOf({ skill_level: 0 }), skillLevelOf({ skill_level: 7 })]).toEqual([
    1, 0, 7,
  ]);
});

test('of the two names of a prompt each leads to the other', () => {
  expect(PROMPT_FILES.map(otherPromptName)).toEqual(PROMPT_FIELDS);
  expect(['moh_prompt_file', 'ring_time'].map(isPromptField)).toEqual([false, false]);
  expect(otherPromptName('ring_time')).toBeUndefined();
});
