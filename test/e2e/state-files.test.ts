/** What becomes of the files of state when others touch them, are there already, or are something else. */

import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let project: Project;
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  project = await makeProject(yaml(8));
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const yaml = (count: number) => `version: 1
target: { url: "${pbx.url}" }
queues:
${Array.from({ length: count }, (_unused, at) => `  q${at}: { extension_number: "${8000 + at}", agents: ["2001"] }`).join('\n')}
`;
const path = (name: string) => join(project.folder, '.cqctl', name);

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come to that');
}

test('a lock that is unlocked while the plan reads: nothing is written', async () => {
  pbx.latencyMs = 700;
  const running = project.start('apply', '--auto-approve');
  await until(() => existsSync(path('state.json.lock')));
  await rm(path('state.json.lock'));
  const ended = await running.ended;
  expect(ended.code, ended.stdout).toBe(1);
  expect(ended.stderr).toContain('CQ612');
  expect(pbx.queues.size).toBe(0);
});

test('a lock that another run has taken while this one works: no more steps, one line, exit 1', async () => {
  pbx.latencyMs = 150;
  const running = project.start('apply', '--auto-approve', '--parallelism', '1');
  await until(() => pbx.queues.size > 1);
  const own = JSON.parse(await readFile(path('state.json.lock'), 'utf8')) as object;
  await writeFile(path('state.json.lock'), JSON.stringify({ ...own, id: 'other', who: 'ann@elsewhere' }));
  const ended = await running.ended;
  expect(ended.code, ended.stdout).toBe(1);
  expect((ended.stdout + ended.stderr).match(/CQ612/g)).toHaveLength(1);
  expect(ended.stdout + ended.stderr).toContain('ann@elsewhere');
  expect(pbx.queues.size).toBeLessThan(8);
  expect(existsSync(path('state.json.lock'))).toBe(true);
});
