/** Desired: the resolved config, with variables and defaults filled in and references followed. */

import type { Address, KindName } from './address.ts';
import type { Source } from './diagnostic.ts';
import type { JsonObject } from './json.ts';
import type { QueueMetric } from './simulation.ts';

/** The two prompts of a queue, by the API's field. */
export type PromptField = 'moh_prompt_file_id' | 'intro_prompt_file_id';

/** A local WAV that is to be a queue's prompt. */
export interface DesiredPrompt {
  /** As written. */
  written: string;
  /** Absolute. */
  path: string;
  /** Its base name: what the PBX will show. */
  name: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
}

export interface AgentEntry {
  extension_number: string;
  /** As written; the API's default is 1. */
  skill_level?: number;
}

export interface Lifecycle {
  /** As written; if unwritten, the value in the state applies. */
  preventDestroy?: boolean | undefined;
  ignoreChanges: readonly string[];
}

interface DesiredBase {
  kind: KindName;
  address: Address;
  /** The key in the file. */
  key: string;
  source: Source;
  /** The file it is written in, relative to the folder of the project. The state records it. */
  file?: string;
  lifecycle: Lifecycle;
}

/** A server, a queue: an object of the PBX. */
export interface DesiredObject extends DesiredBase {
  /** The value of the kind's natural key field; if unwritten, the key. */
  naturalKey: string;
  /**
   * The values that are written or come from `defaults`, by API field name, without nulls, `extra` and prompt files.
   */
  fields: JsonObject;
  /** Fields newer than the schema. */
  extra: JsonObject;
  /** Prompts that a local file is written for; one that is written by id is in `fields`. */
  prompts: Partial<Record<PromptField, DesiredPrompt>>;
}

/** The agents of a queue: a list of an object, which is replaced as a whole. */
export interface DesiredList extends DesiredBase {
  /** That of the object it belongs to. */
  naturalKey: string;
  parent: Address;
  items: readonly AgentEntry[];
}

export type DesiredResource = DesiredObject | DesiredList;

export function isList(resource: DesiredResource): resource is DesiredList {
  return 'items' in resource;
}

/** A count, or a share of what the project owns from 0 to 1. */
export type Limit = { count: number } | { share: number };

/** The limit of a policy that sets none, or sets a share in a project too small for shares. */
export const DEFAULT_MAX_DESTROYS = 10;

/** A limit for a figure of a dry run. */
export interface FigureLimit {
  metric: QueueMetric;
  operator: '<=' | '>=' | '==' | '!=' | '<' | '>';
  /** Seconds where the figure is a time. */
  value: number;
  /** The normalised text for messages. */
  written: string;
}

export interface Policy {
  unmanaged: 'report' | 'ignore' | 'destroy';
  maxUpdates: Limit;
  maxDestroys: Limit;
  /** Of queues that exist already, with their agents. */
  maxChangedQueues?: Limit;
  /** Whether to ask the PBX who has the number of a queue to be created. By default only the embedded PBX is asked. */
  checkNumbers?: boolean;
  /** Limits for every queue that callers of a scenario reach, after the plan is applied. */
  routing: {
    figures: readonly FigureLimit[];
    /** The share of callers that are neither answered nor called back. */
    maxLoss?: number;
  };
}

export interface Move {
  from: Address;
  to: Address;
  source: Source;
}

/** An emptied file or section that may have held resources; destroying those needs an option. */
export interface EmptyPlace {
  /** From the folder of the project; absent where it can be any. */
  file?: string;
  /** Absent for all. */
  kind?: KindName;
}

export interface Desired {
  /** In the order of the files; every agents entry right after its queue. */
  resources: readonly DesiredResource[];
  moved: readonly Move[];
  removed: readonly Address[];
  policy: Policy;
  empty?: readonly EmptyPlace[];
}
