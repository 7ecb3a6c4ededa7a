/** What is known to be secret before anything is read or printed. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tellKnownSecrets } from '../../../src/cli/access/known-secrets.ts';
import { createRedactor } from '../../../src/model/redactor.ts';

let place = '';
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'cqctl-known-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function write(path: string, text: string): string {
  mkdirSync(dirname(join(place, path)), { recursive: true });
  writeFileSync(join(place, path), text);
  return place;
}

const PGPASS = '# of the team\ndb.example.com:5432:*:cqctl:a\\:planted\\\\word\nother:*:*:x:short\n';

test.each([
  ['.pgpass of the home folder', () => ({ env: { HOME: write('.pgpass', PGPASS) } })],
  ['.pgpass of the current folder, without a home', () => ({ env: {}, cwd: write('.pgpass', PGPASS) })],
  ['pgpass.conf of Windows', () => ({ env: { APPDATA: write('postgresql/pgpass.conf', PGPASS) } })],
])('the passwords of %s', (_where, make) => {
  const redactor = createRedactor();
  tellKnownSecrets({ cwd: '/nowhere', ...make() }, redactor);
  expect(redactor.redact('password "a:planted\\word" for db')).not.toContain('planted');
  expect(redactor.redact('a short word')).toBe('a short word');
});

test('the key that the driver of PostgreSQL takes by itself', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nplanted-line-of-a-key\n-----END PRIVATE KEY-----\n';
  const redactor = createRedactor();
  tellKnownSecrets({ cwd: '/nowhere', env: { HOME: write('.postgresql/postgresql.key', key) } }, redactor);
  expect(redactor.redact('planted-line-of-a-key')).not.toContain('planted');
});

test('a home without such files is no trouble', () => {
  const redactor = createRedactor();
  tellKnownSecrets({ cwd: '/nowhere', env: { HOME: place } }, redactor);
  expect(redactor.redact('anything at all')).toBe('anything at all');
});
