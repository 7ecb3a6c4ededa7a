/**
 * Opens a connection that keeps its session, which an advisory lock needs, or fails.
 *
 * A pool in between (PgBouncer with `pool_mode = transaction` or `statement`) gives each transaction any of its
 * sessions. The lock then stays with a session that the pool keeps for ever, the next client with that session has the
 * lock too, and two runs write at once. `pg_backend_pid()` alone does not show this: an idle pool gives the same
 * session again and again.
 *
 * The reliable test: a session's lock ends with the session. One connection takes a lock with a random name and is
 * closed. If it had its own session, or a pool that resets sessions, the lock is gone. If the lock is still there, so
 * would be the lock of a killed run. And if the lock is gone in the connection's next transaction, the pool resets
 * sessions after each one.
 */

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { StateError } from '../model/errors.ts';
import type { PostgresConnection } from './postgres-connection.ts';

/** A session takes milliseconds to end; a pool may reset it first. */
const GONE_MS = 2000;
const POLL_MS = 20;
/** A pool usually reuses its last session, so this nearly always removes the lock. */
const CLEANINGS = 5;

const KEY = "hashtextextended('cqctl.session.' || $1, 0)";
const HOLDERS = `select pid, pid = pg_backend_pid() as "isOwn" from pg_locks
  where locktype = 'advisory' and granted and objsubid = 1
    and database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32) | objid::bigint = ${KEY}`;

/** Two connections, one after the other; the second is handed out. */
export async function connectToSession(
  connect: () => Promise<PostgresConnection>,
): Promise<PostgresConnection> {
  const probe = randomUUID();
  const first = await connect();
  try {
    await first.query(`select pg_try_advisory_lock(${KEY})`, [probe]);
    const [holder] = await first.query<{ isOwn: boolean }>(HOLDERS, [probe]);
    if (holder?.isOwn !== true) {
      await removeProbe(first, probe);
      throw describePool(first.place);
    }
  } finally {
    await first.end();
  }
  const connection = await connect();
  try {
    await assertGone(connection, probe);
  } catch (error) {
    await connection.end();
    throw error;
  }
  return connection;
}

async function assertGone(connection: PostgresConnection, probe: string): Promise<void> {
  const deadline = performance.now() + GONE_MS;
  while ((await connection.query(HOLDERS, [probe])).length > 0) {
    if (performance.now() > deadline) {
      await removeProbe(connection, probe);
      throw describePool(connection.place);
    }
    await delay(POLL_MS);
  }
}

/** Nobody waits for a lock of that name, so a remaining one does no harm. */
async function removeProbe(connection: PostgresConnection, probe: string): Promise<void> {
  const unlock = `select pg_advisory_unlock(${KEY}) from (${HOLDERS}) as held where "isOwn"`;
  for (let round = 0; round < CLEANINGS; round += 1) {
    if ((await connection.query(unlock, [probe])).length > 0) return;
  }
}

function describePool(place: string): StateError {
  return new StateError(
    `PostgreSQL at ${place} is reached through a connection pool that keeps no sessions, so it cannot hold a lock`,
    {
      code: 'CQ613',
      hint: 'let CQCTL_STATE_URL, or PGHOST and PGPORT, name the server itself, or a pool with pool_mode = session',
    },
  );
}
