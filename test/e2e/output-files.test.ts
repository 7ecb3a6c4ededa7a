/**
 * No output of the built program overwrites a file that the run reads, the project's state and data, or YAML that people
 * wrote; and no two outputs are one file. All is refused before a request is sent.
 */

import { link, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declaredCommands } from '../support/command-words.ts';
import { makeProject, type Project, runCli, TOKEN } from '../support/run-cli.ts';
import { makeSound } from '../support/sound.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

const PROJECT = (url: string) => `version: 1
target: { url: "${url}" }
include: [queues/extra.conf]
queues:
  support: { extension_number: "8000", agents: ["2001"], moh_prompt_file: hello.wav }
`;
const SCENARIO = `version: 1
scenario: calls
traffic: [{ arrivals: { csv: calls.csv }, queue: "8000" }]
`;
const BASE = (url: string) =>
  `version: 1\ntarget: { url: "${url}" }\ninclude: [old.conf]\nqueues: { support: { extension_number: "8000" } }\n`;

let pbx: StrictPbx;
let project: Project;
let requests: number;
beforeAll(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  project = await makeProject(PROJECT(pbx.url));
  await project.write('queues/extra.conf', 'queues: { sales: { extension_number: "8100" } }\n');
  await project.write('hello.wav', makeSound(64));
  await project.write('calls.scenario.yaml', SCENARIO);
  await project.write('calls.csv', 'at,queue,talk\n10s,8000,60s\n');
  await project.write('base/cqctl.yaml', BASE(pbx.url));
  await project.write('base/old.conf', 'agent_lists: {}\n');
  await project.write('token.txt', `${TOKEN}\n`);
  const applied = await project.run('apply', '--auto-approve');
  expect(applied.code, applied.stderr).toBe(0);
  const planned = await project.run('plan', '--out', 'saved.cqplan');
  expect(planned.code, planned.stderr).toBe(0);
  requests = pbx.requests.length;
  await symlink('.', join(project.folder, 'here'));
});
afterAll(async () => {
  await project.remove();
  await pbx.stop();
});

const readIn = (name: string) => readFile(join(project.folder, name)).catch(() => undefined);

/** `line` writes to FILE, which is to stay as it is. */
async function expectRefusal(line: string, file: string, code = 'CQ916', spelled = file): Promise<void> {
  const before = await readIn(file);
  const args = line.split(' ').map((word) => word.replace('FILE', spelled));
  const env = { CQCTL_TOKEN_FILE: 'token.txt' };
  const ended = await runCli(args, { cwd: project.folder, env });
  expect({ args, code: ended.code }, ended.stderr).toEqual({ args, code: 64 });
  expect(ended.stderr).toContain(`error ${code}: `);
  expect(await readIn(file)).toEqual(before);
  expect(pbx.requests.length).toBe(requests);
}

const PROJECT_FILES = ['cqctl.yaml', 'queues/extra.conf', 'hello.wav', 'token.txt'];
const STATE_FILES = [
  '.cqctl/state.json',
  '.cqctl/state.json.lock',
  '.cqctl/state.json.backup',
  '.cqctl/pbx.mdb',
];

/** By option that names a file to write: a line for each command that has it, and the files that it must not hit. */
const TABLE: { readonly [option: string]: readonly (readonly [line: string, files: readonly string[]])[] } = {
  'plan --out': [
    ['plan --out FILE', [...PROJECT_FILES, ...STATE_FILES]],
    ['plan --out FILE --base base', ['base/cqctl.yaml', 'base/old.conf']],
    ['plan --out FILE --scenario calls.scenario.yaml', ['calls.scenario.yaml', 'calls.csv']],
  ],
  '--output': [
    ['plan --output json=FILE', [...PROJECT_FILES, ...STATE_FILES]],
    ['plan --base base --output markdown=FILE', ['base/old.conf']],
    ['plan --scenario calls.scenario.yaml --output html=FILE', ['calls.csv']],
    ['apply --auto-approve --output json=FILE', [...PROJECT_FILES, ...STATE_FILES]],
    ['apply saved.cqplan --output json=FILE', ['saved.cqplan', 'queues/extra.conf']],
    ['destroy --auto-approve --output json=FILE', ['queues/extra.conf', '.cqctl/state.json']],
    ['drift --output json=FILE', ['queues/extra.conf', '.cqctl/state.json']],
    ['show saved.cqplan --output json=FILE', ['saved.cqplan', 'cqctl.yaml']],
    ['validate --output sarif=FILE', ['cqctl.yaml', 'queues/extra.conf', 'hello.wav']],
    ['simulate calls.scenario.yaml --output json=FILE', ['calls.scenario.yaml', 'calls.csv', 'cqctl.yaml']],
    ['simulate calls.scenario.yaml --compare --output csv=FILE', ['calls.csv', 'queues/extra.conf']],
    ['test --output junit=FILE', ['calls.scenario.yaml', 'calls.csv', 'cqctl.yaml']],
    ['get queues --output json=FILE', ['queues/extra.conf', 'cqctl.yaml']],
    ['status --output json=FILE', ['queues/extra.conf', 'cqctl.yaml']],
    ['agent set support 2001 READY --output json=FILE', ['queues/extra.conf']],
    ['pickup support 1 --output json=FILE', ['queues/extra.conf']],
    ['schema --output json=FILE', ['cqctl.yaml', '.cqctl/state.json']],
    ['state list --output json=FILE', ['queues/extra.conf', '.cqctl/state.json']],
    ['state show queue.support --output json=FILE', ['.cqctl/state.json']],
    ['state pull --output json=FILE', ['cqctl.yaml', '.cqctl/state.json']],
  ],
  'serve --data': [['serve --port 0 --data FILE', ['cqctl.yaml', 'token.txt']]],
};

