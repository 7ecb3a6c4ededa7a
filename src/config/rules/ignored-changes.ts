/**
 * `ignore_changes` names fields of the resource: a name that is none would ignore nothing, without a word. Nor would what
 * tells the object from others: by another one, another object is found or made.
 */

import { kindOf } from '../../kinds/registry.ts';
import { suggest } from '../../source/nearest.ts';
import { mapAt, type ResolvedObject } from '../resources.ts';
import { ignorableFields } from '../schema-resources.ts';
import type { Rule } from './rule.ts';

export const ignoredChanges: Rule = function* ({ objects, map }) {
  for (const object of objects) {
    for (const owner of object.owners) {
      const names = mapAt(owner, 'lifecycle')['ignore_changes'];
      if (!Array.isArray(names)) continue;
      // Hardly any resource has such a list, and to know the fields takes longer than all else here.
      const known = ignorableFields(object.kind);
      const extra = object.owners.flatMap((each) => Object.keys(mapAt(each, 'extra')));
      for (const [index, name] of names.entries()) {
        if (typeof name !== 'string' || known.includes(name) || extra.includes(name)) continue;
        yield {
          code: 'CQ360',
          at: map.valuePlace(names, index),
          address: object.address,
          ...faultOf(object, name, known),
        };
      }
    }
  }
};

function faultOf({ kind, address }: ResolvedObject, name: string, known: readonly string[]) {
  const named = `ignore_changes names ${JSON.stringify(name)}, which`;
  if (name === kindOf(kind).naturalKey) {
    const summary = `${named} is what tells ${address} from others, and cannot be ignored`;
    return { summary, hint: `take it out, and write the ${name} that the PBX has` };
  }
  return { summary: `${named} is no field of ${address}`, hint: suggest(name, known) };
}
