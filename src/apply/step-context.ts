/** What executing a step needs, and its outcome. */

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
  /** The current id of a resource in the state. */
  idOf(address: Address): string | undefined;
  /** Saves the entries before the step continues. */
  save(entries: StepOutcome['entries']): Promise<void>;
  /** Reports progress of a slow step. */
  tell(message: string, address: Address): void;
  warn(code: Code, message: string, address: Address): void;
}

export interface StepOutcome {
  id: string | null;
  /** The new state entries; null removes an entry. */
  entries: (readonly [Address, StateResource | null])[];
  /** Set when the step failed after it changed something that the state must record. */
  failure?: CqctlError;
}
