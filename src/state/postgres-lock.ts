/**
 * The lock of a state in PostgreSQL: a session's advisory lock, which ends with its holder however that ends, and a row
 * that names the holder, which means nothing without the lock.
 *
 * The holder writes over the lock's connection, so that a lost lock prevents writes.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { AbortedError, type LockHolder, StateError } from '../model/errors.ts';
import { describeSelf, MAX_FACT } from './lock-holder.ts';
import { describeHeldLock, describeLostLock, describeOtherLock, UNKNOWN_HOLDER } from './lock-messages.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { hasTables, makeTables } from './postgres-schema.ts';
import { connectToSession } from './postgres-session.ts';
import { shareNext } from './share-next.ts';
import type { StateLock } from './store.ts';

const POLL_MS = 500;
/** How long to wait for the holder's row after the lock is taken. */
const SIGNATURE_PAUSES_MS = [20, 100, 500];
const GONE_MS = 5000;
const ENDED = 'the session of PostgreSQL that held it has ended';

/** Each state name has its own advisory lock in the database. */
const KEY = "hashtextextended('cqctl.state.' || $1, 0)";
/** Finds the session with the lock; PostgreSQL shows a key in two halves. */
const SESSION = `select pid from pg_locks
  where locktype = 'advisory' and granted and objsubid = 1
    and database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32) | objid::bigint = ${KEY}`;
/** How much of the row is read, whatever it contains. */
const SIGNATURE = `select left(id, $2) as id, left(who, $2) as who, left(operation, $2) as operation, left(since, $2) as since
  from cqctl.locks where name = $1`;
const HELD = `select exists (${SESSION} and pid = pg_backend_pid()) as held`;
/** The session may be our own, out of a pool: then it releases the lock. */
const END = `select case when pid = pg_backend_pid() then pg_advisory_unlock(${KEY}) else pg_terminate_backend(pid) end
  from (${SESSION} and pid = $2) as holding`;

export class PostgresLock {
  readonly #name: string;
  readonly #connect: () => Promise<PostgresConnection>;
  /** The connection of the lock that this run holds. */
  connection: PostgresConnection | undefined;

  constructor(name: string, connect: () => Promise<PostgresConnection>) {
    this.#name = name;
    this.#connect = connect;
  }

  async acquire(operation: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<StateLock> {
    const { signal } = options;
    const { id, who, since } = await describeSelf(operation);
    const holder: LockHolder = { id, who, operation, since };
    const deadline = Date.now() + options.timeoutMs;
    const connection = await connectToSession(this.#connect);
    try {
      await makeTables(connection);
      while (!(await this.#take(connection))) {
        if (signal?.aborted === true) throw new AbortedError();
        const leftMs = deadline - Date.now();
        if (leftMs <= 0) throw describeHeldLock(await this.#readHolder(connection));
        const pauseMs = Math.min(POLL_MS, leftMs);
        await delay(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      }
      await this.#writeHolder(connection, holder);
    } catch (error) {
      await connection.end();
      throw error;
    }
    this.connection = connection;
    const check = shareNext(() => this.#check(connection));
    return { holder, check, release: () => this.#release(connection) };
  }

  async holder(): Promise<LockHolder | null> {
    return this.#withConnection(async (connection) => {
      if (!(await hasTables(connection)) || (await this.#session(connection)) === undefined) return null;
      return this.#readHolder(connection);
    });
  }

  /** Terminates the holder's session: there is no other way to take an advisory lock away. */
  async force(id?: string): Promise<LockHolder | null> {
    return this.#withConnection(async (connection) => {
      if (!(await hasTables(connection))) return null;
      const session = await this.#session(connection);
      if (session === undefined) return null;
      const holder = await this.#readHolder(connection);
      if (id !== undefined && holder.id !== id) throw describeOtherLock(holder);
      const deadline = Date.now() + GONE_MS;
      do {
        await connection.query(END, [this.#name, session]);
        if (Date.now() > deadline) {
          throw new StateError(`the lock of ${holder.who} is still there after its session was ended`, {
            code: 'CQ605',
            hint: 'run the command again',
          });
        }
        await delay(20);
      } while ((await this.#session(connection)) === session);
      return holder;
    });
  }

  /**
   * The pid of the session with the lock. It is looked up instead of trying the lock, which would have to be released
   * again.
   */
  async #session(connection: PostgresConnection): Promise<number | undefined> {
    const [row] = await connection.query<{ pid: number }>(SESSION, [this.#name]);
    return row?.pid;
  }

  async #check(connection: PostgresConnection): Promise<void> {
    try {
      const [row] = await connection.query<{ held: boolean }>(HELD, [this.#name]);
      if (row?.held === true) return;
    } catch (error) {
      // A session that answers with an error is alive, and so is its lock.
      if (!connection.isLost()) return;
      throw describeLostLock(ENDED, error);
    }
    throw describeLostLock(ENDED);
  }

  async #withConnection<T>(work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const connection = await this.#connect();
    try {
      return await work(connection);
    } finally {
      await connection.end();
    }
  }

  async #take(connection: PostgresConnection): Promise<boolean> {
    const [row] = await connection.query<{ had: boolean }>(`select pg_try_advisory_lock(${KEY}) as had`, [
      this.#name,
    ]);
    return row?.had === true;
  }

  async #writeHolder(
    connection: PostgresConnection,
    { id, who, operation, since }: LockHolder,
  ): Promise<void> {
    await connection.query(
      `insert into cqctl.locks (name, id, who, operation, since) values ($1, $2, $3, $4, $5)
       on conflict (name) do update set id = $2, who = $3, operation = $4, since = $5`,
      [this.#name, id, who, operation, since],
    );
  }

  async #readHolder(connection: PostgresConnection): Promise<LockHolder> {
    for (const pauseMs of SIGNATURE_PAUSES_MS) {
      const [holder] = await connection.query<LockHolder & { [column: string]: string }>(SIGNATURE, [
        this.#name,
        MAX_FACT,
      ]);
      if (holder !== undefined) return holder;
      await delay(pauseMs);
    }
    return UNKNOWN_HOLDER;
  }

  /**
   * The row is deleted first, so that it never names a holder that has finished. Closing the session would release the
   * lock too, but behind a pool only some moments later.
   */
  async #release(connection: PostgresConnection): Promise<void> {
    if (this.connection === connection) this.connection = undefined;
    if (connection.isLost()) return;
    const give = async (): Promise<void> => {
      await connection.query('delete from cqctl.locks where name = $1', [this.#name]);
      await connection.query(`select pg_advisory_unlock(${KEY})`, [this.#name]);
    };
    await give().catch(() => undefined);
    await connection.end();
  }
}
