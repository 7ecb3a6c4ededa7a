/** Everything that is printed as JSON is as its published schema says, and has no name that the schema does not know. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCommandLine } from '../../src/cli/command-line.ts';
import { commandSchemas } from '../../src/cli/declaration.ts';
import { createProgram } from '../../src/cli/program.ts';
import { makeProject, type Project, ROOT } from '../support/run-cli.ts';

interface Schema {
  [name: string]: unknown;
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

/** Published schemas are open, so that names can be added; here each is shut, so that no name is added in silence. */
function shut(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(shut);
  if (!isSchema(schema)) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, shut(value)]));
  const isClosable = isSchema(schema['properties']) && schema['additionalProperties'] === undefined;
  return isClosable ? { ...inner, additionalProperties: false } : inner;
}

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true, strictRequired: false });
ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
const compiled = new Map<string, ValidateFunction>();

function check(name: string, value: unknown): void {
  let validate = compiled.get(name);
  if (validate === undefined) {
    const schema = JSON.parse(readFileSync(join(ROOT, `schemas/${name}.schema.json`), 'utf8'));
    // A call's steps have what belongs to each event.
    const open = JSON.stringify(shut(schema)).replaceAll(
      /("event":\{"type":"string"\}\},"required":\["t","event"\],"additionalProperties":)false/g,
      '$1true',
    );
    validate = ajv.compile(JSON.parse(open));
    compiled.set(name, validate);
  }
  expect(validate(value) ? [] : validate.errors, name).toEqual([]);
}

const program = createProgram('0', async () => undefined);

/** The schemas that the command of these words says its JSON is as. */
const schemasOf = (args: readonly string[]) => commandSchemas(readCommandLine(program, args).command);

let project: Project;
beforeAll(async () => {
  project = await makeProject(
    `version: 1
environments: { a: { target: embedded }, b: { target: embedded } }
servers:
  edge: { ipv4: 192.0.2.10 }
queues:
  support:
    extension_number: "8000"
    ring_time: 20
    inform_position_interval: 30
    agents: ["2001", { extension_number: "2002", skill_level: 2 }]
`,
    {},
  );
  await project.write(
    'rush.scenario.yaml',
    `version: 1
scenario: rush
seed: 3
duration: 10m
traffic:
  - { queue: support, arrivals: { rate: 60/h }, talk: { exponential: 60s }, patience: { exponential: 60s } }
calls:
  - { id: c1, at: 0s, queue: support, from: "+15550100", talk: 60s, patience: 120s }
expect:
  - { call: c1, outcome: answered }
  - { call: c1, outcome: abandoned }
`,
  );
});
afterAll(() => project.remove());

const json = (code: number, ...args: string[]) => project.json<{ format_version: string }>(code, ...args);

async function documents(schema: string, ...runs: [code: number, ...args: string[]][]): Promise<void> {
  for (const [code, ...args] of runs) {
    const value = await json(code, ...args);
    expect(schemasOf(args)).toContain(schema);
    check(schema, value);
    expect(Object.keys(value)[0]).toBe('format_version');
  }
}

async function events(code: number, ...args: string[]): Promise<{ type: string }[]> {
  const ended = await project.run(...args, '--format', 'json');
  expect(schemasOf(args)).toEqual(['events']);
  expect(ended.code, ended.stderr).toBe(code);
  const lines = ended.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  for (const line of lines) check('events', line);
  expect([lines[0]?.type, lines.at(-1)?.type]).toEqual(['version', 'summary']);
  return lines;
}

describe('what is printed as JSON', () => {
  test('of a project and its PBX, from the first plan to the last', async () => {
    await documents('validation', [0, 'validate'], [1, 'validate', '--strict']);
    await documents(
      'plan',
      [0, 'plan', '--out', 'p.cqplan', '--scenario', 'rush.scenario.yaml'],
      [0, 'show', 'p.cqplan'],
    );
    check('plan-file', JSON.parse(readFileSync(join(project.folder, 'p.cqplan'), 'utf8')));
    const done = await events(0, 'apply', 'p.cqplan');
    expect(done.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['planned', 'step_start', 'step_done']),
    );
    check('state', JSON.parse((await project.run('state', 'pull')).stdout));
    await documents('state-entries', [0, 'state', 'list'], [0, 'state', 'show', 'queue.support']);
    await documents(
      'listing',
      [0, 'get', 'queues'],
      [0, 'get', 'servers'],
      [0, 'get', 'agents', 'support'],
      [0, 'get', 'waiting', 'support'],
    );
    await documents('status', [0, 'status'], [0, 'status', 'support']);
    await documents('agent-status', [0, 'agent', 'set', 'support', '2001', 'LUNCH']);
    await documents('plan', [0, 'drift']);
  });

  test('of several environments', async () => {
    await documents(
      'fleet',
      [0, 'plan', '--all'],
      [1, 'plan', '--env', 'a', '--env', 'nobody'],
      [0, 'drift', '--all'],
      [0, 'validate', '--env', 'a', '--env', 'b'],
    );
  });

  test('of dry runs', async () => {
    await documents(
      'simulation',
      [0, 'simulate', 'rush.scenario.yaml', '--trace'],
      [0, 'simulate', 'rush.scenario.yaml', '--readings', 'all'],
      [0, 'simulate', 'rush.scenario.yaml', 'rush.scenario.yaml'],
    );
    await documents('comparison', [0, 'simulate', 'rush.scenario.yaml', '--compare']);
    await documents('tests', [3, 'test']);
  });

  test.each([
    ['a file that is no plan', 1, ['apply', 'cqctl.yaml']],
    ['a project with mistakes', 1, ['-f', 'broken.yaml', 'apply', '--auto-approve']],
    ['a plan of another hash', 3, ['apply', '--expect', '0123456789abcdef']],
    ['a PBX that does not answer', 1, ['-f', 'nobody.yaml', 'apply', '--auto-approve', '--timeout', '1']],
    ['nothing to destroy', 0, ['-f', 'empty.yaml', 'destroy', '--auto-approve']],
  ])('an apply that does not come to apply still begins and ends: %s', async (_what, code, args) => {
    await project.write(
      'broken.yaml',
      'version: 1\nqueues: { a: { extension_number: 8000, ring_tme: 2 } }\n',
    );
    await project.write(
      'nobody.yaml',
      'version: 1\ntarget: { url: "http://127.0.0.1:9" }\nstate: { path: n.json }\n',
    );
    await project.write('empty.yaml', 'version: 1\nstate: { path: e.json }\n');
    const lines = await events(code, ...args);
    if (code !== 0) expect(lines.map(({ type }) => type)).toContain('diagnostic');
    if (args[1] === 'broken.yaml') expect(lines.filter(({ type }) => type === 'diagnostic')).toHaveLength(2);
  });

  test('a shut schema does find a name that it does not know', () => {
    expect(() => check('pickup', { format_version: '1.0', queue: '8000', session: 's', more: 1 })).toThrow();
    check('pickup', { format_version: '1.0', queue: '8000', session: 's' });
  });
});
