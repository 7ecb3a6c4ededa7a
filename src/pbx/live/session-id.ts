/** The id of a call's session: the same in every run of a scenario, and not to be guessed from another. */

import { createHash } from 'node:crypto';

/** Looks like the vendor's ids: base64 of 18 digits. */
export function sessionIdOf(seed: number, call: number): string {
  const hash = createHash('sha256').update(`${seed}/${call}`).digest().readBigUInt64BE();
  const digits = 700_000_000_000_000_000n + (hash % 100_000_000_000_000_000n);
  return Buffer.from(String(digits)).toString('base64');
}
