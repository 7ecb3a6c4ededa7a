/** docs/adding.md names files that exist. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';

const text = readFileSync('docs/adding.md', 'utf8');
/** Paths in code spans; `queue-*.ts` and the like name several, and a name without a folder was given with one before. */
const named = [...text.matchAll(/`([\w./-]+)`/g)].map(([, path = '']) => path);
const paths = named.filter((path) => /^(src|test|docs|scripts)\//.test(path));
const bareNames = named.filter((name) => /^[\w-]+\.ts$/.test(name));

test.each(paths)('%s exists', (path) => {
  expect(existsSync(path)).toBe(true);
});

test.each(bareNames)('%s is short for a path on the page', (name) => {
  expect(paths.some((path) => path.endsWith(`/${name}`))).toBe(true);
});

test('every part names files to look at', () => {
  for (const part of text.split(/^## /m).slice(1)) {
    expect([...part.matchAll(/`(src\/[\w./-]+)`/g)].length, part.split('\n', 1)[0]).toBeGreaterThan(1);
    expect(part).toContain('ompiler');
  }
  expect(new Set(paths.map((path) => dirname(path))).size).toBeGreaterThan(15);
});
