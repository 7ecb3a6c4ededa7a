/**
 * Apply: the steps of a plan, carried out as their order allows, each reported done once a saved state holds it.
 *
 * A kill between a request and its save loses nothing: an object that state does not know is found by its number or
 * name the next time, and a change that was made is no difference any more. A failed step skips what depends on it and
 * nothing else; it never throws. What throws is a gate before anything is begun, and a bug.
 *
 * What waits for a step is begun when the step is carried out, not when it is saved: else every save would hold up a run,
 * and nothing is safer for it. Only a replace waits for a save in the middle, when the old object is gone.
 */

import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { PbxClient } from '../api/client.ts';
import type { Address } from '../model/address.ts';
import { AbortedError, ApiError, CqctlError, GateError } from '../model/errors.ts';
import type { PlannedWork, Step } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import type { ApplyEvent, ApplySummary, StepFailure, StepResult } from '../model/step.ts';
import { newDocument } from '../state/document.ts';
import type { StateStore } from '../state/store.ts';
import { type Carried, carryOut } from './carry.ts';
import { PromptFiles } from './prompt-files.ts';
import { StateSaver } from './saver.ts';
import { runTasks, type Task } from './scheduler.ts';
import { settledEntries, withReleased } from './settle.ts';
import { demandNobodyWaits } from './waiting.ts';

export interface ApplyOptions {
  work: PlannedWork;
  client: PbxClient;
  store: StateStore;
  /** As the plan was made with. */
  state: StateDocument | null;
  target: string;
  parallelism: number;
  /** Wait this long for queues that are to go until nobody waits in them. */
  drainSeconds?: number;
  force: boolean;
  /** No new steps once it fires; running ones are finished. */
  signal: AbortSignal;
  onEvent(event: ApplyEvent): void;
  /** Milliseconds from any point in time, never falling. */
  now?: () => number;
  /** Ends early, without an error, when the signal fires. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface ApplyOutcome {
  /** In the order of the plan's steps. */
  results: StepResult[];
  summary: ApplySummary;
  interrupted: boolean;
}

