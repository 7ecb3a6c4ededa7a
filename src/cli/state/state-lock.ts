/** The state's lock, held for as long as some work takes and given back on every way out of it. */

import type { StateLock, StateStore } from '../../state/store.ts';
import type { Invocation } from '../invocation.ts';
import { describeErrors } from '../run/failure-text.ts';
import { explainTrackedLock, warnOfTrackedState } from './committed-state.ts';

export async function underStateLock<T>(
  invocation: Invocation,
  store: StateStore,
  operation: string,
  work: (lock: StateLock) => Promise<T>,
): Promise<T> {
  const { settings, signal, onExit, output } = invocation;
  const lock = await store
    .lock(operation, { timeoutMs: settings.lockTimeoutMs, signal })
    .catch((error: unknown) => {
      throw explainTrackedLock(invocation, store, error);
    });
  warnOfTrackedState(invocation, store);
  const release = onExit(() => lock.release());
  let result: T;
  try {
    result = await work(lock);
  } catch (error) {
    // Why the work failed is the news; that the lock stays comes on top of it.
    await release().catch((second: unknown) => {
      for (const { code, summary } of describeErrors(second)) output.log('error', `${code} ${summary}`);
    });
    throw error;
  }
  await release();
  return result;
}
