import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadProject } from '../../../src/config/load.ts';
import { projectSchema } from '../../../src/config/schema.ts';
import { type DesiredObject, type DesiredResource, isList } from '../../../src/model/desired.ts';
import { load, loadGood, loadText, writeProject } from '../../support/load-fixture.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/config');
const repository = resolve(import.meta.dirname, '../../..');

function queueOf(project: { desired: { resources: readonly DesiredResource[] } }, key = 'a'): DesiredObject {
  const found = project.desired.resources.find((each) => each.kind === 'queue' && each.key === key);
  if (found === undefined || isList(found)) throw new Error(`no queue ${key}`);
  return found;
}

function queue(...lines: string[]): string {
  return [
    'version: 1',
    'queues:',
    '  a:',
    '    extension_number: "8000"',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

describe('what is desired', () => {
  test('of a whole project', async () => {
    const folder = join(fixtures, '002-good-full');
    const { value } = await load(folder);
    if (value === undefined) throw new Error('not loaded');
    const { desired } = value;
    expect(desired.resources.map(({ address }) => address)).toEqual([
      'server.edge-1',
      'server.edge-2',
      'queue.support',
      'agents.support',
    ]);
    const lifecycle = {
      preventDestroy: true,
      ignoreChanges: ['ring_time', 'agents', 'moh_prompt_file', 'wrap_up_time'],
    };
    const wav = readFileSync(join(folder, 'audio/hold.wav'));
    expect(desired.resources[2]).toEqual({
      kind: 'queue',
      address: 'queue.support',
      key: 'support',
      naturalKey: '8000',
      lifecycle,
      file: 'queues/a.yaml',
      source: { file: 'queues/a.yaml', line: 3, column: 3, end_line: 3, end_column: 10 },
      fields: {
        name: 'Support',
        extension_number: '8000',
        polling_strategy: 'SKILL_BASED_ROUTING_LEAST_WORKED_HUNT',
        ring_time: 20,
        language: 'en-us',
        no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '8001' },
      },
      extra: { wrap_up_time: 30 },
      prompts: {
        moh_prompt_file_id: {
          written: '../audio/hold.wav',
          path: join(folder, 'audio/hold.wav'),
          name: 'hold.wav',
          size: wav.length,
          sha256: createHash('sha256').update(wav).digest('hex'),
        },
      },
    });
    expect(desired.resources[3]).toEqual({
      kind: 'agents',
      address: 'agents.support',
      key: 'support',
      naturalKey: '8000',
      parent: 'queue.support',
      lifecycle,
      source: { file: 'queues/a.yaml', line: 7, column: 5, end_line: 7, end_column: 11 },
      items: [{ extension_number: '2001' }, { extension_number: '2002', skill_level: 2 }],
    });
    expect(desired.resources[1]).toMatchObject({ naturalKey: 'second', extra: { weight: 3 } });
    expect(desired.resources[0]).toMatchObject({
      naturalKey: 'edge-1',
      fields: { enabled: true, ipv4: '192.0.2.10' },
    });
    expect(desired.policy).toEqual({
      unmanaged: 'ignore',
      maxUpdates: { share: 0.5 },
      maxDestroys: { count: 3 },
      routing: { figures: [] },
    });
    expect(desired.moved).toMatchObject([{ from: 'queue.help', to: 'queue.support', source: { line: 12 } }]);
    expect(desired.removed).toEqual(['queue.old', 'server.edge-0']);
    expect(value.routing).toEqual({ skill_order: 'high_first', round_gap: '5s', late_join: false });
    expect(value.state).toEqual({ backend: 'local', path: join(folder, 'state/here.json') });
  });

  test('of nothing: the policy is the default', async () => {
    const { desired, target } = await loadGood('version: 1\n');
    expect(desired).toEqual({
      resources: [],
      moved: [],
      removed: [],
      policy: {
        unmanaged: 'report',
        maxUpdates: { share: 1 },
        maxDestroys: { count: 10 },
        routing: { figures: [] },
      },
    });
    expect(target).toMatchObject({ kind: 'embedded', written: false });
  });

  test('keys that look like numbers keep the order and the spelling of the file', async () => {
    const text =
      'version: 1\nqueues:\n  b: { extension_number: "801" }\n  10: { extension_number: "802" }\n  010: { extension_number: "803" }\n';
    const { desired } = await loadGood(text);
    expect(desired.resources.map(({ key }) => key)).toEqual(['b', '10', '010']);
  });

  test('a key of an escaped NUL is no merge', async () => {
    const { diagnostics } = await load(
      writeProject({
        'cqctl.yaml': `version: 1
variables: { a: &a { name: A } }
queues:
  one: { <<: *a, "\\0<<": { ring_time: 5 }, extension_number: "8000" }
`,
      }),
    );
    expect(diagnostics).toMatchObject([{ code: 'CQ200', source: { line: 4, column: 18 } }]);
  });

  test('null takes a default away; one name of a prompt takes the other', async () => {
    const { value } = await load(join(fixtures, '086-good-default-taken-away'));
    if (value === undefined) throw new Error('not loaded');
    const { fields, prompts } = queueOf(value);
    expect(fields).toEqual({ extension_number: '8000' });
    expect(Object.keys(prompts)).toEqual(['moh_prompt_file_id']);
    expect(value.desired.resources).toHaveLength(1);
  });

  test('an empty list of agents is one; no list is none', async () => {
    const rule = 'no_answer_forward_rule: { action: FORWARD_TO_VOICEMAIL }';
    expect((await loadGood(queue('agents: []', rule))).desired.resources).toHaveLength(2);
    expect((await loadGood(queue(rule))).desired.resources).toHaveLength(1);
  });

  test('merging lifecycle and extra with those of defaults', async () => {
    const text = `${queue('lifecycle: { ignore_changes: [ring_time] }', 'extra: { b: null, c: 3 }')}
defaults: { queue: { lifecycle: { prevent_destroy: true }, extra: { a: 1, b: 2 } } }`;
    const { lifecycle, extra } = queueOf(await loadGood(text));
    expect(lifecycle).toEqual({ preventDestroy: true, ignoreChanges: ['ring_time'] });
    expect(extra).toEqual({ a: 1, c: 3 });
  });
});

describe('variables', () => {
  test('keep their type alone, and are text within text', async () => {
    const { value } = await load(join(fixtures, '005-good-environment'), { environment: 'prod' });
    if (value === undefined) throw new Error('not loaded');
    const name = 'n 25 ${x}';
    expect(queueOf(value).fields).toEqual({ name, extension_number: '8000', ring_time: 25, max_callers: 9 });
  });

  test('from outside take the type that is wanted', async () => {
    const { value } = await load(join(fixtures, '006-good-given-variables'), {
      variables: { number: '8000', ring: '30', missing: 'M' },
      processEnv: { CQCTL_VAR_RING: '15' },
    });
    if (value === undefined) throw new Error('not loaded');
    expect(queueOf(value).fields).toEqual({
      name: 'M',
      extension_number: '8000',
      ring_time: 15,
      max_callers: 30,
    });
  });

  test('within text stay as they were written', async () => {
    const text = `${queue('name: "x${var.n}"')}\nvariables: { n: 0800 }`;
    expect(queueOf(await loadGood(text)).fields['name']).toBe('x0800');
  });

  test('what came from the process environment is not repeated', async () => {
    const { diagnostics } = await loadText(queue('ring_time: "${env.CQCTL_VAR_X}"'), {
      processEnv: { CQCTL_VAR_X: 'hunter2' },
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['CQ202']);
    expect(JSON.stringify(diagnostics)).not.toContain('hunter2');
  });

  test('a variable of credentials is neither read nor proposed', async () => {
    const names = [
      'CQCTL_TOKEN',
      'cqctl_state_url',
      'CQCTL_GITLAB_TOKEN',
      'AWS_SECRET_ACCESS_KEY',
      'DEPLOY_KEY',
    ];
    const processEnv = {
      CQCTL_ALLOWED_ENV: '*',
      HTTPS_PROXY: 'http://user:hunter2@proxy:3128',
      ...Object.fromEntries(names.map((name) => [name, 'hunter2'])),
    };
    for (const name of [...names, 'CQCTL_TOKENS', 'HTTPS_PROXY']) {
      const { diagnostics } = await loadText(queue(`name: "\${env.${name}}"`), { processEnv });
      expect(diagnostics.map(({ code }) => code)).toEqual(['CQ127']);
      expect(JSON.stringify(diagnostics)).not.toMatch(/hunter2|did you mean/);
    }
  });

  test.each([
    ['BUILD_NUMBER', undefined, 'CQ135'],
    ['BUILD_NUMBER', '', 'CQ135'],
    ['BUILD_NUMBER', 'BUILD, NUMBER', 'CQ135'],
    ['BUILD_NUMBER', 'build_number', 'CQ135'],
    ['BUILD_NUMBER', 'BUILD_NUMBER', undefined],
    ['BUILD_NUMBER', 'OTHER, BUILD_*', undefined],
    ['BUILD_NUMBER', '*', undefined],
    ['CQCTL_VAR_NUMBER', undefined, undefined],
    ['CQCTL_VAR_', undefined, 'CQ135'],
    ['NOT_SET', undefined, 'CQ135'],
    ['NOT_SET', '*', 'CQ125'],
  ])('${env.%s} with CQCTL_ALLOWED_ENV %j', async (name, allowed, code) => {
    const processEnv = {
      BUILD_NUMBER: '17',
      CQCTL_VAR_NUMBER: '17',
      CQCTL_VAR_: '17',
      ...(allowed === undefined ? {} : { CQCTL_ALLOWED_ENV: allowed }),
    };
    const { value, diagnostics } = await loadText(queue(`name: "\${env.${name}}"`), { processEnv });
    expect(diagnostics.map((each) => each.code)).toEqual(code === undefined ? [] : [code]);
    if (value !== undefined) expect(queueOf(value).fields['name']).toBe('17');
  });

  test('an environment takes a variable in every spelling, and text that only looks like one for what it is', async () => {
    const project = (ring: string) =>
      `version: 1\nvariables: { ring: 25 }\nqueues: { a: { extension_number: "8000" } }\nenvironments: { prod: { queues: { a: { ring_time: "${ring}" } } } }\n`;
    for (const environment of [{}, { environment: 'prod' }]) {
      expect((await loadText(project('${ var.ring }'), environment)).diagnostics).toEqual([]);
      expect((await loadText(project('$${var.ring}'), environment)).diagnostics).toMatchObject([
        { code: 'CQ202', source: { line: 4, column: 51 } },
      ]);
    }
  });

  test('a --var of another environment is no mistake', async () => {
    const text = 'version: 1\nenvironments: { prod: { variables: { ring: 1 } }, dev: {} }\n';
    expect((await loadText(text, { environment: 'dev', variables: { ring: '2' } })).diagnostics).toEqual([]);
  });
});

describe('target and state', () => {
  const url = 'https://pbx.example.com:8887';

  test('an environment has files of its own', async () => {
    const folder = writeProject({ 'cqctl.yaml': 'version: 1\nenvironments: { prod: {} }\n' });
    const { value } = await load(folder, { environment: 'prod' });
    expect(value?.state).toEqual({ backend: 'local', path: join(folder, '.cqctl/state.prod.json') });
    expect(value?.target).toEqual({
      kind: 'embedded',
      dataFile: join(folder, '.cqctl/pbx.prod.mdb'),
      written: false,
    });
    expect(value?.environment).toBe('prod');
  });

  test('a server has its own settings, each environment an address of its own', async () => {
    const text = `version: 1
state: { backend: http, address: "https://s.example.com/x", lock_address: "https://s.example.com/x/lock", lock_method: POST }
environments: { a: {}, b: { state: { address: "https://s.example.com/b" } } }
`;
    const folder = writeProject({ 'cqctl.yaml': text });
    expect((await load(folder, {})).value?.state).toEqual({
      backend: 'http',
      address: 'https://s.example.com/x',
      lockAddress: 'https://s.example.com/x/lock',
      unlockAddress: 'https://s.example.com/x',
      lockMethod: 'POST',
      unlockMethod: 'UNLOCK',
      updateMethod: 'POST',
      rescuePath: join(folder, '.cqctl/state.json.unsaved'),
    });
    expect((await load(folder, { environment: 'a' })).diagnostics).toMatchObject([{ code: 'CQ215' }]);
    expect((await load(folder, { environment: 'b' })).value?.state).toMatchObject({
      address: 'https://s.example.com/b',
    });
    for (const [state, code] of [
      ['{ backend: http }', 'CQ201'],
      ['{ address: "https://s.example.com" }', 'CQ213'],
      ['{ backend: http, address: "https://s.example.com", path: x.json }', 'CQ213'],
      ['{ backend: http, address: "https://u:p@s.example.com" }', 'CQ212'],
      ['{ backend: http, address: "ftp://s.example.com" }', 'CQ206'],
    ] as const) {
      const wrong = writeProject({ 'cqctl.yaml': `version: 1\nstate: ${state}\n` });
      expect(
        (await load(wrong, {})).diagnostics.map((each) => each.code),
        state,
      ).toEqual([code]);
    }
  });

  test('a written path is told apart by environment, unless the environment writes it', async () => {
    const text =
      'version: 1\nstate: { path: s/x.json }\nenvironments: { a: {}, b: { state: { path: s/y.json } } }\n';
    const folder = writeProject({ 'cqctl.yaml': text });
    const pathOf = async (environment?: string) =>
      (await load(folder, environment === undefined ? {} : { environment })).value?.state;
    expect(await pathOf()).toEqual({ backend: 'local', path: join(folder, 's/x.json') });
    expect(await pathOf('a')).toEqual({ backend: 'local', path: join(folder, 's/x.a.json') });
    expect(await pathOf('b')).toEqual({ backend: 'local', path: join(folder, 's/y.json') });
  });

  test('CQCTL_URL wins over the file, whose certificate stays', async () => {
    const folder = join(fixtures, '104-good-ca-file');
    const targetOf = async (processEnv: { [name: string]: string }) =>
      (await load(folder, { processEnv })).value?.target;
    const path = join(folder, 'ca.pem');
    const ca = { path, text: readFileSync(path, 'utf8') };
    expect(await targetOf({})).toEqual({ kind: 'url', url, ca });
    expect(await targetOf({ CQCTL_URL: 'http://127.0.0.1:1' })).toEqual({
      kind: 'url',
      url: 'http://127.0.0.1:1',
      ca,
    });
    expect(await targetOf({ CQCTL_URL: 'embedded' })).toMatchObject({ kind: 'embedded' });
    expect(await targetOf({ CQCTL_URL: 'ftp://x' })).toBeUndefined();
  });

  test.each([
    ['is not there', 'gone.pem', 'there is no such file'],
    ['is a folder', 'folder', 'is not a file'],
    ['has no certificate', 'key.pem', 'holds no certificate'],
    ['has half a certificate', 'half.pem', 'holds a damaged certificate'],
  ])('a ca_file that %s, unless it is not used', async (_what, name, reason) => {
    const certificate = readFileSync(join(fixtures, '104-good-ca-file/ca.pem'), 'utf8');
    const folder = writeProject({
      'cqctl.yaml': `version: 1\ntarget: { url: "${url}", ca_file: ${name} }\n`,
      'folder/x': '',
      'key.pem': certificate.replaceAll('CERTIFICATE', 'PRIVATE KEY'),
      'half.pem': certificate + certificate.replace('MIIB', 'MIIC'),
    });
    const { diagnostics } = await load(folder);
    expect(diagnostics).toMatchObject([{ code: 'CQ362', source: { line: 2 } }]);
    expect(diagnostics[0]?.summary).toContain(reason);
    expect((await load(folder, { processEnv: { CQCTL_URL: 'embedded' } })).diagnostics).toEqual([]);
  });

  test.each(['embedded', '{ url: embedded }'])('target: %s', async (target) => {
    expect((await loadGood(`version: 1\ntarget: ${target}\n`)).target).toMatchObject({
      kind: 'embedded',
      written: true,
    });
  });
});

describe('where the project is', () => {
  test('a file, a folder, and names relative to the working directory', async () => {
    const folder = writeProject({ 'p/cqctl.yaml': queue('rong: 1'), 'p/other.yaml': queue('rong: 1') });
    const fileOf = async (path: string, cwd = folder) => {
      const { diagnostics } = await load(cwd, { path });
      return diagnostics[0]?.source?.file;
    };
    expect(await fileOf('p')).toBe('p/cqctl.yaml');
    expect(await fileOf('p/other.yaml')).toBe('p/other.yaml');
    expect(await fileOf('..', join(folder, 'p/q'))).toBe(join(folder, 'p/cqctl.yaml'));
  });

  test('patterns match over folders, not what is hidden', async () => {
    const file = (number: number) => `queues: { q${number}: { extension_number: "800${number}" } }`;
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\ninclude: ["q/**/*.yaml", "?.yaml"]\n',
      'q/z.yaml': file(1),
      'q/a/b/c.yaml': file(2),
      'q/.hidden/x.yaml': file(3),
      'q/a.yml': file(4),
      'y.yaml': file(5),
      'yy.yaml': file(6),
    });
    const { value } = await load(folder);
    expect(value?.desired.resources.map(({ key }) => key)).toEqual(['q2', 'q1', 'q5']);
  });
});

