/** apply and destroy: plan under the lock, show, ask, do. */

import { createClient, createReader } from '../../api/client.ts';
import type { ConnectionOptions } from '../../api/connection-options.ts';
import { applyPlan } from '../../apply/apply.ts';
import { CALLERS_WAITING } from '../../apply/waiting.ts';
import { DAY_MS } from '../../model/day.ts';
import { GateError, UsageError } from '../../model/errors.ts';
import type { PlannedWork } from '../../model/plan.ts';
import type { StateDocument } from '../../model/state.ts';
import type { StepResult } from '../../model/step.ts';
import type { PlanFile } from '../../plan/plan-file.ts';
import { planChanges } from '../../plan/planner.ts';
import { BAD_FOR_CALLERS } from '../../routing/gate.ts';
import type { StateLock, StateStore } from '../../state/store.ts';
import type { Invocation } from '../invocation.ts';
import { type Connection, withConnection } from '../live/connection.ts';
import { readPlanInput, readPlanOptions, type SelectionOptions } from '../plan/planning.ts';
import { assertPlanFresh, readSavedPlan } from '../plan/saved-plan.ts';
import { type OpenedProject, openProject } from '../project/open-project.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { takeSignals, throwIfAborted } from '../run/run-watch.ts';
import { findStreamFailure } from '../run/stream-failures.ts';
import { parseNumber } from '../settings.ts';
import { openStore } from '../state/backends.ts';
import { underStateLock } from '../state/state-lock.ts';
import { type ApplyReport, createApplyReport } from './apply-report.ts';
import { askForApproval, demandApprovalMeans } from './approval.ts';

export interface ApplyCommandOptions extends SelectionOptions {
  autoApprove?: boolean;
  expect?: string;
  drain?: string;
  force?: boolean;
}

interface Request {
  options: ApplyCommandOptions;
  destroy: boolean;
  drainSeconds: number | undefined;
  saved: PlanFile | undefined;
}

export async function runApply(
  invocation: Invocation<'text' | 'json'>,
  file: string | undefined,
  options: ApplyCommandOptions,
): Promise<ExitCode> {
  if (file !== undefined && (options.target ?? options.exclude ?? options.allowDestroys) !== undefined) {
    throw new UsageError(
      'a saved plan is applied as it is: --target, --exclude and --allow-destroys go with plan --out',
    );
  }
  return run(invocation, file, { options, destroy: false });
}

export async function runDestroy(
  invocation: Invocation<'text' | 'json'>,
  options: ApplyCommandOptions,
): Promise<ExitCode> {
  return run(invocation, undefined, { options, destroy: true });
}

async function run(
  invocation: Invocation<'text' | 'json'>,
  file: string | undefined,
  { options, destroy }: Pick<Request, 'options' | 'destroy'>,
): Promise<ExitCode> {
  const isApproved = options.autoApprove === true || options.expect !== undefined || file !== undefined;
  demandApprovalMeans(invocation, isApproved);
  const drainSeconds =
    options.drain === undefined
      ? undefined
      : parseNumber(options.drain, '--drain', { least: 0, most: DAY_MS / 1000 });
  const report = createApplyReport(invocation, destroy ? 'destroy' : 'apply');
  report.begin();
  try {
    const saved = file === undefined ? undefined : await readSavedPlan(invocation, file);
    const exitCode = await underLock(
      invocation,
      { options, destroy, drainSeconds, saved },
      report,
      isApproved,
    );
    await report.end();
    return exitCode;
  } catch (error) {
    await report.end(error);
    throw error;
  }
}

