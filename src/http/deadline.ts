/** The time limit of one attempt, for a transport that keeps none itself. */

import type { Transport, WireRequest, WireResponse } from '../model/transport.ts';
import { TransportError } from '../model/transport.ts';

/** `through` names the proxy that the request took. */
export function timeoutError(timeoutMs: number, sent: boolean, through?: string): TransportError {
  const way = through === undefined ? '' : `, through ${through}`;
  return new TransportError(`no answer within ${timeoutMs / 1000} s${way}`, sent);
}

/** Does not rely on the transport to abort: a late answer is dropped. */
export function sendInTime(
  transport: Transport,
  request: WireRequest,
  timeoutMs: number,
): Promise<WireResponse> {
  const controller = new AbortController();
  const outer = request.signal;
  return new Promise((resolve, reject) => {
    const giveUp = (error: TransportError): void => {
      controller.abort(error);
      reject(error);
    };
    const onAbort = (): void => giveUp(new TransportError('the request was given up', true, outer?.reason));
    const timer = setTimeout(() => giveUp(timeoutError(timeoutMs, true)), timeoutMs);
    if (outer?.aborted === true) onAbort();
    else outer?.addEventListener('abort', onAbort, { once: true });
    transport
      .send({ ...request, signal: controller.signal })
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        outer?.removeEventListener('abort', onAbort);
      });
  });
}
