/** Every complaint of js-yaml that is relied on, from text that makes it: an upgrade that rewords one fails here. */

import { parseEvents, YAMLException } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { yamlReason } from '../../../src/source/yaml-reasons.ts';

function complaintAbout(text: string): string {
  try {
    parseEvents(text, { maxDepth: 20 });
  } catch (error) {
    if (error instanceof YAMLException) return error.reason;
    throw error;
  }
  return 'nothing';
}

describe('the reason', () => {
  test.each([
    ['tab in indentation', 'a:\n\tb: 1\n'],
    ['indentation', 'a: 1\n  b: 2\n'],
    ['indentation', '- a\n  - b: 1\n - c\n'],
    ['indentation width', 'a: |0\n  b\n'],
    ['indentation width', 'a: |11\n  b\n'],
    ['deficient indentation', 'a:\n  b: [1,\n2]\n'],
    ['end of stream expected', '"a" b\n'],
    ['unexpected end', "a: 'b"],
    ['unexpected end', 'a: "b'],
    ['unexpected end', 'a: [b'],
    ['unexpected end of document', "'a\n---\n"],
    ['unexpected end of document', '"a\n---\n'],
    ['missed comma', 'a: ["b" "c"]\n'],
    ['lone comma', 'a: [1,,2]\n'],
    ['too deep', '['.repeat(30)],
    ['escape', 'a: "\\q"\n'],
    ['escape', 'a: "\\xzz"\n'],
    ['control character', 'a: "b\u0001"\n'],
    ['control character', 'a: b\u0001\n'],
    ['nameless anchor', 'a: *\n'],
    ['nameless anchor', 'a: &\n'],
    ['missing colon', 'a: 1\n"b"\n'],
    ['unexpected end', 'a: !<b'],
    ['other', '%\n'],
  ])('%s, of %j', (reason, text) => {
    const complaint = complaintAbout(text);
    expect([yamlReason(complaint), complaint]).toEqual([reason, complaint]);
  });
});
