/**
 * What a person sees of a fault: every kind of it where something is created, some at the first read, through the built
 * command. One more run of the same command at most, and all is well. (Every request in turn is done below the
 * command line, where a run costs a few milliseconds.)
 */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FAULTS, FaultProxy } from '../support/fault-proxy.ts';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let pbx: StrictPbx;
let proxy: FaultProxy;
let project: Project;
beforeEach(async () => {
  pbx = await StrictPbx.start({ token: TOKEN, foreignQueues: 3 });
  proxy = await FaultProxy.start(pbx.url);
  project = await makeProject(
    `version: 1\ntarget: { url: "${proxy.url}" }\nqueues:\n  a: { extension_number: "8000", agents: ["2001"] }\n`,
  );
});
afterEach(async () => {
  await project.remove();
  await proxy.stop();
  await pbx.stop();
});

const apply = () => project.run('apply', '--auto-approve', '--parallelism', '1', '--timeout', '1');

/** Which request of an undisturbed run creates the queue. */
let create: number | undefined;
beforeEach(async () => {
  if (create !== undefined) return;
  const { code, stderr } = await apply();
  expect(code, stderr).toBe(0);
  create = pbx.requests.findIndex(({ method }) => method === 'POST');
  expect(create).toBeGreaterThan(0);
  pbx.queues.delete(pbx.queue('8000').id);
  await rm(join(project.folder, '.cqctl'), { recursive: true });
});

async function meet(story: string): Promise<void> {
  const first = await apply();
  expect([0, 1], `${story}\n${first.stderr}`).toContain(first.code);
  expect(first.stdout + first.stderr, story).not.toMatch(/\n\s+at .*:\d+:\d+/);
  expect(first.stderr, story).not.toContain(TOKEN);
  proxy.plan(null);
  if (first.code === 1) {
    expect(first.stdout + first.stderr, story).toMatch(/(GET|POST) \/api\//);
    const second = await apply();
    expect(second.code, `${story}\n${second.stderr}`).toBe(0);
  }
  expect([...pbx.queues.values()], story).toHaveLength(4);
  expect(pbx.queue('8000').agents, story).toHaveLength(1);
  expect((await project.run('plan', '--detailed-exitcode')).code, story).toBe(0);
}

describe('through the command line', () => {
  test.each(FAULTS)('%s, where the queue is created', async (fault) => {
    proxy.plan(fault, create ?? 0);
    await meet(fault);
  });

  test.each(['cut_body', 'html', '500_before'] as const)('%s, at the first read', async (fault) => {
    proxy.plan(fault, 0);
    await meet(fault);
  });
});
