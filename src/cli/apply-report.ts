/** How an apply tells of itself: a plan, progress and a summary for people, or one event a line for programs. */

import { AbortedError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyEvent } from '../model/step.ts';
import { renderDiagnosticEvent, renderEvent, renderVersionEvent } from '../report/apply-json.ts';
import { type FailedStep, renderApplySummary } from '../report/apply-text.ts';
import type { TextStyle } from '../report/palette.ts';
import { renderPlanText } from '../report/plan-text.ts';
import { emitFurther } from './emit.ts';
import { describeErrors } from './failure-text.ts';
import { tellGithub } from './github-actions.ts';
import type { Invocation } from './invocation.ts';
import { createProgress, type Progress } from './progress.ts';
import { readVersion } from './version.ts';

export interface ApplyReport {
  begin(): void;
  showPlan(plan: Plan): void;
  onEvent(event: ApplyEvent): void;
  /** The last word; what `error` says is printed by whoever catches it. */
  end(error?: unknown): Promise<void>;
}

const timeNow = () => new Date().toISOString();

/** Remembers all that happened, so that any format can be written at the end. */
interface History {
  plan: Plan | undefined;
  events: { event: ApplyEvent; time: string }[];
  failures: FailedStep[];
  summary: Extract<ApplyEvent, { type: 'summary' }>;
}

function remember(history: History, event: ApplyEvent): void {
  history.events.push({ event, time: timeNow() });
  if (event.type === 'step_failed') history.failures.push(event);
  if (event.type === 'summary') history.summary = event;
}

function renderTextEnd(history: History, style: TextStyle): string {
  return renderApplySummary({ ...history.summary, failures: history.failures }, style);
}

/** `title`: the command. */
export function createApplyReport(invocation: Invocation, title: string): ApplyReport {
  const { output, settings } = invocation;
  const isJson = settings.format === 'json';
  const began = timeNow();
  const history: History = {
    plan: undefined,
    events: [],
    failures: [],
    summary: { type: 'summary', summary: { done: 0, failed: 0, skipped: 0 }, interrupted: false },
  };
  let progress: Progress | undefined;
  let isRunning = false;
  const lines: string[] = [];
  const writeLine = (line: string) => {
    lines.push(line);
    if (isJson) output.out(line);
  };
  return {
    begin() {
      writeLine(renderVersionEvent(readVersion(), began));
    },
    showPlan(plan) {
      history.plan = plan;
      for (const diagnostic of plan.diagnostics) writeLine(renderDiagnosticEvent(diagnostic, timeNow()));
      writeLine(renderEvent({ type: 'planned', plan }, timeNow()));
      if (!isJson) output.out(renderPlanText(plan, output.style));
    },
    onEvent(event) {
      // The plan was shown before anybody was asked; the summary is written at the end, whatever happens before.
      if (event.type === 'planned') return;
      remember(history, event);
      isRunning = true;
      if (event.type === 'summary') return;
      writeLine(renderEvent(event, timeNow()));
      if (isJson) return;
      progress ??= createProgress(output, history.plan?.changes.length ?? 0);
      progress.onEvent(event);
    },
    async end(error) {
      progress?.stop();
      const faults = error === undefined ? [] : describeErrors(error);
      for (const fault of faults) writeLine(renderDiagnosticEvent(fault, timeNow()));
      if (error instanceof AbortedError) history.summary = { ...history.summary, interrupted: true };
      writeLine(renderEvent(history.summary, timeNow()));
      if (!isJson && isRunning && history.plan?.changes.length !== 0)
        output.out(renderTextEnd(history, output.style));
      const renderings = {
        json: () => lines.join(''),
        text: (style: TextStyle) =>
          `${history.plan === undefined ? '' : renderPlanText(history.plan, style)}${renderTextEnd(history, style)}`,
      };
      await emitFurther(invocation, renderings);
      const { done, failed, skipped } = history.summary.summary;
      const headline = faults[0]?.summary ?? `${done} done, ${failed} failed, ${skipped} skipped`;
      await tellGithub(invocation, { title, headline, renderings, outputs: {} });
    },
  };
}
