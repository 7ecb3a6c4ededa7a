/** The signal of a connection: one for many waits, which fires with those of whoever opened it. */

import { setMaxListeners } from 'node:events';

/** Listened to by every wait and request of this connection, which is no leak. */
export function innerSignal(...outers: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const signals = outers.filter((outer) => outer !== undefined);
  if (signals.length === 0) return undefined;
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  for (const outer of signals) {
    if (outer.aborted) controller.abort(outer.reason);
    else outer.addEventListener('abort', () => controller.abort(outer.reason), { once: true });
  }
  return controller.signal;
}
