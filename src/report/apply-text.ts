/** An apply for people: a line for each step that ended; what ended the run is told once. */

import type { Action } from '../model/plan.ts';
import { type ApplyEvent, isStopReason, type StepFailure } from '../model/step.ts';
import { durationText } from './duration-text.ts';
import type { Palette } from './palette.ts';
import { printable, printableLines } from './sanitize.ts';

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

export function describeFailure(error: StepFailure, palette: Palette): string[] {
  const codes = error.api_codes?.length ? ` (the PBX says ${error.api_codes.map(printable).join(', ')})` : '';
  const lines = printableLines(error.message).split('\n');
  const hint = error.hint === undefined ? [] : [`${palette.good('hint:')} ${printable(error.hint)}`];
  return [`${palette.error(error.code)} ${lines.join('\n  ')}${codes}`, ...hint];
}

/** What took some time does not say that it took none. */
function elapsedText(seconds: number): string {
  return seconds > 0 && seconds < 0.05 ? '<0.1 s' : durationText(seconds);
}

/** The line about an event that ends a step or warns; undefined for the others. Ends in a line feed. */
export function renderEventLine(event: ApplyEvent, palette: Palette): string | undefined {
  switch (event.type) {
    case 'step_done': {
      const elapsed = palette.dim(`(${elapsedText(event.elapsed_s)})`);
      return `${printable(event.address)}: ${palette.good(DONE[event.action])} ${elapsed}\n`;
    }
    case 'step_unsaved':
      return `${printable(event.address)}: ${DONE[event.action]}, ${palette.error('but not saved in the state')}\n`;
    case 'step_failed': {
      // Why the run ended was told already.
      if (event.because !== undefined) return undefined;
      const [first = '', ...rest] = describeFailure(event.error, palette);
      return `${[`${printable(event.address)}: ${palette.error(`${event.action} failed:`)} ${first}`, ...rest.map((line) => `  ${line}`)].join('\n')}\n`;
    }
    case 'step_skipped':
      // After the end of a run there may be thousands; the summary counts them.
      if (isStopReason(event.because)) return undefined;
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
