/**
 * Plays the faults. What is still an answer is one; what is not (a cut connection) is thrown as a BrokenAnswer, which
 * each way into the PBX turns into what it is there: a destroyed socket, or a transport's error.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { refused } from './answer.ts';
import type { Fault } from './faults.ts';
import { Refusal, unauthorized } from './refusal.ts';

/** No whole answer comes. `partial` is the answer of which only the first half may be sent. */
export class BrokenAnswer extends Error {
  readonly partial: Response | undefined;

  constructor(message: string, partial?: Response) {
    super(message);
    this.name = 'BrokenAnswer';
    this.partial = partial;
  }
}

const HTML = '<!doctype html><html><head><title>Gateway</title></head><body><h1>Welcome</h1></body></html>';

/** `act` carries the request out. `closing` ends what hangs when the PBX closes. */
export async function playFault(
  fault: Fault,
  act: () => Promise<Response>,
  signal: AbortSignal,
  closing: AbortSignal,
): Promise<Response> {
  if (fault.type === 'slow') {
    // A client that goes away meanwhile may still find that the PBX acted, as over a real network.
    await sleep(fault.ms, undefined, { signal: closing }).catch(() => undefined);
    return act();
  }
  if (fault.type === 'token_expired') return refused(unauthorized('the token has expired'));
  if (fault.type === 'cut_body') return cutInHalf(await act());
  if (fault.when === 'after') await act();
  switch (fault.type) {
    case 'cut':
      throw new BrokenAnswer(`the connection was cut ${fault.when} the request was carried out`);
    case 'hang':
      await untilAborted(AbortSignal.any([signal, closing]));
      throw new BrokenAnswer('no answer came');
    case 'html':
      return new Response(HTML, { headers: { 'content-type': 'text/html' } });
    case 'status':
      return errorAnswer(fault.status, fault.retryAfterSeconds);
  }
}

function cutInHalf(whole: Response): never {
  throw new BrokenAnswer('the answer was cut off', whole);
}

function errorAnswer(status: number, retryAfterSeconds: number | undefined): Response {
  const code = status === 429 ? 'TOO_MANY_REQUESTS' : 'UNKNOWN';
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return refused(new Refusal(status, [{ code, message: `a fault on purpose: ${status}` }], headers));
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
