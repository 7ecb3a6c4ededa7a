/** How an apply tells of itself: a plan, progress and a summary for people, or one event a line for programs. */

import { AbortedError } from '../../model/errors.ts';
import type { Plan } from '../../model/plan.ts';
import type { ApplyEvent } from '../../model/step.ts';
import { renderDiagnosticEvent, renderEvent, renderVersionEvent } from '../../report/apply-json.ts';
import { type ApplyEnd, emptyEnd, renderApplySummary, withEvent } from '../../report/apply-summary-text.ts';
import type { TextStyle } from '../../report/palette.ts';
import { renderPlanText } from '../../report/plan-text.ts';
import { countSteps } from '../../report/summary-text.ts';
import type { Invocation } from '../invocation.ts';
import { emitFurther } from '../output/emit.ts';
import { tellGithub } from '../output/github-actions.ts';
import { describeErrors } from '../run/failure-text.ts';
import { readVersion } from '../version.ts';
import { createProgress, type Progress } from './progress.ts';

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
  end: ApplyEnd;
}

function remember(history: History, event: ApplyEvent): void {
  history.events.push({ event, time: timeNow() });
  history.end = withEvent(history.end, event);
}

/** `title`: the command. */
export function createApplyReport(invocation: Invocation<'text' | 'json'>, title: string): ApplyReport {
  const { output, settings } = invocation;
  const isJson = settings.format === 'json';
  const began = timeNow();
  const history: History = {
    plan: undefined,
    events: [],
    end: emptyEnd(),
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
      if (error instanceof AbortedError) history.end = { ...history.end, interrupted: true };
      const { summary, interrupted } = history.end;
      writeLine(renderEvent({ type: 'summary', summary, interrupted }, timeNow()));
      if (!isJson && isRunning && history.plan?.changes.length !== 0)
        output.out(renderApplySummary(history.end, output.style));
      const renderings = {
        json: () => lines.join(''),
        text: (style: TextStyle) =>
          `${history.plan === undefined ? '' : renderPlanText(history.plan, style)}${renderApplySummary(history.end, style)}`,
      };
      await emitFurther(invocation, renderings);
      const headline = faults[0]?.summary ?? countSteps(summary);
      await tellGithub(invocation, { title, headline, renderings, outputs: {} });
    },
  };
}
