/** Projects that are mostly right, from the facts about fields; written as YAML in one of many ways. */

import fc from 'fast-check';
import { Document, visit } from 'yaml';
import type { FieldSpec, ValueSpec } from '../../src/kinds/field.ts';
import { queueFields } from '../../src/kinds/queue.ts';
import { serverFields } from '../../src/kinds/server.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { makeSound } from '../support/sound.ts';

const NUMBERS = ['8000', '8001', '8002', '8003', '80040'];
const AGENTS = ['2001', '2002', '2003', '2004'];
const QUEUE_KEYS = ['a', 'b', 'support', 'x-1', '8000'];
const SERVER_KEYS = ['edge', 'core', 's_2'];

/** Texts that a writer or a reader of YAML may get wrong. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    ...[
      'Support',
      '0800',
      'true',
      '~',
      'null',
      'a: b',
      'a #b',
      '- x',
      "it's",
      '"',
      '\\',
      '1e3',
      '0x10',
      '=',
      '<<',
    ],
    ...[
      'Café',
      'Cafe\u0301',
      '日本',
      '😀',
      '$${var.x}',
      '$5',
      '%',
      '@x',
      '`x`',
      '!x',
      '&x',
      '*x',
      '2001-01-01',
      'y',
    ],
  ),
);

function valuesOf(spec: ValueSpec): fc.Arbitrary<Json> {
  switch (spec.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer': {
      const edges = [spec.min, spec.max, Math.min(spec.max, spec.min + 1)];
      return fc.oneof(
        fc.constantFrom(...edges),
        fc.integer({ min: spec.min, max: Math.min(spec.max, 1000) }),
      );
    }
    case 'object':
      return objectOf(spec.fields, 0.9).map((value) => ({ ...value, ...missingIn(value, spec.fields) }));
    case 'list':
      return fc.array(valuesOf(spec.item), { maxLength: 3 }) as fc.Arbitrary<Json>;
    case 'string':
      if (spec.enum !== undefined) return fc.constantFrom(...spec.enum);
      if (spec.canonical === 'language')
        return fc.constantFrom('en-US', 'en-us', 'de', 'pt-BR', 'ZH-hant-tw');
      if (spec.canonical === 'ipv4') return fc.constantFrom('192.0.2.1', '192.0.2.2', '198.51.100.7');
      if (spec.canonical === 'ipv6') return fc.constantFrom('2001:db8::1', '2001:DB8:0:0::1', '::1');
      if (spec.pattern !== undefined) return fc.constantFrom(...NUMBERS, ...AGENTS);
      return texts.map((text) => text.slice(0, spec.maxLength));
  }
}

function objectOf(fields: { readonly [name: string]: FieldSpec }, density: number): fc.Arbitrary<JsonObject> {
  const entries = Object.entries(fields).filter(
    ([, facts]) => facts.readOnly !== true && facts.prompt === undefined,
  );
  return fc.tuple(...entries.map(([name, facts]) => entryOf(name, facts, density))).map((found) => {
    return Object.fromEntries(found.flat());
  });
}

/** What is inside is written whole, or not at all. */
function missingIn(value: JsonObject, fields: { readonly [name: string]: FieldSpec }): JsonObject {
  const missing = Object.entries(fields).filter(
    ([name, { required }]) => required === true && !Object.hasOwn(value, name),
  );
  return Object.fromEntries(
    missing.map(([name, facts]) => [name, facts.type === 'string' && facts.enum?.[0] ? facts.enum[0] : 'p1']),
  );
}

function entryOf(name: string, facts: FieldSpec, density: number): fc.Arbitrary<[string, Json][]> {
  const own = valuesOf(facts).map((value): [string, Json][] => [[name, value]]);
  const share = Math.round(density * 10);
  return fc.oneof(
    { weight: share, arbitrary: own },
    { weight: 10 - share, arbitrary: fc.constant<[string, Json][]>([]) },
  );
}

const agent = fc.oneof(
  fc.constantFrom(...AGENTS),
  fc.record(
    { extension_number: fc.constantFrom(...AGENTS), skill_level: fc.integer({ min: 1, max: 100 }) },
    { requiredKeys: ['extension_number'] },
  ),
);
const agentList = fc.uniqueArray(agent, {
  maxLength: 4,
  selector: (each) => (typeof each === 'string' ? each : each.extension_number),
}) as fc.Arbitrary<Json>;

