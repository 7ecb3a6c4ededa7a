/** An address of HTTP as people write it. */

import { EnvironmentError } from '../model/errors.ts';
import { isLoopback } from '../model/loopback.ts';
import { PBX, type Peer } from './peer.ts';

export interface BaseUrl {
  origin: string;
  /** Host and port, for messages. */
  host: string;
  /** In front of every path; empty, or beginning with a slash and not ending with one. */
  prefix: string;
  isTls: boolean;
  isLoopback: boolean;
}

export function parseBaseUrl(text: string, { name }: Peer = PBX): BaseUrl {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    // The text is not repeated: what cannot be read may have a password in it.
    throw wrong(`the address of ${name} is no http or https URL`);
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong(`the address of ${name} has a user name or password in it`, CREDENTIALS_HINT);
  }
  if (url.search !== '' || url.hash !== '') {
    throw wrong(`the address of ${name} has a query or a fragment`);
  }
  return {
    origin: url.origin,
    host: url.host,
    // Paths begin with /api anyway.
    prefix: url.pathname.replace(/\/+$/, '').replace(/\/api$/, ''),
    isTls: url.protocol === 'https:',
    isLoopback: isLoopback(url.hostname),
  };
}

const CREDENTIALS_HINT = 'take them out, and set CQCTL_TOKEN, or CQCTL_USERNAME and CQCTL_PASSWORD';

function wrong(message: string, hint = 'write it like https://pbx.example.com:8887'): EnvironmentError {
  return new EnvironmentError(message, { code: 'CQ511', hint });
}

/** A `%` that begins no character is what `decodeURIComponent` throws at, here and in the libraries that take an address. */
export function hasReadableLogin({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}
