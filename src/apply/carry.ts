/** What carrying out a step needs, and what comes of it. */

import type { PbxClient } from '../api/client.ts';
import type { Code } from '../codes/registry.ts';
import type { Address } from '../model/address.ts';
import type { CqctlError } from '../model/errors.ts';
import type { Step } from '../model/plan.ts';
import type { StateResource } from '../model/state.ts';
import { carryAgents } from './carry-agents.ts';
import { carryRoot } from './carry-roots.ts';
import type { PromptFiles } from './prompt-files.ts';
import type { WaitingOptions } from './waiting.ts';

export interface CarryContext {
  client: PbxClient;
  prompts: PromptFiles;
  waiting: WaitingOptions;
  sleep: (ms: number) => Promise<void>;
  /** The id of a resource as state has it by now. */
  idOf(address: Address): string | undefined;
  /** Saves before the step goes on. */
  save(entries: Carried['entries']): Promise<void>;
  /** Something that takes its time. */
  tell(message: string, address: Address): void;
  warn(code: Code, message: string, address: Address): void;
}

export interface Carried {
  id: string | null;
  /** What state must say now; null takes an entry out. */
  entries: (readonly [Address, StateResource | null])[];
  /** The step failed all the same, after it had made something that state must know of. */
  failure?: CqctlError;
}

export function carryOut(step: Step, context: CarryContext): Promise<Carried> {
  return step.change.kind === 'agents' ? carryAgents(step, context) : carryRoot(step, context);
}
