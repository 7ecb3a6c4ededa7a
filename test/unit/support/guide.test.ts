/** What reads the documentation for the tests: it finds what is to be done, and sees when a page no longer tells the truth. */

import { describe, expect, test } from 'vitest';
import { isAsShown, readGuide } from '../../support/guide.ts';

const fence = (info: string, content: string) => `\`\`\`${info}\n${content}\n\`\`\`\n`;

describe('a page', () => {
  test('is commands, what they print, files, and what cannot be run', () => {
    const page = [
      fence('yaml file=a/cqctl.yaml', 'version: 1'),
      '<!-- run:\nmake ready\n-->\n',
      fence('sh', '# first\none   # exits with 3'),
      fence('console terminal=pbx', '$ two\nline 1\n\nline 2\n$ three'),
      fence('yaml skip="for another tool"', 'x: 1'),
      fence('text', 'shown'),
    ].join('\n');
    const run = { type: 'run', exitCode: 0, output: null, terminal: null };
    expect(readGuide(page).map(({ line, ...step }) => step)).toEqual([
      { type: 'write', path: 'a/cqctl.yaml', text: 'version: 1\n', merges: false },
      { ...run, command: 'make ready' },
      { ...run, command: 'one   # exits with 3', exitCode: 3 },
      { ...run, command: 'two', output: 'line 1\n\nline 2', terminal: 'pbx' },
      { ...run, command: 'three', terminal: 'pbx' },
      { type: 'skip', language: 'yaml', reason: 'for another tool' },
    ]);
  });

  test.each([
    [fence('', 'cqctl plan'), 'without a language'],
    [fence('bash', 'cqctl plan'), 'without a language'],
    [fence('yaml', 'version: 1'), 'no file='],
    [fence('sh skp="x"', 'cqctl plan'), 'unknown: skp'],
    [fence('console', 'Plan: 1 to create.'), 'output without a command'],
    ['    cqctl plan\n', 'an indented block'],
  ])('that leaves open what to do is refused: %j', (page, message) => {
    expect(() => readGuide(page)).toThrow(message);
  });
});

describe('what is shown', () => {
  test.each([
    ['a\nb', 'a\nb\n'],
    ['a', 'a  \n\n'],
    ['...\nb', 'b'],
    ['...\nb', 'x\ny\nb'],
    ['a\n...\nd', 'a\nb\nc\nd'],
    ['hash: …', 'hash: 5f0c'],
    ['(8000) … a.yaml', '(8000)     a.yaml'],
    ['...', ''],
  ])('%j is %j', (shown, printed) => expect(isAsShown(shown, printed)).toBe(true));

  test.each([
    ['a', 'a\nb'],
    ['a\nb', 'a'],
    ['a.b', 'axb'],
    ['  a', 'a'],
    ['hash: …', 'hash: 5f0c\nmore'],
    ['...\nb', 'a'],
  ])('%j is not %j', (shown, printed) => expect(isAsShown(shown, printed)).toBe(false));
});
