/** All that one run of one command is given; `F` are the formats that the command has. */

import type { Redactor } from '../model/redactor.ts';
import type { Format } from '../report/formats.ts';
import type { Host } from './host.ts';
import type { Output } from './output/output.ts';
import type { OutputGuard } from './output/output-guard.ts';
import type { Compute, OnExit } from './run/run-watch.ts';
import type { Settings } from './settings.ts';

export interface Invocation<F extends Format = Format> {
  settings: Settings<F>;
  output: Output;
  /** Knows what no output may overwrite. */
  guard: OutputGuard;
  host: Host;
  redactor: Redactor;
  /** Aborted by the first signal that ends a process. */
  signal: AbortSignal;
  /** For what outlives the process and has to be tidied up by it. */
  onExit: OnExit;
  compute: Compute;
  /** Holds back requests when several environments share one bound. */
  gate?: Gate;
}

export type Gate = <T>(work: () => Promise<T>) => Promise<T>;
