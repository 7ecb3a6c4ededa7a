/**
 * A data file of the embedded PBX is refused where something of it is missing, and only there. lmdb itself ends the process
 * where it reads behind the end of a file, so each attempt is made in a process of its own.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const STORE = pathToFileURL(resolve('dist/pbx/store.js')).href;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cqctl-data-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes that share a commit, some of them undone: after the fourth round the file is shorter than it says. */
const WRITE = `
let seed = 417 * 7919;
const some = (count) => {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return Math.floor((seed / 0x80000000) * count);
};
const write = (store) => Promise.allSettled([1, 2, 3].map(() => store.write(() => {
  for (let i = 0; i < 8; i += 1) {
    const id = some(60);
    if (some(2) === 0) store.put(['object', 'q', id], 'x'.repeat(some(1900)));
    else store.remove(['object', 'q', id]);
    if (some(2) === 0) store.putBytes(['k', id], Buffer.alloc(some(9000), id + 1));
    else store.removeBytes(['k', id]);
  }
  if (some(4) === 0) throw new Error('undone');
})));`;

const READ = `
const contents = (store) => JSON.stringify([
  store.entries(['object']),
  Array.from({ length: 60 }, (_, id) => Buffer.from(store.getBytes(['k', id]) ?? []).toString('hex')),
]);
const sizes = () => {
  const file = fs.readFileSync('pbx.mdb');
  const page = file.readUInt32LE(48);
  const later = file.readBigUInt64LE(152) > file.readBigUInt64LE(page + 152) ? 0 : page;
  return { page, has: file.length, says: (Number(file.readBigUInt64LE(later + 144)) + 1) * page };
};`;

function run(script: string): unknown {
  const text = `import fs from 'node:fs'; import { openStore } from ${JSON.stringify(STORE)};${WRITE}${READ}${script}`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', text], {
    cwd: folder,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

test('a file whose last pages were counted and never written is whole, and stays as it is', () => {
  const result = run(`
    const store = openStore('pbx.mdb');
    for (let round = 0; round < 4; round += 1) await write(store);
    const before = contents(store);
    await store.close();
    const { has, says } = sizes();
    const again = openStore('pbx.mdb');
    const after = contents(again);
    await again.close();
    // What is written next takes the pages that are not there.
    for (let round = 0; round < 20; round += 1) {
      const more = openStore('pbx.mdb');
      await write(more);
      await more.close();
    }
    console.log(JSON.stringify({ isShort: has < says, isSame: before === after, length: before.length }));
  `);
  expect(result).toEqual({ isShort: true, isSame: true, length: expect.any(Number) });
  expect((result as { length: number }).length).toBeGreaterThan(100_000);
});

test.each([4, 5, 12])(
  'cut anywhere it is refused, unless nothing is missing, after %i rounds of writes',
  (rounds) => {
    const result = run(`
    const store = openStore('pbx.mdb');
    for (let round = 0; round < ${rounds}; round += 1) await write(store);
    const whole = contents(store);
    await store.close();
    const { page, has } = sizes();
    const file = fs.readFileSync('pbx.mdb');
    const found = { refused: 0, same: 0, different: [] };
    for (let end = page; end <= has; end += page) {
      for (const length of [end - 1, end, end + page / 2]) {
        if (length > has) continue;
        fs.rmSync('cut.mdb-lock', { force: true });
        fs.writeFileSync('cut.mdb', file.subarray(0, length));
        try {
          const cut = openStore('cut.mdb');
          if (contents(cut) === whole) found.same += 1;
          else found.different.push(length);
          await cut.close();
        } catch (error) {
          if (error.code !== 'CQ921') throw error;
          found.refused += 1;
        }
        if (fs.statSync('cut.mdb').size !== length) found.different.push(length);
      }
    }
    console.log(JSON.stringify(found));
  `) as { refused: number; same: number };
    expect(result).toMatchObject({ different: [] });
    expect(result.refused).toBeGreaterThan(100);
    // The whole file at least.
    expect(result.same).toBeGreaterThan(0);
  },
);