async function underLock(
  invocation: Invocation,
  request: Request,
  report: ApplyReport,
  isApproved: boolean,
): Promise<ExitCode> {
  const { signal } = invocation;
  const opened = await openProject(invocation);
  const store = await openStore(invocation, opened.project);
  return underStateLock(invocation, store, request.destroy ? 'destroy' : 'apply', async (lock) => {
    const state = await store.read();
    return withConnection(invocation, opened.project, async (connection) => {
      const work = await makeWork(connection, opened, state, request);
      report.showPlan(work.plan);
      passGates(work, request.options.expect);
      if (work.plan.changes.length > 0 && !isApproved) await askForApproval(invocation, question(request));
      // A signal that came while the plan was made has not been seen yet.
      await takeSignals();
      throwIfAborted(signal);
      // A plan that could not be shown is not carried out.
      const unshown = await findStreamFailure(invocation.host);
      if (unshown !== undefined) throw unshown;
      return carryOut(invocation, { work, store, lock, state, connection, request, report });
    });
  });
}

async function carryOut(
  { settings, signal, output }: Invocation,
  {
    work,
    store,
    lock,
    state,
    connection,
    request,
    report,
  }: {
    work: PlannedWork;
    store: StateStore;
    lock: StateLock;
    state: StateDocument | null;
    connection: Connection;
    request: Request;
    report: ApplyReport;
  },
): Promise<ExitCode> {
  await lock.check();
  const onAbort = () =>
    output.log(
      'warning',
      'interrupted: running steps are finished, no new ones are begun; once more to stop at once',
    );
  signal.addEventListener('abort', onAbort, { once: true });
  const { results, summary, interrupted, isSaved, isLocked } = await applyPlan({
    work,
    client: createClient(finishing(connection.options)),
    store,
    checkLock: () => lock.check(),
    state,
    target: connection.target,
    parallelism: settings.parallelism,
    force: request.options.force === true,
    signal,
    onEvent: (event) => report.onEvent(event),
    ...(request.drainSeconds === undefined ? {} : { drainSeconds: request.drainSeconds }),
  }).finally(() => signal.removeEventListener('abort', onAbort));
  if (!isSaved) return EXIT.error;
  if (interrupted) return EXIT.interrupted;
  if (summary.failed + summary.skipped === 0) return EXIT.done;
  return isLocked && results.every(isDoneOrGated) ? EXIT.gate : EXIT.error;
}

/** Nothing failed but for callers who were still waiting when the time of --drain was up. */
function isDoneOrGated(result: StepResult): boolean {
  return result.status !== 'failed' || result.error.code === CALLERS_WAITING;
}

/** A signal ends no request of an apply, since steps that run are finished, but each wait before another attempt. */
function finishing({ signal, ...options }: ConnectionOptions): ConnectionOptions {
  return signal === undefined ? options : { ...options, interrupt: signal };
}

const question = ({ destroy }: Request) => (destroy ? 'Destroy all of this?' : 'Apply these changes?');

async function makeWork(
  connection: Connection,
  { project, diagnostics }: OpenedProject,
  state: StateDocument | null,
  { saved, options, destroy }: Request,
): Promise<PlannedWork> {
  const planOptions = saved?.options ?? readPlanOptions(options, destroy, { project, state });
  const { target } = connection;
  const known = { project, state, target, options: planOptions, isSaved: saved !== undefined };
  const work = planChanges(await readPlanInput(createReader(connection.options), known));
  if (saved !== undefined) assertPlanFresh(saved, { configHash: project.configHash(), state, work });
  const kept = (saved?.plan.diagnostics ?? []).filter(({ code }) => code === BAD_FOR_CALLERS);
  return {
    ...work,
    plan: { ...work.plan, diagnostics: [...diagnostics, ...work.plan.diagnostics, ...kept] },
    refusals: [...work.refusals, ...kept],
  };
}

function passGates(work: PlannedWork, expected: string | undefined): void {
  if (expected !== undefined && expected !== work.plan.hash) {
    throw new GateError(`the plan has the hash ${work.plan.hash}, not ${expected}; nothing was changed`, {
      code: 'CQ905',
      hint: 'something changed since that plan was reviewed: look at the plan above',
    });
  }
  const [first] = work.refusals;
  if (first !== undefined) {
    const count = work.refusals.length;
    throw new GateError(
      `the plan is refused${count > 1 ? ` for ${count} reasons` : ''}; nothing was changed`,
      { code: 'CQ908', hint: first.hint ?? first.summary },
    );
  }
}
