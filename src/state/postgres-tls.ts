/**
 * Whether and how a connection to PostgreSQL is encrypted: parameters of the address and variables as libpq reads them.
 *
 * One thing is stricter than libpq. By default libpq prefers TLS, but sends the password in clear to a server that says
 * it has none. cqctl does that only for a server on this machine; any other server must offer TLS.
 *
 * The driver treats all modes as verify-full, with a warning. So these parameters are removed from its address, and it
 * gets the resulting settings instead.
 */

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions, SecureVersion } from 'node:tls';
import { fileReason } from '../model/file-errors.ts';
import { isLoopback } from '../model/loopback.ts';

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type Mode = (typeof MODES)[number];

/** libpq's word for the certificates that the system trusts. */
const SYSTEM = 'system';

const VARIABLES = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslcrl: 'PGSSLCRL',
  sslnegotiation: 'PGSSLNEGOTIATION',
  ssl_min_protocol_version: 'PGSSLMINPROTOCOLVERSION',
  ssl_max_protocol_version: 'PGSSLMAXPROTOCOLVERSION',
} as const;
type Parameter = keyof typeof VARIABLES;

const VERSIONS: ReadonlySet<string> = new Set<SecureVersion>(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);

export interface PostgresTls {
  /** The attempts in order; `false` is without TLS. */
  attempts: (ConnectionOptions | false)[];
  /** True if TLS is required by default, not by a setting. */
  isDemandedByDefault: boolean;
  negotiation: 'postgres' | 'direct' | undefined;
}

export interface TlsSettings {
  /** The address for the driver, without the parameters that are read here. */
  address: string | undefined;
  /** Throws an Error that says what is wrong. `host` is where the driver will connect to. */
  forHost(host: string): PostgresTls;
}

export function readTlsSettings(
  url: string | undefined,
  env: { readonly [name: string]: string | undefined },
): TlsSettings {
  const [base = '', query = ''] = splitOnce(url ?? '', '?');
  const parameters = new URLSearchParams(query);
  const given = (name: Parameter): Given | undefined => {
    const inUrl = parameters.get(name);
    if (inUrl !== null && inUrl !== '') return { value: inUrl, name };
    const variable = env[VARIABLES[name]];
    return variable === undefined || variable === '' ? undefined : { value: variable, name: VARIABLES[name] };
  };
  const files = Object.keys(VARIABLES) as Parameter[];
  const settings = Object.fromEntries(files.map((name) => [name, given(name)])) as Settings;
  settings.sslmode ??= modeOfSwitch(parameters.get('ssl'));
  refuseUnknown([...parameters.keys()]);
  const passphrase = parameters.get('sslpassword') ?? undefined;
  for (const name of [...NAMES, ...WITHOUT_EFFECT]) parameters.delete(name);
  const rest = parameters.toString();
  return {
    address: url === undefined ? undefined : rest === '' ? base : `${base}?${rest}`,
    forHost: (host) => planTls(host, settings, passphrase),
  };
}

interface Given {
  value: string;
  /** The parameter or variable that the value comes from. */
  name: string;
}
type Settings = { [name in Parameter]: Given | undefined };

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

const NAMES: readonly string[] = [...Object.keys(VARIABLES), 'ssl', 'sslpassword'];
/** Of libpq, and nothing that makes a connection less safe when it is left out. */
const WITHOUT_EFFECT: readonly string[] = ['sslcompression', 'sslsni', 'uselibpqcompat'];

/** As libpq does. A misspelled `sslmode` would be a connection that nobody asked for. */
function refuseUnknown(names: readonly string[]): void {
  const name = names.find(
    (each) => /ssl|tls/i.test(each) && !NAMES.includes(each) && !WITHOUT_EFFECT.includes(each),
  );
  if (name === undefined) return;
  throw new Error(`${name} is not a parameter of TLS that cqctl knows; there are ${NAMES.join(', ')}`);
}

/** `ssl=true` is how JDBC has it; libpq takes it too. */
function modeOfSwitch(value: string | null): Given | undefined {
  if (value === null) return undefined;
  if (value === 'true') return { value: 'require', name: 'ssl' };
  throw new Error(`ssl=${value} is not understood; write sslmode=${MODES.join(', sslmode=')}`);
}

