/** Errors of PostgreSQL and of the connection to it as messages. */

import { StateError } from '../model/errors.ts';
import { errorCode } from '../model/file-errors.ts';

const CODE = 'CQ605';

/** By SQLSTATE, or by the first two characters of one. */
const BY_STATE: { readonly [state: string]: { what: string; hint: string } } = {
  '28': {
    what: 'refuses the credentials',
    hint: 'set CQCTL_STATE_URL, or PGUSER and PGPASSWORD; a server that wants TLS also says this: add ?sslmode=verify-full, or unset PGSSLMODE=disable',
  },
  '3D': {
    what: 'has no such database',
    hint: 'create it, or name another: postgres://…/DATABASE, or PGDATABASE',
  },
  '42501': {
    what: 'does not permit it',
    hint: 'let the role create the schema cqctl, or use it: GRANT CREATE ON DATABASE … TO …, or GRANT ALL ON SCHEMA cqctl, and on all its tables',
  },
  '25006': { what: 'is read-only', hint: 'name the primary, not a standby' },
  '53100': { what: 'has no space left', hint: 'make room there; nothing was overwritten' },
  '53300': { what: 'has no connection left', hint: 'try again later, or let it have more: max_connections' },
  '57P01': {
    what: 'ended the connection',
    hint: 'somebody ended it, or the server was stopped: run the command again',
  },
  '57P03': { what: 'is starting or stopping', hint: 'try again in a moment' },
  '55P03': { what: 'does not let go of the state', hint: 'somebody else has the row: try again in a moment' },
};

/** Whether the connection is unusable after this error: the server closed it, or the error is not the server's. */
export function endsConnection(error: unknown): boolean {
  const state = errorCode(error) ?? '';
  return !/^[0-9A-Z]{5}$/.test(state) || state.startsWith('57P') || state.startsWith('08');
}

/** The driver has no code for this; `test/unit/state/postgres-connection.test.ts` fails when a new version rewords it. */
const WITHOUT_TLS = 'The server does not support SSL connections';

export function isWithoutTls(error: unknown): boolean {
  return error instanceof Error && error.message === WITHOUT_TLS;
}

/** Whether the TLS handshake failed, for example because of an untrusted certificate. */
export function isTlsFailure(error: unknown): boolean {
  return /^(ERR_(TLS|SSL|OSSL)|EPROTO|CERT_|CRL_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME|INVALID_)/.test(
    errorCode(error) ?? '',
  );
}

/** Whether the server's rules (`pg_hba.conf`) do not allow this kind of connection. */
export function isRefusedByRule(error: unknown): boolean {
  return errorCode(error) === '28000';
}

/**
 * For a server without TLS where the settings demand TLS, or where it is required because the server is on another
 * machine.
 */
export function describeNoTls(
  place: string,
  { isDemandedByDefault }: { isDemandedByDefault: boolean },
  cause: unknown,
): StateError {
  const why = isDemandedByDefault
    ? 'it is on another machine, and nothing is sent there in clear'
    : 'the settings demand it';
  return new StateError(`PostgreSQL at ${place} has no TLS: ${why}`, {
    code: 'CQ614',
    hint: isDemandedByDefault
      ? 'turn TLS on there; where the way to it is safe by itself, say so: ?sslmode=disable in CQCTL_STATE_URL, or PGSSLMODE=disable'
      : 'turn TLS on there, or demand less of it: ?sslmode=… in CQCTL_STATE_URL, or PGSSLMODE',
    cause,
  });
}

/** `place` names the server in messages. */
export function toPostgresError(error: unknown, place: string): StateError {
  if (error instanceof StateError) return error;
  const state = errorCode(error) ?? '';
  const known = BY_STATE[state] ?? (/^\d/.test(state) ? BY_STATE[state.slice(0, 2)] : undefined);
  const message = messageOf(error);
  if (known !== undefined) {
    const said = message === '' ? '' : `: ${message}`;
    return new StateError(`PostgreSQL at ${place} ${known.what}${said}`, {
      code: CODE,
      hint: known.hint,
      cause: error,
    });
  }
  if (/^[0-9A-Z]{5}$/.test(state)) {
    return new StateError(`PostgreSQL at ${place} fails with ${state}: ${message}`, {
      code: CODE,
      hint: 'nothing was overwritten; ask whoever runs the server',
      cause: error,
    });
  }
  const isTls = isTlsFailure(error);
  return new StateError(`PostgreSQL at ${place} does not answer: ${message || state}`, {
    code: CODE,
    hint: isTls
      ? 'check TLS: ?sslmode=verify-full&sslrootcert=/path/ca.pem in CQCTL_STATE_URL, or PGSSLMODE and PGSSLROOTCERT, say whom to trust'
      : 'check CQCTL_STATE_URL, or PGHOST and PGPORT, and that the server can be reached from here',
    cause: error,
  });
}

/** For settings that the driver refuses before anything is sent. */
export function toSettingsError(error: unknown): StateError {
  return new StateError(`the settings for PostgreSQL cannot be used: ${messageOf(error)}`, {
    code: CODE,
    hint: 'check CQCTL_STATE_URL and the variables PGSSL…, above all the files that they name',
    cause: error,
  });
}

/** If several addresses were tried, each has its own reason. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
