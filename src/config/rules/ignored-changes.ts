/** `ignore_changes` names fields of the resource: a name that is none would ignore nothing, without a word. */

import { suggest } from '../../source/nearest.ts';
import { mapAt } from '../resources.ts';
import { configFields } from '../schema-resources.ts';
import type { Rule } from './rule.ts';

export const ignoredChanges: Rule = function* ({ roots, map }) {
  for (const root of roots) {
    for (const owner of root.owners) {
      const names = mapAt(owner, 'lifecycle')['ignore_changes'];
      if (!Array.isArray(names)) continue;
      const known = configFields(root.kind);
      const extra = root.owners.flatMap((each) => Object.keys(mapAt(each, 'extra')));
      for (const [index, name] of names.entries()) {
        if (typeof name !== 'string' || known.includes(name) || extra.includes(name)) continue;
        yield {
          code: 'CQ360',
          at: map.valuePlace(names, index),
          address: root.address,
          summary: `ignore_changes names ${JSON.stringify(name)}, which is no field of ${root.address}`,
          hint: suggest(name, known),
        };
      }
    }
  }
};
