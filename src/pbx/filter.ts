/**
 * The `filter` of a list: a comparison of fields with literals.
 *
 *   or    := and ('or' and)*
 *   and   := unary ('and' unary)*
 *   unary := 'not' unary | '(' or ')' | call | compare
 *   call  := ('startswith' | 'endswith' | 'contains') '(' field ',' literal ')'
 *   compare := field ('eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le') literal
 *   literal := 'text, with '' for a quote' | number | true | false | null
 *
 * Words are in lower case. Values of different types are unequal and have no order; text is ordered by code unit.
 * Parsing is bounded in length and depth, evaluation by both.
 */

import type { Json, JsonObject } from '../model/json.ts';
import { invalid } from './refusal.ts';

type Literal = string | number | boolean | null;
type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
type TextFunction = 'startswith' | 'endswith' | 'contains';

export type Filter =
  | { type: 'and' | 'or'; parts: Filter[] }
  | { type: 'not'; part: Filter }
  | { type: 'compare'; field: string; operator: Operator; value: Literal }
  | { type: 'call'; name: TextFunction; field: string; value: string };

const MAX_LENGTH = 4096;
const MAX_DEPTH = 32;
const OPERATORS: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] satisfies Operator[];
const FUNCTIONS: readonly string[] = ['startswith', 'endswith', 'contains'] satisfies TextFunction[];

interface Token {
  type: 'word' | 'literal' | '(' | ')' | ',' | 'end';
  text: string;
  value?: Literal;
  /** From 0, in the filter's text. */
  at: number;
}

function wrong(message: string, at: number): never {
  throw invalid(`filter: ${message} at position ${at}`, { parameter: 'filter', position: at });
}

const TOKEN =
  /\s*(?:(?<text>'(?:[^']|'')*')|(?<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|(?<word>[A-Za-z_]\w*)|(?<mark>[(),]))/uy;

function tokensOf(text: string): Token[] {
  if (text.length > MAX_LENGTH) wrong(`longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match?.groups === undefined) {
      const at = from + (text.slice(from).length - text.slice(from).trimStart().length);
      return wrong(text[at] === "'" ? 'text without its closing quote' : 'nothing that can be read', at);
    }
    const { text: quoted, number, word, mark } = match.groups;
    const spelled = quoted ?? number ?? word ?? mark ?? '';
    const at = TOKEN.lastIndex - spelled.length;
    if (quoted !== undefined) {
      tokens.push({ type: 'literal', text: quoted, value: quoted.slice(1, -1).replaceAll("''", "'"), at });
    } else if (number !== undefined) {
      tokens.push({ type: 'literal', text: number, value: Number(number), at });
    } else if (word !== undefined) {
      tokens.push(wordToken(word, at));
    } else {
      tokens.push({ type: mark as '(' | ')' | ',', text: spelled, at });
    }
  }
  tokens.push({ type: 'end', text: 'the end', at: end });
  return tokens;
}

function wordToken(word: string, at: number): Token {
  switch (word) {
    case 'true':
    case 'false':
      return { type: 'literal', text: word, value: word === 'true', at };
    case 'null':
      return { type: 'literal', text: word, value: null, at };
    default:
      return { type: 'word', text: word, at };
  }
}

/** Refuses, with the place, what is no filter or names a field that the list does not have. */
export function parseFilter(text: string, fields: readonly string[]): Filter {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = (): Token => tokens[next] as Token;
  const take = (): Token => tokens[next++] as Token;
  const isWord = (word: string): boolean => peek().type === 'word' && peek().text === word;

  const expect = (type: Token['type'], what: string): Token =>
    peek().type === type ? take() : wrong(`${what} is missing before ${peek().text}`, peek().at);

  const chain = (type: 'and' | 'or', part: () => Filter): Filter => {
    const parts = [part()];
    while (isWord(type)) {
      take();
      parts.push(part());
    }
    return parts.length === 1 ? (parts[0] as Filter) : { type, parts };
  };

  const parseOr = (depth: number): Filter => {
    if (depth > MAX_DEPTH) wrong(`nested deeper than ${MAX_DEPTH} levels`, peek().at);
    return chain('or', () => chain('and', () => parseUnary(depth)));
  };

  const parseUnary = (depth: number): Filter => {
    if (depth > MAX_DEPTH) wrong(`nested deeper than ${MAX_DEPTH} levels`, peek().at);
    if (isWord('not')) {
      take();
      return { type: 'not', part: parseUnary(depth + 1) };
    }
    if (peek().type === '(') {
      take();
      const inner = parseOr(depth + 1);
      expect(')', 'a closing parenthesis');
      return inner;
    }
    const word = expect('word', 'a field or a function');
    return peek().type === '(' ? parseCall(word) : parseCompare(word);
  };

  const fieldOf = (word: Token): string =>
    fields.includes(word.text)
      ? word.text
      : wrong(`${word.text} is no field of this list (${fields.join(', ')})`, word.at);

  const parseCall = (word: Token): Filter => {
    if (!FUNCTIONS.includes(word.text))
      wrong(`${word.text} is no function (${FUNCTIONS.join(', ')})`, word.at);
    take();
    const field = fieldOf(expect('word', 'a field'));
    expect(',', 'a comma');
    const literal = expect('literal', 'a value');
    if (typeof literal.value !== 'string') wrong('text in single quotes is needed', literal.at);
    expect(')', 'a closing parenthesis');
    return { type: 'call', name: word.text as TextFunction, field, value: literal.value as string };
  };

  const parseCompare = (word: Token): Filter => {
    const field = fieldOf(word);
    const operator = expect('word', 'an operator');
    if (!OPERATORS.includes(operator.text)) {
      wrong(`${operator.text} is no operator (${OPERATORS.join(', ')})`, operator.at);
    }
    const literal = expect('literal', 'a value');
    return { type: 'compare', field, operator: operator.text as Operator, value: literal.value ?? null };
  };

  const filter = parseOr(0);
  if (peek().type !== 'end') wrong(`${peek().text} is not expected`, peek().at);
  return filter;
}

export function matchesFilter(filter: Filter, item: JsonObject): boolean {
  switch (filter.type) {
    case 'and':
      return filter.parts.every((part) => matchesFilter(part, item));
    case 'or':
      return filter.parts.some((part) => matchesFilter(part, item));
    case 'not':
      return !matchesFilter(filter.part, item);
    case 'call':
      return matchesCall(filter.name, item[filter.field] ?? null, filter.value);
    case 'compare':
      return matchesCompare(filter.operator, item[filter.field] ?? null, filter.value);
  }
}

function matchesCall(name: TextFunction, value: Json, text: string): boolean {
  if (typeof value !== 'string') return false;
  if (name === 'startswith') return value.startsWith(text);
  return name === 'endswith' ? value.endsWith(text) : value.includes(text);
}

function matchesCompare(operator: Operator, value: Json, literal: Literal): boolean {
  if (operator === 'eq') return value === literal;
  if (operator === 'ne') return value !== literal;
  const isOrdered =
    (typeof value === 'string' && typeof literal === 'string') ||
    (typeof value === 'number' && typeof literal === 'number');
  if (!isOrdered) return false;
  const [a, b] = [value as string | number, literal as string | number];
  if (operator === 'gt') return a > b;
  if (operator === 'ge') return a >= b;
  return operator === 'lt' ? a < b : a <= b;
}
