/**
 * State in a PostgreSQL database: a row for each name, replaced in a transaction by a writer that has read the current
 * row.
 */

import { StateError } from '../model/errors.ts';
import type { StateDocument } from '../model/state.ts';
import type { PostgresStateSettings } from '../model/state-settings.ts';
import { serializeDocument } from './document.ts';
import { parseDocument } from './parse-document.ts';
import { connectPostgres, type PostgresAccess, type PostgresConnection } from './postgres-connection.ts';
import { PostgresLock } from './postgres-lock.ts';
import { hasTables, inTransaction, makeTables } from './postgres-schema.ts';
import { rescueTo } from './rescue.ts';
import type { StateStore } from './store.ts';
import { describeStale, type Version, VersionCheck } from './version-check.ts';

const DAMAGE_HINT =
  'delete its row in cqctl.states: without it the next apply finds objects by number or name';

export function openPostgresStore(settings: PostgresStateSettings, access: PostgresAccess): StateStore {
  const { name } = settings;
  const connect = () => connectPostgres(access);
  const lock = new PostgresLock(name, connect);
  const place = `the state ${JSON.stringify(name)} in PostgreSQL`;
  const versions = new VersionCheck(place);

  /** Uses the connection of the lock if there is one. */
  const using = async <T>(work: (connection: PostgresConnection) => Promise<T>): Promise<T> => {
    const held = lock.connection;
    if (held?.isLost() === true) throw describeLost(held);
    const connection = held ?? (await connect());
    try {
      return await work(connection);
    } catch (error) {
      throw held?.isLost() === true ? describeLost(held, error) : error;
    } finally {
      if (connection !== held) await connection.end();
    }
  };

  const load = async (connection: PostgresConnection): Promise<StateDocument | null> => {
    if (!(await hasTables(connection))) return null;
    const [row] = await connection.query<{ document: string }>(
      'select document from cqctl.states where name = $1',
      [name],
    );
    if (row === undefined) return null;
    return parseDocument(row.document, place, DAMAGE_HINT);
  };

  return {
    describe: () => place,
    async read() {
      const document = await using(load);
      versions.noteSeen(document);
      return document;
    },
    async write(document) {
      await using(async (connection) => {
        await makeTables(connection);
        await inTransaction(connection, () => replaceRow(connection, { name, place, document, versions }));
      });
      versions.noteSeen(document);
    },
    rescue: (document) => rescueTo(settings.rescuePath, document),
    lock: (operation, options) => lock.acquire(operation, options),
    holder: () => lock.holder(),
    forceUnlock: (id) => lock.force(id),
  };
}

interface Replacement {
  name: string;
  place: string;
  document: StateDocument;
  versions: VersionCheck;
}

async function replaceRow(
  connection: PostgresConnection,
  { name, place, document, versions }: Replacement,
): Promise<void> {
  const [row] = await connection.query<{ lineage: string; serial: string }>(
    'select lineage, serial from cqctl.states where name = $1 for update',
    [name],
  );
  const stored: Version | null =
    row === undefined ? null : { lineage: row.lineage, serial: Number(row.serial) };
  versions.assertNext(document, stored);
  const values = [name, document.lineage, document.serial, serializeDocument(document)];
  const written = await connection.query(
    stored === null
      ? 'insert into cqctl.states (name, lineage, serial, document) values ($1, $2, $3, $4) on conflict do nothing returning 1'
      : 'update cqctl.states set lineage = $2, serial = $3, document = $4, saved_at = now() where name = $1 returning 1',
    values,
  );
  if (written.length === 0) throw describeStale(place, 'another was written at the same moment');
}

function describeLost({ place }: PostgresConnection, cause?: unknown): StateError {
  return new StateError(`the connection to PostgreSQL at ${place} was lost, and the lock with it`, {
    code: 'CQ605',
    hint: 'nothing was overwritten; run the command again once the server can be reached',
    ...(cause === undefined ? {} : { cause }),
  });
}
