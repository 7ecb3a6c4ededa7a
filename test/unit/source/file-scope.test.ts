import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileScope } from '../../../src/source/file-scope.ts';

let top = '';
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'cqctl-scope-')));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const at = (path: string) => join(top, path);
function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), 'text\n');
  }
}
const git = (...args: string[]) => execFileSync('git', ['-C', at('repo'), ...args], { stdio: 'ignore' });

describe('outside a repository the folder of the project is the root', () => {
  test.each([
    ['project/a.csv', true],
    ['project/deep/not-there-yet.json', true],
    ['project/..hidden', true],
    ['project/../project/a.csv', true],
    ['other/a.csv', false],
    ['project-two/a.csv', false],
    ['project/.git/config', false],
    ['project/deep/.GIT/config', false],
    ['project/link-out/secret', false],
    ['project/link-in/a.csv', true],
    ['project/link-nowhere', false],
    ['project/link-back', true],
    ['project/circle', true],
  ])('%s: %s', (path, expected) => {
    write('project/cqctl.yaml', 'project/a.csv', 'other/secret');
    symlinkSync(at('other'), at('project/link-out'));
    symlinkSync('.', at('project/link-in'));
    symlinkSync(at('other/not-there'), at('project/link-nowhere'));
    symlinkSync('../project/not-there', at('project/link-back'));
    symlinkSync('circle', at('project/circle'));
    const scope = new FileScope(at('project/cqctl.yaml'));
    expect(scope.contains(at(path))).toBe(expected);
    if (!expected) expect(scope.canShow(at(path))).toBe(false);
  });

  test('what stands below a file, or has too long a name, is a project that is not there', () => {
    write('project/cqctl.yaml');
    for (const main of ['project/cqctl.yaml/x/cqctl.yaml', `${'x'.repeat(5000)}/cqctl.yaml`]) {
      expect(new FileScope(at(main)).contains(at(main))).toBe(true);
    }
  });

  test('every file of it is shown', () => {
    write('project/cqctl.yaml', 'project/notes.txt');
    expect(new FileScope(at('project/cqctl.yaml')).canShow(at('project/notes.txt'))).toBe(true);
  });

  test('a project file that is a link to elsewhere is not', () => {
    write('other/secret');
    mkdirSync(at('project'));
    symlinkSync(at('other/secret'), at('project/cqctl.yaml'));
    expect(new FileScope(at('project/cqctl.yaml')).canShow(at('project/cqctl.yaml'))).toBe(false);
  });
});

describe('in a repository that is the root, and git says what is shown', () => {
  beforeEach(() => {
    write(
      'repo/calls/cqctl.yaml',
      'repo/calls/queues.yaml',
      'repo/calls/tracked.csv',
      'repo/calls/credentials',
      'repo/shared/tracked.csv',
      'repo/shared/left.yaml',
      'secret',
    );
    git('init', '-q');
    git('add', 'calls/tracked.csv', 'shared/tracked.csv');
  });

  test.each([
    ['repo/calls/cqctl.yaml', true],
    ['repo/calls/queues.yaml', true],
    ['repo/calls/tracked.csv', true],
    ['repo/shared/tracked.csv', true],
    ['repo/calls/credentials', false],
    ['repo/shared/left.yaml', false],
    ['repo/.git/config', false],
    ['secret', false],
  ])('%s: %s', (path, expected) => {
    expect(new FileScope(at('repo/calls/cqctl.yaml')).canShow(at(path))).toBe(expected);
  });

  test('paths lead anywhere in it', () => {
    const scope = new FileScope(at('repo/calls/cqctl.yaml'));
    expect(scope.root).toBe(at('repo'));
    expect(scope.contains(at('repo/shared/left.yaml'))).toBe(true);
    expect(scope.contains(at('secret'))).toBe(false);
    expect(scope.contains(at('repo/.git/config'))).toBe(false);
  });

  test('a link to an untracked file shows nothing of it', () => {
    symlinkSync('credentials', at('repo/calls/fine.yaml'));
    expect(new FileScope(at('repo/calls/cqctl.yaml')).canShow(at('repo/calls/fine.yaml'))).toBe(false);
  });

  test('the file that was named is shown whatever it is called', () => {
    write('repo/calls/project');
    const scope = new FileScope(at('repo/calls/project'));
    expect(scope.canShow(at('repo/calls/project'))).toBe(true);
    expect(scope.canShow(at('repo/calls/credentials'))).toBe(false);
  });

  test('variables of git do not ask another repository', () => {
    process.env['GIT_DIR'] = at('secret');
    try {
      write('repo/calls/also.csv');
      git('--git-dir', at('repo/.git'), 'add', 'calls/also.csv');
      expect(new FileScope(at('repo/calls/cqctl.yaml')).canShow(at('repo/calls/also.csv'))).toBe(true);
    } finally {
      delete process.env['GIT_DIR'];
    }
  });
});
