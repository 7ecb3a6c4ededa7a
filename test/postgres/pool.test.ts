/** A connection pool between: one that keeps sessions is as good as the server, any other is refused before it does harm. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { newDocument } from '../../src/state/document.ts';
import { openPostgresStore } from '../../src/state/postgres-store.ts';
import { type PgBouncer, type PoolSettings, startPgBouncer } from '../support/pgbouncer.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { makeProject, TOKEN } from '../support/run-cli.ts';
import { StrictPbx } from '../support/strict-pbx.ts';

let server: PostgresServer;
let pool: PgBouncer | undefined;
beforeAll(async () => {
  server = await startPostgres();
});
afterEach(async () => {
  await pool?.stop();
  pool = undefined;
});
afterAll(() => server.stop());

const storeOf = (url: string) =>
  openPostgresStore({ backend: 'postgres', name: 'x', rescuePath: '/nowhere' }, { url, env: {} });
const document = { ...newDocument('http://x'), serial: 1 };
const databaseOf = (url: string) => new URL(url).pathname.slice(1);

const openPool = async (settings: PoolSettings): Promise<{ url: string; direct: string }> => {
  const direct = await server.newDatabase();
  pool = await startPgBouncer(server, settings);
  return { url: pool.through(direct), direct };
};

const advisoryLocks = (url: string) =>
  server.query(
    databaseOf(url),
    "select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
  );

describe.each<PoolSettings>([
  { pool_mode: 'transaction' },
  { pool_mode: 'transaction', default_pool_size: 1 },
  { pool_mode: 'transaction', server_round_robin: 1 },
  { pool_mode: 'transaction', server_reset_query_always: 1 },
  { pool_mode: 'statement' },
])('a pool without sessions: %j', (settings) => {
  test('is refused, idle as it is, with what to do', async () => {
    const { url, direct } = await openPool(settings);
    for (let round = 0; round < 2; round += 1) {
      await expect(storeOf(url).lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({
        code: 'CQ613',
        hint: expect.stringContaining('pool_mode = session'),
      });
    }
    const lock = await storeOf(direct).lock('apply', { timeoutMs: 0 });
    await lock.release();
  });
});

test('a pool without sessions that has many idle ones is refused, and nobody else is kept from them', async () => {
  const { url, direct } = await openPool({ pool_mode: 'transaction', server_round_robin: 1 });
  // Reading needs no lock.
  const readers = Array.from({ length: 8 }, () => storeOf(url).read());
  expect(await Promise.all(readers)).toEqual(Array(8).fill(null));
  await expect(storeOf(url).lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'CQ613' });
  await storeOf(direct).write(document);
  expect((await storeOf(url).read())?.serial).toBe(1);
  expect(await storeOf(url).holder()).toBeNull();
});

test('whoever looks at the lock through a pool leaves none behind', async () => {
  const { url, direct } = await openPool({ pool_mode: 'transaction' });
  await storeOf(direct).write(document);
  expect(await storeOf(url).holder()).toBeNull();
  expect(await storeOf(url).forceUnlock()).toBeNull();
  expect(await advisoryLocks(direct)).toEqual([]);
});

test('a lock that was left in a pool goes with state unlock, whichever session that gets', async () => {
  const { url, direct } = await openPool({ pool_mode: 'transaction' });
  const store = storeOf(direct);
  await store.write(document);
  const { default: pg } = await import('pg');
  const old = new pg.Client({ connectionString: url });
  await old.connect();
  await old.query("select pg_try_advisory_lock(hashtextextended('cqctl.state.x', 0))");
  await old.query("select pg_try_advisory_lock(hashtextextended('cqctl.state.x', 0))");
  await old.end();
  await expect(store.lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'CQ610' });
  expect(await storeOf(url).forceUnlock()).toMatchObject({ who: 'somebody unknown' });
  await (await store.lock('apply', { timeoutMs: 0 })).release();
});

test.each([1, 20])('a pool of %d that keeps sessions holds a lock like the server itself', async (size) => {
  const { url, direct } = await openPool({ pool_mode: 'session', default_pool_size: size });
  const store = storeOf(url);
  const lock = await store.lock('apply', { timeoutMs: 0 });
  await store.write(document);
  await lock.check();
  await expect(storeOf(direct).lock('apply', { timeoutMs: 0 })).rejects.toMatchObject({ code: 'CQ610' });
  await lock.release();
  await (await storeOf(url).lock('apply', { timeoutMs: 0 })).release();
  // The pool cleans up behind whoever has gone.
  await expect.poll(() => advisoryLocks(direct)).toEqual([]);
});

test('two applies at once through a pool without sessions: both are refused, and nothing is written', async () => {
  const { url } = await openPool({ pool_mode: 'transaction' });
  const pbx = await StrictPbx.start({ token: TOKEN });
  const project = await makeProject(
    `version: 1
target: { url: "${pbx.url}" }
state: { backend: postgres, name: my-project }
queues: { a: { extension_number: "8000" } }
`,
    { CQCTL_TOKEN: TOKEN, CQCTL_STATE_URL: url },
  );
  try {
    const ended = await Promise.all([1, 2].map(() => project.run('apply', '--auto-approve')));
    for (const { code, stderr } of ended) {
      expect(code, stderr).toBe(1);
      expect(stderr).toContain('CQ613');
      expect(stderr).toContain('pool_mode = session');
    }
    expect(pbx.queues.size).toBe(0);
    expect((await project.run('plan')).code).toBe(0);
  } finally {
    await project.remove();
    await pbx.stop();
  }
});