/** Options and arguments with a path that is only read, or a folder in which nothing that exists is overwritten. */
const NOT_WRITTEN = [
  '--file',
  '--state-path',
  'init dir',
  'plan --base',
  'plan --scenario',
  'show planfile',
  'apply planfile',
  'export --out',
  'fmt file',
  'serve --tls-cert',
  'serve --tls-key',
  'serve --calls',
  'simulate scenario',
  'test path',
  'state push file',
];

/** Options that every command has. */
const COMMON = ['--file', '--output', '--state-path'];

test('the table has every option that names a file', () => {
  const placeholder = /^(format=file|.*(file|dir|path|scenario)(\.\.\.)?)$/;
  const named = declaredCommands().flatMap(({ name, options, args }) => [
    ...options
      .filter(({ flags }) => placeholder.test(/<(.+?)>/.exec(flags)?.[1] ?? ''))
      .map(({ long }) => (COMMON.includes(long ?? '') ? (long ?? '') : `${name} ${long}`)),
    ...args.filter((each) => placeholder.test(each.name)).map((each) => `${name} ${each.name}`),
  ]);
  expect([...new Set(named)].sort()).toEqual([...Object.keys(TABLE), ...NOT_WRITTEN].sort());
});

test('every command either writes --output or refuses it', () => {
  const tried = new Set(TABLE['--output']?.map(([line]) => line.replace(/ .*/, '')));
  const silent = ['init', 'export', 'fmt', 'serve', 'completion', 'help'];
  const groups = declaredCommands().map(({ path }) => path[0] ?? '');
  expect([...new Set(groups)].filter((name) => !tried.has(name)).sort()).toEqual(silent.sort());
});

describe.each(Object.values(TABLE).flat())('%s', (line, files) => {
  test.each(files)('does not overwrite %s', (file) => expectRefusal(line, file));
});

describe('another name for the same file', () => {
  test('a spelling, a link, a hard link and a folder that is a link are no way around', async () => {
    await symlink('queues/extra.conf', join(project.folder, 'link.json'));
    await link(join(project.folder, 'queues/extra.conf'), join(project.folder, 'hard.json'));
    await symlink('queues', join(project.folder, 'same'));
    for (const spelled of ['./base/../queues/extra.conf', 'link.json', 'hard.json', 'same/extra.conf']) {
      await expectRefusal('plan --out FILE', 'queues/extra.conf', 'CQ916', spelled);
    }
  });
});

describe('YAML', () => {
  test('that no run reads is kept, and an own report may be written again', async () => {
    await project.write('other.yaml', 'queues: {}\n');
    await expectRefusal('plan --out FILE', 'other.yaml');
    for (const _round of [1, 2]) {
      const { code, stderr } = await project.run('plan', '--output', 'json=plan.yaml', '--out', 'next.yml');
      expect(code, stderr).toBe(0);
    }
    requests = pbx.requests.length;
    expect(JSON.parse(String(await readIn('plan.yaml')))).toMatchObject({ format_version: '1.0' });
  });
});

describe('two outputs to one file', () => {
  test.each([
    ['plan --output json=a.json --output markdown=a.json'],
    ['plan --output json=a.json --output json=a.json'],
    ['plan --out a.json --output json=base/../a.json'],
    ['validate --output json=a.json --output sarif=here/a.json'],
  ])('%s', (line) => expectRefusal(line, 'a.json', 'CQ917'));

  test('of several environments', async () => {
    const environment = `{ target: { url: "${pbx.url}" } }`;
    const text = `version: 1\nenvironments: { north: ${environment}, south: ${environment} }\n`;
    await project.write('fleet.yaml', text);
    const plan = 'plan -f fleet.yaml --all';
    await expectRefusal(`${plan} --out {env}.x --output json=north.x`, 'north.x', 'CQ917');
    await expectRefusal(`${plan} --output json={env}.x --output html={env}.x`, 'north.x', 'CQ917');
  });

  test('the state of another environment', async () => {
    const south = `{ target: { url: "${pbx.url}" }, state: { path: north.json } }`;
    const text = `version: 1\nenvironments: { north: { target: { url: "${pbx.url}" } }, south: ${south} }\n`;
    await project.write('states.yaml', text);
    await project.write('north.json', 'kept');
    const plan = 'plan -f states.yaml --all';
    await expectRefusal(`${plan} --out {env}.json`, 'north.json', 'CQ916');
    await expectRefusal(`${plan} --output json={env}.json`, 'north.json', 'CQ916');
  });
});

test.each([['fmt'], ['init there'], ['export'], ['state rm queue.support'], ['completion bash']])(
  '%s makes no report and says so',
  async (line) => {
    await expectRefusal(`${line} --output text=FILE`, 'report.txt', 'CQ901');
  },
);

test.each([['schema'], ['state pull']])('%s writes what it prints', async (line) => {
  const { code, stdout, stderr } = await project.run(...line.split(' '), '--output', 'json=out.json');
  expect(code, stderr).toBe(0);
  expect(String(await readIn('out.json'))).toBe(stdout);
});
