/** Each fault at each request in turn: after at most one more run the PBX is as the files say, and no object is there twice. */

import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { FAULTS, type Fault, FaultProxy } from '../support/fault-proxy.ts';
import { makeProject, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

const CONFIG = (url: string, ring: number) => `version: 1
target: { url: "${url}" }
servers:
  edge-1: { ipv4: 192.0.2.10 }
queues:
  a: { extension_number: "8000", ring_time: ${ring}, agents: ["2001"] }
  b: { extension_number: "8001" }
`;

/** One story of a create and an update, with the fault at every request of it; one process for each run. */
async function tryAll(fault: Fault): Promise<void> {
  for (let at = 0, isReached = true; isReached; at++) {
    const pbx = await StrictPbx.start({ token: TOKEN, foreignQueues: 2 });
    pbx.addQueue({ name: 'b', extension_number: '8001' });
    const proxy = await FaultProxy.start(pbx.url);
    const project = await makeProject(CONFIG(proxy.url, 20));
    try {
      proxy.plan(fault, at);
      const args = ['apply', '--auto-approve', '--timeout', '1', '--parallelism', '2'];
      let ended = await project.run(...args);
      isReached = proxy.seen > at;
      const story = `${fault} at request ${at}: ${ended.stderr}`;
      expect([0, 1], story).toContain(ended.code);
      expect(ended.stderr, story).not.toMatch(/\n\s+at .*:\d+:\d+/);
      if (ended.code === 1) ended = await project.run(...args);
      expect(ended.code, story + ended.stderr).toBe(0);
      proxy.plan(null);
      expect(pbx.queue('8000').agents, story).toEqual([{ extension_number: '2001', skill_level: 1 }]);
      expect(pbx.queues.size, story).toBe(4);
      expect(
        [...pbx.servers.values()].map((server) => server['name']),
        story,
      ).toEqual(['built-in', 'edge-1']);
      const plan = await project.json<Plan>(0, 'plan', '--detailed-exitcode');
      expect(plan.changes, story).toEqual([]);
    } finally {
      await project.remove();
      await proxy.stop();
      await pbx.stop();
    }
  }
}

describe.each([...FAULTS])('%s', (fault) => {
  test('at each request in turn', { timeout: 240_000 }, () => tryAll(fault));
});