describe('the hash of the config', () => {
  const hashOf = async (text: string) => (await loadGood(text)).configHash();
  const base = queue('ring_time: 20', 'name: A');

  test('is of what is meant, not of how it is written', async () => {
    const other =
      'version: 1\nvariables: { r: 20 }\nqueues: { "a": { name: "A", ring_time: "${var.r}", extension_number: \'8000\' } }';
    expect(await hashOf(other)).toBe(await hashOf(base));
  });

  test.each([
    queue('ring_time: 21', 'name: A'),
    queue('ring_time: 20', 'name: A', 'lifecycle: { prevent_destroy: true }'),
    `${base}\npolicy: { unmanaged: destroy }`,
    `${base}\nremoved: [queue.x]`,
    `${base}\nmoved: [{ from: queue.x, to: queue.a }]`,
    queue('ring_time: 20', 'name: A', 'agents: ["2001"]'),
  ])('changes with what is meant', async (text) => {
    expect(await hashOf(text)).not.toBe(await hashOf(base));
  });
});

describe('lint', () => {
  const codesOf = async (text: string) => (await loadText(text)).diagnostics.map(({ code }) => code);

  test.each([
    ['what is turned off', queue('enable_sticky_routing: false')],
    ['a default for all queues', `${queue()}\ndefaults: { queue: { callback_timeout: 100 } }`],
    ['what is in effect', queue('inform_position: PERIODICALLY', 'inform_position_interval: 30')],
    ['two defaults of the API', queue('enable_callback: true', 'callback_mode: TIMEOUT')],
    ['equal times', queue('ring_time: 30', 'max_waiting_time: 30')],
    ['one agent', queue('polling_strategy: SKILL_BASED_ROUTING_CYCLIC_HUNT', 'agents: ["2001"]')],
    [
      'a chain',
      `${queue('no_answer_forward_rule: { action: FORWARD_TO_NUMBER, number: "8001" }')}\n  b: { extension_number: "8001" }`,
    ],
    [
      'a list that another queue uses by skill',
      `version: 1\nagent_lists: { l: ["2001", { extension_number: "2002", skill_level: 2 }] }\nqueues:\n  a: { extension_number: "8000", agents: l }\n  b: { extension_number: "8001", agents: l, polling_strategy: SKILL_BASED_ROUTING_CYCLIC_HUNT }\n`,
    ],
  ])('says nothing of %s', async (_name, text) => {
    expect(await codesOf(text)).toEqual([]);
  });

  test('a loop of night rules, and one through what defaults give', async () => {
    const text = `version: 1
defaults: { queue: { night_mode_forward_rule: { action: FORWARD_TO_NUMBER, number: "8001" } } }
queues:
  a: { extension_number: "8000" }
  b: { extension_number: "8001" }
  c: { extension_number: "8002", night_mode_forward_rule: { action: FORWARD_TO_NUMBER, number: "8003" } }
  d: { extension_number: "8003", night_mode_forward_rule: { action: FORWARD_TO_NUMBER, number: "8002" } }
`;
    expect(await codesOf(text)).toEqual(['CQ305', 'CQ306']);
  });
});

