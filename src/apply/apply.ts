/**
 * Apply: the steps of a plan, carried out as their order allows, each reported done once a saved state holds it.
 *
 * A kill between a request and its save loses nothing: an object that state does not know is found by its number or
 * name the next time, and a change that was made is no difference any more. A failed step skips what depends on it and
 * nothing else; it never throws. What throws is a gate before anything is begun, and a bug.
 */

import { setTimeout } from 'node:timers/promises';
import type { PbxClient } from '../api/client.ts';
import type { Address } from '../model/address.ts';
import { ApiError, CqctlError } from '../model/errors.ts';
import { canonicalJson } from '../model/json.ts';
import type { PlannedWork, Step } from '../model/plan.ts';
import type { StateDocument, StateResource } from '../model/state.ts';
import type { ApplyEvent, ApplySummary, StepFailure, StepResult } from '../model/step.ts';
import { newDocument } from '../state/document.ts';
import type { StateStore } from '../state/store.ts';
import { type Carried, carryOut } from './carry.ts';
import { PromptFiles } from './prompt-files.ts';
import { StateSaver } from './saver.ts';
import { runTasks, type Task } from './scheduler.ts';
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
  const now = options.now ?? Date.now;
  const sleep = options.sleep ?? sleepUntilAborted;
  const waiting = {
    client,
    drainSeconds: options.drainSeconds,
    force: options.force,
    signal: options.signal,
    now,
    sleep,
  };
  await demandNobodyWaits(work.steps, waiting);
  onEvent({ type: 'planned', plan: work.plan });

  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const document = { ...(options.state ?? newDocument(target)), target };
  const saver = new StateSaver({ store, document, now, sleep, onFailure: () => stop.abort() });
  const results = new Map<Address, StepResult>();
  const reports: Promise<void>[] = [];

  settle(saver, work, options.state, reports);
  const prompts = new PromptFiles(client);
  const run = async ({ value: step }: Task<Step>): Promise<boolean> => {
    const { address, action } = step.change;
    const startedMs = now();
    const elapsed = (): number => Math.round(now() - startedMs) / 1000;
    const fail = (error: unknown): false => {
      const result: StepResult = {
        address,
        action,
        status: 'failed',
        error: describeFailure(error),
        elapsed_s: elapsed(),
      };
      results.set(address, result);
      onEvent({ type: 'step_failed', address, action, error: result.error, elapsed_s: result.elapsed_s });
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
        warn: (code, message, about) => onEvent({ type: 'warning', code, message, address: about }),
      });
    } catch (error) {
      if (!(error instanceof CqctlError)) throw error;
      return fail(error);
    }
    const saved = saver.set(carried.entries);
    const { failure, id } = carried;
    if (failure !== undefined) {
      reports.push(
        saved.then(
          () => undefined,
          () => undefined,
        ),
      );
      return fail(failure);
    }
    reports.push(
      saved.then(
        () => {
          results.set(address, { address, action, status: 'done', id, elapsed_s: elapsed() });
          onEvent({ type: 'step_done', address, action, id, elapsed_s: elapsed() });
        },
        (error: unknown) => void fail(error),
      ),
    );
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
  try {
    await runTasks(tasks, { parallelism: options.parallelism, signal, run, skip });
  } finally {
    await saver.flush();
    await Promise.all(reports);
  }
  const rescue = stop.signal.aborted ? await store.rescue(saver.document) : undefined;
  if (stop.signal.aborted) {
    const where =
      rescue === undefined ? '' : `; it is kept in ${rescue}: store it with cqctl state push ${rescue}`;
    onEvent({ type: 'warning', code: 'CQ604', message: `state could not be saved${where}` });
  }
  const inOrder = work.steps.map((step) => results.get(step.change.address) as StepResult);
  const count = (status: StepResult['status']): number =>
    inOrder.filter((result) => result.status === status).length;
  const summary = { done: count('done'), failed: count('failed'), skipped: count('skipped') };
  const interrupted = options.signal.aborted && inOrder.some((result) => result.status === 'skipped');
  onEvent({ type: 'summary', summary, interrupted });
  return { results: inOrder, summary, interrupted };
}

async function sleepUntilAborted(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}

/** Writes down what needs no step: what already holds, what moved, what is no longer managed. */
function settle(
  saver: StateSaver,
  { settled, dropped, plan }: PlannedWork,
  state: StateDocument | null,
  reports: Promise<void>[],
): void {
  const entries: [Address, StateResource | null][] = [];
  for (const address of [...dropped, ...plan.forgotten]) {
    if (saver.entry(address) !== undefined && settled[address] === undefined) entries.push([address, null]);
  }
  for (const [address, entry] of Object.entries(settled) as [Address, StateResource][]) {
    const known = saver.entry(address);
    if (known === undefined || canonicalJson(known) !== canonicalJson(entry)) entries.push([address, entry]);
  }
  const isRetargeted = state !== null && state.target !== saver.document.target;
  if (entries.length === 0 && !isRetargeted) return;
  reports.push(saver.set(entries).catch(() => undefined));
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
