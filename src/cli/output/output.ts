/** Results to stdout, everything else to stderr, both without secrets. A reader that went away ends nothing. */

import type { Redactor } from '../../model/redactor.ts';
import { truncateToWidth } from '../../report/display-width.ts';
import { type Format, type InertFormat, inert } from '../../report/formats.ts';
import type { TextStyle } from '../../report/palette.ts';
import { printable } from '../../report/sanitize.ts';
import type { Host } from '../host.ts';
import { watchStream } from '../run/stream-failures.ts';

const CLEAR_LINE = '\r\u001b[2K';
const WIDTH = { unknown: 100, least: 60, most: 120 };

export const LOG_LEVELS = ['error', 'warning', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Output {
  /** A result, in the format that was asked for unless it says that it is in another; `own` has only what we wrote ourselves. */
  out(text: string, format?: InertFormat | 'own'): void;
  /** A message; not for results. */
  err(text: string): void;
  /** The line at the bottom of a terminal that messages scroll past, cut to fit it; undefined takes it away. */
  showLive(line: string | undefined): void;
  /** A message of one line, when the level is asked for. */
  log(level: LogLevel, message: string): void;
  /** How text on stdout is to look. */
  style: TextStyle;
  /** The same for stderr. */
  messageStyle: TextStyle;
  /** True when a person reads stderr and can be shown a line that changes. */
  isLive: boolean;
  /** True once nobody reads stdout any more, as after `| head`. */
  hasReader(): boolean;
}

function wantsColor(host: Host, stream: NodeJS.WriteStream, isOff: boolean): boolean {
  if (isOff || (host.env['NO_COLOR'] ?? '') !== '') return false;
  const forced = host.env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && host.env['TERM'] !== 'dumb';
}

/** A terminal that does not know its size says 0. */
const columnsOf = (stream: NodeJS.WriteStream) => stream.columns || WIDTH.unknown;

/** For tables and paragraphs, which are wrapped rather than squeezed. */
const widthOf = (stream: NodeJS.WriteStream) =>
  Math.min(WIDTH.most, Math.max(WIDTH.least, columnsOf(stream)));

/** Without colours an escape sequence is foreign text. */
const inColor = (format: InertFormat, { color }: TextStyle): InertFormat =>
  format === 'text' && color ? 'screen' : format;

export function createOutput(
  host: Host,
  redactor: Redactor,
  options: { noColor: boolean; logLevel: LogLevel; format?: Format },
): Output {
  let hasReader = true;
  let live: string | undefined;
  const isLive = host.stderr.isTTY === true && host.env['TERM'] !== 'dumb' && host.env['CI'] === undefined;
  for (const stream of [host.stdout, host.stderr]) watchStream(stream);
  host.stdout.once('error', () => {
    hasReader = false;
  });
  host.stdout.once('close', () => {
    hasReader = false;
  });
  const shown = LOG_LEVELS.indexOf(options.logLevel);
  const output: Output = {
    out(text, format = options.format ?? 'text') {
      if (!hasReader || text === '') return;
      if (live !== undefined) host.stderr.write(CLEAR_LINE);
      const known = redactor.redactResult(text);
      host.stdout.write(format === 'own' ? known : inert(known, inColor(format, output.style)));
      if (live !== undefined) host.stderr.write(live);
    },
    err(text) {
      if (text === '') return;
      const shown = inert(redactor.redact(text), inColor('text', output.messageStyle));
      host.stderr.write(live === undefined ? shown : `${CLEAR_LINE}${shown}${live}`);
    },
    showLive(line) {
      if (!isLive) return;
      const before = live === undefined ? '' : CLEAR_LINE;
      // A line that wraps could not be cleared, and the last column may wrap too. Asked each time: windows are resized.
      live =
        line && truncateToWidth(inert(printable(redactor.redact(line)), 'text'), columnsOf(host.stderr) - 1);
      host.stderr.write(before + (live ?? ''));
    },
    log(level, message) {
      if (LOG_LEVELS.indexOf(level) <= shown)
        output.err(level === 'info' ? `${message}\n` : `${level}: ${message}\n`);
    },
    style: { color: wantsColor(host, host.stdout, options.noColor), width: widthOf(host.stdout) },
    messageStyle: { color: wantsColor(host, host.stderr, options.noColor), width: widthOf(host.stderr) },
    isLive,
    hasReader: () => hasReader,
  };
  return output;
}
