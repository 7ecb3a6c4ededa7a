/**
 * Who may ask: the fixed token of `serve`, or one got with a password (OAuth password grant) and kept going with its
 * refresh token. Issued tokens are in the data file, as hashes, so they outlive a restart; a refresh token works once.
 */

import { randomBytes } from 'node:crypto';
import { DAY_MS } from '../model/day.ts';
import type { JsonObject } from '../model/json.ts';
import { empty, json } from './answer.ts';
import { readForm } from './body.ts';
import type { Core, Route } from './core.ts';
import { invalid, Refusal } from './refusal.ts';
import { hashSecret, isSameSecret } from './secret.ts';
import type { Store } from './store.ts';

export interface PbxUser {
  username: string;
  password: string;
  /** A tenant's user signs in with its SIP domain; the system administrator without one. */
  domain?: string;
}

export interface Access {
  token: string | undefined;
  users: readonly PbxUser[];
  tokenLifeSeconds: number;
}

interface TokenRecord {
  use: 'access' | 'refresh';
  /** Hash of the other token of the pair. */
  other: string;
  username: string;
  expiresAt: number;
}

const REFRESH_LIFE_SECONDS = (7 * DAY_MS) / 1000;

/** Whether the request shows a token that is valid now. */
export function isAllowed({ store, now }: Core, access: Access, authorization: string | undefined): boolean {
  const given = bearerIn(authorization);
  if (given === undefined) return false;
  if (access.token !== undefined && isSameSecret(given, access.token)) return true;
  const record = store.read(() => recordOf(store, hashOf(given)));
  return record?.use === 'access' && record.expiresAt > now();
}

/** Without a token and without users nobody is asked who they are: only this process can reach the PBX then. */
export function isGuarded(access: Access): boolean {
  return access.token !== undefined || access.users.length > 0;
}

export function tokenRoutes({ store, now }: Core, access: Access): Route[] {
  return [
    {
      method: 'POST',
      path: '/login/oauth/token',
      isPublic: true,
      handle: async (context) => {
        const form = await readForm(context.req.raw);
        const grant = form.get('grant_type');
        if (grant === 'password') {
          const username = signIn(access.users, form);
          return json(await store.write(() => issue(store, access, username, now())));
        }
        if (grant === 'refresh_token') {
          const hash = hashOf(form.get('refresh_token') ?? '');
          return json(await store.write(() => issue(store, access, takeRefresh(store, hash, now()), now())));
        }
        throw invalid('grant_type must be password or refresh_token', { parameter: 'grant_type' });
      },
    },
    {
      method: 'POST',
      path: '/login/oauth/revoke',
      handle: async (context) => {
        const given = bearerIn(context.req.header('authorization'));
        if (given !== undefined) await store.write(() => removePair(store, hashOf(given)));
        return empty(204);
      },
    },
  ];
}

function bearerIn(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

/** All users are compared with, whichever matches, so that the time tells nothing of the names. */
function signIn(users: readonly PbxUser[], form: URLSearchParams): string {
  const [username, password] = [form.get('username') ?? '', form.get('password') ?? ''];
  const domain = form.get('domain') ?? '';
  const found = users.filter((user) => {
    const isUser = isSameSecret(username, user.username);
    const isPassword = isSameSecret(password, user.password);
    return isUser && isPassword && domain === (user.domain ?? '');
  })[0];
  if (found === undefined) throw badCredentials('the user name, the password or the domain is wrong');
  return found.username;
}

/** A login is refused with 400, as the vendor does; 401 is for requests without a valid token. */
function badCredentials(message: string): Refusal {
  return new Refusal(400, [{ code: 'UNAUTHORIZED', message }]);
}

function takeRefresh(store: Store, hash: string, nowMs: number): string {
  const record = recordOf(store, hash);
  if (record?.use !== 'refresh' || record.expiresAt <= nowMs)
    throw badCredentials('the refresh token is not valid');
  removePair(store, hash);
  return record.username;
}

function issue(store: Store, access: Access, username: string, nowMs: number): JsonObject {
  removeExpired(store, nowMs);
  const [accessToken, refreshToken] = [newToken(), newToken()];
  const [accessHash, refreshHash] = [hashOf(accessToken), hashOf(refreshToken)];
  const expiresIn = access.tokenLifeSeconds;
  const keep = (hash: string, use: TokenRecord['use'], other: string, lifeSeconds: number): void => {
    const record: TokenRecord = { use, other, username, expiresAt: nowMs + lifeSeconds * 1000 };
    store.put(['token', hash], JSON.stringify(record));
  };
  keep(accessHash, 'access', refreshHash, expiresIn);
  keep(refreshHash, 'refresh', accessHash, REFRESH_LIFE_SECONDS);
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresIn,
    token_type: 'Bearer',
  };
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(token: string): string {
  return hashSecret(token).toString('hex');
}

function recordOf(store: Store, hash: string): TokenRecord | undefined {
  const text = store.get(['token', hash]);
  return text === undefined ? undefined : (JSON.parse(text) as TokenRecord);
}

function removePair(store: Store, hash: string): void {
  const record = recordOf(store, hash);
  if (record === undefined) return;
  store.remove(['token', hash]);
  store.remove(['token', record.other]);
}

function removeExpired(store: Store, nowMs: number): void {
  for (const { key, text } of store.entries(['token'])) {
    if ((JSON.parse(text) as TokenRecord).expiresAt <= nowMs) store.remove(['token', String(key[1])]);
  }
}
