/** Texts that look the same: one value where only the normal form differs, else a difference that can be seen. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let project: Project;
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN });
  project = await makeProject('');
});
afterEach(async () => {
  await project.remove();
  await pbx.stop();
});

const write = (queueName: string, serverName = 'edge') =>
  project.write(
    'cqctl.yaml',
    `version: 1
target: { url: "${pbx.url}" }
servers: { edge: { name: "${serverName}", ipv4: 192.0.2.1 } }
queues: { a: { name: "${queueName}", extension_number: "8000" } }
`,
  );

const [COMPOSED, APART] = ['Caf\u00e9', 'Cafe\u0301'];

test.each([
  [COMPOSED, APART],
  [APART, COMPOSED],
])('a PBX that keeps another normal form has the same text: %j for %j', async (kept, written) => {
  await write(written, `${written} edge`);
  const first = await project.run('apply', '--auto-approve');
  expect(first.code, first.stderr).toBe(0);
  pbx.queue('8000').fields['name'] = kept;
  for (const server of pbx.servers.values()) {
    if (server['name'] === `${written} edge`) server['name'] = `${kept} edge`;
  }
  const plan = await project.run('plan', '--detailed-exitcode');
  expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('No changes')]);
  expect((await project.run('drift')).code).toBe(0);
  const before = pbx.writes.length;
  expect((await project.run('apply', '--auto-approve')).code).toBe(0);
  expect(pbx.writes).toHaveLength(before);
});

test('a no-break space is shown as one in every format, and JSON keeps the value', async () => {
  await write('Help desk');
  expect((await project.run('apply', '--auto-approve')).code).toBe(0);
  pbx.queue('8000').fields['name'] = 'Help\u00a0desk';
  for (const format of ['text', 'markdown', 'html', 'github', 'json']) {
    const { stdout } = await project.run('plan', '--format', format);
    expect(stdout, format).toContain('Help\\u00a0desk');
    expect(stdout, format).not.toContain('\u00a0');
  }
  const { changes } = await project.json<Plan>(0, 'plan');
  expect(changes[0]?.fields).toMatchObject([{ before: 'Help\u00a0desk', after: 'Help desk' }]);
  expect((await project.run('drift')).stdout).toContain('Help\\u00a0desk');
});
