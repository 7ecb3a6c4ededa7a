/** A dead holder's lock that several find at once: whoever comes second must not take away what the first one made. */

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLocalStore } from '../../../src/state/local-store.ts';
import { describeSelf } from '../../../src/state/lock-holder.ts';
import type { StateLock } from '../../../src/state/store.ts';

/** How long the disk takes to remove a lock. */
let removalMs = 0;
vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...original,
    rm: async (...args: Parameters<typeof original.rm>) => {
      if (removalMs > 0 && String(args[0]).endsWith('.lock')) {
        await new Promise((resolve) => setTimeout(resolve, removalMs));
      }
      await original.rm(...args);
    },
  };
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-takeover-'));
});
afterEach(() => {
  removalMs = 0;
  return rm(folder, { recursive: true, force: true });
});

const ROUNDS = 60;
const TAKERS = 6;

const deadHolder = async () =>
  JSON.stringify({ ...(await describeSelf('apply')), id: 'of the dead', pid: 2 ** 30 });

test('one of them has it, and still has it once all are through', async () => {
  const dead = await deadHolder();
  for (let round = 0; round < ROUNDS; round += 1) {
    const path = join(folder, `${round}.json`);
    await writeFile(`${path}.lock`, dead);
    // Not all in the same moment, so that some find the dead holder while another is through with it.
    const asked = await Promise.allSettled(
      Array.from({ length: TAKERS }, async (_unused, at) => {
        for (let turn = 0; turn < (at * round) % 17; turn += 1) await new Promise(setImmediate);
        return openLocalStore(path).lock('apply', { timeoutMs: 0 });
      }),
    );
    const locks = asked.flatMap((each): StateLock[] => (each.status === 'fulfilled' ? [each.value] : []));
    expect(locks).toHaveLength(1);
    await locks[0]?.check();
    expect(JSON.parse(await readFile(`${path}.lock`, 'utf8'))).toMatchObject({ id: locks[0]?.holder.id });
    await locks[0]?.release();
  }
  expect(await readdir(folder)).toEqual([]);
});

test('nobody removes a lock while another is just removing the dead one, however slow the disk is', async () => {
  const path = join(folder, 'state.json');
  await writeFile(`${path}.lock`, await deadHolder());
  removalMs = 150;
  const asked = await Promise.allSettled(
    [0, 40, 80].map(async (pauseMs) => {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      return openLocalStore(path).lock('apply', { timeoutMs: 0 });
    }),
  );
  const locks = asked.flatMap((each): StateLock[] => (each.status === 'fulfilled' ? [each.value] : []));
  expect(locks).toHaveLength(1);
  await locks[0]?.check();
  await locks[0]?.release();
});
