/**
 * The embedded PBX as a transport: requests go to the same handlers that serve HTTP, without a socket. A fault that
 * would break a connection is thrown as the TransportError that it would be there.
 */

import type { Transport, WireRequest, WireResponse } from '../model/transport.ts';
import { TransportError } from '../model/transport.ts';
import { BrokenAnswer } from './fault-player.ts';
import type { Pbx } from './pbx.ts';

/** Only the path counts; the handlers never look at the host. */
const ORIGIN = 'http://embedded.invalid';

/** Closing the transport closes the PBX. */
export function createInProcessTransport(pbx: Pbx): Transport {
  return {
    send: async (request) => {
      if (request.signal?.aborted === true) {
        throw new TransportError('the request was given up before it was sent', false, request.signal.reason);
      }
      try {
        const answer = await givingUp(pbx.fetch(toRequest(request)), request.signal);
        return await toWire(answer);
      } catch (error) {
        if (error instanceof BrokenAnswer) throw new TransportError(error.message, true, error);
        throw error;
      }
    },
    close: () => pbx.close(),
  };
}

function toRequest(request: WireRequest): Request {
  return new Request(ORIGIN + request.path, {
    method: request.method,
    headers: request.headers,
    ...(request.body === undefined ? {} : { body: request.body as NonNullable<RequestInit['body']> }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
}

async function toWire(answer: Response): Promise<WireResponse> {
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: new Uint8Array(await answer.arrayBuffer()),
  };
}

/** An answer that nobody waits for any more; the PBX may still carry the request out. */
function givingUp(answer: Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const giveUp = (): void =>
      reject(
        new TransportError('the request was given up while waiting for the answer', true, signal.reason),
      );
    signal.addEventListener('abort', giveUp, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
