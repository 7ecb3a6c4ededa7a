/**
 * The certificates of TLS: those that variables name, else those that the project does. Variables are whoever runs cqctl, so
 * their paths count from the current folder and may lead anywhere.
 */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { rootCertificates } from 'node:tls';
import { type PemFault, readCertificates, readClientCertificate } from '../../config/pem-files.ts';
import type { TlsFiles } from '../../config/tls-files.ts';
import { EnvironmentError } from '../../model/errors.ts';
import type { HttpStateSettings } from '../../model/state-settings.ts';
import type { ClientCertificate } from '../../model/transport.ts';
import type { Host } from '../host.ts';
import { readVariable } from '../settings.ts';

interface Certificates {
  ca?: string | readonly string[];
  clientCertificate?: ClientCertificate;
}

export async function readTargetCertificates(host: Host, written: TlsFiles): Promise<Certificates> {
  const ca = (await readAuthorities(host, 'CQCTL_CA_FILE')) ?? written.ca?.text;
  const pair = (await readPair(host, 'CQCTL_CLIENT')) ?? written.clientCertificate;
  return certificatesOf(ca, pair);
}

/** CQCTL_CA_FILE is trusted here too, but alone does not end the trust in what the machine knows: that may be GitLab's. */
export async function readStateCertificates(host: Host, written: HttpStateSettings): Promise<Certificates> {
  const own = await readAuthorities(host, 'CQCTL_STATE_CA_FILE');
  const general = own === undefined ? await readAuthorities(host, 'CQCTL_CA_FILE') : undefined;
  const base = own ?? written.ca;
  const ca =
    general === undefined
      ? base
      : [...(base === undefined ? await machineAuthorities(host) : [base]), general];
  const pair = (await readPair(host, 'CQCTL_STATE_CLIENT')) ?? written.clientCertificate;
  return certificatesOf(ca, pair);
}

function certificatesOf(ca: Certificates['ca'], pair: ClientCertificate | undefined): Certificates {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(pair === undefined ? {} : { clientCertificate: pair }),
  };
}

/** Node adds those of NODE_EXTRA_CA_CERTS by itself only where no others are named. */
async function machineAuthorities({ env, cwd }: Host): Promise<readonly string[]> {
  const extra = readVariable(env, 'NODE_EXTRA_CA_CERTS');
  if (extra === undefined) return rootCertificates;
  // One that cannot be read Node has warned about at its start.
  const text = await readFile(resolve(cwd, extra), 'utf8').catch(() => undefined);
  return text === undefined ? rootCertificates : [...rootCertificates, text];
}

async function readAuthorities({ env, cwd }: Host, name: string): Promise<string | undefined> {
  const path = readVariable(env, name);
  if (path === undefined) return undefined;
  const file = await readCertificates(resolve(cwd, path));
  if ('text' in file) return file.text;
  throw wrong(name, path, file);
}

async function readPair({ env, cwd }: Host, prefix: string): Promise<ClientCertificate | undefined> {
  const [certificateName, keyName] = [`${prefix}_CERT_FILE`, `${prefix}_KEY_FILE`];
  const certificate = readVariable(env, certificateName);
  const key = readVariable(env, keyName);
  if (certificate === undefined) {
    if (key === undefined) return undefined;
    throw new EnvironmentError(`${keyName} is set, and ${certificateName} is not`, {
      code: 'CQ516',
      hint: `set ${certificateName} to the certificate that the key belongs to`,
    });
  }
  const pair = await readClientCertificate(resolve(cwd, certificate), resolve(cwd, key ?? certificate));
  if (!('reason' in pair)) return pair;
  if (pair.isKey && key !== undefined) throw wrong(keyName, key, pair);
  throw wrong(
    certificateName,
    certificate,
    pair.isKey ? { ...pair, hint: `set ${keyName} to the key` } : pair,
  );
}

function wrong(
  name: string,
  path: string,
  { reason, hint = 'a path counts from the current folder' }: PemFault,
): EnvironmentError {
  return new EnvironmentError(`${name}: ${JSON.stringify(path)} ${reason}`, { code: 'CQ516', hint });
}
