/**
 * One connection to PostgreSQL. It is opened for each thing that is done, but for a lock, which lives as long as its
 * connection does: so nothing has to be closed when a command ends, and nothing is left behind by one that was killed.
 */

import pg from 'pg';
import { endsConnection, toPostgresError, toSettingsError } from './postgres-errors.ts';

const CONNECT_MS = 15_000;
const QUERY_MS = 60_000;

export interface PostgresConnection {
  /** How the server is called in messages; without anything secret. */
  readonly place: string;
  /** True once nothing can be asked over it any more. */
  isLost(): boolean;
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Safe to call twice. */
  end(): Promise<void>;
}

/** Throws for a server that nothing may be sent to. */
export type DemandHost = (server: { host: string; port: string }) => void;

/** Without an address the variables that every PostgreSQL client knows say where: PGHOST, PGUSER, PGDATABASE and so on. */
export async function connectPostgres(
  url: string | undefined,
  demandHost?: DemandHost,
): Promise<PostgresConnection> {
  const client = createConnection(url);
  // As the driver has understood it; a path is a socket of this machine.
  if (!client.host.startsWith('/')) demandHost?.({ host: client.host, port: String(client.port) });
  const place = `${client.host}:${client.port}/${client.database ?? ''}`;
  let isLost = false;
  let ended: Promise<void> | undefined;
  const lose = (): void => {
    isLost = true;
  };
  client.on('error', lose);
  client.on('end', lose);
  try {
    await client.connect();
  } catch (error) {
    client.end().catch(lose);
    throw toPostgresError(error, place);
  }
  return {
    place,
    isLost: () => isLost,
    async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
      try {
        return (await client.query<Row>(text, [...values])).rows;
      } catch (error) {
        if (endsConnection(error)) lose();
        throw toPostgresError(error, place);
      }
    },
    end() {
      ended ??= client.end().catch(lose);
      return ended;
    },
  };
}

/** Files that the address names, of certificates and keys, are read here. */
function createConnection(url: string | undefined): pg.Client {
  try {
    return new pg.Client({
      ...(url === undefined ? {} : { connectionString: url }),
      application_name: 'cqctl',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: QUERY_MS,
      keepAlive: true,
    });
  } catch (error) {
    throw toSettingsError(error);
  }
}
