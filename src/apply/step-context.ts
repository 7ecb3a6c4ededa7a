/** What carrying out a step needs, and what comes of it. */

import type { PbxClient } from '../api/calls.ts';
import type { Code } from '../codes/registry.ts';
import type { Address } from '../model/address.ts';
import type { CqctlError } from '../model/errors.ts';
import type { StateResource } from '../model/state.ts';
import type { PromptFiles } from './prompt-files.ts';
import type { WaitingOptions } from './waiting.ts';

export interface StepContext {
  client: PbxClient;
  prompts: PromptFiles;
  waiting: WaitingOptions;
  sleep: (ms: number) => Promise<void>;
  /** The id of a resource as state has it by now. */
  idOf(address: Address): string | undefined;
  /** Saves before the step goes on. */
  save(entries: StepOutcome['entries']): Promise<void>;
  /** Reports something that takes its time. */
  tell(message: string, address: Address): void;
  warn(code: Code, message: string, address: Address): void;
}

export interface StepOutcome {
  id: string | null;
  /** What state must say now; null takes an entry out. */
  entries: (readonly [Address, StateResource | null])[];
  /** The step failed all the same, after it had made something that state must know of. */
  failure?: CqctlError;
}
