/**
 * The bracket or quote that is open at a place of a text that is not YAML: where a parser gives up, not where the mistake is.
 *
 * Text is read as far as brackets need it: quotes and brackets count where a key or value can begin, comments and the
 * lines of a block (`|`, `>`) do not.
 */

/** Undefined when none is open. */
export function findOpenBracket(text: string, end: number): number | undefined {
  const open: number[] = [];
  let canBegin = true;
  for (let at = 0; at < end; at += 1) {
    const character = text.charAt(at);
    if (character === ' ' || character === '\t' || character === '\r') continue;
    if (character === '#' && isBlank(text.charAt(at - 1))) at = endOfLine(text, at) - 1;
    else if (canBegin && (character === '"' || character === "'")) {
      const close = endOfQuote(text, at);
      if (close >= end) return at;
      at = close;
      // `{"a":1}` needs no blank after the colon.
      if (open.length > 0 && text[at + 1] === ':') at += 1;
      else canBegin = false;
    } else if (canBegin && (character === '[' || character === '{')) open.push(at);
    else if (open.length > 0 && (character === ']' || character === '}')) {
      open.pop();
      canBegin = false;
    } else if (canBegin && open.length === 0 && (character === '|' || character === '>')) {
      at = endOfBlock(text, at) - 1;
    } else canBegin = canBeginAfter(text, at, canBegin, open.length > 0);
  }
  return open.at(-1);
}

function canBeginAfter(text: string, at: number, canBegin: boolean, isFlow: boolean): boolean {
  const character = text.charAt(at);
  if (character === '\n') return true;
  if (character === ',') return isFlow;
  if (character !== ':' && !(canBegin && (character === '-' || character === '?'))) return false;
  return isBlank(text.charAt(at + 1));
}

function isBlank(character: string): boolean {
  return character === '' || /\s/.test(character);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Of the closing one; the length of the text when there is none. */
function endOfQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] !== quote) continue;
    else if (quote === "'" && text[at + 1] === quote) at += 1;
    else return at;
  }
  return text.length;
}

/** The lines after the one with the `|` that are empty, or indented further than it. */
function endOfBlock(text: string, start: number): number {
  const own = indentAt(text, text.lastIndexOf('\n', start) + 1);
  let end = endOfLine(text, start);
  while (end < text.length) {
    const next = endOfLine(text, end + 1);
    const isEmpty = text.slice(end + 1, next).trim() === '';
    if (!isEmpty && indentAt(text, end + 1) <= own) break;
    end = next;
  }
  return end;
}

function indentAt(text: string, lineStart: number): number {
  let at = lineStart;
  while (text[at] === ' ') at += 1;
  return at - lineStart;
}
