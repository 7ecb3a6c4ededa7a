/** Several files become one project: sections are joined, what two files say is an error, what has the wrong type is one still. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/config/load.ts';
import { isList } from '../../../src/model/desired.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cqctl-assemble-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function load(main: string, ...others: string[]) {
  await writeFile(join(cwd, 'cqctl.yaml'), `version: 1\ninclude: ["part-*.yaml"]\n${main}`);
  for (const [index, text] of others.entries()) await writeFile(join(cwd, `part-${index}.yaml`), text);
  const { value, diagnostics } = await loadProject({
    path: '.',
    cwd,
    variables: {},
    processEnv: {},
    strict: false,
  });
  const found = diagnostics.map(({ code, source }) => `${code} ${source?.file}:${source?.line}`);
  return { desired: value?.desired, found };
}

describe('files together', () => {
  test('have the queues, lists, defaults and moves of all', async () => {
    const { desired, found } = await load(
      'queues: { a: { extension_number: "8000", agents: both } }\nmoved: [{ from: queue.x, to: queue.a }]\ndefaults: { queue: { ring_time: 20 } }\n',
      'version: 1\nqueues: { b: { extension_number: "8001" } }\ndefaults: { queue: { language: en-US } }\n',
      'agent_lists: { both: ["2001"] }\nmoved: [{ from: queue.y, to: queue.b }]\nservers:\nremoved: [queue.z]\n',
    );
    expect(found.filter((line) => !line.startsWith('CQ3'))).toEqual([]);
    expect(desired?.resources.map(({ address }) => address)).toEqual(['queue.a', 'agents.a', 'queue.b']);
    expect(desired?.moved.map(({ to }) => to)).toEqual(['queue.a', 'queue.b']);
    expect(desired?.removed).toEqual(['queue.z']);
    for (const resource of desired?.resources ?? []) {
      if (!isList(resource)) expect(resource.fields).toMatchObject({ ring_time: 20, language: 'en-US' });
    }
  });

  test('keep the place of each key in its own file', async () => {
    const { found } = await load(
      'queues: { a: { extension_number: "8000", agents: x } }\n',
      'queues:\n  b: { extension_number: "8001", agents: x }\n',
      'agent_lists:\n  y: []\nqueues:\n\n  c: { extension_number: "8001", agents: y }\n',
    );
    expect(found.filter((line) => !line.startsWith('CQ30'))).toEqual([
      'CQ353 cqctl.yaml:3',
      'CQ353 part-0.yaml:2',
      'CQ351 part-1.yaml:5',
    ]);
  });

  test('a section that is empty in one file is that of the other', async () => {
    const { desired, found } = await load('', 'queues: { a: { extension_number: "8000" } }\n', 'queues:\n');
    expect(found.filter((line) => !line.startsWith('CQ3'))).toEqual([]);
    expect(desired?.resources).toHaveLength(1);
  });

  test.each<[string, string, string, string[]]>([
    [
      'one key twice',
      'queues: { a: { extension_number: "8000" } }\n',
      'queues:\n  a: { extension_number: "8001" }\n',
      ['CQ350 part-0.yaml:2'],
    ],
    [
      'one default twice',
      'defaults: { queue: { ring_time: 20 } }\n',
      'defaults:\n  queue:\n    ring_time: 30\n',
      ['CQ350 part-0.yaml:3'],
    ],
    ['another version', '', 'version: 2\n', ['CQ211 part-0.yaml:1']],
    ['what only the project file has', '', 'target: embedded\n', ['CQ115 part-0.yaml:1']],
    ['a list where a map is', 'queues: {}\n', 'queues: [a]\n', ['CQ202 part-0.yaml:1']],
    ['a map where a list is', 'moved: []\n', 'moved: { from: queue.a }\n', ['CQ202 part-0.yaml:1']],
    ['an unknown section', '', 'quues: {}\n', ['CQ200 part-0.yaml:1']],
    [
      'a text where a map is, in the project file',
      'queues: a\n',
      'queues: { a: { extension_number: "8000" } }\n',
      ['CQ202 cqctl.yaml:3'],
    ],
    [
      'a key of nothing and of something',
      'agent_lists: { a: ["2001"] }\n',
      'agent_lists:\n  a: []\n  b: []\n',
      ['CQ350 part-0.yaml:2'],
    ],
  ])('%s', async (_what, main, part, expected) => {
    const { found } = await load(main, part);
    expect(found.filter((line) => !line.startsWith('CQ30'))).toEqual(expected);
  });
});
