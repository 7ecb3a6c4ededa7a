/** An apply for people: a line for each step that ended, and at the end what failed and why. */

import type { Action } from '../model/plan.ts';
import type { ApplyEvent, ApplySummary, StepFailure } from '../model/step.ts';
import { createPalette, type Palette, type TextStyle } from './palette.ts';
import { printable, printableLines } from './sanitize.ts';
import { formatSeconds, plural } from './value-text.ts';

const DONE: { readonly [A in Action]: string } = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  destroy: 'destroyed',
  adopt: 'adopted',
  move: 'moved',
};

const RUNNING: { readonly [A in Action]: string } = {
  create: 'creating',
  update: 'updating',
  replace: 'replacing',
  destroy: 'destroying',
  adopt: 'adopting',
  move: 'moving',
};

export function describeRunning(address: string, action: Action): string {
  return `${RUNNING[action]} ${printable(address)}`;
}

function describeFailure(error: StepFailure, palette: Palette): string[] {
  const codes = error.api_codes?.length ? ` (the PBX says ${error.api_codes.map(printable).join(', ')})` : '';
  const lines = printableLines(error.message).split('\n');
  const hint = error.hint === undefined ? [] : [`${palette.good('hint:')} ${printable(error.hint)}`];
  return [`${palette.error(error.code)} ${lines.join('\n  ')}${codes}`, ...hint];
}

/** The line about an event that ends a step or warns; undefined for the others. Ends in a line feed. */
export function renderEventLine(event: ApplyEvent, palette: Palette): string | undefined {
  switch (event.type) {
    case 'step_done': {
      const elapsed = palette.dim(`(${formatSeconds(event.elapsed_s)})`);
      return `${printable(event.address)}: ${palette.good(DONE[event.action])} ${elapsed}\n`;
    }
    case 'step_failed': {
      const [first = '', ...rest] = describeFailure(event.error, palette);
      return `${[`${printable(event.address)}: ${palette.error(`${event.action} failed:`)} ${first}`, ...rest.map((line) => `  ${line}`)].join('\n')}\n`;
    }
    case 'step_skipped':
      // After an interrupt there may be thousands; the summary counts them.
      if (event.because === 'interrupted') return undefined;
      return `${printable(event.address)}: ${palette.warning(`skipped: ${printable(event.because)} failed`)}\n`;
    case 'step_progress':
      return `${printable(event.address)}: ${palette.dim(printable(event.message))}\n`;
    case 'warning': {
      const subject = event.address === undefined ? '' : `${printable(event.address)}: `;
      return `${palette.warning(`warning ${event.code}:`)} ${subject}${printable(event.message)}\n`;
    }
    default:
      return undefined;
  }
}

export interface FailedStep {
  address: string;
  action: Action;
  error: StepFailure;
}

/** The end of an apply: the failures again, together, then the counts. */
export function renderApplySummary(
  result: { summary: ApplySummary; failures: readonly FailedStep[]; interrupted: boolean },
  style: TextStyle,
): string {
  const palette = createPalette(style.color);
  const { done, failed, skipped } = result.summary;
  const lines = result.failures.flatMap((step) => [
    `${palette.error('failed:')} ${palette.bold(`${step.action} ${printable(step.address)}`)}`,
    ...describeFailure(step.error, palette).map((line) => `  ${line}`),
  ]);
  if (lines.length > 0) lines.push('');
  const counts = `${done} done, ${failed} failed, ${skipped} skipped`;
  if (result.interrupted) lines.push(`${palette.warning('Interrupted:')} ${counts}. Run it again to go on.`);
  else if (failed + skipped > 0)
    lines.push(`${palette.error('Not all was applied:')} ${counts}. Run it again to go on.`);
  else lines.push(`${palette.good('Applied:')} ${plural(done, 'step')} done.`);
  return `${lines.join('\n')}\n`;
}