function planTls(host: string, settings: Settings, passphrase: string | undefined): PostgresTls {
  const written = readMode(settings.sslmode);
  const negotiation = readNegotiation(settings.sslnegotiation);
  const isSystem = settings.sslrootcert?.value === SYSTEM;
  const isLocal = isThisMachine(host);
  const mode = written ?? (isSystem ? 'verify-full' : isLocal ? 'prefer' : 'require');
  if (isSystem && mode !== 'verify-full') {
    throw new Error(`${settings.sslrootcert?.name}=system goes with sslmode=verify-full only, not ${mode}`);
  }
  if (negotiation === 'direct' && ['disable', 'allow', 'prefer'].includes(mode)) {
    throw new Error(`sslnegotiation=direct goes with sslmode=require or a stricter one, not ${mode}`);
  }
  const isDemandedByDefault = written === undefined && !isLocal && !isSystem;
  // A local socket is never encrypted, whatever the settings say.
  if (mode === 'disable' || host.startsWith('/')) {
    return { attempts: [false], isDemandedByDefault, negotiation: undefined };
  }
  const tls = { ...readFiles(settings, mode, passphrase), ...readVersions(settings) };
  const attempts =
    mode === 'allow' ? [false as const, tls] : mode === 'prefer' ? [tls, false as const] : [tls];
  return { attempts, isDemandedByDefault, negotiation };
}

function readMode(given: Given | undefined): Mode | undefined {
  if (given === undefined) return undefined;
  const mode = MODES.find((each) => each === given.value);
  if (mode !== undefined) return mode;
  throw new Error(`${given.name}=${given.value} is not a mode of TLS; there are ${MODES.join(', ')}`);
}

function readNegotiation(given: Given | undefined): 'postgres' | 'direct' | undefined {
  if (given === undefined || given.value === 'postgres' || given.value === 'direct')
    return given?.value as never;
  throw new Error(`${given.name}=${given.value} is not understood; there are postgres and direct`);
}

/** Whether the connection stays on this machine. */
export function isThisMachine(host: string): boolean {
  return host.startsWith('/') || isLoopback(host);
}

function readFiles(settings: Settings, mode: Mode, passphrase: string | undefined): ConnectionOptions {
  const home = (name: string): string | undefined => {
    const path = join(homedir(), '.postgresql', name);
    return existsSync(path) ? path : undefined;
  };
  const { sslrootcert, sslcrl } = settings;
  const isSystem = sslrootcert?.value === SYSTEM;
  const ca = isSystem ? undefined : (read(sslrootcert) ?? readPath(home('root.crt'), 'sslrootcert'));
  const cert = read(settings.sslcert) ?? readPath(home('postgresql.crt'), 'sslcert');
  const key = read(settings.sslkey) ?? readPath(home('postgresql.key'), 'sslkey');
  const crl = read(sslcrl);
  if (mode === 'verify-ca' && ca === undefined) {
    throw new Error(
      'sslmode=verify-ca needs to know the authority: sslrootcert or PGSSLROOTCERT names its certificate',
    );
  }
  if (cert !== undefined && key === undefined) {
    throw new Error('there is a certificate without a key: sslkey or PGSSLKEY names that');
  }
  return {
    // As in libpq, a CA certificate is verified in every mode, the server's name only in verify-full.
    rejectUnauthorized: ca !== undefined || mode === 'verify-full',
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert, key }),
    ...(crl === undefined ? {} : { crl }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

function read(given: Given | undefined): string | undefined {
  return given === undefined ? undefined : readPath(given.value, given.name);
}

function readPath(path: string | undefined, name: string): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`${name} names ${path}, which cannot be read: ${fileReason(cause)}`, { cause });
  }
}

function readVersions(settings: Settings): ConnectionOptions {
  const version = (given: Given | undefined): SecureVersion | undefined => {
    if (given === undefined || VERSIONS.has(given.value)) return given?.value as SecureVersion | undefined;
    throw new Error(
      `${given.name}=${given.value} is not a version of TLS; there are ${[...VERSIONS].join(', ')}`,
    );
  };
  const minVersion = version(settings.ssl_min_protocol_version);
  const maxVersion = version(settings.ssl_max_protocol_version);
  return {
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
  };
}
