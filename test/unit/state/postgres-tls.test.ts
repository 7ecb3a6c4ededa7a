/** What the parameters and variables about TLS come to, before anything is sent. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { isThisMachine, readTlsSettings } from '../../../src/state/postgres-tls.ts';
import { TLS_CERT, TLS_KEY } from '../../support/certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'cqctl-pg-tls-'));
const ca = join(folder, 'ca.pem');
const key = join(folder, 'key.pem');
beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(ca, TLS_CERT);
  writeFileSync(key, TLS_KEY);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REMOTE = 'db.example.com';
const urlOf = (query: string, host = REMOTE) => `postgres://u:p@${host}:5432/db${query}`;
const plan = (query: string, env = {}, host = REMOTE) =>
  readTlsSettings(urlOf(query, host), env).forHost(host);

/** How much each attempt asks for. */
const strengths = (query: string, env = {}, host = REMOTE) =>
  plan(query, env, host).attempts.map((each) => {
    if (each === false) return 'clear';
    if (each.rejectUnauthorized !== true) return 'encrypted';
    return each.checkServerIdentity === undefined ? 'name' : 'authority';
  });

type Written = [query: string, env: Record<string, string>];
const WAYS: [title: string, write: (mode: string, root?: string) => Written][] = [
  ['the parameter', (mode, root = '') => [`?sslmode=${mode}${root && `&sslrootcert=${root}`}`, {}]],
  ['the variable', (mode, root = '') => ['', { PGSSLMODE: mode, PGSSLROOTCERT: root }]],
];
describe.each(WAYS)('the mode in %s', (_title, write) => {
  test.each([
    ['disable', '', ['clear']],
    ['allow', '', ['clear', 'encrypted']],
    ['prefer', '', ['encrypted', 'clear']],
    ['require', '', ['encrypted']],
    ['require', ca, ['authority']],
    ['prefer', ca, ['authority', 'clear']],
    ['verify-ca', ca, ['authority']],
    ['verify-full', ca, ['name']],
    ['verify-full', '', ['name']],
    ['verify-full', 'system', ['name']],
  ])('%s with the authority %j', (mode, root, expected) => {
    const [query, env] = write(mode, root);
    expect(strengths(query, env)).toEqual(expected);
    // The mode was written, so it holds for this machine too.
    expect(strengths(query, env, 'localhost')).toEqual(expected);
  });

  test.each(['requird', 'REQUIRE', 'no-verify', 'true', 'verify_full'])('%s is an error', (mode) => {
    const [query, env] = write(mode);
    expect(() => plan(query, env)).toThrow(new RegExp(`=${mode} is not a mode of TLS; there are disable, `));
  });

  test('verify-ca needs an authority, and all that the system trusts is too many for it', () => {
    for (const [mode, root] of [
      ['verify-ca', ''],
      ['verify-ca', 'system'],
      ['require', 'system'],
    ] as const) {
      const [query, env] = write(mode, root);
      expect(() => plan(query, env)).toThrow(root === '' ? /verify-ca needs to know/ : /verify-full only/);
    }
  });

  test('a file that cannot be read is an error, in every mode that has TLS', () => {
    for (const mode of ['allow', 'prefer', 'require', 'verify-ca', 'verify-full']) {
      const [query, env] = write(mode, '/nowhere/ca.pem');
      expect(() => plan(query, env)).toThrow(/(sslrootcert|PGSSLROOTCERT) names \/nowhere\/ca.pem/);
    }
  });
});

test('without a mode another machine has to offer TLS, and this one is asked for it', () => {
  expect(strengths('')).toEqual(['encrypted']);
  expect(plan('').isDemandedByDefault).toBe(true);
  expect(strengths('', { PGSSLROOTCERT: ca })).toEqual(['authority']);
  expect(strengths('?sslrootcert=system')).toEqual(['name']);
  expect(strengths('', { PGSSLMODE: '' })).toEqual(['encrypted']);
  for (const host of ['localhost', '127.0.0.1']) {
    expect(strengths('', {}, host)).toEqual(['encrypted', 'clear']);
    expect(plan('', {}, host).isDemandedByDefault).toBe(false);
  }
  expect(plan('?sslmode=require').isDemandedByDefault).toBe(false);
});

test('a socket of this machine is never encrypted', () => {
  const { forHost } = readTlsSettings(undefined, { PGSSLMODE: 'verify-full' });
  expect(forHost('/var/run/postgresql').attempts).toEqual([false]);
});

