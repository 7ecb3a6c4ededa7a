/**
 * Decides when a run starts no more steps, and reports the reason once.
 *
 * The PBX counts as unreachable when several steps in a row got no answer after all attempts, or a gateway's answer
 * that it got none. Any other result resets the count. One refused token ends the run at once: every further step would
 * be refused too, and a PBX may lock an account after repeated failures.
 */

import type { Code } from '../codes/registry.ts';
import { ApiError, CqctlError } from '../model/errors.ts';
import type { StepFailure, StopReason } from '../model/step.ts';

/** How many unreached steps in a row end the run. */
export const UNREACHED_STEPS = 5;

export interface RunStopOptions {
  /** Fires for an interrupt. */
  signal: AbortSignal;
  /**
   * Called as soon as the run stops, except for an interrupt and for a state that cannot be saved, which is reported at
   * the end.
   */
  onStop(stop: { reason: StopReason; code: Code; message: string }): void;
}

export class RunStop {
  /** Fires when no more steps may start, for any reason. */
  readonly signal: AbortSignal;
  readonly #options: RunStopOptions;
  readonly #controller = new AbortController();
  #reason: StopReason | undefined;
  #unreachedInRow = 0;

  constructor(options: RunStopOptions) {
    this.#options = options;
    this.signal = AbortSignal.any([options.signal, this.#controller.signal]);
    options.signal.addEventListener('abort', () => this.#end('interrupted'), { once: true });
    if (options.signal.aborted) this.#end('interrupted');
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  stop(reason: StopReason): void {
    this.#end(reason);
  }

  /** Another run may hold the lock now, and change the state and the PBX. */
  stopForLostLock({ code, message }: CqctlError): void {
    if (!this.#end('lock_lost')) return;
    this.#options.onStop({ reason: 'lock_lost', code, message: `no more steps were begun: ${message}` });
  }

  /** Called after a step that the PBX answered. */
  recordAnswer(): void {
    this.#unreachedInRow = 0;
  }

  /** Returns the stop reason when this failure is what stopped the run. */
  recordFailure(error: unknown): StopReason | undefined {
    const kind = kindOf(error);
    if (kind === 'unauthorized' && this.#end(kind)) {
      const message = `the PBX does not accept the credentials any more, so no more steps were begun: ${describe(error)}`;
      this.#options.onStop({ reason: kind, code: 'CQ431', message });
    }
    this.#unreachedInRow = kind === 'unreachable' ? this.#unreachedInRow + 1 : 0;
    if (this.#unreachedInRow >= UNREACHED_STEPS && this.#end('unreachable')) {
      const message = `${UNREACHED_STEPS} steps in a row could not reach the PBX, so no more steps were begun: ${describe(error)}`;
      this.#options.onStop({ reason: 'unreachable', code: 'CQ430', message });
    }
    return kind !== undefined && kind === this.#reason ? kind : undefined;
  }

  /** False when the run had stopped before. */
  #end(reason: StopReason): boolean {
    if (this.#reason !== undefined) return false;
    this.#reason = reason;
    this.#controller.abort();
    return true;
  }
}

function kindOf(error: unknown): StopReason | undefined {
  if (!(error instanceof CqctlError)) return undefined;
  if (error.code === 'CQ902') return 'interrupted';
  if (!(error instanceof ApiError)) return undefined;
  if (error.code === 'CQ508') return 'unauthorized';
  return isUnreached(error) ? 'unreachable' : undefined;
}

/** No answer, or a gateway's answer that it got none. A too large answer is an answer. */
function isUnreached({ code, failure: { status } }: ApiError): boolean {
  return status === undefined ? code !== 'CQ504' : status === 502 || status === 504;
}

const describe = (error: unknown): string => (error as CqctlError).message;

export function describeFailure(error: unknown): StepFailure {
  if (!(error instanceof CqctlError)) return { code: 'CQ900', message: String(error) };
  const codes = error instanceof ApiError ? error.failure.errors?.map((each) => each.code) : undefined;
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(codes === undefined || codes.length === 0 ? {} : { api_codes: codes }),
  };
}
