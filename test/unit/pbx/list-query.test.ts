import { describe, expect, it } from 'vitest';
import { compareItems, matchesSearch, parseListQuery } from '../../../src/pbx/list-query.ts';

const FIELDS = ['name', 'size'];

function parse(query: string): ReturnType<typeof parseListQuery> {
  return parseListQuery(new URLSearchParams(query), FIELDS);
}

describe('a list query', () => {
  it('has 100 items from the start unless told otherwise', () => {
    expect(parse('')).toMatchObject({ filter: undefined, searchTerms: [], orderby: [], skip: 0, top: 100 });
    expect(parse('skip=250&top=1&filter=&orderby=')).toMatchObject({ skip: 250, top: 1, orderby: [] });
  });

  it.each([
    'top=0',
    'top=101',
    'top=',
    'top=1e2',
    'skip=-1',
    'skip=99999999999',
    'orderby=,',
    'orderby=name asc asc',
  ])('refuses %s', (query) => {
    expect(() => parse(query)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('sorts by several fields, empty ones first, and leaves equals in place', () => {
    const { orderby } = parse('orderby=size desc,  name');
    const items = [
      { name: 'b', size: null },
      { name: 'b', size: 1 },
      { name: 'a', size: 1 },
      { name: 'c', size: 10 },
      { name: 'a', size: 1, second: true },
    ];
    expect(items.sort((a, b) => compareItems(orderby, a, b))).toEqual([
      { name: 'c', size: 10 },
      { name: 'a', size: 1 },
      { name: 'a', size: 1, second: true },
      { name: 'b', size: 1 },
      { name: 'b', size: null },
    ]);
  });

  it.each<[string, boolean]>([
    ['support', true],
    ['PORT', true],
    ['8000', true],
    ['sales or 800', true],
    ['sales', false],
    ['support desk', false],
    ['', true],
    ['door', false],
  ])('searches for %j', (search, expected) => {
    const { searchTerms } = parse(`search=${search}`);
    expect(matchesSearch(searchTerms, { name: 'Support', number: '8000', size: 9 }, ['name', 'number'])).toBe(
      expected,
    );
  });
});
