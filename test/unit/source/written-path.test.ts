import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../../../src');

test('no other place resolves a path from the folder of the file that it is written in', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(300);
  const resolving = files.filter((name) =>
    /dirname\([\w.]*file\.path\)/.test(readFileSync(join(src, name), 'utf8')),
  );
  expect(resolving).toEqual([join('source', 'written-path.ts')]);
});
