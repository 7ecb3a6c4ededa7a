/**
 * Runs the replications of a scenario: one after another here, or over worker threads.
 *
 * Each is made of its number alone, and results are put back in order, so the number of threads changes nothing but the
 * time. Threads are worth starting only for work that takes longer than starting them.
 */

import { availableParallelism } from 'node:os';
import type { BoundScenario } from './bind.ts';
import { type RunOptions, type RunResult, runScenario } from './run.ts';

export interface ReplicationOptions {
  replications: number;
  /** Of the first replication only. */
  trace: boolean;
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
    trace: options.trace && replication === 0,
    intervals: options.intervals,
  }));
  const threads = Math.min(options.threads ?? availableParallelism(), runs.length);
  if (threads > 1) {
    const first = runs.slice(0, 1);
    const startedMs = performance.now();
    const results = await runHere(scenario, first, options);
    const restMs = (performance.now() - startedMs) * (runs.length - 1);
    const rest = runs.slice(1);
    if (options.threads === undefined && restMs < WORTH_THREADS_MS) {
      return [...results, ...(await runHere(scenario, rest, options))];
    }
    return [...results, ...(await runInThreads(scenario, rest, threads, options))];
  }
  return runHere(scenario, runs, options);
}

/** Starting threads takes a few hundred milliseconds. */
const WORTH_THREADS_MS = 1000;

async function runHere(
  scenario: BoundScenario,
  runs: readonly RunOptions[],
  { signal, onProgress }: ReplicationOptions,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const run of runs) {
    signal?.throwIfAborted();
    results.push(runScenario(scenario, run));
    onProgress?.(run.replication + 1);
    // Lets a signal and the progress through.
    if (runs.length > 1) await new Promise((resolve) => setImmediate(resolve));
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
  let done = 1;
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
