/** A project whose state is kept on a server, from outside. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BIN, makeProject, type Project } from '../support/run-cli.ts';
import { type Dialect, type StateServer, startStateServer } from '../support/state-server.ts';

const SECRET = 'state-token-that-must-not-show';

describe.each(['terraform', 'gitlab'] as const satisfies readonly Dialect[])(
  'state over HTTP, as %s',
  (dialect) => {
    let server: StateServer;
    let project: Project;
    const yaml = (ring = 20) => {
      const { address, lockAddress, methods } = server;
      const gitlab =
        dialect === 'gitlab'
          ? `, lock_address: "${lockAddress}", unlock_address: "${lockAddress}", lock_method: ${methods.lockMethod}, unlock_method: ${methods.unlockMethod}`
          : '';
      return `version: 1\nstate: { backend: http, address: "${address}"${gitlab} }\nqueues:\n  a: { extension_number: "8000", ring_time: ${ring}, agents: ["2001"] }\n`;
    };
    beforeEach(async () => {
      server = await startStateServer(dialect);
      server.authorization = `Bearer ${SECRET}`;
      project = await makeProject(yaml(), { CQCTL_STATE_TOKEN: SECRET });
    });
    afterEach(async () => {
      await project.remove();
      await server.close();
    });
    const succeed = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await project.run(...args);
      expect(code, stdout + stderr).toBe(0);
      expect(stdout + stderr).not.toContain(SECRET);
      return stdout;
    };

    test('plan, apply, plan again, and the state commands', async () => {
      await succeed('apply', '--auto-approve');
      await succeed('plan', '--detailed-exitcode');
      expect(existsSync(join(project.folder, '.cqctl/state.json'))).toBe(false);
      expect(server.locks.size).toBe(0);
      expect(await succeed('state', 'list')).toContain('queue.a');
      await project.write('copy.json', await succeed('state', 'pull'));
      await succeed('state', 'mv', 'queue.a', 'queue.b');
      expect(await succeed('state', 'list')).toContain('agents.b');
      await succeed('state', 'push', 'copy.json', '--force');
      expect(await succeed('state', 'list')).toContain('queue.a');
      expect(await succeed('state', 'unlock')).toContain('not locked');
      const serials = JSON.parse([...server.stored.values()][0] ?? '{}') as { serial: number };
      expect(serials.serial).toBeGreaterThan(1);
    });

    test('another run holds the lock: 3, and its name; unlocked by hand it goes on', async () => {
      const held = JSON.stringify({
        ID: 'L1',
        Who: 'bob@ci',
        Operation: 'apply',
        Created: '2026-11-23T10:00:00Z',
      });
      server.locks.set('/states/project', held);
      const refused = await project.run('apply', '--auto-approve');
      expect(refused.code).toBe(3);
      expect(refused.stderr).toContain('bob@ci');
      expect(refused.stderr).toContain('2026-11-23T10:00:00Z');
      expect((await project.run('state', 'unlock', 'L2')).code).toBe(3);
      expect(await succeed('state', 'unlock', 'L1')).toContain('bob@ci');
      await succeed('apply', '--auto-approve');
    });

    test('whoever is stopped at once gives the lock back all the same', async () => {
      const running = project.start('apply', '--auto-approve', '--max-rps', '1', '--format', 'json');
      const until = async (isSo: () => boolean) => {
        while (!isSo()) await sleep(20);
      };
      let said = '';
      running.child.stdout?.on('data', (chunk) => {
        said += chunk;
      });
      running.child.stderr?.on('data', (chunk) => {
        said += chunk;
      });
      await until(() => said.includes('step_start'));
      running.child.kill('SIGTERM');
      await until(() => said.includes('once more'));
      expect(server.locks.size).toBe(1);
      running.child.kill('SIGTERM');
      expect((await running.ended).code).toBe(130);
      expect(server.locks.size).toBe(0);
    });

    test('output that cannot be written is an error, and no lock is left', async () => {
      const args = ['-c', '"$0" "$@" > /dev/full', process.execPath, BIN, 'apply', '--auto-approve'];
      const child = spawn('bash', args, {
        cwd: project.folder,
        env: { PATH: process.env['PATH'], ...project.env },
      });
      const said = text(child.stderr);
      const [code] = await once(child, 'close');
      expect([code, await said]).toEqual([1, expect.stringContaining('stdout cannot be written')]);
      expect(server.locks.size).toBe(0);
    });

    test('two at once: one works, the other is told who', async () => {
      const ended = await Promise.all([1, 2].map(() => project.run('apply', '--auto-approve')));
      const codes = ended.map(({ code }) => code).sort();
      // The second may also find the first done.
      expect([
        [0, 3],
        [0, 0],
      ]).toContainEqual(codes);
      await succeed('plan', '--detailed-exitcode');
    });

    test('a server that goes away while it is saved to: what was done is kept, and the way back works', async () => {
      await succeed('apply', '--auto-approve');
      await project.write('cqctl.yaml', yaml(33));
      server.fault = (method, path) =>
        method === 'POST' && !path.endsWith('/lock') ? { status: 500 } : undefined;
      const ended = await project.run('apply', '--auto-approve');
      expect(ended.code).toBe(1);
      expect(ended.stderr + ended.stdout).toContain('.unsaved');
      server.fault = undefined;
      server.locks.clear();
      await succeed('state', 'push', '.cqctl/state.json.unsaved');
      await succeed('plan', '--detailed-exitcode');
    });

    test('without credentials nothing is planned, in words', async () => {
      const refused = await project.run('plan', '--log-level', 'debug');
      expect(refused.code).toBe(0);
      project.env['CQCTL_STATE_TOKEN'] = 'wrong';
      const wrong = await project.run('plan');
      expect(wrong.code).toBe(1);
      expect(wrong.stderr).toContain('CQCTL_STATE_TOKEN');
    });
  },
);
