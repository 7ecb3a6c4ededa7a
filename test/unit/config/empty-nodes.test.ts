/** What is left empty, and what is null, in every section and place. */

import { describe, expect, test } from 'vitest';
import { isList } from '../../../src/model/desired.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { load, writeProject } from '../../support/load-fixture.ts';
import { EMPTY, pathsOf, type Sparse, withNode, writeYaml } from '../../support/yaml-flow.ts';

type Root = { [name: string]: Sparse };

/** One of everything. */
const SECTIONS = {
  target: { url: 'https://pbx.example.com:8887', ca_file: '../ca.pem' },
  state: { backend: 'local', path: 'kept.json' },
  variables: { ring: 20 },
  routing: { skill_order: 'low_first' },
  defaults: {
    server: { enabled: true },
    queue: { language: 'en-US', agents: 'tier', lifecycle: { prevent_destroy: true } },
  },
  policy: { unmanaged: 'destroy', max_destroys: 0, required_fields: { queue: ['name'] }, names: {} },
  moved: [{ from: 'queue.before', to: 'queue.a' }],
  removed: ['queue.left'],
  servers: { edge: { name: 'Edge', ipv4: '192.0.2.10', ipv6: '2001:db8::10' } },
  agent_lists: { tier: ['2001'] },
  queues: {
    a: {
      name: 'A',
      extension_number: '8000',
      ring_time: '${var.ring}',
      agents: 'tier',
      no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '8001' },
      lifecycle: { prevent_destroy: true, ignore_changes: ['ring_time'] },
      extra: { wrap_up_time: 30 },
    },
  },
} satisfies JsonObject;

function found(files: { [path: string]: Root }, environment?: string) {
  const texts = Object.entries(files).map(([path, root]) => [path, writeYaml(root)]);
  const folder = writeProject(Object.fromEntries(texts));
  return load(folder, environment === undefined ? {} : { environment });
}

async function codesOf(files: { [path: string]: Root }, environment?: string): Promise<string[]> {
  const { diagnostics } = await found(files, environment);
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

const NO_CA = withNode<Root>({ version: 1, ...SECTIONS }, ['target'], { url: SECTIONS.target.url });

describe('in the project file', () => {
  /** Nothing is lost with these: a field is left as it is on the PBX. */
  const LEFT_OUT = [
    'routing',
    'routing.skill_order',
    'defaults.server.enabled',
    'defaults.queue.language',
    'queues.a.name',
    'queues.a.ring_time',
    'queues.a.no_answer_forward_rule',
    'queues.a.no_answer_forward_rule.number',
    'queues.a.extra',
    'queues.a.extra.wrap_up_time',
  ];
  /** Mistakes that are told in another way. */
  const OTHERWISE: { readonly [path: string]: string } = {
    version: 'CQ211',
    variables: 'CQ120',
    'queues.a.extension_number': 'CQ202',
    'queues.a.no_answer_forward_rule.action': 'CQ202',
  };
  const paths = pathsOf(NO_CA).map((path) => path.join('.'));

  test.each(paths)('%s', async (path) => {
    const codes = await codesOf({ 'cqctl.yaml': withNode(NO_CA, path.split('.'), EMPTY) });
    if (LEFT_OUT.includes(path)) expect(codes).toEqual([]);
    else expect(codes).toContain(OTHERWISE[path] ?? 'CQ219');
  });

  test.each(['include', 'environments'])('%s', async (name) => {
    const codes = await codesOf({ 'cqctl.yaml': { ...NO_CA, [name]: EMPTY } });
    expect(codes).toEqual(name === 'include' ? ['CQ219'] : []);
  });

  test.each(['{}', '[]'])('%s is a value, and means what it says', async (written) => {
    const lists = ['moved', 'removed', 'include'];
    const names = ['defaults', 'policy', 'servers', 'agent_lists', 'queues', 'state', ...lists];
    const root = Object.fromEntries(
      names
        .filter((name) => lists.includes(name) === (written === '[]'))
        .map((name) => [name, JSON.parse(written)]),
    );
    expect(await codesOf({ 'cqctl.yaml': { version: 1, ...root } })).toEqual([]);
  });

  test('an alias of what is empty is as empty', async () => {
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\nvariables: { none: &none }\npolicy: *none\nqueues: {}\n',
    });
    const { diagnostics } = await load(folder);
    expect(diagnostics.map(({ code, source }) => [code, source?.line])).toEqual([
      ['CQ219', 2],
      ['CQ219', 3],
    ]);
  });
});

const { target: _target, state: _state, ...SHARED } = SECTIONS;
const GATES = ['target', 'state', 'policy', 'moved', 'removed'];

