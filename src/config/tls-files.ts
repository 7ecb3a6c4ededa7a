/** The files with certificates and keys that `target` and `state` name, read and checked. */

import type { JsonObject } from '../model/json.ts';
import type { ClientCertificate } from '../model/transport.ts';
import type { Problems } from '../source/problems.ts';
import type { SourceMap } from '../source/source-map.ts';
import { resolveWrittenPath } from '../source/written-path.ts';
import { type PemFault, readCertificates, readClientCertificate } from './pem-files.ts';

export interface TlsFiles {
  /** `ca_file`, in PEM; its path is absolute. */
  ca?: { path: string; text: string };
  clientCertificate?: ClientCertificate;
}

interface Context {
  map: SourceMap;
  problems: Problems;
}

/** Without those of the files that are missing or wrong, which are problems. */
export async function readTlsFiles(section: JsonObject, context: Context): Promise<TlsFiles> {
  const ca = await readAuthorities(section, context);
  const clientCertificate = await readPair(section, context);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
  };
}

async function readAuthorities(section: JsonObject, context: Context): Promise<TlsFiles['ca']> {
  const path = findPath(section, 'ca_file', context);
  if (path === undefined) return undefined;
  const file = await readCertificates(path);
  if ('text' in file) return { path, text: file.text };
  report('ca_file', file, section, context);
  return undefined;
}

async function readPair(section: JsonObject, context: Context): Promise<ClientCertificate | undefined> {
  const { map, problems } = context;
  const [hasCertificate, hasKey] = ['client_cert_file', 'client_key_file'].map((key) =>
    isWritten(section, key),
  );
  if (hasCertificate !== true) {
    if (hasKey === true) {
      problems.error({
        code: 'CQ201',
        at: map.keyPlace(section, 'client_key_file'),
        summary: 'client_key_file needs client_cert_file',
        hint: 'add `client_cert_file: client.pem`, the certificate that the key belongs to',
      });
    }
    return undefined;
  }
  const certificatePath = findPath(section, 'client_cert_file', context);
  const keyPath = hasKey === true ? findPath(section, 'client_key_file', context) : certificatePath;
  if (certificatePath === undefined || keyPath === undefined) return undefined;
  const pair = await readClientCertificate(certificatePath, keyPath);
  if ('key' in pair) problems.secrets.add(pair.key);
  if (!('reason' in pair)) return pair;
  const isLacking = pair.isKey && hasKey !== true;
  const fault = isLacking ? { ...pair, hint: 'add `client_key_file: client-key.pem`' } : pair;
  report(pair.isKey && !isLacking ? 'client_key_file' : 'client_cert_file', fault, section, context);
  return undefined;
}

function isWritten(section: JsonObject, key: string): boolean {
  return typeof section[key] === 'string' && section[key] !== '';
}

function findPath(section: JsonObject, key: string, { map, problems }: Context): string | undefined {
  const written = section[key];
  const at = map.valuePlace(section, key);
  if (typeof written !== 'string' || written === '' || at === undefined) return undefined;
  const path = resolveWrittenPath({ name: key, written, at }, problems);
  if (path !== undefined) problems.files.add(path);
  return path;
}

function report(
  key: string,
  { reason, hint = 'a path counts from the folder of the file that it is written in' }: PemFault,
  section: JsonObject,
  { map, problems }: Context,
): void {
  const summary = `${key}: ${JSON.stringify(section[key])} ${reason}`;
  problems.error({ code: 'CQ362', at: map.valuePlace(section, key), summary, hint });
}
