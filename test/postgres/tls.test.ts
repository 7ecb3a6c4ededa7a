/** TLS to PostgreSQL as libpq's modes have it, and its demand where nobody says anything; by the built program too. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectPostgres } from '../../src/state/postgres-connection.ts';
import { TLS_CERT, TLS_KEY } from '../support/certificates.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { makeProject } from '../support/run-cli.ts';

const tls = { cert: TLS_CERT, key: TLS_KEY };
/** Made for this test, and has signed nothing here. */
const OTHER_CA = `-----BEGIN CERTIFICATE-----
MIIBdzCCAR2gAwIBAgIUNIJMnNlTdHYbdf3MPBiPh46XzfAwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFb3RoZXIwIBcNMjYxMTI4MTMzMTI2WhgPMjEyNjExMDQxMzMx
MjZaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
99yN1jPRMMYJtLW/KDkpFl93eEgDjeeCNL1wRgeJl8vgUOqyTd6MArD3siyVgYgj
rxK25RpodNArGKiFFJwJOaNTMFEwHQYDVR0OBBYEFCpfH+XNfNjdiAnQ7Jzr5Q2r
fnnxMB8GA1UdIwQYMBaAFCpfH+XNfNjdiAnQ7Jzr5Q2rfnnxMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgTliP0TCI+t+k1NRezaRh85nDkrL8MjCf
UqFjYOmNFwoCIQCVuY4RZQBuUMQC2zdbVVZzbsDh/tuhX9N3VlYcpSea6Q==
-----END CERTIFICATE-----
`;
const folder = mkdtempSync(join(tmpdir(), 'cqctl-pg-tls-'));
const ca = join(folder, 'ca.pem');
const otherCa = join(folder, 'other.pem');
let encrypted: PostgresServer;
let clear: PostgresServer;
beforeAll(async () => {
  writeFileSync(ca, TLS_CERT);
  writeFileSync(otherCa, OTHER_CA);
  [encrypted, clear] = await Promise.all([startPostgres({ tls }), startPostgres()]);
});
afterAll(async () => {
  await Promise.all([encrypted.stop(), clear.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Reaches this machine, and is not known to be it. */
const ELSEWHERE = '0.0.0.0';
/** Not in the certificate. */
const OTHER_NAME = '127.0.0.2';

/** Whether the connection that came about is encrypted; or the error. */
async function isEncrypted(server: PostgresServer, query: string, env = {}, host = '127.0.0.1') {
  const url = (await server.newDatabase()).replace('@127.0.0.1', `@${host}`) + query;
  const connection = await connectPostgres({ url, env });
  try {
    const [row] = await connection.query<{ ssl: boolean }>(
      'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    );
    return row?.ssl;
  } finally {
    await connection.end();
  }
}

describe('a server with a private authority', () => {
  test.each([
    ['?sslmode=disable', {}, false],
    ['?sslmode=allow', {}, false],
    ['?sslmode=prefer', {}, true],
    ['?sslmode=require', {}, true],
    ['', {}, true],
    ['', { PGSSLMODE: 'require' }, true],
    ['?sslnegotiation=postgres&sslmode=require', {}, true],
  ])('%s %j', async (query, env, expected) => {
    expect(await isEncrypted(encrypted, query, env)).toBe(expected);
  });

  test('is known by its authority, in the address and in the variable', async () => {
    for (const mode of ['verify-full', 'verify-ca', 'require']) {
      expect(await isEncrypted(encrypted, `?sslmode=${mode}&sslrootcert=${ca}`)).toBe(true);
      expect(await isEncrypted(encrypted, '', { PGSSLMODE: mode, PGSSLROOTCERT: ca })).toBe(true);
    }
  });

  test('is refused where another authority is named, in every mode but those that go on in clear', async () => {
    for (const mode of ['verify-full', 'verify-ca', 'require']) {
      const env = { PGSSLMODE: mode, PGSSLROOTCERT: otherCa };
      await expect(isEncrypted(encrypted, '', env)).rejects.toMatchObject({
        code: 'CQ605',
        hint: expect.stringContaining('PGSSLROOTCERT'),
      });
    }
    expect(await isEncrypted(encrypted, '', { PGSSLMODE: 'prefer', PGSSLROOTCERT: otherCa })).toBe(false);
    await expect(isEncrypted(encrypted, '?sslmode=verify-full')).rejects.toMatchObject({ code: 'CQ605' });
  });

  test('under a name that its certificate does not have is taken with verify-ca, not with verify-full', async () => {
    const env = { PGSSLROOTCERT: ca };
    expect(await isEncrypted(encrypted, '?sslmode=verify-ca', env, OTHER_NAME)).toBe(true);
    await expect(isEncrypted(encrypted, '?sslmode=verify-full', env, OTHER_NAME)).rejects.toMatchObject({
      code: 'CQ605',
      hint: expect.stringContaining('TLS'),
    });
  });
});

describe('a server without TLS', () => {
  test.each([
    ['', '127.0.0.1'],
    ['?sslmode=prefer', ELSEWHERE],
    ['?sslmode=allow', ELSEWHERE],
    ['?sslmode=disable', ELSEWHERE],
  ])('is talked to in clear with %j at %s', async (query, host) => {
    expect(await isEncrypted(clear, query, {}, host)).toBe(false);
  });

  test('on another machine it is not, unless somebody says so', async () => {
    await expect(isEncrypted(clear, '', {}, ELSEWHERE)).rejects.toMatchObject({
      code: 'CQ614',
      hint: expect.stringContaining('sslmode=disable'),
    });
    expect(await isEncrypted(encrypted, '', {}, ELSEWHERE)).toBe(true);
  });

  test.each(['require', 'verify-full'])('is not where %s is written', async (mode) => {
    await expect(isEncrypted(clear, `?sslmode=${mode}`)).rejects.toMatchObject({ code: 'CQ614' });
  });
});

test.each([
  ['hostssl', 'allow', true],
  ['hostnossl', 'prefer', false],
] as const)('a server that takes %s only is reached with %s all the same', async (rule, mode, expected) => {
  const server = await startPostgres({ tls, rule });
  try {
    expect(await isEncrypted(server, `?sslmode=${mode}`)).toBe(expected);
  } finally {
    await server.stop();
  }
});

describe('the built program', () => {
  const using = async (
    url: string,
    env: Record<string, string>,
    check: (run: { code: number | null; stdout: string; stderr: string }) => void,
  ) => {
    const project = await makeProject(
      'version: 1\nstate: { backend: postgres, name: x }\nqueues: { a: { extension_number: "8000" } }\n',
      { CQCTL_STATE_URL: url, ...env },
    );
    try {
      const ended = await project.run('apply', '--auto-approve');
      expect(ended.stderr).not.toContain('SECURITY WARNING');
      expect(ended.stderr).not.toContain('Warning:');
      check(ended);
    } finally {
      await project.remove();
    }
  };

  test.each(['prefer', 'require', 'verify-ca', 'verify-full'])('has no warnings for %s', async (mode) => {
    const url = await encrypted.newDatabase();
    await using(`${url}?sslmode=${mode}&sslrootcert=${ca}`, {}, ({ code, stderr }) =>
      expect(code, stderr).toBe(0),
    );
  });

  test('connects with PGSSLMODE=require to a server of a private authority', async () => {
    const url = await encrypted.newDatabase();
    await using(url, { PGSSLMODE: 'require' }, ({ code, stderr }) => expect(code, stderr).toBe(0));
  });

  test('says what is wrong with a mistyped PGSSLMODE, and with verify-ca alone', async () => {
    const url = await encrypted.newDatabase();
    await using(url, { PGSSLMODE: 'requires' }, ({ code, stderr }) => {
      expect(code).toBe(1);
      expect(stderr).toContain('PGSSLMODE=requires is not a mode of TLS; there are disable, allow,');
    });
    await using(`${url}?sslmode=verify-ca`, {}, ({ code, stderr }) => {
      expect(code).toBe(1);
      expect(stderr).toContain('PGSSLROOTCERT');
    });
  });

  test('sends nothing in clear to another machine that has no TLS', async () => {
    const url = (await clear.newDatabase()).replace('@127.0.0.1', `@${ELSEWHERE}`);
    await using(url, {}, ({ code, stderr }) => {
      expect(code).toBe(1);
      expect(stderr).toContain('CQ614');
    });
    await using(url, { PGSSLMODE: 'disable' }, ({ code, stderr }) => expect(code, stderr).toBe(0));
  });
});
