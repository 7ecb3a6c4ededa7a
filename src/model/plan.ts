/** A plan: data, made once by `planChanges`, read by apply, every report and the saved file. Field names are what is printed. */

import type { Address, KindName } from './address.ts';
import type { DesiredResource, PromptField } from './desired.ts';
import type { Diagnostic, Source } from './diagnostic.ts';
import type { Json, JsonObject } from './json.ts';
import type { LiveObject } from './live.ts';
import type { RoutingImpact } from './simulation.ts';
import type { StateResource } from './state.ts';

export const PLAN_FORMAT_VERSION = '1.0';
export const ACTIONS = ['create', 'update', 'replace', 'destroy', 'adopt', 'move'] as const;
export type Action = (typeof ACTIONS)[number];
/**
 * The file changed, or the PBX since the last apply. Against a base, the file's changes are those of this review
 * (`change`) or were there before and never applied (`pending`).
 */
export const CAUSES = ['config', 'drift', 'change', 'pending'] as const;
export type Cause = (typeof CAUSES)[number];

export interface FieldChange {
  path: string;
  before: Json;
  after: Json;
  cause: Cause;
}

/** Why a change has its action; `report/reason-text.ts` has the texts. `title` is that of the kind. */
export type Reason =
  /** Fields that the API cannot update force the replace. */
  | { type: 'cannot_update'; fields: string[] }
  | { type: 'parent_replaced'; parent: Address }
  | { type: 'object_adopted'; title: string; key: string }
  | { type: 'list_adopted' }
  | { type: 'moved'; from: Address }
  /** Created, because the object that state knows is gone. */
  | { type: 'deleted_on_pbx' }
  | { type: 'destroy_requested' }
  | { type: 'not_in_files' }
  | { type: 'unmanaged_destroyed' }
  /** Of drift, which has no step. */
  | { type: 'drifted_away'; title: string }
  | { type: 'drifted_to_another'; title: string };

export interface Change {
  address: Address;
  kind: KindName;
  action: Action;
  /** Null for what is created; of an agents list, its queue's id. */
  id: string | null;
  key: string;
  fields: FieldChange[];
  reason: Reason | null;
  source: Source | null;
  /** Of a moved resource, also when it is updated too. */
  previous_address?: Address;
}

export interface UnmanagedObject {
  kind: KindName;
  id: string;
  key: string;
  name: string;
}

export type PlanSummary = Record<Action, number> & { unchanged: number };

export interface Plan {
  format_version: typeof PLAN_FORMAT_VERSION;
  target: string;
  /** False when --target or --exclude left something out. */
  complete: boolean;
  summary: PlanSummary;
  /** Of what would be done; not of places in files or of diagnostics. */
  hash: string;
  changes: Change[];
  unmanaged: UnmanagedObject[];
  /** Addresses that cqctl stops managing and leaves on the PBX; absent where there are none. */
  forgotten?: Address[];
  diagnostics: Diagnostic[];
  /** What the plan does to callers, by scenario; absent when it was not tried. */
  routing?: RoutingImpact[];
}

/** One change with everything that executing it needs. */
export interface Step {
  change: Change;
  /** Addresses of steps that must be done first. */
  dependsOn: Address[];
  /** Absent for a destroy. */
  desired?: DesiredResource;
  /** The values that are sent, prompts apart: of a create all, of an update those that change, of an agents list `{ items }`. */
  send?: JsonObject;
  /** Prompts that are sent with them, as ids of files. */
  prompts?: readonly PromptField[];
  /**
   * The resulting state entry without the id, which a create returns, and the prompts, which are read back. Absent for
   * a destroy.
   */
  entry?: Omit<StateResource, 'id' | 'prompts'>;
  /** The object as read; absent for a create. Of an agents list, its queue, absent when that is created. */
  live?: LiveObject;
  /** The state entry at this or the previous address. */
  known?: StateResource;
  /**
   * Old objects of other replaces that are destroyed together with this one's: they exchange numbers or names in a
   * circle.
   */
  clears?: { change: Change; live: LiveObject }[];
  /** Its old object is destroyed together with that of another step. */
  isCleared?: true;
  /** Of an agents list: the strategy its queue will have, by which lists are compared. */
  strategy?: string;
}

/** A plan with its steps. */
export interface PlannedWork {
  plan: Plan;
  /** In an order in which they can run one after another. */
  steps: Step[];
  /** State entries of resources that need no step and whose entry differs; apply saves them. */
  settled: { [address: Address]: StateResource };
  /** Addresses that are removed from the state silently: moved away from, or gone from the PBX and the files. */
  dropped: Address[];
  /** The natural keys that the state records for the addresses in `removed`. */
  released: { [address: Address]: string };
  /** By address of each touched object: a hash of all that was read of it. */
  fingerprints: { [address: Address]: string };
  /** Reasons why this plan must not be applied; errors among `plan.diagnostics` too. */
  refusals: Diagnostic[];
}
