/**
 * Which hosts NO_PROXY excepts, as curl reads it: names with all below them, addresses, and networks as 10.0.0.0/8, divided by
 * commas or white space. Leading and trailing dots do not count, and `*.` is a leading dot. Beyond curl, and as undici does,
 * an entry may end with a port and then counts for that port alone.
 */

import { BlockList, isIP, isIPv6 } from 'node:net';

/** `hostname` as URL has it, IPv6 in brackets. */
export function isExcepted(hostname: string, port: number, noProxy: string): boolean {
  const name = withoutBrackets(hostname.toLowerCase()).replace(/\.$/, '');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(name, port, entry));
}

function matches(name: string, port: number, entry: string): boolean {
  if (entry === '*') return true;
  const { host, port: only } = splitPort(entry);
  if (only !== undefined && only !== port) return false;
  return isIP(name) === 0 ? matchesName(name, host) : matchesAddress(name, host);
}

/** A bare IPv6 address has no port: its last group would look like one. */
function splitPort(entry: string): { host: string; port?: number } {
  const [bare = '', prefix] = entry.split('/');
  if (isIPv6(bare)) return { host: entry };
  const found = /^(.+):(\d+)$/.exec(prefix === undefined ? bare : entry);
  return found === null ? { host: entry } : { host: found[1] ?? '', port: Number(found[2]) };
}

function matchesName(name: string, entry: string): boolean {
  const tail = entry.replace(/^\*?\./, '').replace(/\.$/, '');
  return tail !== '' && (name === tail || name.endsWith(`.${tail}`));
}

function matchesAddress(address: string, entry: string): boolean {
  const [network = '', prefix, more] = entry.split('/');
  const bare = withoutBrackets(network);
  const family = isIP(bare);
  if (family === 0 || family !== isIP(address) || more !== undefined) return false;
  const bits = family === 4 ? 32 : 128;
  // As in curl, no length and the length 0 mean the address itself.
  const length = prefix === undefined || prefix === '0' ? bits : Number(prefix);
  if (!/^\d+$/.test(prefix ?? '0') || length > bits) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(bare, length, type);
  return list.check(address, type);
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') ? host.replace(/^\[(.*)\]$/, '$1') : host;
}
