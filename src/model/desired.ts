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
  /** As written; where it is not, what state knows goes on. */
  preventDestroy?: boolean | undefined;
  ignoreChanges: readonly string[];
}

interface DesiredBase {
  kind: KindName;
  address: Address;
  /** The key in the file. */
  key: string;
  source: Source;
  /** Of the file that it is written in, from the folder of the project; state remembers it. */
  file?: string;
  lifecycle: Lifecycle;
}

/** A server, a queue: an object of the PBX. */
export interface DesiredObject extends DesiredBase {
  /** As `kinds` says which field it is; where it is not written, the key. */
  naturalKey: string;
  /** What is written or defaulted by `defaults`, under the API's names, null left out. Without `extra` and files of prompts. */
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

/** Of a policy that says nothing, and of one that names a share where a share means nothing yet. */
export const DEFAULT_MAX_DESTROYS = 10;

/** What a figure of a dry run has to be. */
export interface FigureLimit {
  metric: QueueMetric;
  operator: '<=' | '>=' | '==' | '!=' | '<' | '>';
  /** Seconds where the figure is a time. */
  value: number;
  /** As a reader would say it. */
  written: string;
}

export interface Policy {
  unmanaged: 'report' | 'ignore' | 'destroy';
  maxUpdates: Limit;
  maxDestroys: Limit;
  /** Of queues that exist already, with their agents. */
  maxChangedQueues?: Limit;
  /** Whether the PBX is asked who has the number of a queue that is to be created; only the embedded PBX is unless it is written. */
  checkNumbers?: boolean;
  /** Of every queue that callers of a scenario come to, once the plan is applied. */
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

/** Where nothing is written now, and resources may have been: what is gone from there is not destroyed without a word. */
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
