/** Two objects of a kind with one number or name: the PBX cannot have both. */

import { identity } from '../../kinds/identity.ts';
import { kindOf } from '../../kinds/registry.ts';
import type { Place } from '../../source/source-file.ts';
import type { SourceMap } from '../../source/source-map.ts';
import { describePlace } from '../assemble.ts';
import { naturalKeyOf, type ResolvedObject } from '../resources.ts';
import type { Rule } from './rule.ts';

export const uniqueKeys: Rule = function* ({ objects, map }) {
  const first = new Map<string, ResolvedObject>();
  for (const object of objects) {
    const key = naturalKeyOf(object);
    if (key === undefined) continue;
    const other = first.get(identity(object.kind, key));
    if (other === undefined) {
      first.set(identity(object.kind, key), object);
      continue;
    }
    const place = keyPlaceOf(other, map);
    const { naturalKey } = kindOf(object.kind);
    const what = naturalKey.replace('_', ' ');
    yield {
      code: naturalKey === 'extension_number' ? 'CQ351' : 'CQ352',
      at: keyPlaceOf(object, map),
      address: object.address,
      summary: `${object.address} has the ${what} ${JSON.stringify(key)}, which ${other.address} has already`,
      hint: `choose another ${what}${place === undefined ? '' : `; ${other.address} has it in ${describePlace(place)}`}`,
    };
  }
};

function keyPlaceOf(object: ResolvedObject, map: SourceMap): Place | undefined {
  const name = kindOf(object.kind).naturalKey;
  const field = object.fields.get(name);
  return field === undefined ? object.keyPlace : map.valuePlace(field.owner, name);
}
