import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideRetry,
  MAX_RETRY_AFTER_MS,
  MAX_SPENT_MS,
  parseRetryAfter,
  type Repeatability,
  startHistory,
  type Trouble,
  type Verdict,
} from '../../src/http/retry-policy.ts';

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record(
    {
      type: fc.constant('status' as const),
      status: fc.constantFrom(300, 400, 401, 403, 404, 409, 422, 429, 500, 501, 502, 503, 504, 599),
      retryAfterMs: fc.integer({ min: 0, max: 10_000_000 }),
    },
    { requiredKeys: ['type', 'status'] },
  ),
  fc.record({ type: fc.constant('garbled' as const), lasting: fc.boolean() }),
  fc.record({ type: fc.constant('transport' as const), sent: fc.boolean(), lasting: fc.boolean() }),
);
const repeat = fc.constantFrom<Repeatability>('read', 'write', 'create', 'once');
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** What each attempt brings, and how long it takes. */
const course = fc.array(fc.record({ trouble, random, tookMs: fc.integer({ min: 0, max: 30_000 }) }), {
  minLength: 40,
  maxLength: 40,
});

interface Attempt {
  trouble: Trouble;
  verdict: Verdict;
}

function run(kind: Repeatability, steps: readonly { trouble: Trouble; random: number; tookMs: number }[]) {
  const history = startHistory();
  const attempts: Attempt[] = [];
  let elapsedMs = 0;
  for (const step of steps) {
    history.spentMs += step.tookMs;
    elapsedMs += step.tookMs;
    const verdict = decideRetry(kind, step.trouble, history, () => step.random);
    attempts.push({ trouble: step.trouble, verdict });
    if (verdict.action === 'fail') return { attempts, history, elapsedMs, hasEnded: true };
    elapsedMs += verdict.waitMs;
  }
  return { attempts, history, elapsedMs, hasEnded: false };
}

/** Written anew, not taken from the policy: what may have been carried out. */
const mayHaveActed = (happened: Trouble): boolean =>
  happened.type === 'garbled' ||
  (happened.type === 'transport' && happened.sent) ||
  (happened.type === 'status' && happened.status >= 500);

describe('the retry policy', () => {
  it('ends, within the bound in attempts and in time', () => {
    fc.assert(
      fc.property(repeat, course, (kind, steps) => {
        const { attempts, elapsedMs, hasEnded } = run(kind, steps);
        expect(hasEnded).toBe(true);
        expect(attempts.length).toBeLessThanOrEqual(40);
        // What begins within the bound may end one attempt later; the first retry may wait as long as it is asked to.
        expect(elapsedMs).toBeLessThanOrEqual(Math.max(MAX_SPENT_MS, 30_000 + MAX_RETRY_AFTER_MS) + 30_000);
      }),
    );
  });

  it('repeats no create that may have been carried out without looking first', () => {
    fc.assert(
      fc.property(course, (steps) => {
        let isUnclear = false;
        for (const { trouble: happened, verdict } of run('create', steps).attempts) {
          isUnclear ||= mayHaveActed(happened);
          if (verdict.action === 'retry') expect(verdict.check).toBe(isUnclear);
        }
      }),
    );
  });

  it('never repeats what may be done once only after it may have been done', () => {
    fc.assert(
      fc.property(course, (steps) => {
        for (const { trouble: happened, verdict } of run('once', steps).attempts) {
          if (mayHaveActed(happened)) expect(verdict.action).toBe('fail');
        }
      }),
    );
  });

  it('says unclear of a write exactly when an attempt was, and never of a read', () => {
    fc.assert(
      fc.property(repeat, course, (kind, steps) => {
        const { attempts, history } = run(kind, steps);
        const wasUnclear =
          kind !== 'read' && attempts.some(({ trouble: happened }) => mayHaveActed(happened));
        expect(history.unclear).toBe(wasUnclear);
        expect(history.attempts).toBe(attempts.length);
      }),
    );
  });

  it('never repeats after a refusal or a lasting trouble', () => {
    fc.assert(
      fc.property(repeat, course, (kind, steps) => {
        for (const { trouble: happened, verdict } of run(kind, steps).attempts) {
          const isRefusal = happened.type === 'status' && happened.status < 500 && happened.status !== 429;
          if (isRefusal || (happened.type !== 'status' && happened.lasting))
            expect(verdict.action).toBe('fail');
        }
      }),
    );
  });

  it('repeats a first 429, gateway error or broken connection of whatever may be repeated', () => {
    const first = fc.constantFrom<Trouble>(
      { type: 'status', status: 429 },
      { type: 'status', status: 502 },
      { type: 'status', status: 503 },
      { type: 'status', status: 504 },
      { type: 'transport', sent: true, lasting: false },
      { type: 'transport', sent: false, lasting: false },
    );
    fc.assert(
      fc.property(fc.constantFrom('read', 'write', 'create'), first, random, (kind, happened, number) => {
        const history = { ...startHistory(), spentMs: 120_000 };
        expect(decideRetry(kind, happened, history, () => number).action).toBe('retry');
      }),
    );
  });

  it('waits twice as long at most each time, up to a ceiling, where nothing is asked', () => {
    const history = startHistory();
    const waits = Array.from({ length: 8 }, () => {
      const verdict = decideRetry('read', { type: 'status', status: 429 }, history, () => 1);
      return verdict.action === 'retry' ? verdict.waitMs : undefined;
    });
    expect(waits.slice(0, 7)).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000]);
  });

  it('waits what it is asked to, up to the cap', () => {
    fc.assert(
      fc.property(repeat, fc.integer({ min: 0, max: 10_000_000 }), (kind, retryAfterMs) => {
        const verdict = decideRetry(
          kind,
          { type: 'status', status: 429, retryAfterMs },
          startHistory(),
          () => 0.5,
        );
        expect(verdict).toEqual({
          action: 'retry',
          waitMs: Math.min(retryAfterMs, MAX_RETRY_AFTER_MS),
          check: false,
          pauseAll: true,
        });
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');

  it('is seconds or a date', () => {
    expect(parseRetryAfter('120', now)).toBe(120_000);
    expect(parseRetryAfter('0', now)).toBe(0);
    expect(parseRetryAfter(' 1.5 ', now)).toBe(1500);
    expect(parseRetryAfter('Mon, 23 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
    expect(parseRetryAfter('Mon, 23 Nov 2026 11:00:00 GMT', now)).toBe(0);
  });

  it('never is anything but a finite wait, or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseRetryAfter(text, now);
        if (ms !== undefined) expect(ms).toBeGreaterThanOrEqual(0);
        expect(Number.isNaN(ms)).toBe(false);
      }),
    );
    for (const text of [undefined, '', '-5', 'soon', '1e9x', 'NaN']) {
      expect(parseRetryAfter(text, now)).toBeUndefined();
    }
  });
});
