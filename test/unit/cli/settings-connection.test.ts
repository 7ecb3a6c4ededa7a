/** What the command line and the environment say about the way to the PBX, followed to the wire. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runMain } from '../../support/fake-host.ts';
import { StrictPbx } from '../../support/strict-pbx.ts';

const TOKEN = 'a token';
let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cqctl-connection-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (text: string) => writeFileSync(join(cwd, 'cqctl.yaml'), text);
const cqctl = (args: string[], env: Record<string, string> = {}) =>
  runMain(args, { cwd, env: { CQCTL_TOKEN: TOKEN, ...env } });

/** Answers everything that it is asked for with an empty list. */
async function startProxy(): Promise<{ url: string; seen: string[]; server: Server }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"count":0,"items":[]}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
}

test('requests go through the proxy that the environment names, and past it to hosts that need none', async () => {
  const proxy = await startProxy();
  const pbx = await StrictPbx.start({ token: TOKEN });
  try {
    write('version: 1\ntarget: { url: "http://pbx.invalid:8888" }\n');
    const through = await cqctl(['get', 'queues'], { HTTP_PROXY: proxy.url });
    expect(through.exitCode, through.stderr).toBe(0);
    expect(proxy.seen.length).toBeGreaterThan(0);
    for (const line of proxy.seen) expect(line).toMatch(/^GET http:\/\/pbx\.invalid:8888\/api\/call_queues/);
    const before = proxy.seen.length;
    const past = await cqctl(['get', 'queues'], {
      HTTP_PROXY: proxy.url,
      NO_PROXY: '127.0.0.1',
      CQCTL_URL: pbx.url,
    });
    expect(past.exitCode, past.stderr).toBe(0);
    expect(proxy.seen).toHaveLength(before);
    expect(pbx.requests.length).toBeGreaterThan(0);
  } finally {
    await new Promise((resolve) => {
      proxy.server.close(resolve);
      proxy.server.closeAllConnections();
    });
    await pbx.stop();
  }
});

test('--max-rps spreads requests over as much time as they need', async () => {
  const pbx = await StrictPbx.start({ token: TOKEN, foreignQueues: 30 });
  try {
    write(
      `version: 1\ntarget: { url: "${pbx.url}" }\nqueues:\n${Array.from(
        { length: 30 },
        (_unused, index) => `  q${index}: { extension_number: "${7000 + index}" }\n`,
      ).join('')}`,
    );
    const begun = performance.now();
    const { exitCode, stderr } = await cqctl(['plan', '--max-rps', '40']);
    const seconds = (performance.now() - begun) / 1000;
    expect(exitCode, stderr).toBe(0);
    expect(pbx.requests.length).toBeGreaterThanOrEqual(30);
    // The first is sent at once, and a timer that came late is made up for by a request or two.
    expect(seconds).toBeGreaterThan((pbx.requests.length - 3) / 40);
  } finally {
    await pbx.stop();
  }
});

test('what only reads writes nothing to the PBX', async () => {
  const pbx = await StrictPbx.start({ token: TOKEN, foreignQueues: 2 });
  try {
    write(
      `version: 1\ntarget: { url: "${pbx.url}" }\nservers:\n  edge-1: { ipv4: 192.0.2.1 }\nqueues:\n  a: { extension_number: "7000", ring_time: 9, agents: ["2001"] }\n  b: { extension_number: "8000" }\n`,
    );
    for (const line of [
      'validate',
      'plan',
      'plan --destroy',
      'plan --out a.cqplan',
      'show a.cqplan',
      'drift',
      'export',
      'get servers',
      'get queues',
      'get agents 7000',
      'get waiting 7000',
      'status',
      'status 7000',
      'state list',
      'init --from-live taken',
    ]) {
      const { exitCode, stderr } = await cqctl(line.split(' '));
      expect([0, 2, 3], `${line}: ${stderr}`).toContain(exitCode);
    }
    expect(pbx.requests.length).toBeGreaterThan(20);
    expect(pbx.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  } finally {
    await pbx.stop();
  }
});
