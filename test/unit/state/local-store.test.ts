/** The local file as a store: the common suite, then what only a file can do wrong. */

import { execFileSync } from 'node:child_process';
import {
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StateDocument } from '../../../src/model/state.ts';
import { newDocument, serializeDocument } from '../../../src/state/document.ts';
import { openLocalStore } from '../../../src/state/local-store.ts';
import { parseDocument } from '../../../src/state/parse-document.ts';
import { describeStateStore } from '../../conformance/state-store.ts';

describeStateStore('local', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-state-'));
  const path = join(folder, 'deep', 'state.json');
  return {
    store: openLocalStore(path),
    another: () => openLocalStore(path),
    close: () => rm(folder, { recursive: true, force: true }),
  };
});

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-state-'));
  path = join(folder, 'state.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const first: StateDocument = { ...newDocument('t'), serial: 1 };
const withEntry = (entry: unknown) => JSON.stringify({ ...first, resources: { 'queue.a': entry } });
const whole = { kind: 'queue', id: '1', key: '8000', applied: {}, prevent_destroy: false };

describe('a state file', () => {
  test.each([
    ['', 'it is empty'],
    ['{"version":1', 'it is not JSON'],
    ['<html>', 'it is not JSON'],
    ['[]', 'not an object'],
    ['{"version":0}', 'its version is none of cqctl’s'],
    ['{"lineage":"x"}', 'it has no version'],
    [JSON.stringify({ ...first, serial: -1 }), 'serial'],
    [JSON.stringify({ ...first, resources: { nonsense: {} } }), '"nonsense" is no address'],
    ['{"version":1,"lineage":"x","serial":1,"target":"t","resources":{"__proto__":{}}}', 'no address'],
    [withEntry({ kind: 'queue' }), 'queue.a has no id'],
    [withEntry({ ...whole, kind: 'server' }), 'is of the kind server'],
    [withEntry({ ...whole, prompts: { moh_prompt_file_id: {} } }), 'moh_prompt_file_id'],
    [withEntry({ ...whole, prompts: 5 }), 'prompts'],
    [JSON.stringify({ ...first, released: { 'queue.a': 8000 } }), 'let go of'],
    [JSON.stringify({ ...first, released: ['8000'] }), 'let go of'],
    [
      JSON.stringify({
        ...first,
        resources: { 'agents.a': { ...whole, kind: 'agents', applied: { items: [null] } } },
      }),
      'no list',
    ],
  ])('that is damaged is refused, with what is wrong: %j', async (text, fault) => {
    await writeFile(path, text);
    await expect(openLocalStore(path).read()).rejects.toMatchObject({
      code: 'CQ601',
      message: expect.stringContaining(fault),
      hint: expect.stringContaining('there is no backup'),
    });
  });

  test('that is damaged can be had back from its backup, which stays good', async () => {
    await openLocalStore(path).write(first);
    const store = openLocalStore(path);
    await store.read();
    await store.write({ ...first, serial: 2 });
    await writeFile(path, '{"version":');
    const damaged = openLocalStore(path);
    await expect(damaged.read()).rejects.toMatchObject({
      hint: expect.stringContaining(`${path}.backup: copy it`),
    });
    // Who replaces it knowingly must not put the damaged one in the backup's place.
    await damaged.write({ ...first, serial: 3 });
    expect(await readFile(`${path}.damaged`, 'utf8')).not.toBe('');
    expect(parseDocument(await readFile(`${path}.backup`, 'utf8'), 'x')).toEqual(first);
    await copyFile(`${path}.backup`, path);
    expect(await openLocalStore(path).read()).toEqual(first);
  });

  test('that is damaged is not overwritten by who has not looked', async () => {
    await writeFile(path, '{');
    await expect(openLocalStore(path).write(first)).rejects.toMatchObject({ code: 'CQ601' });
    expect(await readFile(path, 'utf8')).toBe('{');
  });

  test('of a newer version is refused', async () => {
    await writeFile(path, '{"version":2}');
    await expect(openLocalStore(path).read()).rejects.toMatchObject({
      code: 'CQ602',
      hint: expect.stringContaining('upgrade'),
    });
  });

  test.each([
    [
      'below a file',
      async () => {
        await writeFile(path, 'x');
        return join(path, 'state.json');
      },
      'not a folder',
    ],
    [
      'that is a folder',
      async () => {
        await mkdir(join(path, 'x'), { recursive: true });
        return path;
      },
      'folder',
    ],
    ['with a name too long', async () => join(folder, 'x'.repeat(300)), 'too long'],
  ])('%s is named with the reason, for reading, writing and locking', async (_what, make, reason) => {
    const place = await make();
    const refusal = { code: 'CQ600', message: expect.stringContaining(reason) };
    await expect(openLocalStore(place).read()).rejects.toMatchObject(refusal);
    await expect(openLocalStore(place).write(first)).rejects.toMatchObject(refusal);
    await mkdir(`${join(folder, 'lock')}.lock`);
    await expect(openLocalStore(join(folder, 'lock')).lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({
      code: 'CQ600',
    });
  });

  test('is kept as it was before the run, and leaves nothing else behind', async () => {
    await openLocalStore(path).write(first);
    const store = openLocalStore(path);
    await store.read();
    await store.write({ ...first, serial: 2 });
    await store.write({ ...first, serial: 3 });
    expect(await readFile(`${path}.backup`, 'utf8')).toBe(serializeDocument(first));
    expect((await readdir(folder)).sort()).toEqual(['state.json', 'state.json.backup']);
  });

  test('is never half a document: whoever has it open reads the old one to its end', async () => {
    const store = openLocalStore(path);
    await store.write(first);
    for (const serial of [2, 3]) {
      const reader = await open(path);
      const { ino } = await reader.stat();
      const before = await readFile(path, 'utf8');
      // Shorter than what it takes the place of, and longer.
      await store.write({ ...first, serial, target: 'x'.repeat(serial === 2 ? 10_000 : 1) });
      expect(await reader.readFile('utf8')).toBe(before);
      expect((await stat(path)).ino).not.toBe(ino);
      await reader.close();
    }
  });

  test('is there and whole for who reads it again and again while it is saved', async () => {
    const store = openLocalStore(path);
    await store.write(first);
    let isSaving = true;
    const reading = (async () => {
      const serials: number[] = [];
      while (isSaving) serials.push(parseDocument(await readFile(path, 'utf8'), path).serial);
      return serials;
    })();
    for (let serial = 2; serial <= 20; serial++) {
      await store.write({ ...first, serial, target: 'x'.repeat(500_000) });
    }
    isSaving = false;
    const serials = await reading;
    expect(serials).toEqual([...serials].sort((a, b) => a - b));
  });

  test('keeps its mode, and the link that stands for it', async () => {
    const real = join(folder, 'elsewhere.json');
    await writeFile(real, serializeDocument(first), { mode: 0o600 });
    await symlink(real, path);
    const store = openLocalStore(path);
    await store.read();
    await store.write({ ...first, serial: 2 });
    expect((await stat(real)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(real, 'utf8'))).toMatchObject({ serial: 2 });
  });

  test('is freed of what killed runs left, once that is old', async () => {
    const [old, young] = [`${path}.tmp-old`, `${path}.lock.tmp-young`];
    await writeFile(old, 'x');
    await writeFile(young, 'x');
    await utimes(old, 1, 1);
    await openLocalStore(path).write(first);
    expect((await readdir(folder)).sort()).toEqual(['state.json', 'state.json.lock.tmp-young']);
  });

  const canMount = process.platform === 'linux' && process.getuid?.() === 0 && isMountable();
  test.runIf(canMount)('stays as it is when the disk fills up in the middle of a write', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'none', folder]);
    try {
      const store = openLocalStore(path);
      await store.write(first);
      const large = { ...first, serial: 2, target: 'x'.repeat(200_000) };
      await expect(store.write(large)).rejects.toMatchObject({
        code: 'CQ600',
        message: expect.stringContaining('no space'),
      });
      expect(await openLocalStore(path).read()).toEqual(first);
      expect((await readdir(folder)).filter((name) => name.includes('.tmp-'))).toEqual([]);
      expect(await store.rescue(large)).toBeUndefined();
    } finally {
      execFileSync('umount', [folder]);
    }
  });
});

