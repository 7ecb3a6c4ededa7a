/** Every test lies where CONTRIBUTING.md says. */

import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true }) as string[];
const testsBelow = (folder: string) => filesBelow(folder).filter((path) => path.endsWith('.ts'));

/** What is tried in a folder of test/unit. */
const sourceOf = (room: string) => (room === 'support' ? 'test/support' : `src/${room}`);

/** The names of all files and folders of a room, without their endings. */
function namesIn(room: string): string[] {
  return filesBelow(sourceOf(room)).map((path) => basename(path).replace(/\.\w+$/, ''));
}

const isAbout = (name: string, subject: string): boolean =>
  name === subject || name.startsWith(`${subject}-`) || subject.startsWith(`${name}-`);

/** What is wrong with where a file of test/unit lies; undefined: nothing. */
function faultOf(path: string): string | undefined {
  const [room = '', file = '', ...deeper] = path.split('/');
  if (deeper.length > 0 || file === '') return `${path}: not in a folder of test/unit`;
  const name = /^(.+)\.test\.ts$/.exec(file)?.[1];
  if (name === undefined) return `${path}: what is no test lies in test/support`;
  if (name.includes('.')) return `${path}: properties lie in test/property`;
  return namesIn(room).some((subject) => isAbout(name, subject))
    ? undefined
    : `${path}: nothing in ${sourceOf(room)} has a name that this begins with`;
}

test('a unit test lies in the folder of its room, under the name of what it tries', () => {
  expect(testsBelow('test/unit').flatMap((path) => faultOf(path) ?? [])).toEqual([]);
});

test.each([
  ['apply/nothing-of-the-kind.test.ts', 'nothing in src/apply'],
  ['apply/deeper/run.test.ts', 'not in a folder'],
  ['run.test.ts', 'not in a folder'],
  ['apply/builders.ts', 'test/support'],
  ['apply/run.property.test.ts', 'test/property'],
])('%s would be found', (path, fault) => {
  expect(faultOf(path)).toContain(fault);
});

test.each([
  ['test/property', /\.property\.test\.ts$/],
  ['test/e2e', /\.test\.ts$/],
  ['test/browser', /\.test\.ts$/],
  ['test/postgres', /\.test\.ts$/],
  ['test/repository', /\.test\.ts$/],
  ['test/scenarios', /\.test\.ts$/],
])('%s holds nothing but its tests', (folder, name) => {
  expect(testsBelow(folder).filter((path) => !name.test(path))).toEqual([]);
});

test.each(['test/support', 'test/conformance'])('%s holds no test', (folder) => {
  expect(testsBelow(folder).filter((path) => path.endsWith('.test.ts'))).toEqual([]);
});

test('there is no other folder of tests', () => {
  expect(readdirSync(join(ROOT, 'test')).sort()).toEqual([
    'browser',
    'conformance',
    'e2e',
    'fixtures',
    'fuzz',
    'golden',
    'postgres',
    'property',
    'repository',
    'scenarios',
    'support',
    'unit',
  ]);
});
