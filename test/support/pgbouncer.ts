/** PgBouncer before a PostgreSQL of the tests: from the system's binary, and gone afterwards. */

import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, ordinaryUser, type PostgresServer } from './postgres-server.ts';

export interface PgBouncer {
  /** The same database, through the pool. */
  through(url: string): string;
  stop(): Promise<void>;
}

export interface PoolSettings {
  pool_mode: 'session' | 'transaction' | 'statement';
  default_pool_size?: number;
  /** Lends the session that has been idle for longest, instead of the one used last. */
  server_round_robin?: 0 | 1;
  /** Cleans up after each transaction, not only behind a client that has gone. */
  server_reset_query_always?: 0 | 1;
}

function findBinary(): string {
  const found = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find(existsSync);
  if (found === undefined) throw new Error('no PgBouncer was found: apt-get install pgbouncer');
  return found;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

export async function startPgBouncer(server: PostgresServer, settings: PoolSettings): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-pgbouncer-'));
  const user = ordinaryUser();
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `* = host=127.0.0.1 port=${server.port} user=${server.user} password=${server.password}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  if (user !== undefined) for (const each of [folder, file]) chownSync(each, user.uid, user.gid);
  const child = spawn(findBinary(), ['-q', file], { cwd: folder, ...user, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  for (let attempt = 0; !(await answers(port)); attempt += 1) {
    if (attempt > 200) throw new Error('PgBouncer does not start');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    through: (url) => url.replace(`:${server.port}/`, `:${port}/`),
    async stop() {
      child.kill('SIGINT');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
