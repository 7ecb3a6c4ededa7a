/** One run: executes the steps, collects their results and saves the state meanwhile. */

import { isDeepStrictEqual } from 'node:util';
import { isListKind } from '../kinds/registry.ts';
import type { Address } from '../model/address.ts';
import { isList } from '../model/desired.ts';
import { ApiError, CqctlError, GateError, isNotFoundStatus } from '../model/errors.ts';
import type { Step } from '../model/plan.ts';
import type { StateDocument } from '../model/state.ts';
import type { ApplyEvent, StepResult } from '../model/step.ts';
import { newDocument } from '../state/document.ts';
import type { StateStore } from '../state/store.ts';
import { executeStep } from './execute-step.ts';
import type { ApplyOptions, ApplyOutcome } from './options.ts';
import { PromptFiles } from './prompt-files.ts';
import { describeFailure, RunStop } from './run-stop.ts';
import { StateSaver } from './saver.ts';
import { runTasks, type TaskEnd } from './scheduler.ts';
import type { StepContext, StepOutcome } from './step-context.ts';
import { unchangedEntries, withReleased } from './unchanged-entries.ts';

export type RunOptions = ApplyOptions &
  Required<Pick<ApplyOptions, 'now' | 'sleep'>> &
  Pick<StepContext, 'waiting'>;

export class ApplyRun {
  readonly #options: RunOptions;
  readonly #document: StateDocument;
  readonly #saver: StateSaver;
  readonly #prompts: PromptFiles;
  readonly #results = new Map<Address, StepResult>();
  /** Reports that wait for a save in progress. */
  readonly #reports: Promise<void>[] = [];
  readonly #stop: RunStop;
  #unsaved: { error: unknown } | undefined;
  #isLocked = true;

