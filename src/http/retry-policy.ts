/**
 * Whether a request that went wrong is sent again, and when: a pure function from what happened to what to do.
 *
 * Vocabulary. An attempt is *clear* when it is certain whether the PBX carried the request out: it refused (4xx), it
 * turned the request away unread (429), or the request never left this machine. It is *unclear* when an answer that
 * tells is missing: the connection was cut or timed out after sending, a gateway answered in the PBX's place
 * (502, 503, 504, a page with status 200), or the PBX failed half way (500).
 *
 * The API has no idempotency keys, so what may be repeated depends on the request alone:
 *
 *   read    GET; always
 *   write   update, agents, status, destroy: they set a state, and setting it twice is setting it once; always
 *   create  adds an object each time it is carried out; after an unclear attempt only once a look-up by natural key has
 *           shown that nothing was made (`check`). Any later attempt needs the look-up too: what was unclear once may
 *           be carried out late
 *   once    neither repeatable nor verifiable (pickup, a chunk of an upload); only after a clear attempt
 *
 * Why troubles are counted by group: gateways recover within seconds and rate limits within a minute, while a PBX that
 * answers 500 or a proxy that answers with a page mostly does so for good, and the user should hear of it soon.
 *
 * Waits are full jitter (from zero to a doubling ceiling): clients that failed together should not come back together.
 * Retry-After wins over it, up to a cap. The sum of attempts and waits is bounded, except that one retry is always
 * allowed, or a single slow attempt would use up the whole bound.
 */

export type Repeatability = 'read' | 'write' | 'create' | 'once';

export type Trouble =
  | { type: 'status'; status: number; retryAfterMs?: number }
  /** Status 2xx, but not what the API answers. `lasting`: well-formed, so that asking again brings the same. */
  | { type: 'garbled'; lasting: boolean }
  /** No whole answer. `lasting`: a wrong certificate and the like. */
  | { type: 'transport'; sent: boolean; lasting: boolean };

/** What troubles are counted by. */
type Group = 'connection' | 'gateway' | 'limit' | 'failure' | 'garbled';

/** What a request went through; mutated by `decideRetry` and its caller alone. */
export interface History {
  attempts: number;
  /** True once any attempt was unclear. */
  unclear: boolean;
  /** Attempts and waits together, without queueing in this process. */
  spentMs: number;
  troubles: { [group in Group]?: number };
}

export type Verdict =
  | { action: 'fail' }
  | {
      action: 'retry';
      waitMs: number;
      /** Look the object up before sending again. */
      check: boolean;
      /** The PBX asked everybody to wait, not only this request. */
      pauseAll: boolean;
    };

const BASE_MS = 250;
const CEILING_MS = 8_000;
export const MAX_RETRY_AFTER_MS = 60_000;
export const MAX_SPENT_MS = 60_000;

export interface RetryLimits {
  attempts: { readonly [group in Group]: number };
  /** Attempts and waits together. */
  spentMs: number;
}

const API_LIMITS: RetryLimits = {
  attempts: {
    connection: 6,
    gateway: 6,
    // A limit by the minute has to be sat out; the time spent bounds it.
    limit: 20,
    failure: 3,
    garbled: 3,
  },
  spentMs: MAX_SPENT_MS,
};

/** Told before each wait that precedes another attempt. */
export interface RetryNotice {
  method: string;
  /** Without the query. */
  path: string;
  /** The attempt that failed, from 1. */
  attempt: number;
  waitMs: number;
  reason: string;
}

export function startHistory(): History {
  return { attempts: 0, unclear: false, spentMs: 0, troubles: {} };
}

/** Adds the trouble to the history. `random` gives numbers from 0 to below 1. */
export function decideRetry(
  repeat: Repeatability,
  trouble: Trouble,
  history: History,
  random: () => number,
  limits: RetryLimits = API_LIMITS,
): Verdict {
  history.attempts += 1;
  if (isUnclear(repeat, trouble)) history.unclear = true;
  const group = groupOf(trouble);
  if (group === undefined) return { action: 'fail' };
  if (history.unclear && repeat === 'once') return { action: 'fail' };
  const count = (history.troubles[group] ?? 0) + 1;
  history.troubles[group] = count;
  if (count >= limits.attempts[group]) return { action: 'fail' };

  const asked = trouble.type === 'status' ? trouble.retryAfterMs : undefined;
  const ceiling = Math.min(CEILING_MS, BASE_MS * 2 ** (count - 1));
  const waitMs =
    asked === undefined ? Math.round(random() * ceiling) : Math.min(Math.max(asked, 0), MAX_RETRY_AFTER_MS);
  if (history.attempts > 1 && history.spentMs + waitMs > limits.spentMs) return { action: 'fail' };
  history.spentMs += waitMs;
  return {
    action: 'retry',
    waitMs,
    check: repeat === 'create' && history.unclear,
    pauseAll: asked !== undefined,
  };
}

/** Whether the PBX may have carried the request out without saying so. Reading changes nothing, so it is always clear. */
function isUnclear(repeat: Repeatability, trouble: Trouble): boolean {
  if (repeat === 'read') return false;
  switch (trouble.type) {
    case 'status':
      return trouble.status >= 500;
    case 'garbled':
      return true;
    case 'transport':
      return trouble.sent;
  }
}

/** Undefined for what asking again cannot help. */
function groupOf(trouble: Trouble): Group | undefined {
  switch (trouble.type) {
    case 'status':
      if (trouble.status === 429) return 'limit';
      if (trouble.status === 502 || trouble.status === 503 || trouble.status === 504) return 'gateway';
      return trouble.status >= 500 ? 'failure' : undefined;
    case 'garbled':
      return trouble.lasting ? undefined : 'garbled';
    case 'transport':
      return trouble.lasting ? undefined : 'connection';
  }
}

/** Milliseconds that a Retry-After asks for, in either spelling; undefined when it says nothing usable. */
export function parseRetryAfter(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  // A date has letters; `Date.parse` would also take `-5` for a year.
  const date = /^[A-Za-z]{3}/.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
