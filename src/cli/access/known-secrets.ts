/**
 * Tells the redactor, before anything else happens, what is secret in the process's environment: the values of variables with
 * the name of a credential, passwords in addresses, and the files that variables such as CQCTL_TOKEN_FILE name or that
 * PostgreSQL's clients look for. A file is read whether or not it is needed: a project that includes it would otherwise
 * show it.
 */

import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Redactor } from '../../model/redactor.ts';
import {
  isOwnSecretVariable,
  isSecretFileVariable,
  isSecretVariable,
  passwordIn,
} from '../../model/secret-variables.ts';
import type { Host } from '../host.ts';

/** A shorter value of somebody else's variable could be any word. */
const LEAST_LENGTH = 8;
const MOST_FILE_BYTES = 64 * 1024;

export function tellKnownSecrets({ env, cwd }: Pick<Host, 'env' | 'cwd'>, redactor: Redactor): void {
  for (const [name, value = ''] of Object.entries(env)) {
    if (isOwnSecretVariable(name)) redactor.add(value);
    if (isSecretVariable(name)) tellLines(value, redactor);
    else if (isSecretFileVariable(name) && value !== '') tellFile(resolve(cwd, value), redactor);
    else tellPassword(value, redactor);
  }
  for (const path of postgresFiles(env)) tellFile(resolve(cwd, path), redactor);
}

/** Where the driver of PostgreSQL looks when no variable names a file; without a home, in the current folder. */
function postgresFiles(env: Host['env']): string[] {
  const [home = '', appData = ''] = [env['HOME'], env['APPDATA']];
  return [
    join(home, '.pgpass'),
    join(home, '.postgresql/postgresql.key'),
    ...(appData === '' ? [] : [join(appData, 'postgresql/pgpass.conf')]),
  ];
}

/** A line of a `.pgpass` is `host:port:database:user:password`. */
const PASSWORD_LINE = /^(?:(?:\\.|[^:\\])*:){4}(.+)$/;

function tellFile(path: string, redactor: Redactor): void {
  const text = readSecretFile(path);
  tellLines(text, redactor);
  for (const line of text.split(/\r?\n/)) {
    const password = PASSWORD_LINE.exec(line)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? '';
    if (password.length >= LEAST_LENGTH) redactor.add(password);
  }
}

/** The whole, and each line of a key or a certificate: what is printed has one line at a time. */
export function tellLines(text: string, redactor: Redactor): void {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  for (const line of new Set([text.trim(), ...lines])) {
    if (line.length >= LEAST_LENGTH && !line.startsWith('-----')) redactor.add(line);
    tellPassword(line, redactor);
  }
}

function tellPassword(value: string, redactor: Redactor): void {
  const password = passwordIn(value);
  if (password === undefined || password.length < LEAST_LENGTH) return;
  redactor.add(password);
  redactor.add(decode(password));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that stands for itself: then it is written as it is meant.
    return text;
  }
}

/** Nothing for what cannot be read: the command that needs it says so. */
function readSecretFile(path: string): string {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= MOST_FILE_BYTES ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
