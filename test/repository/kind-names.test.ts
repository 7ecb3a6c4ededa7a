/**
 * Which files name a kind. The rooms walk the registry; a file that has the name of one in quotes is here with its reason.
 * `kinds` is where kinds are, `scenario` and `engine` are about queues, their callers and agents, and nothing else.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KIND_NAMES } from '../../src/kinds/registry.ts';

const ROOT = join(import.meta.dirname, '../../src');
const OWN = ['kinds', 'scenario', 'engine'];

const NAMING: { readonly [file: string]: string } = {
  'pbx/store.ts': 'the name of a table in data files of earlier versions',
  'report/dry-run/shown-result.ts': 'the title of a column, and none of a kind',
};

function filesNamingAKind(): string[] {
  const quoted = new RegExp(`['"](${KIND_NAMES.join('|')})['"]`);
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !OWN.includes(file.split('/')[0] ?? ''))
    .filter((file) => quoted.test(readFileSync(join(ROOT, file), 'utf8')))
    .sort();
}

test('no file names a kind without a reason', () => {
  expect(filesNamingAKind()).toEqual(Object.keys(NAMING).sort());
});

test('there are few of them', () => {
  expect(Object.keys(NAMING).length).toBeLessThanOrEqual(8);
});
