/**
 * Makes text from a PBX or a file safe to print: whatever could move the cursor, colour, hide or reorder what a
 * terminal shows becomes a visible escape. Every reporter passes foreign text through here; nothing else does.
 */

import { UNSAFE } from '../model/inert-text.ts';

const SHORT: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** As a visible escape. */
export function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** One line: line breaks become visible too. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Several lines: line feeds stay, a carriage return before one is dropped. */
export function printableLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => printable(line.replaceAll('\t', '  ')))
    .join('\n');
}

/** At most `limit` characters (code points), the end replaced by an ellipsis. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, Math.max(0, limit - 1)).join('')}…`;
}
