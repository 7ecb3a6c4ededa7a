/** Results to stdout, everything else to stderr, both without secrets. A reader that went away ends nothing. */

import type { TextStyle } from '../report/palette.ts';
import type { Host } from './host.ts';
import type { Redactor } from './redactor.ts';

export const LOG_LEVELS = ['error', 'warning', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const WIDTH = { unknown: 100, least: 60, most: 120 };

export interface Output {
  /** A result. */
  out(text: string): void;
  /** A message; not for results. */
  err(text: string): void;
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

const widthOf = (stream: NodeJS.WriteStream) =>
  Math.min(WIDTH.most, Math.max(WIDTH.least, stream.columns ?? WIDTH.unknown));

export function createOutput(
  host: Host,
  redactor: Redactor,
  options: { noColor: boolean; logLevel: LogLevel },
): Output {
  let hasReader = true;
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  };
  if (host.stdout.listenerCount('error') === 0) host.stdout.on('error', onError);
  if (host.stderr.listenerCount('error') === 0) host.stderr.on('error', onError);
  host.stdout.once('error', () => {
    hasReader = false;
  });
  host.stdout.once('close', () => {
    hasReader = false;
  });
  const shown = LOG_LEVELS.indexOf(options.logLevel);
  const output: Output = {
    out(text) {
      if (hasReader && text !== '') host.stdout.write(redactor.redact(text));
    },
    err(text) {
      if (text !== '') host.stderr.write(redactor.redact(text));
    },
    log(level, message) {
      if (LOG_LEVELS.indexOf(level) <= shown)
        output.err(level === 'info' ? `${message}\n` : `${level}: ${message}\n`);
    },
    style: { color: wantsColor(host, host.stdout, options.noColor), width: widthOf(host.stdout) },
    messageStyle: { color: wantsColor(host, host.stderr, options.noColor), width: widthOf(host.stderr) },
    isLive: host.stderr.isTTY === true && host.env['TERM'] !== 'dumb' && host.env['CI'] === undefined,
    hasReader: () => hasReader,
  };
  return output;
}
