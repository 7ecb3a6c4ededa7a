/** The credentials that the environment names. A token wins over a user name. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Credentials } from '../api/client.ts';
import { EnvironmentError } from '../model/errors.ts';
import type { StateCredentials } from '../state/http-client.ts';
import type { Host } from './host.ts';
import type { Redactor } from './redactor.ts';
import { readVariable } from './settings.ts';

/** The value of NAME, or the first line of the file that NAME_FILE names. */
function readSecret(host: Host, name: string): string | undefined {
  const value = readVariable(host.env, name);
  if (value !== undefined) return value;
  const file = readVariable(host.env, `${name}_FILE`);
  if (file === undefined) return undefined;
  try {
    const secret = (readFileSync(resolve(host.cwd, file), 'utf8').split(/\r?\n/)[0] ?? '').trim();
    if (secret !== '') return secret;
  } catch (cause) {
    throw new EnvironmentError(`${name}_FILE names ${file}, which cannot be read`, { code: 'CQ903', cause });
  }
  throw new EnvironmentError(`${name}_FILE names ${file}, which is empty`, { code: 'CQ903' });
}

/** Each secret that is found is told to the redactor before anything else can happen to it. */
export function readCredentials(host: Host, redactor: Redactor): Credentials {
  const token = readSecret(host, 'CQCTL_TOKEN');
  if (token !== undefined) {
    redactor.add(token);
    return { kind: 'token', token };
  }
  const username = readVariable(host.env, 'CQCTL_USERNAME');
  if (username === undefined) return { kind: 'none' };
  const password = readSecret(host, 'CQCTL_PASSWORD');
  if (password === undefined) {
    throw new EnvironmentError('CQCTL_USERNAME is set, but neither CQCTL_PASSWORD nor CQCTL_PASSWORD_FILE', {
      code: 'CQ903',
      hint: 'set one of them, or CQCTL_TOKEN instead of a user name',
    });
  }
  redactor.add(password);
  const domain = readVariable(host.env, 'CQCTL_DOMAIN');
  return { kind: 'password', username, password, ...(domain === undefined ? {} : { domain }) };
}

/** Of the server that keeps the state. A token wins over a user name. */
export function readStateCredentials(host: Host, redactor: Redactor): StateCredentials {
  const token = readSecret(host, 'CQCTL_STATE_TOKEN');
  if (token !== undefined) {
    redactor.add(token);
    return { kind: 'token', token };
  }
  const username = readVariable(host.env, 'CQCTL_STATE_USERNAME');
  const password = readSecret(host, 'CQCTL_STATE_PASSWORD');
  if (username === undefined || password === undefined) return { kind: 'none' };
  redactor.add(password);
  redactor.add(Buffer.from(`${username}:${password}`).toString('base64'));
  return { kind: 'basic', username, password };
}