test('the parameter wins over the variable; the driver sees neither', () => {
  expect(strengths('?sslmode=disable', { PGSSLMODE: 'require' })).toEqual(['clear']);
  const { address } = readTlsSettings(
    urlOf(`?sslmode=require&connect_timeout=5&sslrootcert=${ca}&sslnegotiation=direct&uselibpqcompat=true`),
    {},
  );
  expect(address).toBe(urlOf('?connect_timeout=5'));
  expect(readTlsSettings(urlOf('?ssl=true'), {}).address).toBe(urlOf(''));
  expect(readTlsSettings(undefined, {}).address).toBeUndefined();
});

test('a misspelled parameter of TLS is an error, not a connection without it', () => {
  for (const name of ['sslmod', 'SSLMODE', 'ssl_mode', 'sslrootcrt', 'sslcrldir', 'tlsmode']) {
    expect(() => plan(`?${name}=verify-full`, {}, 'localhost')).toThrow(
      new RegExp(`^${name} is not a parameter`),
    );
  }
  const { address } = readTlsSettings(urlOf('?sslsni=1&sslcompression=0&application_name=x'), {});
  expect(address).toBe(urlOf('?application_name=x'));
});

test('ssl=true is require; anything else there is an error', () => {
  expect(strengths('?ssl=true', {}, 'localhost')).toEqual(['encrypted']);
  for (const value of ['0', 'no-verify', '']) expect(() => plan(`?ssl=${value}`)).toThrow(/sslmode=require/);
});

test('certificates and keys of the client, revocations and versions are taken along', () => {
  const env = { PGSSLCERT: ca, PGSSLKEY: key, PGSSLMINPROTOCOLVERSION: 'TLSv1.3' };
  expect(plan('?sslmode=require', env).attempts[0]).toMatchObject({
    cert: TLS_CERT,
    key: TLS_KEY,
    minVersion: 'TLSv1.3',
  });
  expect(() => plan('', { PGSSLCERT: ca })).toThrow(/without a key/);
  const more = plan(`?sslmode=require&sslcrl=${ca}&sslpassword=of-the-key`).attempts[0];
  expect(more).toMatchObject({ crl: TLS_CERT, passphrase: 'of-the-key' });
  expect(Object.keys(plan('?sslmode=require').attempts[0] as object)).toEqual([
    'rejectUnauthorized',
    'checkServerIdentity',
  ]);
});

test('versions of TLS are those of libpq', () => {
  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']) {
    const query = `?ssl_min_protocol_version=${version}&ssl_max_protocol_version=${version}`;
    expect(plan(query).attempts[0]).toMatchObject({ minVersion: version, maxVersion: version });
  }
  for (const name of ['ssl_min_protocol_version', 'ssl_max_protocol_version']) {
    expect(() => plan(`?${name}=TLSv9`)).toThrow(/TLSv9 is not a version.*TLSv1, TLSv1.1, TLSv1.2, TLSv1.3/);
  }
});

test('TLS from the first byte goes with a mode that demands TLS', () => {
  for (const mode of ['disable', 'allow', 'prefer']) {
    expect(() => plan(`?sslmode=${mode}&sslnegotiation=direct`)).toThrow(/direct goes with/);
  }
  for (const mode of ['require', 'verify-full']) {
    expect(plan(`?sslmode=${mode}&sslnegotiation=direct`).negotiation).toBe('direct');
    expect(plan(`?sslmode=${mode}&sslnegotiation=postgres`).negotiation).toBe('postgres');
    expect(plan(`?sslmode=${mode}`).negotiation).toBeUndefined();
  }
  expect(() => plan('?sslnegotiation=Direct')).toThrow(
    /Direct is not understood; there are postgres and direct/,
  );
});

test('files in ~/.postgresql are those of libpq, where nothing else is written', () => {
  vi.stubEnv('HOME', folder);
  mkdirSync(join(folder, '.postgresql'));
  const fill = (name: string, text: string) => writeFileSync(join(folder, '.postgresql', name), text);
  fill('postgresql.crt', 'own certificate');
  expect(() => plan('?sslmode=require')).toThrow(/without a key/);
  fill('postgresql.key', 'own key');
  fill('root.crt', 'own authority');
  const found = { ca: 'own authority', cert: 'own certificate', key: 'own key', rejectUnauthorized: true };
  expect(plan('?sslmode=require').attempts[0]).toMatchObject(found);
  expect(plan(`?sslmode=require&sslrootcert=${ca}`).attempts[0]).toMatchObject({ ...found, ca: TLS_CERT });
  expect(plan('?sslmode=verify-full&sslrootcert=system').attempts[0]).not.toHaveProperty('ca');
});

test.each([
  ['localhost', true],
  ['LOCALHOST', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['/run/postgresql', true],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
  ['192.168.1.1', false],
  ['db', false],
  ['0.0.0.0', false],
])('%s is this machine: %s', (host, expected) => expect(isThisMachine(host)).toBe(expected));
