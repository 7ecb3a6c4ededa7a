/**
 * The lock of a state in PostgreSQL: an advisory lock of a session, so that it is gone the moment its holder is, whatever
 * ended it; and a row that says whose it is, which means nothing without the lock.
 *
 * Whoever holds the lock writes over the same connection: without the lock there is nothing to write with.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { AbortedError, type LockHolder, StateError } from '../model/errors.ts';
import { describeSelf, MAX_FACT } from './lock-holder.ts';
import { describeHeld, describeLostLock, describeOther, NOBODY } from './lock-words.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { hasTables, makeTables } from './postgres-schema.ts';
import { connectToSession } from './postgres-session.ts';
import { shareNext } from './share-next.ts';
import type { StateLock } from './store.ts';

const POLL_MS = 500;
/** Between having the lock and saying so there is a moment. */
const SIGNATURE_PAUSES_MS = [20, 100, 500];
const GONE_MS = 5000;
const ENDED = 'the session of PostgreSQL that held it has ended';

/** One of the advisory locks of the database belongs to each name. */
const KEY = "hashtextextended('cqctl.state.' || $1, 0)";
/** The session that has it; PostgreSQL shows a key in two halves. */
const SESSION = `select pid from pg_locks
  where locktype = 'advisory' and granted and objsubid = 1
    and database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32) | objid::bigint = ${KEY}`;
/** Whatever stands in the row, so much of it is read. */
const SIGNATURE = `select left(id, $2) as id, left(who, $2) as who, left(operation, $2) as operation, left(since, $2) as since
  from cqctl.locks where name = $1`;
const HELD = `select exists (${SESSION} and pid = pg_backend_pid()) as held`;
/** A session in a pool can be the very one that asks: then it gives up the lock. */
const END = `select case when pid = pg_backend_pid() then pg_advisory_unlock(${KEY}) else pg_terminate_backend(pid) end
  from (${SESSION} and pid = $2) as holding`;

export class PostgresLock {
  readonly #name: string;
  readonly #connect: () => Promise<PostgresConnection>;
  /** Of the lock that this run holds. */
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
        if (leftMs <= 0) throw describeHeld(await this.#signature(connection));
        const pauseMs = Math.min(POLL_MS, leftMs);
        await delay(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      }
      await this.#sign(connection, holder);
    } catch (error) {
      await connection.end();
      throw error;
    }
    this.connection = connection;
    const check = shareNext(() => this.#check(connection));
    return { holder, check, release: () => this.#release(connection) };
  }

  async holder(): Promise<LockHolder | null> {
    return this.#visit(async (connection) => {
      if (!(await hasTables(connection)) || (await this.#session(connection)) === undefined) return null;
      return this.#signature(connection);
    });
  }

  /** Ends the session that has it: there is no other way to take an advisory lock away. */
  async force(id?: string): Promise<LockHolder | null> {
    return this.#visit(async (connection) => {
      if (!(await hasTables(connection))) return null;
      const session = await this.#session(connection);
      if (session === undefined) return null;
      const holder = await this.#signature(connection);
      if (id !== undefined && holder.id !== id) throw describeOther(holder);
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

  /** The server's name for the session that has the lock. Looked up, not tried: a lock that was tried would have to be given back. */
  async #session(connection: PostgresConnection): Promise<number | undefined> {
    const [row] = await connection.query<{ pid: number }>(SESSION, [this.#name]);
    return row?.pid;
  }

  async #check(connection: PostgresConnection): Promise<void> {
    try {
      const [row] = await connection.query<{ held: boolean }>(HELD, [this.#name]);
      if (row?.held === true) return;
    } catch (error) {
      // A session that answers with an error is alive, and the lock with it.
      if (!connection.isLost()) return;
      throw describeLostLock(ENDED, error);
    }
    throw describeLostLock(ENDED);
  }

  async #visit<T>(work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
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

  async #sign(connection: PostgresConnection, { id, who, operation, since }: LockHolder): Promise<void> {
    await connection.query(
      `insert into cqctl.locks (name, id, who, operation, since) values ($1, $2, $3, $4, $5)
       on conflict (name) do update set id = $2, who = $3, operation = $4, since = $5`,
      [this.#name, id, who, operation, since],
    );
  }

  async #signature(connection: PostgresConnection): Promise<LockHolder> {
    for (const pauseMs of SIGNATURE_PAUSES_MS) {
      const [holder] = await connection.query<LockHolder & { [column: string]: string }>(SIGNATURE, [
        this.#name,
        MAX_FACT,
      ]);
      if (holder !== undefined) return holder;
      await delay(pauseMs);
    }
    return NOBODY;
  }

  /**
   * The row goes first, so that it never names somebody who is through. Ending the session would give the lock back too, but
   * behind a pool only some moments later.
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
