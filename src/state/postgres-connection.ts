/**
 * One connection to PostgreSQL. Each operation opens its own, so that nothing has to be closed when a command ends and
 * a killed run leaves nothing behind. Only a lock keeps its connection, and lives as long as it does.
 */

import pg from 'pg';
import type { StateError } from '../model/errors.ts';
import {
  describeNoTls,
  endsConnection,
  isRefusedByRule,
  isTlsFailure,
  isWithoutTls,
  toPostgresError,
  toSettingsError,
} from './postgres-errors.ts';
import { type PostgresTls, readTlsSettings } from './postgres-tls.ts';

const CONNECT_MS = 15_000;
const QUERY_MS = 60_000;

export interface PostgresConnection {
  /** The server's name in messages, without secrets. */
  readonly place: string;
  /** True when the connection can no longer be used. */
  isLost(): boolean;
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Safe to call twice. */
  end(): Promise<void>;
}

/** Where a server is, and how it is reached. */
export interface PostgresAccess {
  /** If undefined, the usual variables of PostgreSQL clients apply: PGHOST, PGUSER, PGDATABASE and so on. */
  url: string | undefined;
  /** Read for the TLS settings. */
  env: { readonly [name: string]: string | undefined };
  /** Throws if nothing may be sent to the server. */
  assertHost?: (server: { host: string; port: string }) => void;
}

export async function connectPostgres(access: PostgresAccess): Promise<PostgresConnection> {
  const { address, tls, host, port } = readSettings(access);
  // A path is a local socket.
  if (!host.startsWith('/')) access.assertHost?.({ host, port });
  for (const [index, attempt] of tls.attempts.entries()) {
    try {
      return await open(address, attempt, tls);
    } catch (error) {
      const next = tls.attempts[index + 1];
      if (next === undefined || !canTryNext(next, error)) throw error;
    }
  }
  throw new Error('there was no way to try');
}

/** Whether the next attempt, with or without TLS, may succeed after this error. */
function canTryNext(next: PostgresTls['attempts'][number], error: unknown): boolean {
  const { cause } = error as StateError;
  if (isRefusedByRule(cause)) return true;
  return next === false && (isWithoutTls(cause) || isTlsFailure(cause));
}

async function open(
  address: string | undefined,
  ssl: PostgresTls['attempts'][number],
  tls: PostgresTls,
): Promise<PostgresConnection> {
  const client = new pg.Client({
    ...(address === undefined ? {} : { connectionString: address }),
    application_name: 'cqctl',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    keepAlive: true,
    ssl,
    sslnegotiation: tls.negotiation ?? 'postgres',
  });
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
    throw isWithoutTls(error) ? describeNoTls(place, tls, error) : toPostgresError(error, place);
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

/** Sends nothing. Reads the certificate and key files that the settings name. */
function readSettings({ url, env }: PostgresAccess) {
  try {
    const { address, forHost } = readTlsSettings(url, env);
    // The driver decides which of its parameters and variables names the host.
    const { host, port } = new pg.Client({
      ...(address === undefined ? {} : { connectionString: address }),
      ssl: true,
    });
    return { address, tls: forHost(host), host, port: String(port) };
  } catch (error) {
    throw toSettingsError(error);
  }
}
