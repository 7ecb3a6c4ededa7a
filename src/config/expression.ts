/** `${var.NAME}` and `${env.NAME}` in a text, and `$${`, which is a `${` that means itself. */

export type Piece =
  | { type: 'text'; text: string }
  | { type: 'var' | 'env'; name: string; written: string }
  | { type: 'broken'; written: string; reason: string };

export const VARIABLE_NAME = '[A-Za-z_][A-Za-z0-9_-]*';

const PIECE = /\$\$\{|\$\{[^{}]*\}?/g;
const REFERENCE = new RegExp(`^(var|env)\\.(${VARIABLE_NAME})$`);

export function parseExpressions(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const addText = (more: string): void => {
    const last = pieces.at(-1);
    if (more === '') return;
    if (last?.type === 'text') last.text += more;
    else pieces.push({ type: 'text', text: more });
  };
  for (const match of text.matchAll(PIECE)) {
    addText(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[0] === '$${') addText('${');
    else pieces.push(parseReference(match[0]));
  }
  addText(text.slice(from));
  return pieces;
}

function parseReference(written: string): Piece {
  if (!written.endsWith('}')) return { type: 'broken', written, reason: 'is not closed: a } is missing' };
  const match = REFERENCE.exec(written.slice('${'.length, -1).trim());
  if (match?.[2] === undefined) return { type: 'broken', written, reason: 'names no variable' };
  return { type: match[1] === 'env' ? 'env' : 'var', name: match[2], written };
}
