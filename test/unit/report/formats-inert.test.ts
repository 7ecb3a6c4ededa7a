import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exportLive } from '../../../src/edit/export.ts';
import { type InertFormat, inert } from '../../../src/report/formats.ts';
import { findRunnerCommands } from '../../support/runner-commands.ts';

const HOSTILE = [
  '##[add-mask]x',
  'a ##[add-mask]x',
  '###[group]x',
  '##vso[task.setvariable variable=a]b',
  '##VSO[task.complete]b',
  '::set-output name=a::b',
  '  ::add-mask::b',
  '::stop-commands::token',
  '#\u200b#[add-mask]x',
  '##\u00ad[add-mask]x',
  '\u2060::add-mask::b',
  ':\u034f:add-mask::b',
  'section_start:1:a\r\u001b[0Kb',
  'one\n::add-mask::two',
  'a\u202eb\u{e0041}c\u3164',
];

test.each([
  ['##[add-mask]x', 'github', 'add-mask'],
  ['a ##vso[task.complete result=x]y', 'azure', 'task.complete'],
  [' ::set-output name=a::b', 'github', 'set-output'],
  ['#\u200b#[add-mask]x', 'github', 'add-mask'],
  ['section_end:1:a\r\u001b[0K', 'gitlab', 'a'],
])('the recogniser finds %j', (line, runner, name) => {
  expect(findRunnerCommands(line)).toEqual([{ runner, name }]);
});
test.each(['::1', '# [a]', '##', 'a ::b::c', 'section_start:1:a'])('and nothing in %j', (line) => {
  expect(findRunnerCommands(line)).toEqual([]);
});

const FORMATS: InertFormat[] = [
  'text',
  'json',
  'csv',
  'markdown',
  'html',
  'sarif',
  'junit',
  'github',
  'screen',
];
const HIDDEN = /(?![\n\r\t])[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}]/u;

describe.each(FORMATS)('%s', (format) => {
  test.each(HOSTILE)('has no command: %j', (name) => {
    const before =
      format === 'json' || format === 'sarif' ? JSON.stringify({ [name]: [name] }, null, 2) : name;
    const after = inert(before, format);
    expect(findRunnerCommands(after)).toEqual([]);
    if (format !== 'screen') expect(after).not.toMatch(HIDDEN);
    if (format === 'json' || format === 'sarif') expect(JSON.parse(after)).toEqual({ [name]: [name] });
    expect(inert(after, format), 'once is enough').toBe(after);
  });

  test('is as it was where nothing is hostile', () => {
    const text = 'Größe ☎️ # a [b] ::1 a::b::c 100 % \\ "x"\n\ttab\n';
    expect(inert(text, format === 'screen' ? 'text' : format)).toBe(
      format === 'json' || format === 'sarif' ? text.replace('\t', '\\u0009') : text,
    );
  });
});

test('annotations of ours are commands, and carry none', () => {
  const ours = '::error file=a.yaml,line=1,col=1,title=CQ1::x ##vso[a.b]c\n';
  const after = inert(`${ours}::add-mask::x\n`, 'github');
  expect(after).toBe('::error file=a.yaml,line=1,col=1,title=CQ1::x \\x23#vso[a.b]c\n\\x3a:add-mask::x\n');
});

test('colours of ours stay', () => {
  expect(inert('\u001b[31mred\u001b[0m \u0007', 'screen')).toBe('\u001b[31mred\u001b[0m \\x07');
  expect(inert('\u001b[31mred', 'text')).toBe('\\x1b[31mred');
});

test('any text: no command in any format, and JSON keeps its values', () => {
  const piece = fc.constantFrom(
    '#',
    '[',
    ']',
    ':',
    '::',
    '##[',
    'vso',
    'add-mask',
    '\n',
    ' ',
    '\u200b',
    '\u202e',
    'a',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      for (const format of FORMATS) {
        if (format === 'github' || format === 'json' || format === 'sarif') continue;
        expect(findRunnerCommands(inert(text, format))).toEqual([]);
      }
      const json = inert(JSON.stringify({ [text]: text }, null, 2), 'json');
      expect(findRunnerCommands(json)).toEqual([]);
      expect(JSON.parse(json)).toEqual({ [text]: text });
    }),
  );
});

describe('an export', () => {
  test.each(HOSTILE)('spells %j so that the value stays', (name) => {
    const fields = { name, extension_number: '8000', new_field: { [name]: name } };
    const queue = { kind: 'queue', id: '1', key: '8000', name, internal: false, fields, items: [] };
    for (const options of [{}, { extraNames: { server: 'all', queue: 'all' } as const }]) {
      const text = exportLive({ objects: [queue], files: [] }, options)['cqctl.yaml'];
      expect(findRunnerCommands(text)).toEqual([]);
      expect(text).not.toMatch(HIDDEN);
      const [written] = Object.values(parse(text).queues) as { name: string; extra?: object }[];
      expect(written?.name).toBe(name);
    }
  });
});
