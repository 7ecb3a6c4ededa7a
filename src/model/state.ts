/** State: which object of the PBX each address is, and what was last applied to it. */

import type { Address, KindName } from './address.ts';
import type { PromptField } from './desired.ts';
import type { JsonObject } from './json.ts';

export const STATE_VERSION = 1;

/** What was sent for a prompt, and what the PBX then showed; it cannot be read back by id. */
export interface PromptRecord {
  file_id: string;
  /** Hex; absent when the config gave an id. */
  sha256?: string;
  shown: { name?: string; size?: number; url?: string };
}

export interface StateResource {
  kind: KindName;
  /** Of an agents list: its queue's id. */
  id: string;
  /** The natural key; of an agents list, its queue's number. */
  key: string;
  /** The managed values as last applied or seen to hold; of an agents list `{ items }`. Prompts apart. */
  applied: JsonObject;
  prevent_destroy: boolean;
  /** The file that it is written in, from the folder of the project. States of older versions, and agents lists, have none. */
  file?: string;
  prompts?: Partial<Record<PromptField, PromptRecord>>;
}

export interface StateDocument {
  version: typeof STATE_VERSION;
  /** Made when the state is first written; never changes. */
  lineage: string;
  /** Grows by one at least with every write. */
  serial: number;
  target: string;
  resources: { [address: Address]: StateResource };
  /** Natural keys of what `removed` names: not managed, and safe from `policy.unmanaged: destroy`. Absent for none. */
  released?: { [address: Address]: string };
}
