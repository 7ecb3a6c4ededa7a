/** The lock of a local file: the common suite, then processes that die, and files that nobody finished. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openLocalStore } from '../../../src/state/local-store.ts';
import { describeSelf, isDead, type LocalHolder, parseHolder } from '../../../src/state/lock-holder.ts';
import { describeStateLock } from '../../conformance/lock.ts';
import { type CompiledRooms, compileRooms } from '../../support/compiled-rooms.ts';

describeStateLock('local', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-lock-'));
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
  folder = await mkdtemp(join(tmpdir(), 'cqctl-lock-'));
  path = join(folder, 'state.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const take = (timeoutMs = 0) => openLocalStore(path).lock('apply', { timeoutMs });

describe('the lock of a process that is gone', () => {
  let rooms: CompiledRooms;
  beforeAll(async () => {
    rooms = await compileRooms(['model', 'kinds', 'state']);
    await writeFile(
      join(rooms.folder, 'hold.js'),
      `import { openLocalStore } from './state/local-store.js';
       const [path, mode, counter] = process.argv.slice(2);
       const { appendFileSync, readFileSync, writeFileSync } = await import('node:fs');
       try {
         if (mode === 'count') {
           for (let round = 0; round < 15; round++) {
             const lock = await openLocalStore(path).lock('apply', { timeoutMs: 60000 });
             const count = Number(readFileSync(counter, 'utf8'));
             await new Promise((resolve) => setTimeout(resolve, 1));
             writeFileSync(counter, String(count + 1));
             await lock.release();
           }
           console.log('counted');
         } else {
           const lock = await openLocalStore(path).lock('apply', { timeoutMs: 0 });
           console.log('held ' + lock.holder.id);
           setInterval(() => {}, 1000);
         }
       } catch (error) {
         console.log(error.code);
       }`,
    );
  });
  afterAll(() => rooms.remove());

  const start = (mode: string, ...more: string[]) => {
    const child = spawn(process.execPath, [join(rooms.folder, 'hold.js'), path, mode, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = once(child.stdout, 'data').then(([text]) => String(text).trim());
    return { child, said };
  };
  const kill = async ({ child }: ReturnType<typeof start>): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'close');
  };

  test('is respected while it lives, and taken over at once when it was killed', async () => {
    const running = start('hold');
    await running.said;
    await expect(take()).rejects.toMatchObject({ code: 'CQ610' });
    await kill(running);
    const lock = await take();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('is taken over by exactly one of several that come at once', async () => {
    const running = start('hold');
    await running.said;
    await kill(running);
    const takers = Array.from({ length: 4 }, () => start('hold'));
    const said = await Promise.all(takers.map((taker) => taker.said));
    expect(said.sort()).toEqual(['CQ610', 'CQ610', 'CQ610', expect.stringMatching(/^held /)]);
    for (const taker of takers) taker.child.kill('SIGKILL');
  });

  test('is waited for by processes that contend for it, so that none loses what another wrote', async () => {
    const counter = join(folder, 'counter');
    await writeFile(counter, '0');
    const contenders = Array.from({ length: 3 }, () => start('count', counter));
    expect(await Promise.all(contenders.map(({ said }) => said))).toEqual(['counted', 'counted', 'counted']);
    expect(await readFile(counter, 'utf8')).toBe('45');
  });
});

describe('a holder', () => {
  let self: LocalHolder;
  beforeEach(async () => {
    self = await describeSelf('apply');
  });

  const differing = (changes: Partial<LocalHolder>): Promise<boolean> => isDead({ ...self, ...changes });
  /** No pid is as large. */
  const NO_PROCESS = 2 ** 30;

  test('is read back as it was written', () => {
    expect(parseHolder(JSON.stringify(self))).toEqual(self);
  });

  test('is dead when its process is, or when a later one has its number', async () => {
    expect(await differing({})).toBe(false);
    expect(await differing({ pid: NO_PROCESS })).toBe(true);
    expect(await differing({ started: '1' })).toBe(true);
    expect(await differing({ started: null })).toBe(false);
  });

  test('is not called dead where that cannot be known: on another host, in another container', async () => {
    expect(await differing({ pid: NO_PROCESS, host: 'elsewhere.invalid' })).toBe(false);
    expect(await differing({ pid: NO_PROCESS, namespace: 'pid:[1]' })).toBe(false);
    expect(await differing({ pid: 0 })).toBe(false);
    expect(await differing({ pid: -1 })).toBe(false);
  });

  test('is dead when this machine was started again since, and only if it is known to be this one', async () => {
    expect(await differing({ boot: 'before', machine: 'another of the same name' })).toBe(false);
    expect(await differing({ boot: 'before', machine: null })).toBe(false);
    expect(await differing({ boot: 'before' })).toBe(self.machine !== null);
  });
});

describe('a lock file', () => {
  test.each(['', '{"id":"x', 'null', '5', '[]', '{}', '{"id":7}'])(
    'that names nobody is respected for some seconds, then taken for abandoned: %j',
    async (text) => {
      await writeFile(`${path}.lock`, text);
      await expect(take()).rejects.toMatchObject({
        code: 'CQ610',
        message: expect.stringContaining('somebody unknown'),
        hint: expect.stringContaining('cqctl state unlock'),
      });
      await utimes(`${path}.lock`, 1, 1);
      await (await take()).release();
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test('of any size is looked at in part, and its holder is named in few words', async () => {
    const self = await describeSelf('apply');
    await writeFile(`${path}.lock`, JSON.stringify({ ...self, who: 'w'.repeat(10_000) }));
    const refusal = await take().catch((error: unknown) => error);
    expect(String(refusal).length).toBeLessThan(1000);
    expect(refusal).toMatchObject({ code: 'CQ610', holder: { who: 'w'.repeat(500) } });
    const file = await open(`${path}.lock`, 'w');
    await file.write(JSON.stringify(self));
    // Of a terabyte, and none of it on the disk.
    await file.truncate(2 ** 40);
    await file.close();
    await expect(take()).rejects.toMatchObject({ message: expect.stringContaining('somebody unknown') });
    expect(await openLocalStore(path).forceUnlock()).toMatchObject({ who: 'somebody unknown' });
  });

  test('that names nobody can be removed by hand', async () => {
    await writeFile(`${path}.lock`, '');
    expect(await openLocalStore(path).forceUnlock()).toMatchObject({ who: 'somebody unknown' });
    await (await take()).release();
  });

  test('of a holder without the rest of the facts is held by somebody', async () => {
    await writeFile(`${path}.lock`, '{"id":"x"}');
    await expect(take()).rejects.toMatchObject({ code: 'CQ610', holder: { id: 'x' } });
  });

  test('is taken over although a guard was left behind by a kill', async () => {
    const dead = { ...(await describeSelf('apply')), pid: 2 ** 30 };
    await writeFile(`${path}.lock`, JSON.stringify(dead));
    await mkdir(`${path}.lock.guard`);
    await utimes(`${path}.lock.guard`, 1, 1);
    await (await take()).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('that is a link to nowhere ends in an error, not in waiting for ever', {
    timeout: 30_000,
  }, async () => {
    await symlink(join(folder, 'nowhere'), `${path}.lock`);
    await expect(take()).rejects.toMatchObject({ code: 'CQ610' });
  });
});
