/**
 * Text that must not appear in any output, and how JSON escapes it.
 *
 * A log of a pipeline is read by its runner as well: GitHub's takes `##[command]` anywhere in a line for a command, and
 * `::command::` at the beginning of one; Azure's takes `##vso[command]`, and colours by `##[…]`. Runners compare like
 * .NET, which ignores invisible characters. So those are removed first.
 */

/**
 * Control characters, line and paragraph separators, surrogates that stand alone, format characters (soft hyphen, zero-width
 * and bidirectional controls, byte order mark, tags), and whatever else shows nothing. An emoji keeps the sign that makes
 * it one.
 */
export const UNSAFE = /(?!(?<=\p{Extended_Pictographic})\ufe0f)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cf}\p{DI}]/gu;

/** The first sign of `##[` and of `##vso[`, in any case. */
export const HASH_COMMAND = /#(?=#(?:vso)?\[)/gi;

/** Before the first two signs of a line such as `::set-output name=x::y`; blanks may stand before them. */
export const COLON_COMMAND = /^([^\S\n]*):(?=:.*::)/gm;

/** JSON whose values stay: what would be a command, or shows nothing, is spelled as an escape. Only line feeds stand. */
export function inertJson(text: string): string {
  return text
    .replace(UNSAFE, (character) => (character === '\n' ? character : escapeUnits(character)))
    .replace(HASH_COMMAND, '\\u0023');
}

function escapeUnits(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}
