/** After `export --update` a plan changes nothing on the PBX, and a second one nothing in the files. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { updateFiles } from '../../src/edit/update/update.ts';
import type { Address } from '../../src/model/address.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Live } from '../../src/model/live.ts';
import type { StateDocument } from '../../src/model/state.ts';
import { planChanges } from '../../src/plan/planner.ts';
import { buildState, stateEntry } from '../support/builders.ts';
import { liveQueue } from '../support/export-project.ts';
import { load, writeProject } from '../support/load-fixture.ts';

const KEYS = ['a', 'b', 'c', 'd'];
const numberOf = (index: number): string => String(8000 + index);

/** By field: values that the PBX may have, of which a file may state any. */
const VALUES: { readonly [name: string]: readonly Json[] } = {
  ring_time: [20, 25],
  language: ['en-US', 'fr-FR'],
  max_callers: [5, 7],
  enable_callback: [true, false],
  callback_timeout: [600, 60],
  polling_strategy: ['CYCLIC_HUNT', 'PRIORITIZED_HUNT', 'SKILL_BASED_ROUTING_CYCLIC_HUNT'],
  no_answer_forward_rule: [{ action: 'HANGUP' }, { action: 'FORWARD_TO_NUMBER', number: '8001' }],
};
const EXTRA: { readonly [name: string]: readonly Json[] } = {
  wrap_up_time: [10, 30],
  codec: [{ a: 1 }, { b: 2 }, { a: 1, b: 3 }],
};
const AGENTS = ['2001', '2002', '2003'];

