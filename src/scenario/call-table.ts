/** A table of real calls as it is held: columns of numbers, a few dozen bytes a call, which worker threads share. */

import type { Place } from '../source/source-file.ts';

export const COLUMNS = ['at', 'queue', 'from', 'talk', 'patience'] as const;
export type Column = (typeof COLUMNS)[number];

/** By call, in the order of arrival. */
export interface CallNumbers {
  atMs: Float64Array;
  /** Into `queueNames`, -1 where nothing is written. */
  queue: Int32Array;
  /** Into `callers`, -1 where nothing is written. */
  caller: Int32Array;
  /** -1 where nothing is written. */
  talkMs: Float64Array;
  /** -1 where nothing is written. */
  patienceMs: Float64Array;
}

export interface CallTable extends CallNumbers {
  queueNames: string[];
  /** Where each of `queueNames` first stands. */
  queuePlaces: Place[];
  callers: string[];
  hasQueues: boolean;
  hasTalk: boolean;
}

export interface TableFile {
  /** Absolute. */
  path: string;
  name: string;
  /** Where the scenario names it. */
  at: Place;
  startMs: number | undefined;
}
