/** One change as text: symbol, address, number, place in the file, and what differs. */

import type { Action, Change } from '../model/plan.ts';
import { displayWidth } from './display-width.ts';
import { describeFields, hasOwnReason } from './fields-text.ts';
import type { Palette } from './palette.ts';
import type { ShownChange } from './plan-sections.ts';
import { printable } from './sanitize.ts';

/** As in Terraform, with two of our own. */
const SYMBOLS: { readonly [A in Action]: string } = {
  create: '+',
  update: '~',
  replace: '-/+',
  destroy: '-',
  adopt: '<-',
  move: '>',
};
const SYMBOL_WIDTH = 3;
const INDENT = ' '.repeat(SYMBOL_WIDTH + 3);

/** What is said besides the symbol where the symbol may not be understood. */
const WORDS: { readonly [A in Action]: string } = {
  create: '',
  update: '',
  replace: 'replace',
  destroy: 'destroy',
  adopt: 'adopt',
  move: 'move',
};

function headOf({ change: { address, action }, number }: ShownChange): string {
  const parts = [printable(address)];
  if (number !== '') parts.push(` (${printable(number)})`);
  if (WORDS[action] !== '') parts.push(` ${WORDS[action]}`);
  return parts.join(' ');
}

function describeMove(change: Change): string[] {
  const from = change.previous_address;
  return from === undefined || change.reason?.type === 'moved' ? [] : [`was ${printable(from)}`];
}

/** Lines that end in a line feed. */
export function renderChange(
  shown: ShownChange,
  options: { palette: Palette; width: number; marksDrift: boolean },
): string {
  const { palette, width } = options;
  const { change } = shown;
  const head = headOf(shown);
  const symbol = SYMBOLS[change.action].padStart(SYMBOL_WIDTH);
  const place = printable(shown.place);
  const gap = Math.max(2, width - SYMBOL_WIDTH - 1 - displayWidth(head) - displayWidth(place));
  const lines = [
    `${palette[change.action](symbol)} ${palette.bold(head)}${place === '' ? '' : ' '.repeat(gap) + palette.dim(place)}`,
    ...describeMove(change).map((text) => INDENT + palette.dim(text)),
    ...(hasOwnReason(change) ? [INDENT + palette.dim(printable(shown.reason))] : []),
    ...describeFields(change, palette, options.marksDrift).map((text) => INDENT + text),
  ];
  return `${lines.join('\n')}\n`;
}
