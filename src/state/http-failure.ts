/** The error of a request to the state server when no attempt got a usable answer. */

import type { Code } from '../codes/registry.ts';
import type { History } from '../http/retry-policy.ts';
import { KnownTransportError } from '../http/transport-failure.ts';
import { StateError } from '../model/errors.ts';
import { TransportError, type WireResponse } from '../model/transport.ts';

export class UnansweredError extends StateError {
  /** True when the server may have carried the request out all the same. */
  readonly unclear: boolean;

  constructor(what: string, outcome: WireResponse | TransportError, { attempts, unclear }: History) {
    const { message, code, hint } = describe(what, outcome);
    const tries = attempts > 1 ? `, after ${attempts} attempts` : '';
    super(message + tries, {
      code,
      hint,
      ...(outcome instanceof TransportError ? { cause: outcome } : {}),
    });
    this.unclear = unclear;
  }
}

/** Problems with certificates and proxies have messages of their own; everything else is "no answer". */
const OF_THE_WAY: ReadonlySet<Code> = new Set<Code>(['CQ507', 'CQ514', 'CQ515']);

function describe(
  what: string,
  outcome: WireResponse | TransportError,
): { message: string; code: Code; hint: string } {
  if (!(outcome instanceof TransportError)) {
    return {
      message: `the state's server fails (${what}: ${outcome.status})`,
      code: 'CQ605',
      hint: 'try again later; nothing was lost',
    };
  }
  const known = outcome instanceof KnownTransportError ? outcome : undefined;
  const hint = known?.hint ?? 'check the address under `state`, and that the server can be reached from here';
  if (known !== undefined && OF_THE_WAY.has(known.code)) {
    return {
      message: `the state's server cannot be asked (${what}): ${known.message}`,
      code: known.code,
      hint,
    };
  }
  return { message: `the state's server does not answer (${what}: ${outcome.message})`, code: 'CQ605', hint };
}
