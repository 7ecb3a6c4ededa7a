/** Certificates and keys that `target` and `state` name: read with the project, wrong ones with their place. */

import { describe, expect, test } from 'vitest';
import { ENCRYPTED_KEY, OTHER_CERT, OTHER_KEY, TLS_CERT, TLS_KEY } from '../../support/certificates.ts';
import { load, writeProject } from '../../support/load-fixture.ts';

const FILES = {
  'ca.pem': TLS_CERT,
  'client.pem': TLS_CERT,
  'client-key.pem': TLS_KEY,
  'both.pem': TLS_KEY + TLS_CERT,
  'other.pem': OTHER_CERT,
  'other-key.pem': OTHER_KEY,
  'encrypted.pem': ENCRYPTED_KEY,
  'damaged.pem': TLS_KEY.replace('MIGH', 'MIGX'),
};
const SECTIONS = [
  ['target', 'target: { url: "https://pbx.example.com:8887"'],
  ['state', 'state: { backend: http, address: "https://state.example.com/x"'],
] as const;

async function loadWith(section: string, keys: string) {
  return load(writeProject({ ...FILES, 'cqctl.yaml': `version: 1\n${section}, ${keys} }\n` }));
}

describe.each(SECTIONS)('%s', (name, section) => {
  test.each([
    ['two files', 'client_cert_file: client.pem, client_key_file: client-key.pem', TLS_KEY],
    ['one for both', 'client_cert_file: both.pem', TLS_KEY + TLS_CERT],
  ])('has a client certificate: %s', async (_what, keys, key) => {
    const { value, diagnostics } = await loadWith(section, `ca_file: ca.pem, ${keys}`);
    expect(diagnostics).toEqual([]);
    expect(value?.[name]).toMatchObject({ clientCertificate: { key } });
    expect(value?.[name]).toMatchObject({ ca: name === 'state' ? TLS_CERT : { text: TLS_CERT } });
  });

  test.each([
    [
      'no certificate file',
      'client_cert_file: gone.pem, client_key_file: client-key.pem',
      'client_cert_file',
      'no such file',
    ],
    [
      'no key file',
      'client_cert_file: client.pem, client_key_file: gone.pem',
      'client_key_file',
      'no such file',
    ],
    [
      'a certificate that is none',
      'client_cert_file: other-key.pem, client_key_file: other-key.pem',
      'client_cert_file',
      'holds no certificate',
    ],
    [
      'a key that is none',
      'client_cert_file: client.pem, client_key_file: ca.pem',
      'client_key_file',
      'holds no private key',
    ],
    [
      'a key of another certificate',
      'client_cert_file: client.pem, client_key_file: other-key.pem',
      'client_key_file',
      'does not belong to the certificate',
    ],
    [
      'a key with a pass phrase',
      'client_cert_file: other.pem, client_key_file: encrypted.pem',
      'client_key_file',
      'pass phrase',
    ],
    [
      'a damaged key',
      'client_cert_file: client.pem, client_key_file: damaged.pem',
      'client_key_file',
      'damaged private key',
    ],
    ['a certificate alone', 'client_cert_file: client.pem', 'client_cert_file', 'holds no private key'],
    ['a ca_file that is none', 'ca_file: client-key.pem', 'ca_file', 'holds no certificate'],
  ])('has %s: an error at the key’s value', async (_what, keys, key, words) => {
    const { diagnostics } = await loadWith(section, keys);
    expect(diagnostics).toMatchObject([{ code: 'CQ362', source: { line: 2 } }]);
    expect(diagnostics[0]?.summary).toContain(`${key}: `);
    expect(diagnostics[0]?.summary).toContain(words);
    expect(JSON.stringify(diagnostics)).not.toContain('MIG');
  });

  test('has a key without its certificate', async () => {
    const { diagnostics } = await loadWith(section, 'client_key_file: client-key.pem');
    expect(diagnostics).toMatchObject([{ code: 'CQ201', source: { line: 2 } }]);
  });

  test('is not looked for outside of the project', async () => {
    const { diagnostics } = await loadWith(section, 'client_cert_file: ../client.pem');
    expect(diagnostics).toMatchObject([{ code: 'CQ136' }]);
  });
});

test.each(['ca_file: ca.pem', 'client_cert_file: both.pem', 'client_key_file: client-key.pem'])(
  'a local state has no %s',
  async (keys) => {
    const { diagnostics } = await loadWith('state: { backend: local', keys);
    expect(diagnostics).toMatchObject([{ code: 'CQ213' }]);
  },
);
