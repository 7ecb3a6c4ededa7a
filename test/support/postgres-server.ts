/**
 * A PostgreSQL of the tests' own: from the binaries that the system has, in a temporary folder, on a port of its own, and gone
 * afterwards. There has to be one: tests that need it do not pass without it.
 */

import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const USER = 'cqctl';
const PASSWORD = 'pg-password-that-must-not-show';

export interface PostgresServer {
  /** Of a new, empty database. */
  newDatabase(): Promise<string>;
  /** As whoever runs the server. */
  query(database: string, text: string): Promise<pg.QueryResultRow[]>;
  port: number;
  user: string;
  password: string;
  stop(): Promise<void>;
}

function findBinaries(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(':'),
    ...versions.map((each) => join(root, each, 'bin')),
  ];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')));
  if (found === undefined) throw new Error('no PostgreSQL was found: apt-get install postgresql');
  return found;
}

/** PostgreSQL does not run as root. */
export function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface PostgresSettings {
  /** Of a server that offers TLS: PEM. */
  tls?: { cert: string; key: string };
  /** `hostssl` takes no connection without TLS, `hostnossl` none with it. */
  rule?: 'host' | 'hostssl' | 'hostnossl';
}

export async function startPostgres({ tls, rule = 'host' }: PostgresSettings = {}): Promise<PostgresServer> {
  const binaries = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'cqctl-pg-'));
  const user = ordinaryUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const run = {
    cwd: folder,
    ...user,
    stdio: 'ignore' as const,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  };
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'admin', '--auth=trust', '--no-sync', '-E', 'UTF8'],
    run,
  );
  const port = await freePort();
  const hba = `host all admin 127.0.0.1/32 trust\n${rule} all all 127.0.0.0/8 scram-sha-256\n`;
  execFileSync('sh', ['-c', `printf '%s' "$1" > "$2"`, 'sh', hba, join(data, 'pg_hba.conf')], run);
  const settings = [
    'fsync=off',
    // Another address of this machine, for names that a certificate does not have.
    'listen_addresses=127.0.0.1,127.0.0.2',
    `unix_socket_directories=${folder}`,
    `port=${port}`,
    ...(tls === undefined ? [] : ['ssl=on']),
  ];
  for (const [name, text] of Object.entries({ 'server.crt': tls?.cert, 'server.key': tls?.key })) {
    if (text === undefined) continue;
    const script = `umask 077; printf '%s' "$1" > "$2"`;
    execFileSync('sh', ['-c', script, 'sh', text, join(data, name)], run);
  }
  const child = spawn(
    join(binaries, 'postgres'),
    ['-D', data, ...settings.flatMap((each) => ['-c', each])],
    run,
  );
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const query = async (database: string, text: string): Promise<pg.QueryResultRow[]> => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'admin', database });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  for (let attempt = 0; ; attempt += 1) {
    try {
      await query('postgres', `create role ${USER} login password '${PASSWORD}'`);
      break;
    } catch (error) {
      if (attempt > 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  let count = 0;
  return {
    port,
    user: USER,
    password: PASSWORD,
    query,
    async newDatabase() {
      count += 1;
      const name = `state_${process.pid}_${count}`;
      await query('postgres', `create database ${name} owner ${USER}`);
      return `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      child.kill('SIGQUIT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
