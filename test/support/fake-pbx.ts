/** A PBX made of a function: what each request gets, in the words of the wire. Time is a number that sleeping moves on. */

import type { ConnectionOptions } from '../../src/api/connection-options.ts';
import type { RetryNotice } from '../../src/http/retry-policy.ts';
import type { Transport, WireRequest, WireResponse } from '../../src/model/transport.ts';

export interface FakePbx {
  transport: Transport;
  /** Everything that was sent, in order. */
  sent: WireRequest[];
  /** Method and path with the query, one text each. */
  lines(): string[];
}

type Answer = WireResponse | Promise<WireResponse>;

/** `reply` throws what a transport throws. `count` is from 1. An object gets the id under which it was asked for. */
export function script(reply: (request: WireRequest, count: number) => Answer): FakePbx {
  const sent: WireRequest[] = [];
  return {
    sent,
    lines: () => sent.map(({ method, path }) => `${method} ${path}`),
    transport: {
      send: async (request) => {
        sent.push(request);
        return underItsId(request, await reply(request, sent.length));
      },
      close: async () => undefined,
    },
  };
}

function underItsId({ method, path }: WireRequest, answer: WireResponse): WireResponse {
  const id = /^\/api\/call_queue(?:s|_servers)\/([^/?]+)$/.exec(path)?.[1];
  const body = new TextDecoder('utf-8', { ignoreBOM: true }).decode(answer.body);
  if (method !== 'GET' || id === undefined || answer.status !== 200) return answer;
  const own = body.replace(/"id":"[^"]+"/, `"id":"${decodeURIComponent(id)}"`);
  return { ...answer, body: new TextEncoder().encode(own) };
}

/** Answers by turns; the last one goes on for ever. */
export function scriptOf(...answers: (WireResponse | Error)[]): FakePbx {
  return script((_request, count) => {
    const answer = answers[Math.min(count, answers.length) - 1];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer is left');
    return answer;
  });
}

export function json(value: unknown, status = 200, headers: WireResponse['headers'] = {}): WireResponse {
  return text(JSON.stringify(value), status, { 'content-type': 'application/json', ...headers });
}

export function text(body: string, status = 200, headers: WireResponse['headers'] = {}): WireResponse {
  return { status, headers, body: new TextEncoder().encode(body) };
}

export const empty = (status: number, headers: WireResponse['headers'] = {}) => text('', status, headers);
export const page = (items: unknown[], count = items.length) => json({ count, items });
export const refusal = (status: number, code: string, message = 'no') =>
  json({ errors: [{ code, message }] }, status);

export const queueLine = (number: string, id = `id-${number}`) => ({
  id,
  name: `Queue ${number}`,
  extension_number: number,
  ring_time: 20,
  polling_strategy: 'CYCLIC_HUNT',
});

export interface FakeTime {
  options: Required<Pick<ConnectionOptions, 'now' | 'sleep' | 'random' | 'onRetry'>>;
  /** Milliseconds of each sleep. */
  slept: number[];
  retries: RetryNotice[];
}

export function fakeTime(): FakeTime {
  let time = 1_800_000_000_000;
  const slept: number[] = [];
  const retries: RetryNotice[] = [];
  return {
    slept,
    retries,
    options: {
      now: () => time,
      random: () => 0.5,
      sleep: async (ms) => {
        slept.push(ms);
        time += ms;
      },
      onRetry: (notice) => {
        retries.push(notice);
      },
    },
  };
}

export function connect(
  { transport }: Pick<FakePbx, 'transport'>,
  time: FakeTime = fakeTime(),
  more: Partial<ConnectionOptions> = {},
): ConnectionOptions {
  return {
    transport,
    credentials: { kind: 'none' },
    parallelism: 8,
    timeoutMs: 5000,
    ...time.options,
    ...more,
  };
}
