/**
 * The formats that results are printed in, with what differs between them.
 *
 * The last thing that is done to a text before it leaves is to make it inert: nothing in it is a command of a runner, moves a
 * cursor or hides what is shown. How that is spelled is the format's: JSON and XML have escapes, by which the value stays;
 * text has none, and shows one.
 */

import { COLON_COMMAND, HASH_COMMAND, inertJson, UNSAFE } from '../model/inert-text.ts';
import { escapeCharacter } from './sanitize.ts';

interface OutputFormat {
  inert(text: string): string;
  /** Whether it has a place for several environments; of the others each environment has a file of its own. */
  isJoined: boolean;
}

export const FORMATS = {
  text: { inert: inertLines, isJoined: true },
  json: { inert: inertJson, isJoined: true },
  csv: { inert: inertRows, isJoined: false },
  markdown: { inert: inertLines, isJoined: true },
  html: { inert: inertMarkup, isJoined: false },
  sarif: { inert: inertJson, isJoined: false },
  junit: { inert: inertMarkup, isJoined: false },
  github: { inert: inertAnnotations, isJoined: true },
} as const satisfies { readonly [name: string]: OutputFormat };

export type Format = keyof typeof FORMATS;
export type JoinedFormat = {
  [F in Format]: (typeof FORMATS)[F]['isJoined'] extends true ? F : never;
}[Format];

export function isJoined(format: Format): format is JoinedFormat {
  return FORMATS[format].isJoined;
}

/** `screen` is text with our own colours, and with what moves the cursor of a terminal. */
export type InertFormat = Format | 'screen';

export function inert(text: string, format: InertFormat): string {
  return format === 'screen' ? inertScreen(text) : FORMATS[format].inert(text);
}

function inertAnnotations(text: string): string {
  return text
    .split('\n')
    .map((line) => (OWN_COMMAND.test(line) ? inertHashes(visible(line)) : inertLines(line)))
    .join('\n');
}

function inertRows(text: string): string {
  return text.split('\r\n').map(inertLines).join('\r\n');
}

function inertScreen(text: string): string {
  return text
    .split(SEQUENCE)
    .map((part, index) => (index % 2 === 1 ? part : inertLines(part)))
    .join('');
}

/** Annotations, which `githubCommand` makes: what they carry has no line feed. */
const OWN_COMMAND = /^::(error|warning|notice) [^:]*::/;

/** Of ECMA-48, as palettes and watches write them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape begins with one
const SEQUENCE = /(\u001b\[[0-9;]*[A-Za-z])/;

function visible(text: string): string {
  return text.replace(UNSAFE, (character) =>
    character === '\n' || character === '\t' ? character : escapeCharacter(character),
  );
}

function inertHashes(text: string): string {
  return text.replace(HASH_COMMAND, '\\x23');
}

function inertLines(text: string): string {
  return inertHashes(visible(text)).replace(COLON_COMMAND, '$1\\x3a');
}

/** Neither has a place where a reference would not be one: there is no CDATA, and no script. */
function inertMarkup(text: string): string {
  return text
    .replace(UNSAFE, (character) =>
      /[\n\r\t]/.test(character) ? character : `&#x${(character.codePointAt(0) ?? 0).toString(16)};`,
    )
    .replace(HASH_COMMAND, '&#35;')
    .replace(COLON_COMMAND, '$1&#58;');
}
