/**
 * Two texts that differ and look the same: a letter with its accent apart, a no-break space, a character without width, a
 * letter of another alphabet. Shown as they are, `"Café" -> "Café"` tells nobody what differs.
 */

/** Letters of other alphabets that look like a Latin one, each before the one that it looks like. */
const TWINS = 'АAВBЕEКKМMНHОOРPСCТTХXаaеeоoрpсcуyхxіiјjѕsԁdԛqԝwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοo';
const LATIN = new Map(
  Array.from({ length: TWINS.length / 2 }, (_unused, at) => [TWINS.charAt(2 * at), TWINS.charAt(2 * at + 1)]),
);
/** Invisible characters; the blank Braille pattern looks like a space. */
const SHAPELESS = /\p{Default_Ignorable_Code_Point}/gu;

/** Equal for texts that look the same. */
function shapeOf(text: string): string {
  const plain = text.normalize('NFKC').replace(SHAPELESS, '').replaceAll('\u2800', ' ');
  return plain.replace(/[\u0370-\u03ff\u0400-\u052f]/g, (letter) => LATIN.get(letter) ?? letter);
}

/**
 * Returns both texts for display. If they differ but look the same, the differing part is escaped, with everything that
 * is not ASCII between the first and the last difference.
 */
export function distinguishTexts(before: string, after: string): [before: string, after: string] {
  if (before === after || shapeOf(before) !== shapeOf(after)) return [before, after];
  const [old, now] = [[...before], [...after]];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const show = (characters: string[]): string =>
    characters
      .map((character, at) => (at < start || at >= characters.length - end ? character : escaped(character)))
      .join('');
  return [show(old), show(now)];
}

/** ASCII as it is. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return character;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Accents apart from their letter, spaces that are none of the keyboard, and what has no shape. */
const UNSEEN =
  /[\u0300-\u036f\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\p{Default_Ignorable_Code_Point}]/gu;

/** JSON in which they are escapes: the same value, and a difference that can be seen. */
export function escapeInvisible(json: string): string {
  return json.replace(UNSEEN, (found) =>
    Array.from(
      { length: found.length },
      (_unused, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
