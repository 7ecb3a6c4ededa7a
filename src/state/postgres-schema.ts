/**
 * The tables: a row for the state of each name, and one for its last lock holder.
 *
 * The first write creates them; reads create nothing. Once they exist, the role needs no right to create anything.
 */

import type { PostgresConnection } from './postgres-connection.ts';

/** If two runs create the tables at once, one waits for the other. */
const MAKING = "hashtextextended('cqctl', 0)";

const TABLES = `
create schema if not exists cqctl;
create table if not exists cqctl.states (
  name text primary key,
  lineage text not null,
  serial bigint not null,
  document text not null,
  saved_at timestamptz not null default now()
);
create table if not exists cqctl.locks (
  name text primary key,
  id text not null,
  who text not null,
  operation text not null,
  since text not null
);`;

export async function hasTables(connection: PostgresConnection): Promise<boolean> {
  const [row] = await connection.query<{ there: boolean }>(
    "select to_regclass('cqctl.states') is not null and to_regclass('cqctl.locks') is not null as there",
  );
  return row?.there === true;
}

export async function makeTables(connection: PostgresConnection): Promise<void> {
  if (await hasTables(connection)) return;
  await inTransaction(connection, async () => {
    await connection.query(`select pg_advisory_xact_lock(${MAKING})`);
    for (const statement of TABLES.split(';').filter((each) => each.trim() !== '')) {
      await connection.query(statement);
    }
  });
}

/** All or nothing. */
export async function inTransaction<T>(connection: PostgresConnection, work: () => Promise<T>): Promise<T> {
  await connection.query('begin');
  try {
    const result = await work();
    await connection.query('commit');
    return result;
  } catch (error) {
    if (!connection.isLost()) await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}
