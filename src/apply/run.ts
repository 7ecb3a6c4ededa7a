/** One run: its steps, what became of each, and the state that is saved meanwhile. */

import { isDeepStrictEqual } from 'node:util';
import type { Address } from '../model/address.ts';
import { AbortedError, ApiError, CqctlError } from '../model/errors.ts';
import type { Step } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import type { ApplyEvent, StepFailure, StepResult } from '../model/step.ts';
import { newDocument } from '../state/document.ts';
import type { StateStore } from '../state/store.ts';
import { type Carried, type CarryContext, carryOut } from './carry.ts';
import type { ApplyOptions, ApplyOutcome } from './options.ts';
import { PromptFiles } from './prompt-files.ts';
import { StateSaver } from './saver.ts';
import { runTasks } from './scheduler.ts';
import { settledEntries, withReleased } from './settle.ts';

const INTERRUPTED = new AbortedError().code;

export type RunOptions = ApplyOptions &
  Required<Pick<ApplyOptions, 'now' | 'sleep'>> &
  Pick<CarryContext, 'waiting'>;

export class ApplyRun {
  readonly #options: RunOptions;
  readonly #document: StateDocument;
  readonly #saver: StateSaver;
  readonly #prompts: PromptFiles;
  readonly #results = new Map<Address, StepResult>();
  /** Of saves on their way: what hangs on them is told when they are through. */
  readonly #reports: Promise<void>[] = [];
  /** Fires when state cannot be saved or the lock is lost. */
  readonly #stop = new AbortController();
  #unsaved: { error: unknown } | undefined;
  #isLocked = true;

  constructor(options: RunOptions) {
    const { work, client, store, state, target, now, sleep } = options;
    this.#options = options;
    this.#document = withReleased({ ...(state ?? newDocument(target)), target }, work);
    this.#prompts = new PromptFiles(client, state);
    const onFailure = (error: unknown): void => {
      this.#unsaved = { error };
      this.#stop.abort();
    };
    this.#saver = new StateSaver({ store, document: this.#document, now, sleep, onFailure });
  }

  async carryOut(): Promise<ApplyOutcome> {
    const { work, parallelism, signal } = this.#options;
    const tasks = work.steps.map((step) => ({
      id: step.change.address,
      dependsOn: step.dependsOn,
      value: step,
    }));
    this.#saveSettled();
    try {
      await runTasks(tasks, {
        parallelism,
        signal: AbortSignal.any([signal, this.#stop.signal]),
        run: ({ value }) => this.#run(value),
        skip: ({ value }, because) => this.#skip(value, because),
      });
    } finally {
      await this.#finishSaving();
    }
    return this.#sumUp();
  }

  /** What holds without a step. */
  #saveSettled(): void {
    const { work, state, target } = this.#options;
    const settled = settledEntries(work, (address) => this.#saver.entry(address));
    const isOther =
      state !== null &&
      (state.target !== target || !isDeepStrictEqual(state.released, this.#document.released));
    if (settled.length > 0) this.#reports.push(ignoreFailure(this.#saver.set(settled)));
    else if (isOther) this.#reports.push(ignoreFailure(this.#saver.touch()));
  }

  /** Several steps can find out at once; it is told once. */
  async #holdsLock(): Promise<boolean> {
    const { checkLock, onEvent, signal } = this.#options;
    try {
      await checkLock?.();
    } catch (error) {
      if (!(error instanceof CqctlError)) throw error;
      if (this.#isLocked) {
        onEvent({ type: 'warning', code: error.code, message: `no more steps were begun: ${error.message}` });
      }
      this.#isLocked = false;
      this.#stop.abort();
    }
    return !this.#stop.signal.aborted && !signal.aborted;
  }

  /** True as soon as it is carried out: its result waits for the save. */
  async #run(step: Step): Promise<boolean> {
    if (!(await this.#holdsLock())) {
      this.#skip(step, null);
      return false;
    }
    const { now, onEvent } = this.#options;
    const { address, action } = step.change;
    const startedMs = now();
    const elapsed = (): number => Math.round(now() - startedMs) / 1000;
    const fail = (error: unknown): void => {
      const result = { address, action, error: describeFailure(error), elapsed_s: elapsed() };
      this.#results.set(address, { status: 'failed', ...result });
      onEvent({ type: 'step_failed', ...result });
    };
    const succeed = (id: string | null): void => {
      const result = { address, action, id, elapsed_s: elapsed() };
      this.#results.set(address, { status: 'done', ...result });
      onEvent({ type: 'step_done', ...result });
    };
    onEvent({ type: 'step_start', address, action });
    let carried: Carried;
    try {
      carried = await carryOut(step, this.#carryContext());
    } catch (error) {
      if (!(error instanceof CqctlError)) throw error;
      fail(error);
      return false;
    }
    const saved = this.#saver.set(carried.entries);
    const { failure, id } = carried;
    if (failure === undefined) this.#reports.push(saved.then(() => succeed(id), fail));
    else {
      this.#reports.push(ignoreFailure(saved));
      fail(failure);
    }
    return failure === undefined;
  }

  #carryContext(): CarryContext {
    const { client, waiting, sleep, onEvent } = this.#options;
    return {
      client,
      prompts: this.#prompts,
      waiting,
      sleep,
      idOf: (of) => this.#saver.entry(of)?.id,
      save: (entries) => this.#saver.set(entries),
      tell: (message, address) => onEvent({ type: 'step_progress', address, message }),
      warn: (code, message, address) => onEvent({ type: 'warning', code, message, address }),
    };
  }

  #skip({ change: { address, action } }: Step, because: string | null): void {
    const result = { address, action, because: (because ?? 'interrupted') as Address | 'interrupted' };
    this.#results.set(address, { status: 'skipped', ...result });
    this.#options.onEvent({ type: 'step_skipped', ...result });
  }

  async #finishSaving(): Promise<void> {
    await this.#saver.flush();
    await Promise.all(this.#reports);
    if (this.#unsaved === undefined) return;
    const { store, onEvent } = this.#options;
    onEvent(await describeUnsaved(store, this.#saver.document, this.#unsaved.error));
  }

  #sumUp(): ApplyOutcome {
    const { work, signal, onEvent } = this.#options;
    const results = work.steps.map((step) => this.#results.get(step.change.address) as StepResult);
    const count = (status: StepResult['status']): number =>
      results.filter((result) => result.status === status).length;
    const summary = { done: count('done'), failed: count('failed'), skipped: count('skipped') };
    const interrupted = signal.aborted && results.some(isCutShort);
    onEvent({ type: 'summary', summary, interrupted });
    return { results, summary, interrupted, isSaved: this.#unsaved === undefined, isLocked: this.#isLocked };
  }
}

function isCutShort(result: StepResult): boolean {
  if (result.status === 'failed') return result.error.code === INTERRUPTED;
  return result.status === 'skipped' && result.because === 'interrupted';
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
