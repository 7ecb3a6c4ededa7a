/**
 * The bearer token of a connection: got with the password grant when first needed, renewed when most of its life is over or
 * when the PBX refuses it. One grant is under way at a time; everybody who needs its token waits for the same one.
 *
 * A refused password is remembered and never sent again: the PBX blocks addresses that try too often.
 */

import { ApiError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { Redactor } from '../model/redactor.ts';
import type { Credentials, Granted, Session } from './connection-options.ts';

export type Headers = { readonly [name: string]: string };

/** Headers of every request, without a token. Nothing here unpacks, and who says nothing takes any encoding. */
export const PLAIN_HEADERS: Headers = {
  accept: 'application/json',
  'accept-encoding': 'identity',
  'user-agent': 'cqctl',
};

export const TOKEN_PATH = '/api/login/oauth/token';
/** Public, and the same for every client of the vendor's API. */
const CLIENT_ID = '9d806019-75b2-4b3d-bb8b-f5a3a412cc0a';
/** Of a token's life; then it is renewed before a request can run into its end. */
const USABLE_SHARE = 0.8;

export interface TokenKeeper {
  /** What a request is sent with; a promise only while a token is being got. */
  headers(): Headers | Promise<Headers>;
  /** Sees to another token than the refused one, where one can be had. False when another attempt would be in vain. */
  renew(refused: Headers): Promise<boolean>;
  /** A token that was refused twice: nobody tries it a second time any more. */
  giveUp(refused: Headers): void;
}

export interface TokenKeeperOptions {
  credentials: Credentials;
  session?: Session | undefined;
  redactor: Redactor;
  now: () => number;
  /** Posts a form to the token endpoint; throws what the connection throws. */
  ask(form: string): Promise<JsonObject>;
}

export function createTokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const { credentials } = options;
  switch (credentials.kind) {
    case 'none':
      return keepGiven(undefined, undefined, options.redactor);
    case 'token':
      return keepGiven(credentials.token, credentials.reread, options.redactor);
    case 'password':
      options.redactor.add(credentials.password);
      return keepGranted(credentials, options);
  }
}

function withToken(token: string): Headers {
  return { ...PLAIN_HEADERS, authorization: `Bearer ${token}` };
}

/** Whoever gave the token may give another one where it came from: it is looked for whenever one is refused. */
function keepGiven(
  first: string | undefined,
  reread: (() => string | undefined) | undefined,
  redactor: Redactor,
): TokenKeeper {
  let token = first;
  let headers = PLAIN_HEADERS;
  let refused: Headers | undefined;
  const take = (given: string): void => {
    redactor.add(given);
    token = given;
    headers = withToken(given);
  };
  if (first !== undefined) take(first);
  return {
    headers: () => headers,
    renew: async (old) => {
      // Somebody may have found another one while the refused request was under way.
      if (headers !== old) return true;
      const fresh = reread?.();
      if (fresh !== undefined && fresh !== token) {
        take(fresh);
        return true;
      }
      // A PBX that has just started may refuse a token it knows a moment later.
      return old !== refused;
    },
    giveUp: (old) => {
      refused = old;
    },
  };
}

function keepGranted(
  credentials: Extract<Credentials, { kind: 'password' }>,
  { ask, now, redactor, session = {} }: TokenKeeperOptions,
): TokenKeeper {
  let underWay: Promise<Headers> | undefined;
  let told: Granted | undefined;

  /** Another connection of the session may have got it. */
  const current = (): Granted | undefined => {
    const { granted } = session;
    if (granted !== undefined && granted !== told) {
      told = granted;
      redactor.add(granted.accessToken);
      if (granted.refreshToken !== undefined) redactor.add(granted.refreshToken);
    }
    return granted;
  };

  const keep = (answer: JsonObject): Headers => {
    const { access_token: access, refresh_token: refresh, expires_in: life } = answer;
    if (typeof access !== 'string') throw new TypeError('the shape of a token answer demands access_token');
    const granted: Granted = {
      accessToken: access,
      headers: withToken(access),
      refreshToken: typeof refresh === 'string' && refresh !== '' ? refresh : undefined,
      // Without a life the PBX's refusal has to tell when it is over.
      renewAt: typeof life === 'number' && life > 0 ? now() + life * 1000 * USABLE_SHARE : Infinity,
    };
    session.granted = granted;
    return current()?.headers ?? granted.headers;
  };

  const signIn = async (): Promise<Headers> => {
    const { username, password, domain } = credentials;
    try {
      return keep(
        await ask(
          formOf({
            grant_type: 'password',
            username,
            password,
            scope: 'all',
            client_id: CLIENT_ID,
            ...(domain === undefined ? {} : { domain }),
          }),
        ),
      );
    } catch (error) {
      if (!isRefusal(error)) throw error;
      session.refusal = new ApiError(
        `${error.message}; the PBX refused the user name or the password`,
        error.failure,
        {
          code: 'CQ508',
          hint: "check CQCTL_USERNAME, CQCTL_PASSWORD and CQCTL_DOMAIN (a tenant's user needs the domain); it is not tried again, because the PBX blocks who fails too often",
          cause: error,
        },
      );
      throw session.refusal;
    }
  };

  const obtain = async (): Promise<Headers> => {
    const refreshToken = current()?.refreshToken;
    if (refreshToken === undefined) return signIn();
    try {
      return keep(
        await ask(formOf({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: CLIENT_ID })),
      );
    } catch (error) {
      if (!isRefusal(error)) throw error;
      session.granted = undefined;
      return signIn();
    }
  };

  const obtainOnce = (): Promise<Headers> => {
    if (session.refusal !== undefined) return Promise.reject(session.refusal);
    underWay ??= obtain().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  return {
    headers: () => {
      const granted = current();
      return granted !== undefined && now() < granted.renewAt ? granted.headers : obtainOnce();
    },
    renew: async (refused) => {
      const granted = current();
      // Somebody may have renewed it while the refused request was under way.
      if (granted === undefined || granted.headers === refused) await obtainOnce();
      return true;
    },
    // A grant that is refused is asked for anew each time; a refused password is not.
    giveUp: () => undefined,
  };
}

function formOf(fields: { [name: string]: string }): string {
  return new URLSearchParams(fields).toString();
}

/** A definite no, as against a PBX that cannot be reached. */
function isRefusal(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  const { status } = error.failure;
  return status === 400 || status === 401 || status === 403;
}
