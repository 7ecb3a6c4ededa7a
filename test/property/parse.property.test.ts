/** What a value's range holds parses to that value: for any text that a YAML writer makes, in block and flow style. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Document, parse, visit } from 'yaml';
import type { Json } from '../../src/model/json.ts';
import { isObject } from '../../src/model/json.ts';
import { parseYaml } from '../../src/source/parse.ts';
import { Problems } from '../../src/source/problems.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { type Container, SourceMap } from '../../src/source/source-map.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '0800',
    'true',
    '~',
    '',
    ' a ',
    'a: b',
    '# no',
    '- x',
    'two\nlines\n',
    'a\tb',
    "it's",
    '"',
    '${var.x}',
  ),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const key = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/),
  fc.constantFrom('8000', '0800', 'a b', '日本'),
);
const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const root = fc.dictionary(key, anyValue, { minKeys: 1, maxKeys: 5, noNullPrototype: true });

function isExact(value: Json): boolean {
  if (typeof value === 'number')
    // Minus zero is written as 0.
    return (
      Number.isFinite(value) &&
      !Object.is(value, -0) &&
      (!Number.isInteger(value) || Number.isSafeInteger(value))
    );
  return typeof value !== 'object' || value === null || Object.values(value).every(isExact);
}

function write(value: Json, flowSeed: number, ending: string): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  let count = 0;
  visit(document, {
    Collection(_key, node) {
      count += 1;
      node.flow = (flowSeed >> (count % 8)) % 2 === 1;
    },
  });
  return document.toString({ lineWidth: 0 }).replaceAll('\n', ending);
}

function read(source: string) {
  const map = new SourceMap();
  const problems = new Problems();
  const file = new SourceFile('/x.yaml', 'x.yaml', source);
  const parsed = parseYaml(file, { map, problems });
  return { value: parsed?.value, map, diagnostics: problems.list(false) };
}

/** Every entry, with the text that its range has. */
function entriesOf(
  container: Container,
  map: SourceMap,
): { value: Json; text: string; key: string | undefined; keyText: string }[] {
  const names = Array.isArray(container) ? [...container.keys()] : [...map.namesOf(container)];
  return names.flatMap((name) => {
    const value = (Array.isArray(container) ? container[Number(name)] : container[name]) as Json;
    const place = map.keyPlace(container, name);
    const own = {
      value,
      text: map.textOf(container, name) ?? '',
      key: typeof name === 'string' ? name : undefined,
      keyText: place?.file.text.slice(place.start, place.end) ?? '',
    };
    return typeof value === 'object' && value !== null ? [own, ...entriesOf(value, map)] : [own];
  });
}

/** A block needs the indentation that its range does not begin with. */
function reparse(fragment: string, column: number): unknown {
  return parse(`${' '.repeat(column)}${fragment}`, { version: '1.2', schema: 'core' });
}

describe('the text in the range of a value parses to the value', () => {
  test('in block and flow style, with LF and CRLF', () => {
    fc.assert(
      fc.property(
        root.filter(isExact),
        fc.nat(255),
        fc.constantFrom('\n', '\r\n'),
        (value, flowSeed, ending) => {
          const source = write(value, flowSeed, ending);
          const { value: parsed, map, diagnostics } = read(source);
          expect(diagnostics).toEqual([]);
          expect(parsed).toEqual(JSON.parse(JSON.stringify(parse(source))));
          for (const entry of entriesOf(parsed as Container, map)) {
            if (entry.key !== undefined)
              expect(String(parse(entry.keyText, { schema: 'failsafe' }))).toBe(entry.key);
            // Of nothing written there is the key; a block of several lines needs its header's indentation.
            if (entry.value === null || /^[|>]/.test(entry.text)) continue;
            const from = source.indexOf(entry.text);
            expect(from).toBeGreaterThanOrEqual(0);
            if (typeof entry.value !== 'object') expect(reparse(entry.text, 0)).toEqual(entry.value);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('whole maps and lists too', () => {
    fc.assert(
      fc.property(root.filter(isExact), fc.nat(255), (value, flowSeed) => {
        const source = write(value, flowSeed, '\n');
        const { value: parsed, map } = read(source);
        const check = (container: Container): void => {
          for (const name of Array.isArray(container) ? container.keys() : map.namesOf(container)) {
            const item = (
              Array.isArray(container) ? container[Number(name)] : container[String(name)]
            ) as Json;
            const place = map.valuePlace(container, name);
            if (place === undefined || typeof item !== 'object' || item === null) continue;
            const column = place.file.sourceOf(place.start, place.end).column - 1;
            expect(reparse(place.file.text.slice(place.start, place.end), column)).toEqual(item);
            check(item);
          }
        };
        if (isObject(parsed)) check(parsed);
      }),
      { numRuns: 200 },
    );
  });

  test('through an alias the range is that of the alias, and inside of it that of the anchor', () => {
    const source = 'a: &x\n  b: [1, "two"]\nc: *x\nd:\n  <<: *x\n  e: 3\n';
    const { value, map } = read(source);
    const { c, d } = value as { [name: string]: { b: Json[] } };
    expect(map.textOf(value as Container, 'c')).toBe('*x');
    expect(map.textOf(c as Container, 'b')).toBe('[1, "two"]');
    expect(map.textOf(c?.b as Container, 1)).toBe('"two"');
    expect(map.textOf(d as Container, 'b')).toBe('[1, "two"]');
    expect(d).toEqual({ e: 3, b: [1, 'two'] });
  });

  test('a pair that stands alone in a list ends with its value', () => {
    const { value, map } = read('a: [1, b: 2, c: [3], 4]\nd: { e: 5 }\n');
    const { a } = value as { [name: string]: Json[] };
    expect(map.textOf(value as Container, 'a')).toBe('[1, b: 2, c: [3], 4]');
    expect(a?.map((_item, index) => map.textOf(a, index))).toEqual(['1', 'b: 2', 'c: [3]', '4']);
  });
});

test('no text makes the parser throw', () => {
  const hostile = fc.string({ unit: fc.constantFrom(...'{}[],:-?&*!|>\'"%@`#\n\r\t ~<ab1'), maxLength: 60 });
  fc.assert(
    fc.property(hostile, (source) => {
      const { value, diagnostics } = read(source);
      expect(value === undefined).toBe(diagnostics.length > 0 && value === undefined);
      for (const { source: place } of diagnostics) expect(place?.line).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});
