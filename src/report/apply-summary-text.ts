/**
 * The end of an apply for people: the failures again, together, what is not in the state, why the run ended, the counts.
 * It stays short however many steps there were: the first of each are told, the others are counted.
 */

import type { Action } from '../model/plan.ts';
import type { ApplyEvent, ApplySummary, StepFailure } from '../model/step.ts';
import { describeFailure } from './apply-text.ts';
import { createPalette, type Palette, type TextStyle } from './palette.ts';
import { printable } from './sanitize.ts';
import { countSteps } from './summary-text.ts';
import { plural } from './value-text.ts';

/** Failures told in full, and addresses in a list. */
const MOST_TOLD = 10;

export interface FailedStep {
  address: string;
  action: Action;
  error: StepFailure;
}

export interface ApplyEnd {
  summary: ApplySummary;
  /** Without those for the reason that ended the run. */
  failures: readonly FailedStep[];
  /** Addresses of steps that were carried out and are not in the state. */
  unsaved: readonly string[];
  /** Why the run ended. */
  stop: { code: string; message: string } | undefined;
  interrupted: boolean;
}

export function emptyEnd(): ApplyEnd {
  const summary: ApplySummary = { done: 0, unsaved: 0, failed: 0, skipped: 0 };
  return { summary, failures: [], unsaved: [], stop: undefined, interrupted: false };
}

/** What an event adds to the end. */
export function withEvent(end: ApplyEnd, event: ApplyEvent): ApplyEnd {
  switch (event.type) {
    case 'step_failed':
      return event.because === undefined ? { ...end, failures: [...end.failures, event] } : end;
    case 'step_unsaved':
      return { ...end, unsaved: [...end.unsaved, event.address] };
    case 'warning':
      return event.stops === undefined ? end : { ...end, stop: event };
    case 'summary':
      return { ...end, summary: event.summary, interrupted: event.interrupted };
    default:
      return end;
  }
}

export function renderApplySummary(end: ApplyEnd, style: TextStyle): string {
  const palette = createPalette(style.color);
  const { unsaved, stop, interrupted, summary } = end;
  const lines = describeFailures(end.failures, palette);
  if (unsaved.length > 0) {
    const names = unsaved.slice(0, MOST_TOLD).map(printable).join(', ');
    const more = unsaved.length > MOST_TOLD ? ` and ${unsaved.length - MOST_TOLD} more` : '';
    lines.push(
      `${palette.error('unsaved:')} ${names}${more}`,
      '  carried out on the PBX, but the state does not say so',
    );
  }
  if (stop !== undefined)
    lines.push(`${palette.error('stopped:')} ${palette.error(stop.code)} ${printable(stop.message)}`);
  if (lines.length > 0) lines.push('');
  const counts = countSteps(summary);
  if (interrupted) lines.push(`${palette.warning('Interrupted:')} ${counts}. Run it again to go on.`);
  else if (summary.unsaved + summary.failed + summary.skipped > 0)
    lines.push(`${palette.error('Not all was applied:')} ${counts}. Run it again to go on.`);
  else lines.push(`${palette.good('Applied:')} ${plural(summary.done, 'step')} done.`);
  return `${lines.join('\n')}\n`;
}

function describeFailures(failures: readonly FailedStep[], palette: Palette): string[] {
  const lines = failures
    .slice(0, MOST_TOLD)
    .flatMap((step) => [
      `${palette.error('failed:')} ${palette.bold(`${step.action} ${printable(step.address)}`)}`,
      ...describeFailure(step.error, palette).map((line) => `  ${line}`),
    ]);
  const others = failures.slice(MOST_TOLD);
  if (others.length === 0) return lines;
  const counts = new Map<string, number>();
  for (const { error } of others) counts.set(error.code, (counts.get(error.code) ?? 0) + 1);
  const byCode = [...counts].map(([code, count]) => `${count} with ${code}`).join(', ');
  return [...lines, `${palette.error('failed:')} ${others.length} more steps: ${byCode}`];
}
