import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runMain } from '../../support/fake-host.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-init-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe('init', () => {
  test('writes a project and names its files', async () => {
    const { exitCode, stdout } = await runMain(['init', 'calls'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toContain('calls/cqctl.yaml');
    expect(readFileSync(join(cwd, 'calls/cqctl.yaml'), 'utf8')).toContain('version: 1');
  });

  test('never overwrites a project', async () => {
    writeFileSync(join(cwd, 'cqctl.yaml'), 'mine');
    const { exitCode, stderr, stdout } = await runMain(['init'], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('nothing was written');
    expect(readFileSync(join(cwd, 'cqctl.yaml'), 'utf8')).toBe('mine');
  });

  test('keeps other files that are there', async () => {
    writeFileSync(join(cwd, '.gitignore'), 'node_modules/\n');
    const { exitCode, stderr, stdout } = await runMain(['init'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).not.toContain('.gitignore');
    expect(stderr).toContain('kept .gitignore');
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('node_modules/\n');
  });

  test('says what an ignore file of its own lacks', async () => {
    writeFileSync(join(cwd, '.gitignore'), 'node_modules/\n.cqctl/\n');
    expect((await runMain(['init'], { cwd })).stderr).toContain(
      'kept .gitignore as it is; add to it: *.cqplan\n',
    );
  });

  test.each(['schemas', '.github', '.github/workflows', ''])(
    'writes nothing where %j is no folder',
    async (path) => {
      const file = join(cwd, 'calls', path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, 'mine');
      const { exitCode, stdout, stderr } = await runMain(['init', 'calls'], { cwd });
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain(`${file} is not a folder; nothing was written`);
      expect(existsSync(join(cwd, 'calls/cqctl.yaml'))).toBe(false);
    },
  );

  test('follows no link out of the folder', async () => {
    const calls = join(cwd, 'calls');
    mkdirSync(calls);
    symlinkSync(join(cwd, 'elsewhere'), join(calls, 'cqctl.yaml'));
    expect((await runMain(['init', 'calls'], { cwd })).exitCode).toBe(1);
    rmSync(join(calls, 'cqctl.yaml'));
    symlinkSync(join(cwd, 'elsewhere'), join(calls, '.gitlab-ci.yml'));
    const { exitCode, stderr } = await runMain(['init', 'calls'], { cwd });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('kept .gitlab-ci.yml');
    expect(readdirSync(cwd)).toEqual(['calls']);
  });

  test.each([
    ['calls', 'cd calls && '],
    ['a b', "cd 'a b' && "],
    ["it's", "cd 'it'\\''s' && "],
    ['./-x', 'cd ./-x && '],
  ])('tells how to go on in %j', async (dir, words) => {
    expect((await runMain(['init', dir], { cwd })).stderr).toBe(`next: ${words}cqctl plan\n`);
  });

  test('writes pipelines at the root of the repository, with the folder of the project in them', async () => {
    mkdirSync(join(cwd, '.git'));
    const { exitCode, stdout } = await runMain(['init', 'sites/calls'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').sort()).toEqual(
      [
        '',
        '.github/dependabot.yml',
        '.github/workflows/cqctl.yml',
        '.gitlab-ci.yml',
        'sites/calls/.gitignore',
        'sites/calls/cqctl.yaml',
        'sites/calls/schemas/cqctl.schema.json',
      ].sort(),
    );
    const workflow = readFileSync(join(cwd, '.github/workflows/cqctl.yml'), 'utf8');
    expect(workflow).toContain('  PROJECT: "sites/calls"\n');
    expect(readFileSync(join(cwd, '.gitlab-ci.yml'), 'utf8')).toContain('  PROJECT: "sites/calls"\n');
    expect(existsSync(join(cwd, 'sites/calls/.github'))).toBe(false);
    // A second project keeps what the first one has.
    const second = await runMain(['init', 'sites/other'], { cwd });
    expect(second.exitCode).toBe(0);
    expect(second.stderr).toContain('kept ../../.github/workflows/cqctl.yml as it is');
    expect(readFileSync(join(cwd, '.github/workflows/cqctl.yml'), 'utf8')).toBe(workflow);
  });

  test('takes a work tree for a repository, whose .git is a file', async () => {
    writeFileSync(join(cwd, '.git'), 'gitdir: elsewhere\n');
    await runMain(['init', 'calls'], { cwd });
    expect(existsSync(join(cwd, '.github/workflows/cqctl.yml'))).toBe(true);
  });

  test('is not what to do about a project file that is a folder', async () => {
    mkdirSync(join(cwd, 'cqctl.yaml'));
    const { stderr } = await runMain(['validate'], { cwd });
    expect(stderr).not.toContain('cqctl init');
  });
});
