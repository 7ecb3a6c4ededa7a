/**
 * Faults on purpose, for tests: the nth request that matches a rule meets one, before the PBX acts or after it did.
 *
 * Requests are counted per rule from 1, in the order in which they arrive, so a fault can be put at each request of a
 * run in turn. A rule for one request stays spent.
 */

export type Fault =
  /** The connection is cut: `before` the PBX acts, or `after` it committed. */
  | { type: 'cut'; when: 'before' | 'after' }
  /** An error answer: by default the PBX did not act; with `after` it did all the same. */
  | {
      type: 'status';
      status: 429 | 500 | 502 | 503 | 504;
      retryAfterSeconds?: number;
      when?: 'before' | 'after';
    }
  /** No answer ever comes. */
  | { type: 'hang'; when: 'before' | 'after' }
  /** A page of some proxy, with status 200. */
  | { type: 'html'; when: 'before' | 'after' }
  /** The PBX acted and the answer ends half way. An answer without a body is cut before its head. */
  | { type: 'cut_body' }
  /** 401, as for a token that ran out. */
  | { type: 'token_expired' }
  /** The PBX acts as always, after a while. */
  | { type: 'slow'; ms: number };

export interface FaultRule {
  fault: Fault;
  method?: 'GET' | 'POST';
  /** Tried on the path without the query. */
  path?: RegExp;
  /** The first request that meets the fault, from 1; default 1. */
  nth?: number;
  /** How many requests from then on; default 1. */
  times?: number;
}

interface SeenRequest {
  method: string;
  /** Without the query. */
  path: string;
}

export interface Faults {
  /** Counts the request; the fault it meets is of the first rule that has one for it. */
  next(method: string, path: string): Fault | undefined;
  /** Every request so far, in the order of arrival. */
  readonly seen: readonly SeenRequest[];
  /** How many requests have met a fault. */
  readonly met: number;
}

export function createFaults(rules: readonly FaultRule[]): Faults {
  const counts = rules.map(() => 0);
  const seen: SeenRequest[] = [];
  let met = 0;
  return {
    seen,
    get met() {
      return met;
    },
    next: (method, path) => {
      seen.push({ method, path });
      let found: Fault | undefined;
      for (const [index, rule] of rules.entries()) {
        if (!matchesRule(rule, method, path)) continue;
        const count = (counts[index] ?? 0) + 1;
        counts[index] = count;
        const first = rule.nth ?? 1;
        if (count >= first && count < first + (rule.times ?? 1)) found ??= rule.fault;
      }
      if (found !== undefined) met += 1;
      return found;
    },
  };
}

function matchesRule(rule: FaultRule, method: string, path: string): boolean {
  return (rule.method === undefined || rule.method === method) && (rule.path?.test(path) ?? true);
}
