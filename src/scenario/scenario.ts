/** A scenario as it was read: checked, times in milliseconds, names not yet looked up in a config. */

import type { Status } from '../engine/config.ts';
import type { Condition } from '../kinds/condition.ts';
import type { JsonObject } from '../model/json.ts';
import type { Outcome } from '../model/simulation.ts';
import type { Place } from '../source/source-file.ts';
import type { CallTable } from './call-table.ts';
import type { Distribution } from './distribution.ts';

/** How an agent behaves; an undefined value is that of the default habits, and there that of `UNSPECIFIED`. */
export interface AgentHabits {
  status: Status | 'LOGGED_IN';
  /** Spans on shift, ascending; null: always. */
  shifts: readonly { fromMs: number; toMs: number }[] | null;
  /** Of the agent's first rings, one by one; null: no answer. */
  sequence: readonly (Distribution | null)[];
  after: Distribution;
  /** From 0 to 1. */
  probability: number;
  /** Null: until somebody sets a status. */
  wrapUp: Distribution | null;
}

/** A name that is resolved in a config, and its place in the file. */
export interface Reference {
  name: string;
  place: Place | undefined;
}

export type Arrivals =
  /** Poisson; each rate, per millisecond, holds from its time on. */
  | { kind: 'profile'; steps: readonly { fromMs: number; perMs: number }[] }
  | { kind: 'every'; everyMs: number }
  | { kind: 'table'; table: CallTable };

export interface Traffic {
  /** Absent where a table says it for each call. */
  queue: Reference | undefined;
  arrivals: Arrivals;
  /** Absent only where a table says it for each call. */
  talk: Distribution | undefined;
  /** Null: callers wait for ever. */
  patience: Distribution | null;
  /** After arrival; null: callers do not press 3. */
  press3: Distribution | null;
  /** The share of vip callers. */
  vip: number;
}

export interface ScriptedCall {
  id: string;
  atMs: number;
  queue: Reference;
  from: string | null;
  talkMs: number;
  patienceMs: number;
  /** -1: not at all. */
  press3AtMs: number;
  introMs: number;
  vip: boolean;
}

export type ScriptedEvent = { atMs: number; agent: Reference; queue: Reference | undefined } & (
  | { status: Status | 'LOGGED_IN' }
  | { otherCallMs: number }
);

export type Expectation = { place: Place } & (
  | { on: 'call'; call: string; outcome?: Outcome; by?: string; wait?: Condition; queue?: Reference }
  | { on: 'queue'; queue: Reference; metric: string; withinMs?: number; value: Condition }
  | { on: 'agent'; agent: Reference; metric: string; value: Condition }
);

export interface Scenario {
  name: string;
  /** As diagnostics call it. */
  file: string;
  seed: number;
  /** Of the wall clock at the start, since midnight; undefined without `start`. */
  startOfDayMs: number | undefined;
  durationMs: number;
  warmUpMs: number;
  replications: number;
  nightMode: boolean;
  /** How long an introduction plays. */
  introMs: number;
  routing: JsonObject;
  /** Of all agents that are not named. */
  habits: AgentHabits;
  agents: readonly { agent: Reference; habits: AgentHabits }[];
  traffic: readonly Traffic[];
  calls: readonly ScriptedCall[];
  events: readonly ScriptedEvent[];
  expect: readonly Expectation[];
}
