/** How many columns of a terminal a text takes: two for East Asian wide characters and emoji, none for combining marks. */

const PLAIN = /^[ -~]*$/;
/** Hangul, CJK with kana and their punctuation, Yi, the full width forms, and what is shown as an emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
const COMBINING = /[\p{Mn}\p{Me}]/u;

function widthOfCharacter(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Of a text that is printable as it is. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

/** At most `limit` columns, the end replaced by an ellipsis. */
export function truncateToWidth(text: string, limit: number): string {
  if (displayWidth(text) <= limit) return text;
  let [kept, width] = ['', 1];
  for (const character of text) {
    width += widthOfCharacter(character);
    if (width > limit) break;
    kept += character;
  }
  return limit < 1 ? '' : `${kept}…`;
}
