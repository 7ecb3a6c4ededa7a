/** `policy.names`: what keys, names and numbers have to look like. */

import { fieldPlace, mapAt, type ResolvedRoot, textOf } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { matchesWhole } from './match-whole.ts';

/** `key` is the name in the files; the others are fields. */
function textAt(root: ResolvedRoot, what: string): string {
  // A name that is not written is the key; a number always is.
  return (what === 'key' ? undefined : textOf(root, what)) ?? root.key;
}

export const names: Rule = function* ({ project, roots, map }) {
  const policy = mapAt(mapAt(project, 'policy'), 'names');
  for (const kind of ['server', 'queue'] as const) {
    const patterns = mapAt(policy, kind);
    const ofKind = roots.filter((root) => root.kind === kind);
    for (const [what, pattern] of Object.entries(patterns)) {
      if (typeof pattern !== 'string') continue;
      const named = ofKind.map((root) => ({ root, text: textAt(root, what) }));
      const results = matchesWhole(
        pattern,
        named.map(({ text }) => text),
      );
      if (results === undefined) {
        yield {
          code: 'CQ218',
          at: map.valuePlace(patterns, what),
          summary: `policy.names.${kind}.${what} takes too long to compare with the ${what} of every ${kind}`,
          hint: 'write it without a repetition inside of a repetition, such as (a+)+',
        };
        continue;
      }
      for (const [index, { root, text }] of named.entries()) {
        if (results[index] === true) continue;
        const field = what === 'key' ? undefined : root.fields.get(what);
        yield {
          code: 'CQ417',
          at: field === undefined ? root.keyPlace : fieldPlace(field, map),
          address: root.address,
          summary: `the ${what.replace('_', ' ')} ${JSON.stringify(text)} of ${root.address} is not as policy.names demands: ${pattern}`,
          hint: `choose one that matches, or change policy.names.${kind}.${what} if that is meant`,
        };
      }
    }
  }
};
