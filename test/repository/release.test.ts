/** `npm version` in a repository of its own: the changelog and the tag that come of it. */

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../support/run-cli.ts';

const OLD = '## 0.1.0 (2026-01-02)\n\n* The first.\n';
const TODAY = /\d{4}-\d\d-\d\d/;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cqctl-release-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    encoding: 'utf8',
  }).trim();

/** A repository with the scripts of this one and `changelog`, committed. */
function prepare(changelog: string) {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const manifest = { name: 'x', version: '0.1.0', type: 'module', scripts: { version: scripts.version } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  // npm keeps its cache in the home folder, which is this one.
  writeFileSync(join(folder, '.gitignore'), '.npm/\n');
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
  mkdirSync(join(folder, 'scripts'));
  for (const name of ['release.js', 'release-changelog.js']) {
    cpSync(join(ROOT, 'scripts', name), join(folder, 'scripts', name));
  }
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
}

function npmVersion(version: string) {
  const author = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  };
  const env = { PATH: process.env['PATH'], HOME: folder, ...author };
  return spawnSync('npm', ['version', version, '--no-update-notifier'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
}

const check = (tag: string) =>
  spawnSync(process.execPath, [join(folder, 'scripts/release.js'), '--check', tag], { encoding: 'utf8' });

test('what was unreleased becomes the version, in the commit that is tagged', () => {
  prepare(`# Changelog\n\n## Unreleased\n\n### Changed\n\n* Something, for $& and $1.\n\n${OLD}`);
  expect(npmVersion('0.2.0').status).toBe(0);
  const released = git('show', 'v0.2.0:CHANGELOG.md');
  expect(released.replace(TODAY, 'TODAY')).toBe(
    `# Changelog\n\n## Unreleased\n\n## 0.2.0 (TODAY)\n\n### Changed\n\n* Something, for $& and $1.\n\n${OLD.trim()}`,
  );
  expect(git('status', '--porcelain')).toBe('');
  expect(check('v0.2.0').status).toBe(0);
  expect(check('v0.3.0')).toMatchObject({ status: 1, stderr: expect.stringContaining('the tag is v0.3.0') });
});

test.each([
  ['nothing is unreleased', `# Changelog\n\n## Unreleased\n\n### Changed\n\n${OLD}`, 'says nothing under'],
  ['there is no such section', `# Changelog\n\n${OLD}`, 'has no section "Unreleased"'],
  ['the version was released', `# Changelog\n\n## Unreleased\n\n* x\n\n## 0.2.0 (2026-01-03)\n`, 'already'],
])('nothing is tagged when %s', (_title, changelog, words) => {
  prepare(changelog);
  const { status, stderr } = npmVersion('0.2.0');
  expect(status).not.toBe(0);
  expect(stderr).toContain(words);
  expect(git('tag')).toBe('');
  expect(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')).toBe(changelog);
});

test('a tag without a section of its version is refused', () => {
  prepare('# Changelog\n\n## Unreleased\n\n* x\n');
  expect(check('v0.1.0')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('no section of 0.1.0'),
  });
});
