/** Two queues with one number, two servers with one name: the PBX cannot have both. */

import { kindOf } from '../../kinds/registry.ts';
import type { Place } from '../../source/source-file.ts';
import type { SourceMap } from '../../source/source-map.ts';
import { describePlace } from '../assemble.ts';
import { naturalKeyOf, type ResolvedRoot } from '../resources.ts';
import type { Rule } from './rule.ts';

export const uniqueKeys: Rule = function* ({ roots, map }) {
  const first = { queue: new Map<string, ResolvedRoot>(), server: new Map<string, ResolvedRoot>() };
  for (const root of roots) {
    const key = naturalKeyOf(root);
    if (key === undefined) continue;
    const other = first[root.kind].get(key);
    if (other === undefined) {
      first[root.kind].set(key, root);
      continue;
    }
    const place = keyPlaceOf(other, map);
    const what = kindOf(root.kind).naturalKey === 'name' ? 'name' : 'extension number';
    yield {
      code: root.kind === 'queue' ? 'CQ351' : 'CQ352',
      at: keyPlaceOf(root, map),
      address: root.address,
      summary: `${root.address} has the ${what} ${JSON.stringify(key)}, which ${other.address} has already`,
      hint: `choose another ${what}${place === undefined ? '' : `; ${other.address} has it in ${describePlace(place)}`}`,
    };
  }
};

function keyPlaceOf(root: ResolvedRoot, map: SourceMap): Place | undefined {
  const name = root.kind === 'queue' ? 'extension_number' : 'name';
  const field = root.fields.get(name);
  return field === undefined ? root.keyPlace : map.valuePlace(field.owner, name);
}
