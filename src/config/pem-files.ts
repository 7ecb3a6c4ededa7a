/** Certificates and keys in PEM: read with the project, so that a wrong one has a place, like a prompt. */

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileReason } from '../model/file-errors.ts';
import type { ClientCertificate } from '../model/transport.ts';

/** What all authorities that a machine trusts take is a fraction of this. */
const MAX_BYTES = 4 * 1024 * 1024;
const HINTS = {
  pem: 'it has to hold certificates in PEM, beginning with -----BEGIN CERTIFICATE-----',
  key: 'it has to hold a private key in PEM, as -----BEGIN PRIVATE KEY-----',
  encrypted: 'cqctl asks for no pass phrase; store the key without one: openssl pkey -in IN.pem -out OUT.pem',
  pair: 'name the certificate and the key that were made together',
  der: 'it looks like DER; make PEM of it: openssl x509 -inform der -in IN.cer -out OUT.pem',
};

/** What is wrong with a file, in words that follow its path. */
export interface PemFault {
  reason: string;
  /** Absent where the path is what is wrong. */
  hint?: string;
}

export async function readCertificates(path: string): Promise<{ text: string } | PemFault> {
  const file = await readBounded(path);
  return 'bytes' in file ? checkCertificates(file.bytes) : file;
}

/** The key may be in the same file. `isKey` says which of the two the fault is about. */
export async function readClientCertificate(
  certificatePath: string,
  keyPath: string,
): Promise<ClientCertificate | (PemFault & { isKey: boolean })> {
  const certificates = await readCertificates(certificatePath);
  if (!('text' in certificates)) return { ...certificates, isKey: false };
  const file = await readBounded(keyPath);
  if (!('bytes' in file)) return { ...file, isKey: true };
  const key = file.bytes.toString('utf8');
  const parsed = parseKey(key);
  if ('reason' in parsed) return { ...parsed, isKey: true };
  if (!new X509Certificate(certificates.text).checkPrivateKey(parsed)) {
    return { reason: 'does not belong to the certificate', hint: HINTS.pair, isKey: true };
  }
  return { certificate: certificates.text, key };
}

function parseKey(text: string): KeyObject | PemFault {
  const block = /-----BEGIN (?<label>[A-Z ]*PRIVATE KEY)-----.*?-----END \k<label>-----/s.exec(text)?.[0];
  if (block === undefined) return { reason: 'holds no private key', hint: HINTS.key };
  if (/ENCRYPTED/.test(block)) return { reason: 'holds a key with a pass phrase', hint: HINTS.encrypted };
  try {
    return createPrivateKey(block);
  } catch {
    // What OpenSSL says of it helps nobody.
    return { reason: 'holds a damaged private key', hint: HINTS.key };
  }
}

async function readBounded(path: string): Promise<{ bytes: Buffer } | PemFault> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return { reason: 'is not a file' };
    if (stats.size > MAX_BYTES) return { reason: 'is larger than 4 MB', hint: HINTS.pem };
    return { bytes: await readFile(path) };
  } catch (error) {
    return { reason: `cannot be read: ${fileReason(error)}` };
  }
}

function checkCertificates(bytes: Buffer): { text: string } | PemFault {
  const text = bytes.toString('utf8');
  const certificates = text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs);
  if (certificates === null) {
    return { reason: 'holds no certificate', hint: isCertificate(bytes) ? HINTS.der : HINTS.pem };
  }
  if (certificates.every(isCertificate)) return { text };
  return { reason: 'holds a damaged certificate', hint: HINTS.pem };
}

function isCertificate(bytes: Buffer | string): boolean {
  try {
    new X509Certificate(bytes);
    return true;
  } catch {
    return false;
  }
}
