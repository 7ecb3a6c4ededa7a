/** Names of a PBX as the runners of pipelines read them, from the built program. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { makeProject, type Project } from '../support/run-cli.ts';
import { findRunnerCommands } from '../support/runner-commands.ts';

const NAMES = ['##[add-mask]planted', 'x ##vso[task.complete]planted', '::set-output name=a::planted'];
const HIDDEN = 'a\u202eb';

let project: Project | undefined;
afterEach(() => project?.remove());

test('no command prints one, in any format; values stay', async () => {
  const queues = [...NAMES, HIDDEN].map(
    (name, index) => `  q${index}: { extension_number: "800${index}", name: ${JSON.stringify(name)} }\n`,
  );
  project = await makeProject(`version: 1\nqueues:\n${queues.join('')}`, {});
  const { run } = project;
  const own = /^(error|warning|notice)$/;
  const expectInert = (text: string, what: string) => {
    expect(
      findRunnerCommands(text).filter(({ name }) => !own.test(name)),
      what,
    ).toEqual([]);
    expect(text, what).not.toMatch(/[\u202e\u200b]/);
  };
  const outputs = ['json', 'markdown', 'html', 'github'].flatMap((format) => [
    '--output',
    `${format}=p.${format}`,
  ]);
  const runs = [
    ['validate'],
    ['plan', '--out', 'a.cqplan', ...outputs],
    ['plan', '--format', 'github'],
    ['show', 'a.cqplan', '--format', 'markdown'],
    ['apply', 'a.cqplan'],
    ['get', 'queues'],
    ['get', 'queues', '--format', 'json'],
    ['status'],
    ['state', 'show', 'queue.q0'],
    ['state', 'pull'],
    ['export'],
  ];
  const said = new Map<string, string>();
  for (const args of runs) {
    const { code, stdout, stderr } = await run(...args);
    expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
    expectInert(stdout, args.join(' '));
    expectInert(stderr, args.join(' '));
    said.set(args.join(' '), stdout);
  }
  for (const file of ['a.cqplan', 'p.json', 'p.markdown', 'p.html', 'p.github'])
    expectInert(await readFile(join(project.folder, file), 'utf8'), file);
  expect(said.get('get queues')).toContain('\\x23#[add-mask]planted');
  expect(said.get('plan --format github')).toMatch(/^::notice file=cqctl\.yaml,/m);
  const listed = JSON.stringify(JSON.parse(said.get('get queues --format json') ?? ''));
  const exported = parse(said.get('export') ?? '') as { queues: Record<string, { name: string }> };
  const names = Object.values(exported.queues).map(({ name }) => name);
  expect(names).toEqual([...NAMES, HIDDEN]);
  for (const name of NAMES) expect(listed).toContain(name);
});