const lifecycle = fc.record(
  {
    prevent_destroy: fc.boolean(),
    ignore_changes: fc.subarray(['ring_time', 'agents', 'name', 'language']),
  },
  { requiredKeys: [] },
);

/** The embedded PBX takes no name that is none of a field, at any depth. */
const extraValue = fc.oneof(
  fc.constantFrom<Json>(0, 1.5, true, '', 'x', [], {}, { a: 1 }, [1, 2], [{ a: [] }, { b_c: 'x' }]),
  texts,
);
const extra = fc.dictionary(fc.constantFrom('newer', 'wrap_it'), extraValue, { noNullPrototype: true });

const { extension_number: _number, ...otherQueueFields } = queueFields;
const { name: _name, ...defaultFields } = otherQueueFields;
/** Written beside a project, see `SOUNDS`. */
const prompts = fc.record(
  {
    moh_prompt_file: fc.constantFrom('./hold.wav', 'audio/wait.wav'),
    intro_prompt_file: fc.constant('audio/wait.wav'),
  },
  { requiredKeys: [] },
);
export const SOUNDS = { 'hold.wav': makeSound(320), 'audio/wait.wav': makeSound(640, 9) };

const queue = fc
  .record({
    fields: objectOf(otherQueueFields, 0.25),
    prompts: fc.option(prompts, { nil: {}, freq: 3 }),
    agents: fc.option(fc.oneof(agentList, fc.constantFrom<Json>('tier-1', 'tier-2')), { nil: undefined }),
    lifecycle: fc.option(lifecycle, { nil: undefined, freq: 8 }),
    extra: fc.option(extra, { nil: undefined, freq: 6 }),
  })
  .map(({ fields, prompts: files, ...rest }) => ({
    ...fields,
    ...files,
    ...(withoutUndefined(rest) as JsonObject),
  }));

const server = objectOf(serverFields, 0.6).map((fields) => ({ ipv4: '192.0.2.9', ...fields }));

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

/** Not all of them pass `validate`: what depends on other fields is left to chance. */
export const project: fc.Arbitrary<JsonObject> = fc
  .record({
    numbers: fc.shuffledSubarray(NUMBERS, { minLength: NUMBERS.length }),
    queues: fc.uniqueArray(fc.tuple(fc.constantFrom(...QUEUE_KEYS), queue), {
      maxLength: 4,
      selector: ([key]) => key,
    }),
    servers: fc.uniqueArray(fc.tuple(fc.constantFrom(...SERVER_KEYS), server), {
      maxLength: 2,
      selector: ([key]) => key,
    }),
    lists: fc.tuple(agentList, agentList),
    defaults: fc.option(objectOf(defaultFields, 0.05), { nil: undefined, freq: 3 }),
    policy: fc.option(
      fc.record({ unmanaged: fc.constantFrom('report', 'ignore', 'destroy') }, { requiredKeys: [] }),
      { nil: undefined, freq: 3 },
    ),
  })
  .map(({ numbers, queues, servers, lists: [one, two], defaults, policy }) => ({
    version: 1,
    ...(defaults === undefined ? {} : { defaults: { queue: defaults } }),
    ...(policy === undefined ? {} : { policy }),
    agent_lists: { 'tier-1': one, 'tier-2': two },
    servers: Object.fromEntries(servers),
    queues: Object.fromEntries(
      queues.map(([key, fields], index) => [key, { extension_number: numbers[index] as string, ...fields }]),
    ),
  }));

/** The same project in another layout: some of its maps and lists in flow style, by the bits of a number. */
export function writeYaml(value: Json, style: number): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  let count = 0;
  visit(document, {
    Collection(_key, node) {
      node.flow = ((style >> (count++ % 8)) & 1) === 1 && count > 1;
    },
  });
  return document.toString({
    lineWidth: style % 2 === 0 ? 0 : 40,
    defaultStringType: style % 3 === 0 ? 'QUOTE_DOUBLE' : 'PLAIN',
  });
}
