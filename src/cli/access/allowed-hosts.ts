/**
 * CQCTL_ALLOWED_HOSTS: the hosts that credentials may go to. Files say where the PBX and the state are, and whoever opens a
 * pull request writes the files; the variable belongs to whoever runs cqctl. Asked before a connection is opened.
 */

import { domainToASCII } from 'node:url';
import { GateError, UsageError } from '../../model/errors.ts';
import { matchesWildcard } from '../../model/wildcard.ts';
import type { Host } from '../host.ts';

const NAME = 'CQCTL_ALLOWED_HOSTS';
const DEFAULT_PORTS: { readonly [protocol: string]: string } = { 'http:': '80', 'https:': '443' };

interface Allowed {
  /** In lower case, without brackets; may have wildcards. */
  host: string;
  port: string | undefined;
}

export interface Destination {
  /** As messages name it: `the PBX`, `lock_address`. */
  what: string;
  host: string;
  port: string;
}

export function destinationOf(what: string, address: string): Destination {
  const { hostname, port, protocol } = new URL(address);
  return { what, host: hostname, port: port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port };
}

/** Throws a GateError for a host that is not allowed. Without the variable every host is. */
export function demandAllowedHost({ env }: Pick<Host, 'env'>, { what, host, port }: Destination): void {
  const list = env[NAME];
  if (list === undefined) return;
  const name = normalize(host);
  const isAllowed = parseList(list).some(
    (allowed) => matchesWildcard(allowed.host, name) && (allowed.port === undefined || allowed.port === port),
  );
  if (isAllowed) return;
  // An empty list is a variable that a pipeline was to set and did not: letting everything through would hide that.
  const isEmpty = list.trim() === '';
  throw new GateError(
    isEmpty
      ? `${NAME} is set but empty, so that no host is allowed; nothing was sent`
      : `${what} is at ${name}:${port}, which ${NAME} does not allow; nothing was sent`,
    {
      code: 'CQ912',
      hint: isEmpty
        ? `set it to the hosts of the PBX and of the state, or unset it`
        : `if credentials may go there, add ${name.includes(':') ? `[${name}]` : name} to ${NAME}`,
    },
  );
}

function parseList(list: string): Allowed[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry);
}

/** `host`, `host:port`, `[ipv6]`, `[ipv6]:port`, or an IPv6 address alone. */
function parseEntry(entry: string): Allowed {
  const isBareIpv6 = !entry.startsWith('[') && entry.split(':').length > 2;
  const match = isBareIpv6 ? undefined : /^(\[[^\]]+\]|[^:/@[\]\s]+)(?::(\d{1,5}|\*))?$/.exec(entry);
  if (match === null || (isBareIpv6 && /[/@\s]/.test(entry))) {
    throw new UsageError(`${NAME} has ${JSON.stringify(entry)}, which is no host`, {
      hint: 'name hosts with commas between them, like pbx.example.com,*.internal.example.com:8887',
    });
  }
  const port = match?.[2];
  return { host: normalize(match?.[1] ?? entry), port: port === '*' ? undefined : port };
}

/** One spelling for each host: no brackets, no dot at the end, lower case, names of other scripts as DNS has them. */
function normalize(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (bare.includes(':') && URL.canParse(`http://[${bare}]`)) {
    return new URL(`http://[${bare}]`).hostname.slice(1, -1);
  }
  const isAscii = /^[!-~]*$/.test(bare);
  return (isAscii ? bare : domainToASCII(bare) || bare).toLowerCase();
}
