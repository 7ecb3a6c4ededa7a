/**
 * The last thing that is done to a text before it leaves: nothing in it is a command of a runner, moves a cursor or hides
 * what is shown. How that is spelled is the format's: JSON and XML have escapes, by which the value stays; text has none,
 * and shows one.
 */

import { COLON_COMMAND, HASH_COMMAND, inertJson, UNSAFE } from '../model/inert-text.ts';
import { escapeCharacter } from './sanitize.ts';

export type InertFormat =
  | 'text'
  | 'json'
  | 'csv'
  | 'markdown'
  | 'html'
  | 'sarif'
  | 'junit'
  | 'github'
  | 'screen';

/** `screen` is text with our own colours, and with what moves the cursor of a terminal. */
export function inert(text: string, format: InertFormat): string {
  switch (format) {
    case 'json':
    case 'sarif':
      return inertJson(text);
    case 'html':
    case 'junit':
      return inertMarkup(text);
    case 'github':
      return text
        .split('\n')
        .map((line) => (OWN_COMMAND.test(line) ? inertHashes(visible(line)) : inertLines(line)))
        .join('\n');
    case 'csv':
      return text.split('\r\n').map(inertLines).join('\r\n');
    case 'screen':
      return text
        .split(SEQUENCE)
        .map((part, index) => (index % 2 === 1 ? part : inertLines(part)))
        .join('');
    default:
      return inertLines(text);
  }
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
