/** Certificates that variables name: before those of the project, and wrong ones by the name of the variable. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStateCertificates, readTargetCertificates } from '../../../src/cli/access/certificates.ts';
import { EnvironmentError } from '../../../src/model/errors.ts';
import { OTHER_CERT, OTHER_KEY, TLS_CERT, TLS_KEY } from '../../support/certificates.ts';
import { fakeHost } from '../../support/fake-host.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cqctl-certificates-'));
  const files = { 'ca.pem': TLS_CERT, 'c.pem': TLS_CERT, 'k.pem': TLS_KEY, 'o.pem': OTHER_CERT };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const hostWith = (env: Record<string, string>) => fakeHost({ env, cwd: folder }).host;
const other = { certificate: OTHER_CERT, key: OTHER_KEY };
const state = {
  backend: 'http',
  address: 'https://s/x',
  lockAddress: 'https://s/x',
  unlockAddress: 'https://s/x',
  lockMethod: 'LOCK',
  unlockMethod: 'UNLOCK',
  updateMethod: 'POST',
  rescuePath: '/nowhere',
} as const;

describe('of the PBX', () => {
  const written = { ca: { path: '/p', text: OTHER_CERT }, clientCertificate: other };
  test('the project’s, where no variable names others', async () => {
    expect(await readTargetCertificates(hostWith({}), {})).toEqual({});
    expect(await readTargetCertificates(hostWith({ CQCTL_CA_FILE: '' }), written)).toEqual({
      ca: OTHER_CERT,
      clientCertificate: other,
    });
  });
  test('the variables’ before the project’s, paths from the current folder', async () => {
    const host = hostWith({
      CQCTL_CA_FILE: 'ca.pem',
      CQCTL_CLIENT_CERT_FILE: 'c.pem',
      CQCTL_CLIENT_KEY_FILE: join(folder, 'k.pem'),
    });
    expect(await readTargetCertificates(host, written)).toEqual({
      ca: TLS_CERT,
      clientCertificate: { certificate: TLS_CERT, key: TLS_KEY },
    });
  });
  test.each([
    [{ CQCTL_CA_FILE: 'gone.pem' }, 'CQCTL_CA_FILE', 'no such file'],
    [{ CQCTL_CA_FILE: 'k.pem' }, 'CQCTL_CA_FILE', 'holds no certificate'],
    [{ CQCTL_CLIENT_CERT_FILE: 'c.pem' }, 'CQCTL_CLIENT_KEY_FILE', 'holds no private key'],
    [{ CQCTL_CLIENT_KEY_FILE: 'k.pem' }, 'CQCTL_CLIENT_CERT_FILE', 'is not'],
    [
      { CQCTL_CLIENT_CERT_FILE: 'o.pem', CQCTL_CLIENT_KEY_FILE: 'k.pem' },
      'CQCTL_CLIENT_KEY_FILE',
      'does not belong',
    ],
  ])('%j is an error that names %s', async (env, name, words) => {
    const error = await readTargetCertificates(hostWith(env as Record<string, string>), {}).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({ code: 'CQ516' });
    const { message, hint } = error as EnvironmentError;
    expect(message + hint).toContain(name);
    expect(message).toContain(words);
  });
});

describe('of the state’s server', () => {
  test('CQCTL_CA_FILE is trusted besides what the machine knows, or what state.ca_file names', async () => {
    const host = hostWith({ CQCTL_CA_FILE: 'ca.pem' });
    expect((await readStateCertificates(host, state)).ca).toEqual([...rootCertificates, TLS_CERT]);
    expect((await readStateCertificates(host, { ...state, ca: OTHER_CERT })).ca).toEqual([
      OTHER_CERT,
      TLS_CERT,
    ]);
  });
  test('CQCTL_STATE_CA_FILE alone counts before all of them', async () => {
    const host = hostWith({ CQCTL_CA_FILE: 'o.pem', CQCTL_STATE_CA_FILE: 'ca.pem' });
    expect((await readStateCertificates(host, { ...state, ca: OTHER_CERT })).ca).toBe(TLS_CERT);
  });
  test('authorities of NODE_EXTRA_CA_CERTS are kept', async () => {
    const host = hostWith({ CQCTL_CA_FILE: 'ca.pem', NODE_EXTRA_CA_CERTS: 'o.pem' });
    expect((await readStateCertificates(host, state)).ca?.slice(-2)).toEqual([OTHER_CERT, TLS_CERT]);
  });
  test('the client certificate of the PBX is not shown to it', async () => {
    const host = hostWith({ CQCTL_CLIENT_CERT_FILE: 'c.pem', CQCTL_CLIENT_KEY_FILE: 'k.pem' });
    expect(await readStateCertificates(host, state)).toEqual({});
    const own = hostWith({ CQCTL_STATE_CLIENT_CERT_FILE: 'c.pem', CQCTL_STATE_CLIENT_KEY_FILE: 'k.pem' });
    expect(await readStateCertificates(own, { ...state, clientCertificate: other })).toEqual({
      clientCertificate: { certificate: TLS_CERT, key: TLS_KEY },
    });
  });
});