type Generated<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const valuesOf = (choices: { readonly [name: string]: readonly Json[] }, ...more: Json[]) =>
  fc.record(
    Object.fromEntries(
      Object.entries(choices).map(([name, all]) => [name, fc.constantFrom(...all, ...more)]),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>;

const agent = fc.record({
  extension_number: fc.constantFrom(...AGENTS),
  skill_level: fc.constantFrom(1, 2),
});
const agentList = fc.uniqueArray(agent, { selector: ({ extension_number }) => extension_number });
const agents = fc.oneof(
  fc.constant(undefined),
  agentList,
  fc.constantFrom('one', 'two', '${var.list}', '${var.team}'),
);

/** What one map of a queue says. */
const bodyWith = (extra: fc.Arbitrary<Json>) =>
  fc.record({ fields: valuesOf(VALUES, null), extra: fc.option(extra, { nil: undefined }), agents });
const body = bodyWith(valuesOf(EXTRA, null));
type Body = Generated<typeof body>;

/** An environment, and so what it has an alias of, says itself what is a map. */
const ownBody = bodyWith(fc.oneof(valuesOf(EXTRA, null), fc.constant('${var.extra}')));

const queue = fc.record({ own: ownBody, merges: fc.option(fc.nat(3)), isVariable: fc.boolean() });

const project = fc.record({
  defaults: body,
  queues: fc.array(queue, { minLength: 1, maxLength: 4 }),
  overlay: fc.array(fc.option(body), { minLength: 4, maxLength: 4 }),
  overlaidDefaults: fc.option(valuesOf(VALUES, null)),
  staging: fc.constantFrom('*prod', '{ <<: *prod }', '{ queues: *queues }'),
  lists: fc.tuple(agentList, agentList),
  isSecondFile: fc.boolean(),
  environment: fc.constantFrom(undefined, 'prod', 'staging'),
});

const pbx = fc.record({
  queues: fc.array(fc.record({ fields: valuesOf(VALUES, null), extra: valuesOf(EXTRA), items: agentList }), {
    minLength: 5,
    maxLength: 5,
  }),
  isThere: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  isKnown: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
});

const entriesOf = ({ fields, extra, agents }: Body): [string, Json][] => [
  ...Object.entries(fields),
  ...(agents === undefined ? [] : [['agents', agents] as [string, Json]]),
  ...(extra === undefined ? [] : [['extra', extra] as [string, Json]]),
];

const flow = (entries: readonly [string, Json][]): string =>
  `{ ${entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')} }`;

/** Queues are anchored, so that those below can be merged from them; so is each first rule. */
function writeFiles(made: Generated<typeof project>) {
  const queues = made.queues.flatMap(({ own, merges, isVariable }, index) => {
    const lines = entriesOf(own).map(([name, value]) => {
      const typed =
        isVariable && name === 'ring_time' && value !== null ? '"${var.ring}"' : JSON.stringify(value);
      return `    ${name}: ${typed} # ${name} of ${KEYS[index]}`;
    });
    const merged = merges !== null && merges < index ? [`    <<: *q${merges}`] : [];
    return [
      `  # about ${KEYS[index]}`,
      `  ${KEYS[index]}: &q${index}`,
      ...merged,
      `    extension_number: "${numberOf(index)}"`,
      ...lines,
    ];
  });
  const overlay = made.overlay.flatMap((each, index) =>
    each === null || index >= made.queues.length ? [] : [`        ${KEYS[index]}: ${flow(entriesOf(each))}`],
  );
  const hasVariables = made.queues.some(({ own }) => typeof own.extra === 'string');
  const staging = made.isSecondFile || hasVariables ? '*prod' : made.staging;
  const section = ['queues: &queues', ...queues].join('\n');
  const main = [
    '# ours',
    'version: 1',
    'include: ["more/*.yaml"]',
    'variables: { ring: 20, list: one, team: ["2001", "2003"], extra: { wrap_up_time: 10 } }',
    'defaults:',
    `  queue: ${flow(entriesOf(made.defaults))}`,
    'agent_lists:',
    `  one: ${JSON.stringify(made.lists[0])}`,
    `  two: ${JSON.stringify(made.lists[1])}`,
    ...(made.isSecondFile ? [] : [section]),
    'environments:',
    '  prod: &prod',
    '    variables: { ring: 25 }',
    ...(made.overlaidDefaults === null
      ? []
      : [`    defaults: { queue: ${flow(Object.entries(made.overlaidDefaults))} }`]),
    ...(overlay.length === 0 ? [] : ['    queues:', ...overlay.map((line) => line.slice(2))]),
    `  staging: ${staging}`,
    '',
  ].join('\n');
  const files: { [path: string]: string } = { 'cqctl.yaml': main };
  if (made.isSecondFile) files['more/queues.yaml'] = `version: 1\n${section}\n`;
  return files;
}

function worldOf({ queues, isThere, isKnown }: Generated<typeof pbx>): {
  live: Live;
  state: StateDocument;
} {
  const resources: { [address: Address]: ReturnType<typeof stateEntry> } = {};
  const objects = queues.flatMap(({ fields, extra, items }, index) => {
    if (isThere[index] !== true) return [];
    const number = numberOf(index);
    const object = liveQueue(
      number,
      `Queue ${index}`,
      { ...extra, polling_strategy: 'CYCLIC_HUNT', ...fields },
      items,
    );
    if (isKnown[index] === true) {
      const key = KEYS[index] ?? 'known';
      resources[`queue.${key}`] = stateEntry('queue', object.id, number);
      resources[`agents.${key}`] = stateEntry('agents', object.id, number);
    }
    return [object];
  });
  return { live: { objects, files: [] }, state: buildState(resources) };
}

test('after an update a plan changes nothing on the PBX, and the files are as they would be written again', async () => {
  await fc.assert(
    fc.asyncProperty(project, pbx, async (made, before) => {
      const files = writeFiles(made);
      const folder = writeProject(files);
      const named = made.environment === undefined ? {} : { environment: made.environment };
      const { live, state } = worldOf(before);
      const open = async () => {
        const { value, diagnostics } = await load(folder, named);
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        if (value === undefined) throw new Error('no project');
        return value;
      };
      const update = async () => {
        const { desired, defaults } = await open();
        const extraNames = { server: new Set<string>(), queue: new Set<string>() };
        const facts = { projectFile: 'cqctl.yaml', desired, defaults, live, state, extraNames };
        const result = updateFiles({ files, ...facts, ...named });
        expect(result.diagnostics).toEqual([]);
        return result;
      };
      const { files: changed, notes } = await update();
      for (const [path, text] of Object.entries(changed)) {
        expect(text).not.toBe(files[path]);
        files[path] = text;
        writeFileSync(join(folder, path), text);
      }
      const { desired } = await open();
      const options = { targets: [], excludes: [], destroy: false };
      const { plan } = planChanges({ target: 'x', desired, live, state, options });
      const missing = plan.changes.filter(({ action }) => action === 'create').map(({ address }) => address);
      const said = notes
        .filter((note) => note.includes('is not on the PBX'))
        .map((note) => note.split(' ')[0]);
      expect(missing.filter((address) => address.startsWith('queue.'))).toEqual(said);
      expect(notes).toHaveLength(said.length);
      const changes = plan.changes.filter(({ action, fields }) => action !== 'create' && fields.length > 0);
      expect(changes).toEqual([]);
      expect((await update()).files).toEqual({});
    }),
    { numRuns: 120 },
  );
});
