/** The certificates that `target.ca_file` names: read with the project, so that a wrong one has a place, like a prompt. */

import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { reasonOf } from '../source/read.ts';

/** What all authorities that a machine trusts take is a fraction of this. */
const MAX_BYTES = 4 * 1024 * 1024;
const HINTS = {
  missing: 'a path counts from the folder of the file that it is written in',
  pem: 'it has to hold certificates in PEM, beginning with -----BEGIN CERTIFICATE-----',
  der: 'it looks like DER; make PEM of it: openssl x509 -inform der -in IN.cer -out OUT.pem',
};

export type CaFile =
  | { text: string }
  /** What is wrong with it, in words that follow the path. */
  | { reason: string; hint: string };

export async function readCaFile(path: string): Promise<CaFile> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return { reason: 'is not a file', hint: HINTS.missing };
    if (stats.size > MAX_BYTES) return { reason: 'is larger than 4 MB', hint: HINTS.pem };
    return checkCertificates(await readFile(path));
  } catch (error) {
    return { reason: `cannot be read: ${reasonOf(error)}`, hint: HINTS.missing };
  }
}

function checkCertificates(bytes: Buffer): CaFile {
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
