/** How many columns of a terminal a text takes: two for East Asian wide characters and emoji, none for combining marks. */

import { eastAsianWidth } from 'get-east-asian-width';

const PLAIN = /^[ -~]*$/;
const COMBINING = /[\p{Mn}\p{Me}]/u;

function widthOfCharacter(character: string): number {
  if (COMBINING.test(character)) return 0;
  return eastAsianWidth(character.codePointAt(0) ?? 0);
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
