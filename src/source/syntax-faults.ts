/**
 * What is wrong with a text that is not YAML, in words of our own.
 *
 * The parser tells where it could not go on and by which rule; what was meant shows in the lines around. The table goes
 * from the certain to the general, and the first row that knows the case has the word.
 */

import { findOpenBracket } from './open-bracket.ts';
import { type YamlReason, yamlReason } from './yaml-reasons.ts';

export interface SyntaxFault {
  start: number;
  end: number;
  summary: string;
  hint: string;
}

/** Where the parser gave up. */
interface Spot {
  text: string;
  offset: number;
  reason: YamlReason;
  line: Line;
  /** Of the line, what stands left of the offset, and from it on. */
  before: string;
  after: string;
  /** The nearest line above that has something. */
  above: Line | undefined;
}

interface Line {
  start: number;
  indent: number;
  /** Without the indentation, and without a comment. */
  content: string;
}

type Row = (spot: Spot) => SyntaxFault | undefined;

export function describeSyntax(text: string, reason: string, offset: number): SyntaxFault {
  const spot = readSpot(text, yamlReason(reason), offset);
  for (const row of ROWS) {
    const fault = row(spot);
    if (fault !== undefined) return fault;
  }
  const hint =
    'look here, and a little before: for an indentation that does not fit, a quote, a bracket, a colon';
  return { start: offset, end: offset + 1, summary: `this is not YAML: ${reason}`, hint };
}

const INDENTATION: ReadonlySet<YamlReason> = new Set([
  'tab in indentation',
  'indentation',
  'indentation width',
  'deficient indentation',
]);
const MISPLACED: ReadonlySet<YamlReason> = new Set([
  ...INDENTATION,
  'end of stream expected',
  'unexpected end',
]);
const UNFINISHED: ReadonlySet<YamlReason> = new Set([
  'deficient indentation',
  'unexpected end',
  'unexpected end of document',
]);