describe('in an included file an empty section counts as not written', () => {
  test.each(Object.keys(SHARED))('%s, which the project file has', async (name) => {
    const main = { ...NO_CA, include: ['part.yaml'] };
    const whole = await found({ 'cqctl.yaml': main, 'part.yaml': { version: 1 } });
    const { value, diagnostics } = await found({
      'cqctl.yaml': main,
      'part.yaml': { version: 1, [name]: EMPTY },
    });
    expect(diagnostics).toEqual([]);
    expect(value?.configHash()).toBe(whole.value?.configHash());
  });

  test.each(Object.keys(SHARED))('%s, which nothing else has', async (name) => {
    const codes = await codesOf({
      'cqctl.yaml': { version: 1, include: ['part.yaml'] },
      'part.yaml': { [name]: EMPTY },
    });
    expect(codes).toEqual(GATES.includes(name) ? ['CQ219'] : []);
  });

  test.each([
    ['no text', ''],
    ['comments only', '# queues:\n#   b: { extension_number: "8001" }\n'],
    ['a version only', 'version: 1\n'],
    ['a section', 'queues:\n  # b: { extension_number: "8001" }\n'],
    ['a section that is null', 'queues: null\n'],
  ])('%s is told to the plan', async (_what, text) => {
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\ninclude: ["parts/*.yaml"]\n',
      'parts/b.yaml': text,
    });
    const { value } = await load(folder);
    const kind = text.includes('\nqueues') || text.startsWith('queues') ? { kind: 'queue' } : {};
    expect(value?.desired.empty).toEqual([{ file: 'parts/b.yaml', ...kind }]);
  });
});

describe('in an environment an empty section counts as not written', () => {
  test.each(Object.keys(SECTIONS))('%s, which the project has', async (name) => {
    const files = (environment: Root) => ({
      'cqctl.yaml': { ...NO_CA, environments: { prod: environment } },
    });
    const whole = await found(files({ state: { path: 'prod.json' } }), 'prod');
    const { value, diagnostics } = await found(
      files({ state: { path: 'prod.json' }, [name]: EMPTY }),
      'prod',
    );
    expect(diagnostics).toEqual([]);
    expect(value?.configHash()).toBe(whole.value?.configHash());
    expect(value?.target).toEqual(whole.value?.target);
  });

  test.each(Object.keys(SECTIONS))('%s, which the project has not', async (name) => {
    const codes = await codesOf({ 'cqctl.yaml': { version: 1, environments: { prod: { [name]: EMPTY } } } });
    expect(codes).toEqual(GATES.includes(name) ? ['CQ219'] : []);
  });

  test('and is told to the plan where queues or servers may have stood in it', async () => {
    const project = (environment: Root) => ({
      'cqctl.yaml': { version: 1, environments: { prod: environment } },
    });
    const emptyOf = async (environment: Root) =>
      (await found(project(environment), 'prod')).value?.desired.empty;
    expect(await emptyOf({ queues: EMPTY })).toEqual([{ file: 'cqctl.yaml', kind: 'queue' }]);
    expect(await emptyOf({ servers: EMPTY })).toEqual([{ file: 'cqctl.yaml', kind: 'server' }]);
    expect(await emptyOf({ variables: EMPTY })).toEqual([{}]);
    expect(await emptyOf({ queues: {} })).toBeUndefined();
  });

  test.each([
    ['target', 'url'],
    ['state', 'path'],
    ['policy', 'max_destroys'],
    ['variables', 'ring'],
    ['agent_lists', 'tier'],
    ['queues', 'a'],
    ['queues', 'a', 'agents'],
    ['queues', 'a', 'extension_number'],
    ['queues', 'a', 'lifecycle'],
    ['queues', 'a', 'lifecycle', 'prevent_destroy'],
    ['servers', 'edge', 'ipv4'],
    ['servers', 'edge', 'name'],
  ])('but no setting, list, resource or number: %s %s', async (...path) => {
    const environments = withNode({}, ['prod', ...path.filter((name) => name !== undefined)], EMPTY);
    expect(await codesOf({ 'cqctl.yaml': { ...NO_CA, environments } })).toEqual(['CQ219']);
  });

  test('a field keeps the value of the project', async () => {
    const environments: Root = {
      prod: { queues: { a: { ring_time: EMPTY } }, state: { path: 'prod.json' } },
    };
    const { value } = await found({ 'cqctl.yaml': { ...NO_CA, environments } }, 'prod');
    expect(value?.desired.resources.find(({ address }) => address === 'queue.a')).toMatchObject({
      fields: { ring_time: 20 },
    });
  });

  test('is an error itself where it is chosen', async () => {
    const files: { [path: string]: Root } = {
      'cqctl.yaml': { version: 1, environments: { prod: EMPTY, other: {} } },
    };
    expect(await codesOf(files, 'prod')).toEqual(['CQ219']);
    expect(await codesOf(files, 'other')).toEqual([]);
  });
});

