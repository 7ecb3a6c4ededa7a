/** The comments of a text as the lexer sees them, so that nothing in a string or a block of text is taken for one. */

import { CST, Lexer } from 'yaml';

export interface CommentToken {
  /** Of its mark. */
  offset: number;
  /** With the mark, without blanks at the end. */
  text: string;
}

/** In the order of the text. */
export function commentTokens(text: string): CommentToken[] {
  const tokens: CommentToken[] = [];
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    // What follows the mark of a scalar is its text, whatever that looks like.
    const type: string | null | undefined = isScalar ? undefined : CST.tokenType(lexeme);
    isScalar = type === 'scalar';
    if (type === 'comment') tokens.push({ offset, text: lexeme.trimEnd() });
    if (type === undefined || !MARKS.has(lexeme)) offset += lexeme.length;
  }
  return tokens;
}

/** What the lexer says between parts of the text. */
const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/** The first comment of a text that another has not as often; undefined when it has them all. */
export function findLostComment(before: string, after: string): CommentToken | undefined {
  const left = new Map<string, number>();
  for (const { text } of commentTokens(after)) left.set(text, (left.get(text) ?? 0) + 1);
  return commentTokens(before).find(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count === 0;
  });
}