describe('the examples', () => {
  test.each([
    ['adopt', undefined],
    ['adopt/before.yaml', undefined],
    ['quickstart', undefined],
    ['support-centre', undefined],
    ['support-centre', 'staging'],
    ['support-centre', 'prod'],
  ])('%s %s', async (path, environment) => {
    const { value, diagnostics } = await loadProject({
      path: join('examples', path),
      cwd: repository,
      variables: {},
      processEnv: {},
      strict: true,
      ...(environment === undefined ? {} : { environment }),
    });
    expect(diagnostics).toEqual([]);
    expect(value?.desired.resources.length).toBeGreaterThan(2);
  });
});

describe('the published schema', () => {
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    allErrors: true,
    validateFormats: false,
  });
  const validate = ajv.compile(projectSchema());

  test('takes the examples and what has variables', () => {
    for (const path of ['adopt', 'quickstart', 'support-centre']) {
      const text = readFileSync(join(repository, 'examples', path, 'cqctl.yaml'), 'utf8');
      expect(validate(parse(text)) ? [] : validate.errors).toEqual([]);
    }
    const project = {
      version: 1,
      target: { url: '${env.PBX}' },
      policy: { max_destroys: '${var.x}' },
      queues: {
        a: {
          extension_number: '${var.n}',
          ring_time: '${var.r}',
          enable_paid: '${env.P}',
          agents: ['${var.a}'],
        },
      },
    };
    expect(validate(project) ? [] : validate.errors).toEqual([]);
  });

  test.each([
    { version: 2 },
    { queus: {} },
    { queues: { a: {} } },
    { queues: { a: { extension_number: 8000 } } },
    { queues: { a: { extension_number: '8000', ring_time: 'soon' } } },
    { environments: { prod: { include: [] } } },
    { target: { url: 'https://a:b@pbx.example.com' } },
  ])('refuses %j', (project) => {
    expect(validate(project)).toBe(false);
  });
});
