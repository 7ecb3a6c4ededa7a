/** What each exit code means; printed by `--help`. */

import { AbortedError, ConfigError, CqctlError, UsageError } from '../../model/errors.ts';
import { describeExhaustion } from './exhaustion.ts';

export const EXIT = {
  done: 0,
  error: 1,
  changes: 2,
  gate: 3,
  usage: 64,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: readonly [ExitCode, string][] = [
  [EXIT.done, 'done, or no changes'],
  [EXIT.error, 'an error: bad config, API failure, a step failed'],
  [EXIT.changes, 'changes or drift are there (plan --detailed-exitcode; drift)'],
  [EXIT.gate, 'a gate said no: policy, --expect, stale plan, lock held, callers waiting'],
  [EXIT.usage, 'wrong usage'],
  [EXIT.bug, "a bug of cqctl's"],
  [EXIT.interrupted, 'interrupted'],
];

/** The code that a thrown error ends the program with. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof AbortedError) return EXIT.interrupted;
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof ConfigError) return EXIT.error;
  if (error instanceof CqctlError) return error.fault === 'gate' ? EXIT.gate : EXIT.error;
  return describeExhaustion(error) === undefined ? EXIT.bug : EXIT.error;
}