export async function applyPlan(options: ApplyOptions): Promise<ApplyOutcome> {
  const { work, client, store, onEvent, target } = options;
  const now = options.now ?? (() => performance.now());
  const sleep = options.sleep ?? sleepUntilAborted;
  const { drainSeconds, force } = options;
  const waiting = { client, drainSeconds, force, signal: options.signal, now, sleep };
  demandAllowed(work);
  await demandNobodyWaits(work.steps, waiting);
  onEvent({ type: 'planned', plan: work.plan });

  const stop = new AbortController();
  let unsaved: { error: unknown } | undefined;
  const document = withReleased({ ...(options.state ?? newDocument(target)), target }, work);
  const onFailure = (error: unknown): void => {
    unsaved = { error };
    stop.abort();
  };
  const saver = new StateSaver({ store, document, now, sleep, onFailure });
  const results = new Map<Address, StepResult>();
  const reports: Promise<void>[] = [];

  const settled = settledEntries(work, (address) => saver.entry(address));
  const before = options.state ?? document;
  const isOther = before.target !== target || !isDeepStrictEqual(before.released, document.released);
  if (settled.length > 0) reports.push(ignoreFailure(saver.set(settled)));
  else if (isOther) reports.push(ignoreFailure(saver.touch()));

  const prompts = new PromptFiles(client, options.state);
  const run = async ({ value: step }: Task<Step>): Promise<boolean> => {
    const { address, action } = step.change;
    const startedMs = now();
    const elapsed = (): number => Math.round(now() - startedMs) / 1000;
    const fail = (error: unknown): false => {
      const failure = describeFailure(error);
      results.set(address, { address, action, status: 'failed', error: failure, elapsed_s: elapsed() });
      onEvent({ type: 'step_failed', address, action, error: failure, elapsed_s: elapsed() });
      return false;
    };
    onEvent({ type: 'step_start', address, action });
    let carried: Carried;
    try {
      carried = await carryOut(step, {
        client,
        prompts,
        waiting,
        sleep,
        idOf: (of) => saver.entry(of)?.id,
        save: (entries) => saver.set(entries),
        tell: (message, about) => onEvent({ type: 'step_progress', address: about, message }),
        warn: (code, message, about) => onEvent({ type: 'warning', code, message, address: about }),
      });
    } catch (error) {
      if (!(error instanceof CqctlError)) throw error;
      return fail(error);
    }
    const saved = saver.set(carried.entries);
    const { failure, id } = carried;
    if (failure !== undefined) {
      reports.push(ignoreFailure(saved));
      return fail(failure);
    }
    const succeed = (): void => {
      results.set(address, { address, action, status: 'done', id, elapsed_s: elapsed() });
      onEvent({ type: 'step_done', address, action, id, elapsed_s: elapsed() });
    };
    reports.push(saved.then(succeed, (error: unknown) => void fail(error)));
    return true;
  };
  const skip = ({ value: step }: Task<Step>, because: string | null): void => {
    const { address, action } = step.change;
    const reason = (because ?? 'interrupted') as Address | 'interrupted';
    results.set(address, { address, action, status: 'skipped', because: reason });
    onEvent({ type: 'step_skipped', address, action, because: reason });
  };
  const tasks = work.steps.map((step) => ({
    id: step.change.address,
    dependsOn: step.dependsOn,
    value: step,
  }));
  const signal = AbortSignal.any([options.signal, stop.signal]);
  try {
    await runTasks(tasks, { parallelism: options.parallelism, signal, run, skip });
  } finally {
    await saver.flush();
    await Promise.all(reports);
    if (unsaved !== undefined) onEvent(await describeUnsaved(store, saver.document, unsaved.error));
  }
  const inOrder = work.steps.map((step) => results.get(step.change.address) as StepResult);
  const count = (status: StepResult['status']): number =>
    inOrder.filter((result) => result.status === status).length;
  const summary = { done: count('done'), failed: count('failed'), skipped: count('skipped') };
  const interrupted = options.signal.aborted && inOrder.some(isCutShort);
  onEvent({ type: 'summary', summary, interrupted });
  return { results: inOrder, summary, interrupted };
}

/** Whoever asks has passed the gates already; this is for those who did not ask. */
function demandAllowed({ refusals }: PlannedWork): void {
  const [first] = refusals;
  if (first === undefined) return;
  const { code, summary, hint } = first;
  throw new GateError(summary, hint === undefined ? { code } : { code, hint });
}

function isCutShort(result: StepResult): boolean {
  if (result.status === 'failed') return result.error.code === INTERRUPTED;
  return result.status === 'skipped' && result.because === 'interrupted';
}

const INTERRUPTED = new AbortedError().code;

async function sleepUntilAborted(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}

/** What could not be saved is told of once, by whoever watches over the saver. */
function ignoreFailure(saved: Promise<void>): Promise<void> {
  return saved.catch(() => undefined);
}

async function describeUnsaved(
  store: StateStore,
  document: StateDocument,
  error: unknown,
): Promise<ApplyEvent> {
  const reason = error instanceof Error ? error.message : String(error);
  const path = await store.rescue(document);
  const remedy =
    path === undefined
      ? 'run apply again once it can be: it finds what was done by number or name'
      : `it is kept in ${path}: store it with cqctl state push ${path}, or run apply again`;
  return {
    type: 'warning',
    code: 'CQ604',
    message: `state could not be saved, so no more steps were begun (${reason}); ${remedy}`,
  };
}

function describeFailure(error: unknown): StepFailure {
  if (!(error instanceof CqctlError)) return { code: 'CQ900', message: String(error) };
  const codes = error instanceof ApiError ? error.failure.errors?.map((each) => each.code) : undefined;
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(codes === undefined || codes.length === 0 ? {} : { api_codes: codes }),
  };
}
