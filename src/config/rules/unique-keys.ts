/** Two objects of a kind with one number or name: the PBX cannot have both. */

import { identity } from '../../kinds/identity.ts';
import { kindOf } from '../../kinds/registry.ts';
import type { Place } from '../../source/source-file.ts';
import type { SourceMap } from '../../source/source-map.ts';
import { describePlace } from '../assemble.ts';
import { naturalKeyOf, type ResolvedRoot } from '../resources.ts';
import type { Rule } from './rule.ts';

export const uniqueKeys: Rule = function* ({ roots, map }) {
  const first = new Map<string, ResolvedRoot>();
  for (const root of roots) {
    const key = naturalKeyOf(root);
    if (key === undefined) continue;
    const other = first.get(identity(root.kind, key));
    if (other === undefined) {
      first.set(identity(root.kind, key), root);
      continue;
    }
    const place = keyPlaceOf(other, map);
    const { naturalKey } = kindOf(root.kind);
    const what = naturalKey.replace('_', ' ');
    yield {
      code: naturalKey === 'extension_number' ? 'CQ351' : 'CQ352',
      at: keyPlaceOf(root, map),
      address: root.address,
      summary: `${root.address} has the ${what} ${JSON.stringify(key)}, which ${other.address} has already`,
      hint: `choose another ${what}${place === undefined ? '' : `; ${other.address} has it in ${describePlace(place)}`}`,
    };
  }
};

function keyPlaceOf(root: ResolvedRoot, map: SourceMap): Place | undefined {
  const name = kindOf(root.kind).naturalKey;
  const field = root.fields.get(name);
  return field === undefined ? root.keyPlace : map.valuePlace(field.owner, name);
}
