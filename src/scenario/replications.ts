/**
 * Runs the replications of a scenario: one after another here, or over worker threads.
 *
 * Each is made of its number alone, and results are put back in order, so the number of threads changes nothing but the
 * time. Threads are worth starting only for work that takes longer than starting them.
 */

import { availableParallelism } from 'node:os';
import type { BoundScenario } from './bind.ts';
import { expectedCalls } from './expected-calls.ts';
import { playScenario, type RunOptions, type RunResult } from './run.ts';
import type { TraceChoice } from './trace-recorder.ts';

export interface ReplicationOptions {
  replications: number;
  /** Of the first replication only. */
  trace: TraceChoice;
  /** How many intervals the course of each run is cut into; 0: none. */
  intervals: number;
  /** Undefined: as many as the machine has. 1: none but this one. */
  threads?: number;
  signal?: AbortSignal;
  /** Called as replications end, with how many have. */
  onProgress?: (done: number) => void;
}

/** One task of a worker thread. */
export interface WorkerTask {
  scenario: BoundScenario;
  runs: RunOptions[];
}

export async function runReplications(
  scenario: BoundScenario,
  options: ReplicationOptions,
): Promise<RunResult[]> {
  const runs = Array.from({ length: options.replications }, (_unused, replication) => ({
    replication,
    trace: replication === 0 ? options.trace : false,
    intervals: options.intervals,
  }));
  const wanted = options.threads ?? (isWorthThreads(scenario, runs.length) ? availableParallelism() : 1);
  const threads = Math.min(wanted, runs.length);
  return threads > 1 ? runInThreads(scenario, runs, threads, options) : runInProcess(scenario, runs, options);
}

/** Starting threads takes as long as half a million calls or so. */
const WORTH_CALLS = 1_000_000;

function isWorthThreads({ traffic, calls, window }: BoundScenario, replications: number): boolean {
  const expected = traffic.reduce((sum, { arrivals }) => sum + expectedCalls(arrivals, window.untilMs), 0);
  return replications > 1 && (expected + calls.length) * replications > WORTH_CALLS;
}

/** How long a signal and the progress may have to wait. */
const PAUSE_MS = 50;

async function runInProcess(
  scenario: BoundScenario,
  runs: readonly RunOptions[],
  { signal, onProgress }: ReplicationOptions,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  let pausedMs = performance.now();
  for (const run of runs) {
    const play = playScenario(scenario, run);
    for (let step = play.next(); ; step = play.next()) {
      if (step.done === true) {
        results.push(step.value);
        break;
      }
      if (performance.now() - pausedMs < PAUSE_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      pausedMs = performance.now();
    }
    onProgress?.(run.replication + 1);
  }
  return results;
}

async function runInThreads(
  scenario: BoundScenario,
  runs: readonly RunOptions[],
  threads: number,
  { signal, onProgress }: ReplicationOptions,
): Promise<RunResult[]> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina<WorkerTask, RunResult[]>({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  let done = 0;
  try {
    // A few tasks a thread: small enough to share the end fairly, few enough that the scenario is seldom copied.
    const size = Math.max(1, Math.ceil(runs.length / (threads * 4)));
    const tasks = Array.from({ length: Math.ceil(runs.length / size) }, (_unused, index) =>
      runs.slice(index * size, (index + 1) * size),
    );
    const results = await Promise.all(
      tasks.map(async (task) => {
        const finished = await pool.run({ scenario, runs: task }, signal === undefined ? {} : { signal });
        done += task.length;
        onProgress?.(done);
        return finished;
      }),
    );
    return results.flat();
  } finally {
    await pool.destroy();
  }
}