  constructor(options: RunOptions) {
    const { work, client, store, state, target, signal, now, sleep, onEvent } = options;
    this.#options = options;
    this.#document = withReleased({ ...(state ?? newDocument(target)), target }, work);
    this.#prompts = new PromptFiles(client, state);
    this.#stop = new RunStop({
      signal,
      onStop: ({ reason, ...why }) => onEvent({ type: 'warning', ...why, stops: reason }),
    });
    const onFailure = (error: unknown): void => {
      this.#unsaved = { error };
      this.#stop.stop('unsaved');
    };
    this.#saver = new StateSaver({ store, document: this.#document, now, sleep, onFailure });
  }

  async execute(): Promise<ApplyOutcome> {
    const { work, parallelism } = this.#options;
    const tasks = work.steps.map((step) => ({
      id: step.change.address,
      dependsOn: step.dependsOn,
      value: step,
    }));
    this.#saveUnchanged();
    try {
      await runTasks(tasks, {
        parallelism,
        signal: this.#stop.signal,
        run: ({ value }) => this.#run(value),
        skip: ({ value }, because) => this.#skip(value, because),
      });
    } finally {
      await this.#finishSaving();
    }
    return this.#summarize();
  }

  /** Saves the entries of resources that need no step. */
  #saveUnchanged(): void {
    const { work, state, target } = this.#options;
    const settled = unchangedEntries(work, (address) => this.#saver.entry(address));
    const isOther =
      state !== null &&
      (state.target !== target || !isDeepStrictEqual(state.released, this.#document.released));
    if (settled.length > 0) this.#reports.push(ignoreFailure(this.#saver.set(settled)));
    else if (isOther) this.#reports.push(ignoreFailure(this.#saver.touch()));
  }

  /** Resolves when the step is executed; its result is reported after the save. */
  async #run(step: Step): Promise<TaskEnd<Step>> {
    if (!(await this.#mayBegin())) return 'not begun';
    const { now, onEvent } = this.#options;
    const { address, action } = step.change;
    const startedMs = now();
    const elapsed = (): number => Math.round(now() - startedMs) / 1000;
    const fail = (error: unknown): void => {
      const because = this.#stop.recordFailure(error);
      const reason = because === undefined ? {} : { because };
      const result = { address, action, error: describeFailure(error), elapsed_s: elapsed(), ...reason };
      this.#results.set(address, { status: 'failed', ...result });
      onEvent({ type: 'step_failed', ...result });
    };
    const succeed = (status: 'done' | 'unsaved', id: string | null): void => {
      const result = { address, action, id, elapsed_s: elapsed() };
      this.#results.set(address, { status, ...result });
      onEvent({ type: `step_${status}`, ...result });
    };
    onEvent({ type: 'step_start', address, action });
    let outcome: StepOutcome;
    try {
      outcome = await executeStep(step, this.#stepContext());
    } catch (error) {
      if (!(error instanceof CqctlError)) throw error;
      fail(error);
      return isStillThere(step, error) ? isListOf(step) : 'failed';
    }
    const saved = this.#saver.set(outcome.entries);
    const { failure, id } = outcome;
    if (failure === undefined) {
      this.#stop.recordAnswer();
      const [done, unsaved] = [() => succeed('done', id), () => succeed('unsaved', id)];
      this.#reports.push(saved.then(done, unsaved));
      return 'done';
    }
    this.#reports.push(ignoreFailure(saved));
    fail(failure);
    return needsOnlyObject;
  }

  /** Called before each step. A run that has lost its lock starts none. */
  async #mayBegin(): Promise<boolean> {
    const { checkLock } = this.#options;
    if (checkLock === undefined) return true;
    try {
      await checkLock();
    } catch (error) {
      if (!(error instanceof CqctlError)) throw error;
      this.#isLocked = false;
      this.#stop.stopForLostLock(error);
    }
    return this.#stop.reason === undefined;
  }

  #stepContext(): StepContext {
    const { client, waiting, sleep, onEvent } = this.#options;
    return {
      client,
      prompts: this.#prompts,
      waiting,
      sleep,
      idOf: (of) => this.#saver.entry(of)?.id,
      // A failed save stops the run and is reported there; a running step still finishes.
      save: (entries) => ignoreFailure(this.#saver.set(entries)),
      tell: (message, address) => onEvent({ type: 'step_progress', address, message }),
      warn: (code, message, address) => onEvent({ type: 'warning', code, message, address }),
    };
  }

  #skip({ change: { address, action } }: Step, because: string | null): void {
    const cause = (because as Address | null) ?? this.#stop.reason ?? 'interrupted';
    const result = { address, action, because: cause };
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

  #summarize(): ApplyOutcome {
    const { work, signal, onEvent } = this.#options;
    const results = work.steps.map((step) => this.#results.get(step.change.address) as StepResult);
    const count = (status: StepResult['status']): number =>
      results.filter((result) => result.status === status).length;
    const summary = {
      done: count('done'),
      unsaved: count('unsaved'),
      failed: count('failed'),
      skipped: count('skipped'),
    };
    const interrupted = signal.aborted && results.some(isStopped);
    onEvent({ type: 'summary', summary, interrupted });
    return { results, summary, interrupted, isSaved: this.#unsaved === undefined, isLocked: this.#isLocked };
  }
}

function isStopped(result: StepResult): boolean {
  return 'because' in result && result.because === 'interrupted';
}

/** Whether the queue of a failed step exists, although not as planned. */
function isStillThere({ change }: Step, error: CqctlError): boolean {
  const { kind, action } = change;
  if (isListKind(kind) || action === 'create' || action === 'replace' || action === 'destroy') return false;
  if (!(error instanceof ApiError)) return error instanceof GateError;
  const { status } = error.failure;
  return status !== undefined && status !== 401 && !isNotFoundStatus(status);
}

/** A list needs its queue to exist, not all of its fields. */
function isListOf({ change }: Step): (task: { value: Step }) => boolean {
  return ({ value: { desired } }) =>
    desired !== undefined && isList(desired) && desired.parent === change.address;
}

/** An object may only be destroyed or replaced after the update that stops another one from using it. */
function needsOnlyObject({ value: { change } }: { value: Step }): boolean {
  return isListKind(change.kind) || (change.action !== 'destroy' && change.action !== 'replace');
}

/** The failed save itself is reported once, by the run. */
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
      ? 'run the same command again once it can be: it finds what was done by number or name'
      : `it is kept in ${path}: store it with cqctl state push ${path}, or run the same command again`;
  return {
    type: 'warning',
    code: 'CQ604',
    message: `state could not be saved, so no more steps were begun (${reason}); ${remedy}`,
    stops: 'unsaved',
  };
}
