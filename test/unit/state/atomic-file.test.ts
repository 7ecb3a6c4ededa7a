/** A file is replaced whole or not at all, and drafts of killed runs go in the end. */

import {
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeTemporaries, replaceFile, temporaryName } from '../../../src/state/atomic-file.ts';

let folder = '';
let umask = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-atomic-'));
  umask = process.umask(0o022);
});
afterEach(() => {
  process.umask(umask);
  return rm(folder, { recursive: true, force: true });
});

const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);

describe('replacing', () => {
  test.each([
    [{}, '644', '755'],
    [{ isPrivate: false }, '644', '755'],
    [{ isPrivate: true }, '600', '700'],
  ])('makes the folders that are missing: %j', async (options, mode, folderMode) => {
    const path = join(folder, 'a', 'b', 'file');
    await replaceFile(path, 'new', options);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect([await modeOf(path), await modeOf(join(folder, 'a', 'b'))]).toEqual([mode, folderMode]);
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file']);
  });

  test('keeps the mode, and a symbolic link', async () => {
    const [path, link] = [join(folder, 'file'), join(folder, 'link')];
    await writeFile(path, 'old', { mode: 0o750 });
    await symlink('file', link);
    await replaceFile(link, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await modeOf(path)).toBe('750');
    expect((await readdir(folder)).sort()).toEqual(['file', 'link']);
  });

  test.runIf(process.getuid?.() === 0).each([
    [1234, 0],
    [0, 1234],
    [1234, 4321],
  ])('keeps the owner %d and the group %d', async (uid, gid) => {
    const path = join(folder, 'file');
    await writeFile(path, 'old');
    await chown(path, uid, gid);
    await replaceFile(path, 'new');
    expect(await stat(path)).toMatchObject({ uid, gid });
  });

  test('that fails leaves what was there, and no draft', async () => {
    const path = join(folder, 'file');
    await mkdir(path);
    await expect(replaceFile(path, 'new')).rejects.toMatchObject({ syscall: 'rename' });
    expect(await readdir(folder)).toEqual(['file']);
  });
});

describe('drafts of killed runs', () => {
  const NOW = Date.UTC(2026, 0, 1);
  const TEN_MINUTES_MS = 600_000;

  async function leave(name: string, ageMs: number): Promise<void> {
    await writeFile(join(folder, name), '');
    const at = new Date(NOW - ageMs);
    await utimes(join(folder, name), at, at);
  }

  test('are removed once they are ten minutes old, with those of neighbours and of nobody else', async () => {
    const path = join(folder, 'state.json');
    expect(temporaryName(path)).not.toBe(temporaryName(path));
    const draft = basename(temporaryName(path));
    await leave('state.json', TEN_MINUTES_MS);
    await leave(draft, TEN_MINUTES_MS);
    await leave('state.json.backup.tmp-1', TEN_MINUTES_MS + 1);
    await leave('state.json.tmp-young', TEN_MINUTES_MS - 1);
    await leave('other.json.tmp-1', TEN_MINUTES_MS);
    await removeTemporaries(path, NOW);
    expect((await readdir(folder)).sort()).toEqual([
      'other.json.tmp-1',
      'state.json',
      'state.json.tmp-young',
    ]);
  });

  test('that cannot be removed stop nothing', async () => {
    await mkdir(join(folder, 'state.json.tmp-folder'));
    await symlink('nowhere', join(folder, 'state.json.tmp-gone'));
    await removeTemporaries(join(folder, 'state.json'), Number.MAX_SAFE_INTEGER);
    await removeTemporaries(join(folder, 'missing', 'state.json'), NOW);
    expect(await readdir(folder)).toContain('state.json.tmp-folder');
  });
});
