/** The embedded PBX as a server of its own: applied to over HTTP, killed, started again. */

import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, type Running, startCli } from '../support/run-cli.ts';

const SERVE_TOKEN = 'serve-planted-secret';

let project: Project;
let port: number;
let served: Running | undefined;
beforeEach(async () => {
  port = await freePort();
  project = await makeProject(
    `version: 1\ntarget: { url: "http://127.0.0.1:${port}" }\nservers:\n  e: { ipv4: 192.0.2.1 }\nqueues:\n  a: { extension_number: "8000", ring_time: 25, agents: ["2001"] }\n`,
    { CQCTL_TOKEN: SERVE_TOKEN },
  );
});
afterEach(async () => {
  served?.child.kill('SIGKILL');
  await served?.ended;
  served = undefined;
  await project.remove();
});

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function serve(env: Record<string, string>): Promise<{ text(): string }> {
  const running = startCli(['serve', '--port', String(port), '--data', 'pbx.mdb'], {
    cwd: project.folder,
    env,
  });
  served = running;
  let text = '';
  for (const stream of [running.child.stdout, running.child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  }
  for (let round = 0; round < 200; round++) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/call_queues`).catch(() => undefined);
    if (answer !== undefined) {
      expect(answer.status).toBe(401);
      return { text: () => text };
    }
    await sleep(50);
  }
  throw new Error(`serve did not answer: ${text}`);
}

describe('beyond this machine', () => {
  const run = (args: string[], token?: string) =>
    startCli(['serve', '--port', '0', '--data', 'pbx.mdb', ...args], {
      cwd: project.folder,
      env: token === undefined ? {} : { CQCTL_SERVE_TOKEN: token },
    });

  test.each([
    ['a short token', ['--host', '0.0.0.0', '--insecure'], 'fifteen-letters'],
    ['a short token on every address', ['--host', '::', '--insecure'], 'short'],
    ['plain HTTP', ['--host', '0.0.0.0'], SERVE_TOKEN],
    ['plain HTTP with a token that is made', ['--host', '0.0.0.0'], undefined],
  ])('%s is refused', async (_what, args, token) => {
    const { code, stdout, stderr } = await run(args, token).ended;
    expect(code, stdout).toBe(1);
    expect(stderr).toContain('error CQ914: ');
    expect(stdout).toBe('');
    if (token !== undefined) expect(stderr).not.toContain(token);
  });

  test.each([
    ['with --insecure', ['--host', '0.0.0.0', '--insecure'], SERVE_TOKEN],
    ['with a token that is made', ['--host', '0.0.0.0', '--insecure'], undefined],
    ['a short token on this machine', ['--host', 'localhost'], 'short'],
    ['a short token on this machine, by address', ['--host', '127.0.0.2'], 'short'],
  ])('it is served %s', async (_what, args, token) => {
    const running = run(args, token);
    served = running;
    const text = await new Promise<string>((done) => {
      running.child.stdout?.once('data', (chunk) => done(String(chunk)));
      void running.ended.then(({ stderr }) => done(stderr));
    });
    expect(text).toContain('serving the embedded PBX at http://');
  });
});

describe('serve', () => {
  test('keeps what was applied over a kill, and asks for its token', async () => {
    await serve({ CQCTL_SERVE_TOKEN: SERVE_TOKEN });
    const applied = await project.run('apply', '--auto-approve');
    expect(applied.code, applied.stderr).toBe(0);
    served?.child.kill('SIGKILL');
    await served?.ended;
    expect((await project.run('plan', '--timeout', '1')).code).toBe(1);

    const again = await serve({ CQCTL_SERVE_TOKEN: SERVE_TOKEN });
    const plan = await project.json<{ changes: unknown[]; unmanaged: unknown[] }>(0, 'plan');
    expect(plan.changes).toEqual([]);
    expect(plan.unmanaged).toEqual([]);
    expect(again.text()).not.toContain(SERVE_TOKEN);
    const agents = await project.run('get', 'agents', 'a');
    expect(agents.stdout).toContain('2001');
  });

  test('makes a token when it is given none, prints it once, and stops at an interrupt', async () => {
    const { text } = await serve({});
    const tokens = new Set(text().match(/[A-Za-z0-9_-]{20,}/g) ?? []);
    const working: string[] = [];
    for (const token of tokens) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/call_queues`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (answer.status === 200) working.push(token);
    }
    expect(working).toHaveLength(1);
    expect(text().split(working[0] ?? '')).toHaveLength(2);
    served?.child.kill('SIGINT');
    const ended = await served?.ended;
    expect([0, 130]).toContain(ended?.code);
  });
});
