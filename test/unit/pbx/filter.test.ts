import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesFilter, parseFilter } from '../../../src/pbx/filter.ts';
import { Refusal } from '../../../src/pbx/refusal.ts';

const FIELDS = ['name', 'size', 'enabled', 'ipv6'];
const ITEM = { name: "it's one", size: 20, enabled: true, ipv6: null };

function positionOf(text: string): unknown {
  try {
    parseFilter(text, FIELDS);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return ((error as Refusal).errors[0]?.detail as { position: number } | undefined)?.position;
  }
  return undefined;
}

describe('a filter', () => {
  it.each<[string, boolean]>([
    ["name eq 'it''s one'", true],
    ["name ne 'it''s one'", false],
    ["name gt 'it'", true],
    ['size eq 20', true],
    ['size eq 20.0', true],
    ["size eq '20'", false],
    ["size ne '20'", true],
    ["size lt '30'", false],
    ['size ge 20 and size le 2e1', true],
    ['size gt -5', true],
    ['enabled eq true', true],
    ['enabled ne true', false],
    ['enabled gt false', false],
    ['ipv6 eq null', true],
    ['ipv6 ne null', false],
    ["startswith(name,'it')", true],
    ["endswith( name , 'one' )", true],
    ["contains(name,'''s')", true],
    ["contains(size,'2')", false],
    ['not size eq 20', false],
    ['not not (size eq 20)', true],
    // `and` binds tighter than `or`, `not` tighter than both.
    ['size eq 20 or size eq 1 and size eq 2', true],
    ['(size eq 20 or size eq 1) and size eq 2', false],
    ['not size eq 20 or enabled eq true', true],
    ['  size\teq\n20  ', true],
  ])('%s is %s', (text, expected) => {
    expect(matchesFilter(parseFilter(text, FIELDS), ITEM)).toBe(expected);
  });

  it.each<[string, number]>([
    ['colour eq 1', 0],
    ['size eq', 7],
    ['size', 4],
    ['size = 20', 5],
    ['size is 20', 5],
    ["name eq 'open", 8],
    ['(size eq 1', 10],
    ['size eq 1)', 9],
    ['size eq 1 size eq 2', 10],
    ['size eq 1 and', 13],
    ["like(name,'x')", 0],
    ['contains(name,5)', 14],
    ["contains(colour,'x')", 9],
    ["contains(name 'x')", 14],
    ["name eq 'x';", 11],
    ['size eq 1x', 8],
    ['size eq 1.2.3', 8],
    ["'x' eq name", 0],
    ['size eq name', 8],
  ])('%s is refused at %d', (text, position) => {
    expect(positionOf(text)).toBe(position);
  });

  it('is bounded in depth and length', () => {
    expect(positionOf(`${'('.repeat(1000)}size eq 1${')'.repeat(1000)}`)).toBeTypeOf('number');
    expect(positionOf(`${'not '.repeat(900)}size eq 1`)).toBeTypeOf('number');
    expect(positionOf(`${'size eq 1 or '.repeat(1000)}size eq 1`)).toBe(4096);
    expect(parseFilter(`${'size eq 1 or '.repeat(300)}size eq 1`, FIELDS).type).toBe('or');
  });

  it('reads back any text, and refuses anything else as a client error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
        const filter = parseFilter(`name eq '${name.replaceAll("'", "''")}'`, FIELDS);
        return matchesFilter(filter, { name });
      }),
    );
    const pieces = fc.constantFrom(
      'size',
      'eq',
      '20',
      'and',
      'not',
      '(',
      ')',
      ',',
      "'x'",
      'contains',
      "'",
      ' ',
      '-',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (words) => {
        try {
          parseFilter(words.join(' '), FIELDS);
          return true;
        } catch (error) {
          return error instanceof Refusal && error.status === 400;
        }
      }),
    );
  });
});
