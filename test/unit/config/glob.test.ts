/** Which files a pattern of `include` stands for. */

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { load, writeProject } from '../../support/load-fixture.ts';

const PATHS = [
  '.drafts/new.yaml',
  'sales.yaml',
  'team-a/notes/more.yaml',
  'team-a/queues.yaml',
  'team-b/.draft.yaml',
  'team-b/queues.yaml',
];

/** A project in which each file has a queue of its own, whose key is the file's path. */
function write(pattern: string): string {
  const queues = PATHS.map((path, index) => [
    path,
    `queues: { "${path}": { extension_number: "${8000 + index}" } }\n`,
  ]);
  const main = `version: 1\ninclude: [${JSON.stringify(pattern)}]\n`;
  return writeProject({ ...Object.fromEntries(queues), 'cqctl.yaml': main });
}

async function keysOf(folder: string): Promise<string[]> {
  const { value, diagnostics } = await load(folder);
  const isEmpty = value?.desired.resources.length === 0;
  expect(diagnostics.map(({ code }) => code)).toEqual(isEmpty ? ['CQ308'] : []);
  return value?.desired.resources.map(({ key }) => key) ?? [];
}

describe('a pattern', () => {
  test.each<[string, string[]]>([
    ['*.yaml', ['sales.yaml']],
    ['./team-?/queues.yaml', ['team-a/queues.yaml', 'team-b/queues.yaml']],
    ['team-*/*.yaml', ['team-a/queues.yaml', 'team-b/queues.yaml']],
    ['team-a/**', ['team-a/notes/more.yaml', 'team-a/queues.yaml']],
    ['**/more.yaml', ['team-a/notes/more.yaml']],
    ['**/?o*.yaml', ['team-a/notes/more.yaml']],
    ['.*/*.yaml', ['.drafts/new.yaml']],
    ['team-b/.*', ['team-b/.draft.yaml']],
    ['**/.*', ['team-b/.draft.yaml']],
    ['sales.yaml/*', []],
    ['nobody/*.yaml', []],
  ])('%s', async (pattern, paths) => {
    expect(await keysOf(write(pattern))).toEqual(paths);
  });

  test('of an absolute path begins there, not at the project', async () => {
    const elsewhere = write('*.yaml');
    const folder = writeProject({ 'cqctl.yaml': `version: 1\ninclude: ["${elsewhere}/team-?/*.yaml"]\n` });
    expect((await load(folder)).diagnostics.map(({ code }) => code)).toEqual(['CQ136']);
    const { value } = await load(folder, { allowsOutside: true });
    const keys = value?.desired.resources.map(({ key }) => key);
    expect(keys).toEqual(['team-a/queues.yaml', 'team-b/queues.yaml']);
  });

  test('finds its files beside any number of others', async () => {
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\ninclude: ["q*.yaml"]\n',
      'queues.yaml': 'queues: { a: { extension_number: "8000" } }\n',
    });
    execFileSync('sh', ['-c', 'seq 100001 | sed "s/^/x/" | xargs touch'], { cwd: folder });
    expect(await keysOf(folder)).toEqual(['a']);
  }, 60_000);

  test('that matches far too many files is refused', async () => {
    const folder = writeProject({ 'cqctl.yaml': 'version: 1\ninclude: ["q*.yaml"]\n' });
    execFileSync('sh', ['-c', 'seq 20001 | sed "s/.*/q&.yaml/" | xargs touch'], { cwd: folder });
    expect((await load(folder)).diagnostics.map(({ code }) => code)).toEqual(['CQ118']);
  }, 60_000);

  test('takes files, not a folder that is called like one', async () => {
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\ninclude: ["*.yaml"]\n',
      'a.yaml': 'queues: { a: { extension_number: "8000" } }\n',
      'b.yaml/c.yaml': 'queues: { c: { extension_number: "8001" } }\n',
    });
    expect(await keysOf(folder)).toEqual(['a']);
  });

  test('looks 32 folders down and no further', async () => {
    const below = (depth: number) => `${'d/'.repeat(depth)}x.yaml`;
    const folder = writeProject({
      'cqctl.yaml': 'version: 1\ninclude: ["**/x.yaml"]\n',
      [below(32)]: 'queues: { a: { extension_number: "8000" } }\n',
      [below(33)]: 'queues: { b: { extension_number: "8001" } }\n',
    });
    expect(await keysOf(folder)).toEqual(['a']);
  });
});
