/** Places of a file: in it, whatever was asked for. */

import { expect, test } from 'vitest';
import { SourceFile } from '../../../src/source/source-file.ts';

test.each<[string, number, number, string]>([
  ['ab\ncd', 0, 2, '1:1-1:3'],
  ['ab\ncd', 3, 5, '2:1-2:3'],
  // Beyond the end there is nothing to mark.
  ['ab\ncd', 5, 6, '2:3-2:3'],
  ['ab\ncd', 7, 9, '2:3-2:3'],
  ['ab\n', 3, 4, '2:1-2:1'],
  ['', 0, 1, '1:1-1:1'],
  ['ab', 1, 0, '1:2-1:2'],
  // Of the two characters that end a line neither is marked alone.
  ['\r\n', 0, 1, '1:1-1:1'],
  ['\r\n', 0, 0, '1:1-1:1'],
  ['ab\r\ncd', 1, 3, '1:2-1:3'],
  ['ab\r\ncd', 1, 4, '1:2-2:1'],
  ['ab\rcd', 1, 3, '1:2-2:1'],
])('%j from %i to %i is %s', (text, start, end, place) => {
  const { line, column, end_line, end_column } = new SourceFile('/x', 'x', text).sourceOf(start, end);
  expect(`${line}:${column}-${end_line}:${end_column}`).toBe(place);
});
