/**
 * A connection that keeps its session, or none: an advisory lock is a session's.
 *
 * A pool between (PgBouncer with `pool_mode = transaction` or `statement`) lends each transaction any session it has. A lock
 * then stays with a session that the pool keeps for ever, whoever next gets that session has the lock too, and two runs
 * write at once. `pg_backend_pid()` alone does not show this: an idle pool lends the same session again and again.
 *
 * What shows it for certain: a session's lock ends with the session. So one connection takes a lock of a random name and is
 * closed. Where it had a session of its own, or a pool that cleans up behind it, that lock is gone; where it is still there,
 * so would be the lock of a run that was killed. And a lock that is not there any more in the connection's next transaction
 * shows a pool that cleans up after each.
 */

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { StateError } from '../model/errors.ts';
import type { PostgresConnection } from './postgres-connection.ts';

/** The end of a session takes milliseconds; a pool may clean up behind it first. */
const GONE_MS = 2000;
const POLL_MS = 20;
/** A pool mostly lends the session it used last, so this nearly always finds it. */
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
    await demandGone(connection, probe);
  } catch (error) {
    await connection.end();
    throw error;
  }
  return connection;
}

async function demandGone(connection: PostgresConnection, probe: string): Promise<void> {
  const deadline = performance.now() + GONE_MS;
  while ((await connection.query(HOLDERS, [probe])).length > 0) {
    if (performance.now() > deadline) {
      await removeProbe(connection, probe);
      throw describePool(connection.place);
    }
    await delay(POLL_MS);
  }
}

/** Nobody waits for a lock of that name, so one that stays does no harm. */
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
