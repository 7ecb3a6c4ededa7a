/** The local file as a store: the common suite, then what only a file can do wrong. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newDocument, serializeDocument } from '../../../src/state/document.ts';
import { openLocalStore } from '../../../src/state/local-store.ts';
import { describeStateStore } from '../../conformance/state-store.ts';
import { type CompiledRooms, compileRooms } from '../../support/compiled-rooms.ts';

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

describe('a state file', () => {
  test.each([
    ['', 'empty'],
    ['{"version":1', 'not JSON'],
    ['[]', 'not an object'],
    ['{"version":1,"lineage":"x","serial":1,"target":"t","resources":{"nonsense":{}}}', 'no address'],
    ['{"version":1,"lineage":"x","serial":1,"target":"t","resources":{"queue.a":{"kind":"queue"}}}', 'no id'],
  ])('that is damaged is refused with a word on the backup: %j', async (text) => {
    await writeFile(path, text);
    await expect(openLocalStore(path).read()).rejects.toMatchObject({
      code: 'CQ601',
      hint: expect.stringContaining('.backup'),
    });
  });

  test('of a newer version is refused', async () => {
    await writeFile(path, '{"version":2}');
    await expect(openLocalStore(path).read()).rejects.toMatchObject({ code: 'CQ602' });
  });

  test('that cannot be read or written is named with the reason', async () => {
    const store = openLocalStore(join(folder, 'state.json', 'below-a-file.json'));
    await writeFile(path, 'x');
    await expect(store.write({ ...newDocument('t'), serial: 1 })).rejects.toMatchObject({
      code: 'CQ600',
      message: expect.stringContaining('not a folder'),
    });
  });

  test('is kept as it was before the run, and leaves nothing else behind', async () => {
    const document = { ...newDocument('t'), serial: 1 };
    await openLocalStore(path).write(document);
    const store = openLocalStore(path);
    await store.read();
    await store.write({ ...document, serial: 2 });
    await store.write({ ...document, serial: 3 });
    expect(await readFile(`${path}.backup`, 'utf8')).toBe(serializeDocument(document));
    expect((await readdir(folder)).sort()).toEqual(['state.json', 'state.json.backup']);
    expect((await stat(path)).isFile()).toBe(true);
  });
});

describe('the lock of a process that is gone', () => {
  let rooms: CompiledRooms;
  beforeAll(async () => {
    rooms = await compileRooms(['model', 'kinds', 'state']);
    await writeFile(
      join(rooms.folder, 'hold.js'),
      `import { openLocalStore } from './state/local-store.js';
       const [path, mode] = process.argv.slice(2);
       try {
         const lock = await openLocalStore(path).lock('apply', { timeoutMs: 0 });
         console.log('held ' + lock.holder.id);
         if (mode === 'once') await lock.release();
         else setInterval(() => {}, 1000);
       } catch (error) {
         console.log(error.code);
       }`,
    );
  });
  afterAll(() => rooms.remove());

  const start = (mode: string) => {
    const child = spawn(process.execPath, [join(rooms.folder, 'hold.js'), path, mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = once(child.stdout, 'data').then(([text]) => String(text).trim());
    return { child, said };
  };

  test('is respected while it lives, and taken over at once when it was killed', async () => {
    const { child, said } = start('for ever');
    await said;
    await expect(openLocalStore(path).lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({
      code: 'CQ610',
    });
    child.kill('SIGKILL');
    await once(child, 'close');
    const lock = await openLocalStore(path).lock('apply', { timeoutMs: 0 });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('is taken over by exactly one of several that come at once', async () => {
    const { child, said } = start('for ever');
    await said;
    child.kill('SIGKILL');
    await once(child, 'close');
    const asked = await Promise.all(
      Array.from({ length: 4 }, () => start('for ever')).map(async (each) => ({
        ...each,
        text: await each.said,
      })),
    );
    expect(
      asked.filter(({ text }) => text.startsWith('held')),
      JSON.stringify(asked.map(({ text }) => text)),
    ).toHaveLength(1);
    for (const each of asked) each.child.kill('SIGKILL');
  });

  test('is told from a later process with the same number, and from one on another machine', async () => {
    const holder = {
      id: 'x',
      who: 'me',
      operation: 'apply',
      since: 'then',
      host: hostname(),
      pid: process.pid,
      started: 'another boot 1',
    };
    await writeFile(`${path}.lock`, JSON.stringify(holder));
    const lock = await openLocalStore(path).lock('apply', { timeoutMs: 0 });
    await lock.release();
    await writeFile(`${path}.lock`, JSON.stringify({ ...holder, host: 'elsewhere.invalid', pid: 1 }));
    await expect(openLocalStore(path).lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({
      code: 'CQ610',
    });
  });
});
