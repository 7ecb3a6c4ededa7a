/** Who may read what cqctl keeps, whatever the umask says and whatever was there. */

import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile } from '../../../src/state/atomic-file.ts';
import { newDocument, serializeDocument } from '../../../src/state/document.ts';
import { openLocalStore } from '../../../src/state/local-store.ts';
import { makePrivateFolder } from '../../../src/state/private-file.ts';

let folder = '';
let umask = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-private-'));
  umask = process.umask();
});
afterEach(() => {
  process.umask(umask);
  return rm(folder, { recursive: true, force: true });
});

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
const document = { ...newDocument('x'), serial: 1 };

test.each([0o000, 0o022, 0o077])(
  'state, its backup and its rescue are their owner’s alone: umask %o',
  async (mask) => {
    process.umask(mask);
    const path = join(folder, '.cqctl', 'state.json');
    const store = openLocalStore(path);
    await store.write(document);
    await openLocalStore(path).write({ ...document, serial: 2 });
    const rescued = await store.rescue(document);
    expect(await modeOf(path)).toBe('600');
    expect(await modeOf(`${path}.backup`)).toBe('600');
    expect(await modeOf(rescued ?? '')).toBe('600');
    expect(await modeOf(join(folder, '.cqctl'))).toBe('700');
  },
);

test.each([
  // Others may read it: nobody chose that.
  [0o644, 0o755, '600'],
  [0o666, 0o700, '600'],
  [0o664, 0o755, '600'],
  // Others may not: somebody chose it.
  [0o640, 0o755, '640'],
  [0o660, 0o755, '660'],
  [0o600, 0o755, '600'],
  // A group works in the folder.
  [0o664, 0o775, '660'],
  [0o644, 0o770, '640'],
])(
  'a state of the mode %o in a folder of %o becomes %s, and its backup',
  async (mode, folderMode, expected) => {
    const path = join(folder, 'shared', 'state.json');
    await mkdir(join(folder, 'shared'));
    await writeFile(path, serializeDocument(document));
    await chmod(path, mode);
    await chmod(join(folder, 'shared'), folderMode);
    await openLocalStore(path).write({ ...document, serial: 2 });
    expect(await modeOf(path)).toBe(expected);
    expect(await modeOf(`${path}.backup`)).toBe(expected);
    // Not made by cqctl, and of a name of its own.
    expect(await modeOf(join(folder, 'shared'))).toBe(folderMode.toString(8));
  },
);

test.each([
  ['.cqctl', 0o755, '700'],
  ['.cqctl', 0o777, '700'],
  ['.cqctl', 0o770, '770'],
  ['other', 0o755, '755'],
])('a folder %s of the mode %o becomes %s', async (name, mode, expected) => {
  const path = join(folder, name);
  await mkdir(path);
  await chmod(path, mode);
  await makePrivateFolder(path);
  expect(await modeOf(path)).toBe(expected);
});

test('what is not private keeps its mode, and is new as the umask has it', async () => {
  process.umask(0o022);
  const path = join(folder, 'cqctl.yaml');
  await replaceFile(path, 'a');
  expect(await modeOf(path)).toBe('644');
  await chmod(path, 0o755);
  await replaceFile(path, 'b');
  expect(await modeOf(path)).toBe('755');
});
