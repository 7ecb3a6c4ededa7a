/** A change of the files does not decide where credentials go: the servers here count what reaches them. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, TOKEN } from '../support/run-cli.ts';

interface Listener {
  url: string;
  seen: string[];
  server: Server;
}

async function listen(): Promise<Listener> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(request.method === 'GET' ? '{"count":0,"items":[]}' : '{}');
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
}

let ours: Listener;
let theirs: Listener;
let project: Project | undefined;
beforeEach(async () => {
  [ours, theirs] = await Promise.all([listen(), listen()]);
});
afterEach(async () => {
  await project?.remove();
  project = undefined;
  for (const { server } of [ours, theirs]) {
    server.closeAllConnections();
    await new Promise((done) => {
      server.close(done);
    });
  }
});

const allowed = () => ({
  CQCTL_TOKEN: TOKEN,
  CQCTL_STATE_TOKEN: TOKEN,
  CQCTL_ALLOWED_HOSTS: new URL(ours.url).host,
});
const QUEUES = 'queues: { a: { extension_number: "8000" } }\n';
const state = (more: string) => `state: { backend: http, ${more} }\n`;

describe('CQCTL_ALLOWED_HOSTS refuses another host before anything is sent', () => {
  test.each<[string, () => string, string[]]>([
    ['the PBX, of plan', () => `target: { url: "${theirs.url}" }\n`, ['plan']],
    ['the PBX, of apply', () => `target: { url: "${theirs.url}" }\n`, ['apply', '--auto-approve']],
    ['the PBX, of destroy', () => `target: { url: "${theirs.url}" }\n`, ['destroy', '--auto-approve']],
    ['the PBX, of drift', () => `target: { url: "${theirs.url}" }\n`, ['drift']],
    ['the PBX, of get', () => `target: { url: "${theirs.url}" }\n`, ['get', 'queues']],
    ['the PBX, of status', () => `target: { url: "${theirs.url}" }\n`, ['status']],
    ['the PBX, of export', () => `target: { url: "${theirs.url}" }\n`, ['export']],
    ['the PBX, of agent', () => `target: { url: "${theirs.url}" }\n`, ['agent', 'set', 'a', '1001', 'READY']],
    ['the PBX, of pickup', () => `target: { url: "${theirs.url}" }\n`, ['pickup', 'a', 's1']],
    ['the state', () => state(`address: "${theirs.url}/s"`), ['plan']],
    [
      'the PBX, before the state is asked',
      () => `target: { url: "${theirs.url}" }\n${state(`address: "${ours.url}/s"`)}`,
      ['apply', '--auto-approve'],
    ],
    [
      'the lock',
      () => state(`address: "${ours.url}/s", lock_address: "${theirs.url}/s"`),
      ['apply', '--auto-approve'],
    ],
    [
      'where the lock is given back',
      () => state(`address: "${ours.url}/s", unlock_address: "${theirs.url}/s"`),
      ['apply', '--auto-approve'],
    ],
    ['the state, of its own commands', () => state(`address: "${theirs.url}/s"`), ['state', 'list']],
  ])('%s', async (_what, written, args) => {
    project = await makeProject(`version: 1\n${written()}${QUEUES}`, allowed());
    const { code, stderr } = await project.run(...args);
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('error CQ912: ');
    expect([...ours.seen, ...theirs.seen]).toEqual([]);
  });

  test('also a request for a token, CQCTL_URL and a database', async () => {
    project = await makeProject(`version: 1\n${QUEUES}`, {
      CQCTL_USERNAME: 'admin',
      CQCTL_PASSWORD: 'pw-of-admin',
      CQCTL_ALLOWED_HOSTS: new URL(ours.url).host,
      CQCTL_URL: theirs.url,
    });
    expect((await project.run('plan')).code).toBe(3);
    await project.remove();
    const { port } = new URL(theirs.url);
    project = await makeProject(`version: 1\nstate: { backend: postgres, name: a }\n${QUEUES}`, {
      CQCTL_ALLOWED_HOSTS: new URL(ours.url).host,
      // What the driver makes of it counts, not what stands before the path.
      CQCTL_STATE_URL: `postgres://user:password@${new URL(ours.url).host}/db?host=127.0.0.1&port=${port}`,
    });
    const { code, stderr } = await project.run('plan');
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('error CQ912: ');
    expect(theirs.seen).toEqual([]);
  });

  test('and one that is allowed is asked', async () => {
    project = await makeProject(`version: 1\ntarget: { url: "${ours.url}" }\n`, allowed());
    const { code, stderr } = await project.run('get', 'queues');
    expect(code, stderr).toBe(0);
    expect(ours.seen.length).toBeGreaterThan(0);
  });
});

describe('with --base the addresses are those of the base', () => {
  const withBase = async (before: string, after: string, env: Record<string, string> = {}) => {
    project = await makeProject(`version: 1\n${after}${QUEUES}`, {
      CQCTL_TOKEN: TOKEN,
      CQCTL_STATE_TOKEN: TOKEN,
      ...env,
    });
    await project.write('before/cqctl.yaml', `version: 1\n${before}${QUEUES}`);
    return (...args: string[]) => (project as Project).run('plan', '--base', 'before', ...args);
  };
  const target = (url: string) => `target: { url: "${url}" }\n`;

  test.each<[string, () => [string, string]]>([
    ['target', () => [target(ours.url), target(theirs.url)]],
    ['target', () => [target(`${ours.url}/a`), target(`${ours.url}/b`)]],
    ['target', () => ['', target(theirs.url)]],
    ['state', () => [state(`address: "${ours.url}/a"`), state(`address: "${ours.url}/b"`)]],
    ['state', () => ['', state(`address: "${theirs.url}/b"`)]],
    ['state', () => ['', 'state: { path: elsewhere.json }\n']],
    [
      'state.lock_address',
      () => [
        state(`address: "${ours.url}/a"`),
        state(`address: "${ours.url}/a", lock_address: "${theirs.url}/a"`),
      ],
    ],
    [
      'state.unlock_address',
      () => [
        state(`address: "${ours.url}/a"`),
        state(`address: "${ours.url}/a", unlock_address: "${theirs.url}/a"`),
      ],
    ],
  ])('another %s is refused', async (what, files) => {
    const run = await withBase(...files());
    const { code, stderr } = await run();
    expect(code, stderr).toBe(3);
    expect(stderr).toContain(`error CQ913: ${what} `);
    expect([...ours.seen, ...theirs.seen]).toEqual([]);
  });

  test('an environment that the base lacks is refused, alone and among others', async () => {
    const environment = (name: string) => `environments: { ${name}: { ${target(theirs.url).trim()} } }\n`;
    const run = await withBase(environment('north'), environment('south'));
    for (const args of [['--env', 'south'], ['--all']]) {
      const { code, stdout, stderr } = await run(...args);
      expect(code, stderr).toBe(3);
      expect(stdout + stderr).toContain('CQ913');
    }
    expect(theirs.seen).toEqual([]);
  });

  test('the same addresses, one that CQCTL_URL gives both, and one that is let pass, are planned', async () => {
    const same = await withBase(target(ours.url), target(ours.url));
    expect((await same()).code).toBe(0);
    await project?.remove();
    const given = await withBase(target(ours.url), target(theirs.url), { CQCTL_URL: ours.url });
    expect((await given()).code).toBe(0);
    expect(theirs.seen).toEqual([]);
    await project?.remove();
    const passing = await withBase(target(ours.url), target(theirs.url));
    expect((await passing('--allow-target-change')).code).toBe(0);
    expect(theirs.seen.length).toBeGreaterThan(0);
  });

  test('a state file at an absolute path is the same one from both', async () => {
    project = await makeProject('version: 1\n');
    const path = `state: { path: ${join(project.folder, 'kept.json')} }\n`;
    await project.write('cqctl.yaml', `version: 1\n${path}${QUEUES}`);
    await project.write('before/cqctl.yaml', `version: 1\n${path}${QUEUES}`);
    const { code, stderr } = await project.run(
      'plan',
      '--base',
      'before',
      '--allow-outside',
      '--allow-target-change',
    );
    expect(code, stderr).toBe(0);
    const strict = await project.run('plan', '--base', 'before', '--allow-outside');
    expect(strict.code, strict.stderr).toBe(0);
  });
});