describe('null', () => {
  const FIELDS = {
    'queues.a.ring_time': 'queue.a',
    'queues.a.no_answer_forward_rule': 'queue.a',
    'queues.a.extra.wrap_up_time': 'queue.a',
    'defaults.queue.language': 'queue.a',
    'servers.edge.ipv6': 'server.edge',
  };

  test.each(Object.entries(FIELDS))('in an environment takes %s away', async (path, address) => {
    const names = path.split('.');
    const environments = withNode({ prod: { state: { path: 'p.json' } } }, ['prod', ...names], null);
    const { value, diagnostics } = await found({ 'cqctl.yaml': { ...NO_CA, environments } }, 'prod');
    expect(diagnostics).toEqual([]);
    const resource = value?.desired.resources.find((each) => each.address === address);
    const values =
      resource === undefined || isList(resource) ? {} : { ...resource.fields, ...resource.extra };
    expect(Object.keys(values)).not.toContain(names.at(-1));
  });

  test('in an environment takes the agents away, which are left alone then', async () => {
    const environments = { prod: { queues: { a: { agents: null } }, state: { path: 'p.json' } } };
    const { value } = await found({ 'cqctl.yaml': { ...NO_CA, environments } }, 'prod');
    expect(value?.desired.resources.map(({ kind }) => kind)).not.toContain('agents');
  });

  const NOT_TAKEN = [
    ...Object.keys(SECTIONS),
    'policy.max_destroys',
    'policy.unmanaged',
    'agent_lists.tier',
    'queues.a',
    'queues.a.lifecycle',
    'queues.a.lifecycle.prevent_destroy',
    'defaults.queue',
    'defaults.queue.lifecycle',
  ];

  test.each(NOT_TAKEN)('in an environment does nothing to %s, and a warning says so', async (path) => {
    const own = { prod: { state: { path: 'p.json' } } };
    const whole = await found({ 'cqctl.yaml': { ...NO_CA, environments: own } }, 'prod');
    const environments = withNode(own, ['prod', ...path.split('.')], null);
    const { value, diagnostics } = await found({ 'cqctl.yaml': { ...NO_CA, environments } }, 'prod');
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['CQ310', 'warning']]);
    expect(value?.configHash()).toBe(whole.value?.configHash());
    expect(value?.target).toEqual(whole.value?.target);
  });

  test('of the address of the PBX is an error: the PBX inside of cqctl would be meant', async () => {
    const environments = { prod: { target: { url: null } } };
    expect(await codesOf({ 'cqctl.yaml': { ...NO_CA, environments } })).toEqual(['CQ219']);
    expect(await codesOf({ 'cqctl.yaml': { version: 1, target: { url: null } } })).toEqual(['CQ219']);
  });

  test.each<[string, Json]>([
    ['queues.a.sla_time', null],
    ['queues.a.lifecycle.ignore_changes', null],
    ['policy.max_updates', null],
    ['state.path', null],
  ])('in the project file does nothing, and a warning says so: %s', async (path, node) => {
    const { diagnostics, value } = await found({ 'cqctl.yaml': withNode(NO_CA, path.split('.'), node) });
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['CQ310', 'warning']]);
    expect(value).toBeDefined();
  });

  test('of a protection leaves the one that defaults give', async () => {
    const { value } = await found({
      'cqctl.yaml': withNode(NO_CA, ['queues', 'a', 'lifecycle', 'prevent_destroy'], null),
    });
    expect(value?.desired.resources.find(({ address }) => address === 'queue.a')?.lifecycle).toMatchObject({
      preventDestroy: true,
    });
  });

  test('takes a default away, an empty field does not', async () => {
    const fieldsOf = async (node: Sparse) => {
      const { value, diagnostics } = await found({
        'cqctl.yaml': withNode(NO_CA, ['queues', 'a', 'language'], node),
      });
      expect(diagnostics).toEqual([]);
      const queue = value?.desired.resources.find(({ address }) => address === 'queue.a');
      return queue === undefined || isList(queue) ? {} : queue.fields;
    };
    expect(await fieldsOf(null)).not.toHaveProperty('language');
    expect(await fieldsOf(EMPTY)).toHaveProperty('language');
  });
});
