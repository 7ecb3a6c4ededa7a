/**
 * Nothing of a file that is not the project's is in what is said: by no command, in no format, however the path to it is
 * written. Each of the files here has the word `planted` in every line.
 */

import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandFormats } from '../../../src/cli/declaration.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { declaredCommands } from '../../support/command-words.ts';
import { runMain } from '../../support/fake-host.ts';

/** Of each shape that a parser would say something else about. */
const SECRETS = {
  passwd: 'planted:x:0:0:planted:/root:/bin/bash\n',
  yaml: 'planted_user: planted-password\nqueues: { planted: { planted: [planted] } }\n',
  json: '{"planted": "planted-private-key", "version": "planted"}\n',
  netrc: 'machine planted\n\tlogin planted\n  password planted\n',
  list: 'planted,planted\n"planted\n',
};
type Secret = keyof typeof SECRETS;
const NAMES = Object.keys(SECRETS) as Secret[];

let top = '';
const at = (path: string) => join(top, path);
function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'cqctl-hidden-'));
  for (const name of NAMES) {
    write(`outside/${name}`, SECRETS[name]);
    write(`outside/${name}.yaml`, SECRETS[name]);
    write(`repo/left-${name}`, SECRETS[name]);
    write(`repo/calls/token-${name}.yaml`, SECRETS[name]);
  }
  execFileSync('git', ['init', '-q', at('repo')]);
  const config = readFileSync(at('repo/.git/config'), 'utf8');
  write('repo/.git/config', `[planted "planted"]\n\tplanted = planted\n${config}`);
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const program = createProgram('0', async () => undefined);
const COMMANDS = declaredCommands()
  .filter(({ name }) => !['serve', 'init', 'help', 'completion', 'schema'].includes(name))
  .map(({ path, words }) => {
    const command = path.reduce(
      (parent, word) => parent.commands.find((each) => each.name() === word) ?? parent,
      program,
    );
    return {
      words: words.map((word) => word.replace(/^(scenario|path|file|planfile)$/, 'rush.yaml')),
      formats: commandFormats(command),
    };
  });

/** Whatever every command says, in every format and into files. */
async function sayAll(env: Record<string, string> = {}): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  for (const { words, formats } of COMMANDS) {
    for (const format of formats.length === 0 ? [undefined] : formats) {
      const options = format === undefined ? [] : ['--format', format, '--output', `${format}=../../out`];
      const line = [...words, ...options].join(' ');
      const { stdout, stderr } = await runMain([...words, ...options], {
        cwd: at('repo/calls'),
        env: { CQCTL_URL: 'embedded', ...env },
      });
      const file = readdirSync(top).includes('out') ? readFileSync(at('out'), 'utf8') : '';
      said.set(line, `${stdout}${stderr}${file}`);
      rmSync(at('out'), { force: true });
    }
  }
  return said;
}

function expectNothing(said: ReadonlyMap<string, string>, mark = 'planted'): void {
  expect(said.size).toBeGreaterThan(30);
  for (const [line, text] of said) expect(text, line).not.toContain(mark);
}

const SCENARIO = 'version: 1\ntraffic: [{ queue: a, arrivals: { every: 10s } }]\n';

describe('no command shows lines of', () => {
  test.each<[string, (name: Secret) => string]>([
    ['files outside', (name) => `../../outside/${name}`],
    ['files that a pattern finds outside', (name) => `../../outside/${name}*`],
    ['files that a pattern finds by way of a folder inside', (name) => `*/../../../outside/${name}.yaml`],
    ['files behind a link', (name) => `link/${name}.yaml`],
    ['files that another step has left', (name) => `../left-${name}`],
    ['.git', () => '../.git/config'],
  ])('%s', async (_what, pathOf) => {
    mkdirSync(at('repo/calls/empty'), { recursive: true });
    symlinkSync('../../outside', at('repo/calls/link'));
    const paths = NAMES.map((name) => JSON.stringify(pathOf(name)));
    write(
      'repo/calls/cqctl.yaml',
      `version: 1
include: [${paths.join(', ')}]
target: { url: "https://pbx.example.com", ca_file: ${paths[0]} }
queues: { a: { extension_number: "8000", moh_prompt_file: ${paths[1]} } }
`,
    );
    write('repo/calls/rush.yaml', SCENARIO);
    expectNothing(await sayAll());
  });

  test.each<[string, (name: Secret) => string]>([
    ['a table outside', (name) => `../../outside/${name}`],
    ['a table that another step has left', (name) => `../left-${name}`],
    ['.git as a table', () => '../.git/config'],
  ])('%s', async (_what, pathOf) => {
    write('repo/calls/cqctl.yaml', 'version: 1\nqueues: { a: { extension_number: "8000" } }\n');
    for (const name of NAMES) {
      const csv = JSON.stringify(pathOf(name));
      write('repo/calls/rush.yaml', `version: 1\ntraffic: [{ queue: a, arrivals: { csv: ${csv} } }]\n`);
      expectNothing(await sayAll());
    }
  });

  test.each(NAMES)('a project file, a scenario and a state that are links to %s', async (name) => {
    symlinkSync(`../../outside/${name}.yaml`, at('repo/calls/cqctl.yaml'));
    symlinkSync(`../../outside/${name}.yaml`, at('repo/calls/rush.yaml'));
    expectNothing(await sayAll());
    rmSync(at('repo/calls/cqctl.yaml'));
    write('repo/calls/cqctl.yaml', 'version: 1\nqueues: { a: { extension_number: "8000" } }\n');
    rmSync(at('repo/calls/.cqctl'), { recursive: true, force: true });
    mkdirSync(at('repo/calls/.cqctl'));
    symlinkSync(`../../../outside/${name}`, at('repo/calls/.cqctl/state.json'));
    expectNothing(await sayAll());
  });

  test.each(NAMES)('a file that holds a token: %s', async (name) => {
    write('repo/calls/cqctl.yaml', `version: 1\ninclude: [token-${name}.yaml]\n`);
    write('repo/calls/rush.yaml', SCENARIO);
    // Lines of *.yaml of the project are shown, but for what a variable says is secret.
    for (const line of SECRETS[name].trim().split('\n')) {
      expectNothing(await sayAll({ CQCTL_TOKEN_FILE: `token-${name}.yaml` }), line.trim());
    }
  });
});

