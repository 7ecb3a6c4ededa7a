/** Where in the text a value stands, from the little that the parser tells: it names the content, not what is around it. */

import { SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

/** With its quotes; of a block, with the `|` or `>` that begins it. -1 where nothing is written. */
export function startOfScalar(event: ScalarEvent, text: string, end: number): number {
  switch (event.style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return event.valueStart - 1;
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK:
      return startOfBlock(text, Math.max(end, event.anchorEnd, event.tagEnd), event.valueStart);
    default:
      return event.valueStart;
  }
}

export function endOfScalar({ style, valueEnd }: ScalarEvent): number {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED
    ? valueEnd + 1
    : valueEnd;
}

/** Between the key or dash and the `|` or `>` stand only blanks and comments. */
function startOfBlock(text: string, from: number, valueStart: number): number {
  for (let offset = from; offset < valueStart; offset += 1) {
    const character = text[offset];
    if (character === '|' || character === '>') return offset;
    if (character === '#') offset = Math.max(offset, text.indexOf('\n', offset));
  }
  return valueStart;
}

/** Only blanks, commas and comments stand between the last value and the bracket. */
export function endOfFlow(text: string, bracket: string, from: number): number {
  for (let offset = from; offset < text.length; offset += 1) {
    const character = text[offset];
    if (character === bracket) return offset + 1;
    if (character === '#') offset = Math.max(offset, text.indexOf('\n', offset));
  }
  return from;
}