/** Not in every container. */
function isMountable(): boolean {
  try {
    execFileSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs none "$d" && umount "$d" && rmdir "$d"'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

describe('links', () => {
  test('two to one state are one state: one lock, one backup, seen by both', async () => {
    await mkdir(join(folder, 'real'));
    await symlink(join(folder, 'real', 'state.json'), join(folder, 'a.json'));
    await writeFile(join(folder, 'real', 'state.json'), serializeDocument(first));
    await symlink(join(folder, 'real'), join(folder, 'b'));
    const [a, b] = [openLocalStore(join(folder, 'a.json')), openLocalStore(join(folder, 'b', 'state.json'))];
    const lock = await a.lock('apply', { timeoutMs: 0 });
    await expect(b.lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'CQ610' });
    await a.read();
    await a.write({ ...first, serial: 2 });
    await lock.release();
    expect((await b.read())?.serial).toBe(2);
    await expect(openLocalStore(join(folder, 'b', 'state.json')).write(first)).rejects.toMatchObject({
      code: 'CQ603',
    });
    expect((await readdir(join(folder, 'real'))).sort()).toEqual(['state.json', 'state.json.backup']);
    expect((await readdir(folder)).sort()).toEqual(['a.json', 'b', 'real']);
  });

  test('to a folder are followed where the state is not there yet', async () => {
    await mkdir(join(folder, 'real'));
    await symlink(join(folder, 'real'), join(folder, 'b'));
    const lock = await openLocalStore(join(folder, 'b', 'new', 'state.json')).lock('apply', { timeoutMs: 0 });
    const other = openLocalStore(join(folder, 'real', 'new', 'state.json'));
    await expect(other.lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'CQ610' });
    await lock.release();
  });

  test('that lead nowhere are an error, of the file as of its folder', async () => {
    await symlink(join(folder, 'gone'), path);
    await symlink(join(folder, 'unmounted'), join(folder, 'disk'));
    for (const place of [path, join(folder, 'disk', 'state.json'), join(folder, 'disk', 'a', 'state.json')]) {
      expect(() => openLocalStore(place)).toThrow(
        expect.objectContaining({ code: 'CQ615', message: expect.stringContaining('which is not there') }),
      );
    }
    expect((await readdir(folder)).sort()).toEqual(['disk', 'state.json']);
  });
});

test('a pipe or a device is refused, not waited for: of the state and of its lock', {
  timeout: 10_000,
}, async () => {
  execFileSync('mkfifo', [path, join(folder, 'b.json.lock')]);
  await symlink('/dev/zero', join(folder, 'zero.json'));
  for (const place of [path, join(folder, 'zero.json')]) {
    const store = openLocalStore(place);
    await expect(store.read()).rejects.toMatchObject({ code: 'CQ615' });
    await expect(store.write(first)).rejects.toMatchObject({ code: 'CQ615' });
  }
  const store = openLocalStore(join(folder, 'b.json'));
  await expect(store.lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'CQ615' });
});
