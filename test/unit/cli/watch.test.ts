/** How often a watch looks, and what it shows while the PBX does not answer. */

import { describe, expect, test } from 'vitest';
import { createWatch, restAfter } from '../../../src/cli/live/watch.ts';
import type { Renderings } from '../../../src/cli/output/emit.ts';
import { ApiError } from '../../../src/model/errors.ts';
import { fakeInvocation } from '../../support/fake-invocation.ts';

const SHOWN = { text: () => 'two queues\n', json: () => '{}' };

describe('a watch rests', () => {
  test.each([
    ['two seconds after a look that cost little', { requests: 3, tookMs: 20 }, 2000],
    ['two seconds after fifty requests', { requests: 50, tookMs: 100 }, 2000],
    ['as long as 50 requests a second take', { requests: 1380, tookMs: 1600 }, 26_000],
    ['three times as long as a slow look took', { requests: 10, tookMs: 9000 }, 27_000],
  ])('%s', (_what, cost, restMs) => {
    expect(restAfter(cost)).toBe(restMs);
  });

  test('so that no look makes it ask more than 50 requests a second on average, or work more than a quarter of the time', () => {
    for (const requests of [1, 10, 100, 1000, 10_000]) {
      for (const tookMs of [1, 100, 1000, 30_000]) {
        const roundMs = restAfter({ requests, tookMs }) + tookMs;
        expect(requests / (roundMs / 1000)).toBeLessThanOrEqual(50.000_1);
        expect(tookMs / roundMs).toBeLessThanOrEqual(0.25);
      }
    }
  });
});

test('on a terminal the last picture stays, with a line below it, and then gives way to the next one', async () => {
  const { invocation, text } = fakeInvocation();
  Object.assign(invocation.host.stdout, { isTTY: true });
  const controller = new AbortController();
  const transport = { send: async () => Promise.reject(new Error('not used')), close: async () => undefined };
  const connection = { transport, credentials: { kind: 'none' }, parallelism: 1, timeoutMs: 1 } as const;
  const { run } = createWatch({ ...invocation, signal: controller.signal }, connection);
  const looks: (() => Promise<Renderings<'json'>>)[] = [
    async () => SHOWN,
    async () => {
      const failure = { method: 'GET', path: '/x', attempts: 6, unclear: false };
      throw new ApiError('GET /x: connection refused', failure, { code: 'CQ502' });
    },
    async () => {
      controller.abort();
      return SHOWN;
    },
  ];
  const shown: string[] = [];
  const code = await run(async () => {
    shown.push(text.stdout);
    return (looks.shift() as () => Promise<Renderings<'json'>>)();
  });
  expect(code).toBe(130);
  const [, first = '', lost = ''] = shown;
  const end = text.stdout;
  expect(first).toContain('two queues');
  expect(lost.slice(first.length)).toMatch(
    /two queues[\s\S]*the PBX does not answer since \d\d:\d\d:\d\d \(GET \/x: connection refused\); what is shown is from \d\d:\d\d:\d\d/,
  );
  expect(end.slice(lost.length)).toContain('two queues');
  expect(end.slice(lost.length)).not.toContain('does not answer');
  expect(text.stderr).toBe('');
}, 20_000);