const ROWS: readonly Row[] = [
  (spot) => {
    const tab = /^[ -]*\t/.exec(spot.before + spot.after)?.[0].length;
    if (tab === undefined || !INDENTATION.has(spot.reason)) return undefined;
    const start = spot.line.start + tab - 1;
    return say(start, start + 1, 'a tab stands in the indentation', 'indent with spaces, not with tabs');
  },
  ({ reason, offset, before }) => {
    // Allowed, but no parser of ours takes one in front of an item of a list or map in brackets.
    const tab = offset - before.length + before.lastIndexOf('\t');
    if (reason !== 'deficient indentation' || !before.includes('\t')) return undefined;
    return say(tab, tab + 1, 'a tab stands in front of what is in brackets', 'put a space in its place');
  },
  ({ line, above }) => {
    const marked = [line, above].find((each) => /^(<{7}|={7}|>{7})/.test(each?.content ?? ''));
    if (marked === undefined) return undefined;
    return faultAt(
      marked,
      'a merge was not settled here',
      'keep one side, and delete the lines of <, = and >',
    );
  },
  ({ text, line }) => findTemplate(text, line.start),
  ({ reason, offset, after }) => {
    if (reason !== 'deficient indentation' || !/^[\]}]/.test(after)) return undefined;
    const summary = `this ${after[0]} stands no further right than the key that it belongs to`;
    return say(offset, offset + 1, summary, 'indent it further, or put it at the end of the line above');
  },
  describeOpen,
  ({ reason, offset, before }) => {
    if (reason !== 'missed comma') return undefined;
    const hint = /["']$/.test(before)
      ? 'close the quote before it, or put a comma between the two'
      : 'put a comma between the two';
    return say(offset, offset + 1, 'this follows another item, without a comma between them', hint);
  },
  ({ reason, offset }) =>
    reason === 'too deep'
      ? say(offset, offset + 1, 'this is nested too deeply', 'look for brackets that are not closed')
      : undefined,
  ({ reason, offset }) =>
    reason === 'lone comma'
      ? say(offset, offset + 1, 'nothing stands before this comma', 'delete it')
      : undefined,
  ({ reason, offset }) =>
    reason === 'escape'
      ? say(offset, offset + 1, 'in double quotes a \\ begins an escape', 'write \\\\, or use single quotes')
      : undefined,
  ({ reason, offset }) =>
    reason === 'control character'
      ? say(offset, offset + 1, 'a control character stands here', 'delete it')
      : undefined,
  ({ reason, offset, before, after }) => {
    // The parser stands behind a `*` or `&` without a name, and at the others.
    const isNameless = reason === 'nameless anchor';
    const start = isNameless ? offset - 1 : offset;
    const value = isNameless ? before.slice(-1) + after : after;
    if (!isNameless && !(/^[@`%]/.test(after) && /(^|[:-] +|[[{,] *)$/.test(before))) return undefined;
    return say(start, start + 1, `a text cannot begin with ${value[0]}`, `quote it: ${quote(value)}`);
  },
  ({ offset, before, after }) => {
    const closed = /(["'])\s*$/.exec(before)?.[1];
    if (closed === undefined || after === '') return undefined;
    if (after.startsWith('#'))
      return say(offset, offset + 1, 'a blank is missing before this #', 'write ` #`');
    const hint =
      closed === "'"
        ? "write an apostrophe twice, '', or use double quotes"
        : 'put all of it into the quotes';
    return say(offset, offset + after.length, 'this follows a quote that is closed', hint);
  },
  ({ offset, after }) =>
    /^[\]}]/.test(after)
      ? say(offset, offset + 1, `this ${after[0]} closes nothing`, 'delete it')
      : undefined,
  describeDash,
  describeSecondColon,
  describeNoColon,
  ({ line, above, reason }) => {
    if (!MISPLACED.has(reason) || above === undefined) return undefined;
    const hint = 'indent it like the keys or items that it stands with';
    if (line.indent === above.indent) return faultAt(line, 'a key stands among the items of a list', hint);
    if (line.indent < above.indent) return faultAt(line, 'this line is indented like nothing above it', hint);
    return faultAt(line, 'this line is indented further than the one above, which has a value already', hint);
  },
];

/** `{{ name }}` or `{% if %}`, the first in a line. */
export function findTemplate(text: string, from: number): SyntaxFault | undefined {
  const template = /\{[{%].*?([%}]\}|$)/.exec(lineFrom(text, from));
  if (template === null) return undefined;
  const start = from + template.index;
  const hint = 'write the value itself, or "${var.NAME}" in a project';
  return say(start, start + template[0].length, `${template[0]} is nothing that cqctl replaces`, hint);
}

/** A bracket or quote that is not closed is noticed much later; it is the place to look at. */
function describeOpen({ text, offset, reason, after }: Spot): SyntaxFault | undefined {
  if (!UNFINISHED.has(reason)) return undefined;
  const start = findOpenBracket(text, offset);
  if (start === undefined) return undefined;
  const bracket = text.charAt(start);
  const closing = { '[': ']', '{': '}' }[bracket] ?? bracket;
  if (after !== '' && !/^(- |[^\s,[\]{}]+:( |$))/.test(after)) {
    const summary = `what this ${bracket} begins goes on further left than it may`;
    return say(start, start + 1, summary, `indent all up to its ${closing} further than the key`);
  }
  return say(start, start + 1, `this ${bracket} is not closed`, `close it with ${closing}`);
}

function describeDash({ offset, before, after, line }: Spot): SyntaxFault | undefined {
  if (!after.startsWith('-')) return undefined;
  if (/^-\S/.test(after)) {
    return say(offset, offset + 1, 'a blank is missing after this dash', `write - ${after.slice(1)}`);
  }
  if (before.trim() === '')
    return faultAt(line, 'an item of a list stands among keys', 'indent it below its key');
  const hint = 'begin the list on the next line, or write it in brackets: [one, two]';
  return say(offset, offset + 1, 'a list cannot begin on the line of its key', hint);
}

/** `name: foo: bar` */
function describeSecondColon({ before, after, offset }: Spot): SyntaxFault | undefined {
  const [, head = '', key = ''] = /^(\s*(?:- +)*([^\s:]+): +)\S/.exec(before) ?? [];
  if (head === '' || !after.startsWith(':')) return undefined;
  const value = withoutComment(before.slice(head.length) + after);
  const start = offset - before.length + head.length;
  return say(
    start,
    start + value.length,
    'a text with a colon and a blank in it needs quotes',
    `write ${key}: ${quote(value)}`,
  );
}

/** `name:foo` and `name foo` are texts, which the next line then seems to go on with; or the text ends there. */
function describeNoColon({ line, above, reason, after }: Spot): SyntaxFault | undefined {
  if (reason === 'missing colon') return describeLine(line);
  const isContinued = above !== undefined && above.indent === line.indent && after.startsWith(':');
  return isContinued ? describeLine(above) : undefined;
}

function describeLine(line: Line): SyntaxFault | undefined {
  const { content } = line;
  if (/:([ \t]|$)/.test(content)) return undefined;
  const [, key, value = ''] = /^([\w.-]+)\s*:?\s*(.*)$/.exec(content) ?? [];
  const hint = key === undefined ? 'write `key: value`' : `write ${key}: ${value === '' ? '…' : value}`;
  return faultAt(
    line,
    content.includes(':') ? 'a blank is missing after the colon' : 'this has no colon, so it is no key',
    hint,
  );
}

function say(start: number, end: number, summary: string, hint: string): SyntaxFault {
  return { start, end, summary, hint };
}

function faultAt({ start, indent, content }: Line, summary: string, hint: string): SyntaxFault {
  return say(start + indent, start + indent + content.length, summary, hint);
}

const MAX_QUOTED = 60;

function quote(text: string): string {
  const value = withoutComment(text);
  return value.length > MAX_QUOTED ? '"…"' : JSON.stringify(value);
}

function withoutComment(text: string): string {
  return text.replace(/\s+#.*$/, '').trimEnd();
}

function readSpot(text: string, reason: YamlReason, offset: number): Spot {
  const start = lineStart(text, offset);
  return {
    text,
    offset,
    reason,
    line: readLine(text, start),
    before: text.slice(Math.max(start, offset - MAX_LINE), offset),
    after: lineFrom(text, offset),
    above: lineAbove(text, start),
  };
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function lineAbove(text: string, from: number): Line | undefined {
  for (let end = from - 1; end >= 0; ) {
    const start = lineStart(text, end);
    const line = readLine(text, start);
    if (line.content !== '' && !line.content.startsWith('#')) return line;
    end = start - 1;
  }
  return undefined;
}

/** A hostile line is as long as its file: no more of one is looked at. */
const MAX_LINE = 1000;

function lineFrom(text: string, start: number): string {
  return text.slice(start, start + MAX_LINE).split(/[\r\n]/, 1)[0] ?? '';
}

function readLine(text: string, start: number): Line {
  const whole = lineFrom(text, start);
  const trimmed = whole.trimStart();
  return { start, indent: whole.length - trimmed.length, content: withoutComment(trimmed) };
}
