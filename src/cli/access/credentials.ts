/**
 * The credentials that the process's environment names. A token wins over a user name.
 *
 * An environment of the project may have its own, under the same names with two underscores and its name in capitals at the
 * end, as CQCTL_TOKEN__NORTH_1 for `north-1`. Where it has any, the general ones are not looked at: a token is for one PBX.
 */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Credentials } from '../../api/connection-options.ts';
import { hasReadableLogin } from '../../http/base-url.ts';
import { EnvironmentError } from '../../model/errors.ts';
import type { Redactor } from '../../model/redactor.ts';
import type { SecretVariable } from '../../model/secret-variables.ts';
import type { StateCredentials } from '../../state/http-client.ts';
import type { Host } from '../host.ts';
import { readVariable } from '../settings.ts';

/** The value of a variable, or the first line of the file that the one with _FILE names. */
function readSecret(host: Host, base: SecretVariable, ending: string): string | undefined {
  const value = readVariable(host.env, base + ending);
  return value ?? readSecretFile(host, base, ending);
}

function readSecretFile(host: Host, base: SecretVariable, ending: string): string | undefined {
  const name = `${base}_FILE${ending}`;
  const file = readVariable(host.env, name);
  if (file === undefined) return undefined;
  let secret: string;
  try {
    secret = firstLineOf(host, file);
  } catch (cause) {
    throw new EnvironmentError(`${name} names ${file}, which cannot be read`, { code: 'CQ903', cause });
  }
  if (secret !== '') return secret;
  throw new EnvironmentError(`${name} names ${file}, which is empty`, { code: 'CQ903' });
}

function firstLineOf(host: Host, file: string): string {
  return (readFileSync(resolve(host.cwd, file), 'utf8').split(/\r?\n/)[0] ?? '').trim();
}

/** The token that its file has by now. A file that is gone or empty has none, and then the refused one stays the news. */
function rereadToken(host: Host, redactor: Redactor, ending: string): (() => string | undefined) | undefined {
  const file = readVariable(host.env, `CQCTL_TOKEN_FILE${ending}`);
  if (file === undefined || readVariable(host.env, `CQCTL_TOKEN${ending}`) !== undefined) return undefined;
  return () => {
    let token: string;
    try {
      token = firstLineOf(host, file);
    } catch {
      return undefined;
    }
    if (token === '') return undefined;
    redactor.add(token);
    return token;
  };
}

const PBX_NAMES = ['CQCTL_TOKEN', 'CQCTL_USERNAME', 'CQCTL_PASSWORD'] as const;
const STATE_NAMES = ['CQCTL_STATE_TOKEN', 'CQCTL_STATE_USERNAME', 'CQCTL_STATE_PASSWORD'] as const;

/** What the names of variables end with; nothing when the environment has none of its own. */
function endingFor(host: Host, environment: string | undefined, names: readonly string[]): string {
  if (environment === undefined) return '';
  const ending = `__${environment.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
  const hasOwn = names.some(
    (name) =>
      readVariable(host.env, name + ending) !== undefined ||
      readVariable(host.env, `${name}_FILE${ending}`) !== undefined,
  );
  return hasOwn ? ending : '';
}

/** Each secret that is found is told to the redactor before anything else can happen to it. */
export function readCredentials(host: Host, redactor: Redactor, environment?: string): Credentials {
  const ending = endingFor(host, environment, PBX_NAMES);
  const token = readSecret(host, 'CQCTL_TOKEN', ending);
  if (token !== undefined) {
    redactor.add(token);
    const reread = rereadToken(host, redactor, ending);
    return { kind: 'token', token, ...(reread === undefined ? {} : { reread }) };
  }
  const username = readVariable(host.env, `CQCTL_USERNAME${ending}`);
  if (username === undefined) return { kind: 'none' };
  const password = readSecret(host, 'CQCTL_PASSWORD', ending);
  if (password === undefined) {
    const summary = `CQCTL_USERNAME${ending} is set, but neither CQCTL_PASSWORD${ending} nor CQCTL_PASSWORD_FILE${ending}`;
    const hint = `set one of them, or CQCTL_TOKEN${ending} instead of a user name`;
    throw new EnvironmentError(summary, { code: 'CQ903', hint });
  }
  redactor.add(password);
  const domain = readVariable(host.env, `CQCTL_DOMAIN${ending}`);
  return { kind: 'password', username, password, ...(domain === undefined ? {} : { domain }) };
}

/** Of the server that keeps the state. A token wins over a user name. */
export function readStateCredentials(host: Host, redactor: Redactor, environment?: string): StateCredentials {
  const ending = endingFor(host, environment, STATE_NAMES);
  const token = readSecret(host, 'CQCTL_STATE_TOKEN', ending);
  if (token !== undefined) {
    redactor.add(token);
    return { kind: 'token', token };
  }
  const username = readVariable(host.env, `CQCTL_STATE_USERNAME${ending}`);
  const password = readSecret(host, 'CQCTL_STATE_PASSWORD', ending);
  if (username === undefined || password === undefined) return { kind: 'none' };
  redactor.add(password);
  redactor.add(Buffer.from(`${username}:${password}`).toString('base64'));
  return { kind: 'basic', username, password };
}

/** Where the database with the state is, and how one gets in; undefined where PGHOST and its kin are to say. */
export function readStateUrl(host: Host, redactor: Redactor, environment?: string): string | undefined {
  const url = readSecret(host, 'CQCTL_STATE_URL', endingFor(host, environment, ['CQCTL_STATE_URL']));
  if (url === undefined) return undefined;
  redactor.add(url);
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url) || !hasReadableLogin(new URL(url))) {
    throw new EnvironmentError('CQCTL_STATE_URL is not the address of a PostgreSQL database', {
      code: 'CQ903',
      hint: 'it is like postgres://user:password@host:5432/database; of a password % / ? # @ : are written %25 %2F %3F %23 %40 %3A',
    });
  }
  redactor.add(decodeURIComponent(new URL(url).password));
  return url;
}