test('with leave, files outside are read, and their lines still not shown', async () => {
  write('repo/calls/cqctl.yaml', 'version: 1\ninclude: [../../outside/yaml, ../../more.yaml]\n');
  write('more.yaml', 'queues: { a: { extension_number: "8000" } }\n');
  const cwd = at('repo/calls');
  const { exitCode, stdout, stderr } = await runMain(['validate', '--allow-outside'], { cwd });
  expect(exitCode).toBe(1);
  expect(stdout + stderr).toContain('(the text is not shown)');
  expect(stdout + stderr).not.toContain('planted');
  write('repo/calls/cqctl.yaml', 'version: 1\ninclude: [../../more.yaml]\n');
  expect((await runMain(['validate'], { cwd })).exitCode).toBe(1);
  for (const env of [{ CQCTL_ALLOW_OUTSIDE: '0' }, { CQCTL_ALLOW_OUTSIDE: '' }]) {
    expect((await runMain(['validate'], { cwd, env })).exitCode).toBe(1);
  }
  expect((await runMain(['validate'], { cwd, env: { CQCTL_ALLOW_OUTSIDE: '1' } })).exitCode).toBe(0);
});

test('what git tracks is shown', async () => {
  write('repo/calls/cqctl.yaml', 'version: 1\ninclude: [../parts/queues]\n');
  write('repo/parts/queues', 'queues: { a: { extension_numbr: "8000" } }\n');
  const cwd = at('repo/calls');
  expect((await runMain(['validate'], { cwd })).stdout).not.toContain('extension_numbr');
  execFileSync('git', ['-C', at('repo'), 'add', 'parts']);
  // Another process would ask git anew.
  execFileSync('git', ['-C', at('repo'), 'mv', 'parts', 'common']);
  write('repo/calls/cqctl.yaml', 'version: 1\ninclude: [../common/queues]\n');
  const { stdout, stderr } = await runMain(['validate'], { cwd });
  expect(stdout + stderr).toContain('extension_numbr: "8000"');
});

test('a scenario that is found behind a link out of the project is refused', async () => {
  write('repo/calls/cqctl.yaml', 'version: 1\nqueues: { a: { extension_number: "8000" } }\n');
  write('outside/x.scenario.yaml', SCENARIO);
  symlinkSync('../../outside/x.scenario.yaml', at('repo/calls/x.scenario.yaml'));
  const cwd = at('repo/calls');
  const { exitCode, stderr } = await runMain(['test'], { cwd });
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toContain('error CQ136');
  expect((await runMain(['test', '--allow-outside'], { cwd })).stderr).not.toContain('CQ136');
});

describe('a local state', () => {
  const PROJECT =
    'version: 1\nstate: { path: ../../state.json }\nqueues: { a: { extension_number: "8000" } }\n';

  test('outside the project is for whoever runs cqctl to choose', async () => {
    write('repo/calls/cqctl.yaml', PROJECT);
    const cwd = at('repo/calls');
    const refused = await runMain(['apply', '--auto-approve'], { cwd });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('CQ136');
    write('repo/calls/cqctl.yaml', PROJECT.replace('../../state.json', 'state.json'));
    for (const [args, env, path] of [
      [['--state-path', '../../by-option.json'], {}, 'by-option.json'],
      [[], { CQCTL_STATE_PATH: '../../by-variable.json' }, 'by-variable.json'],
    ] as const) {
      const { exitCode, stderr } = await runMain(['apply', '--auto-approve', ...args], { cwd, env });
      expect(exitCode, stderr).toBe(0);
      expect(readdirSync(top)).toContain(path);
    }
    expect(readdirSync(cwd)).not.toContain('state.json');
  });

  test('is one for each environment, and none beside another backend', async () => {
    const environments = 'environments: { north: {}, south: {} }\n';
    write(
      'repo/calls/cqctl.yaml',
      `version: 1\nqueues: { a: { extension_number: "8000" } }\n${environments}`,
    );
    const cwd = at('repo/calls');
    expect((await runMain(['plan', '--all', '--state-path', 's.json'], { cwd })).exitCode).toBe(64);
    const named = await runMain(['apply', '--env', 'north', '--auto-approve', '--state-path', '{env}.json'], {
      cwd,
    });
    expect(named.exitCode, named.stderr).toBe(0);
    expect(readdirSync(cwd)).toContain('north.json');
    write('repo/calls/cqctl.yaml', 'version: 1\nstate: { backend: postgres, name: x }\n');
    const { exitCode, stdout } = await runMain(['validate', '--state-path', 's.json'], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('CQ213');
  });
});
