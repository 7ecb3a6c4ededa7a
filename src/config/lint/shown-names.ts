/** CQ312 and CQ313: names with blanks at an end, and queues that nobody can tell apart by the name they show. */

import type { Place } from '../../source/source-file.ts';
import type { SourceMap } from '../../source/source-map.ts';
import { describePlace } from '../assemble.ts';
import { fieldPlace, type ResolvedObject, textOf } from '../resources.ts';
import type { Rule } from '../rules/rule.ts';
import { queuesOf } from './lint-fields.ts';

export const blanksAroundNames: Rule = function* ({ objects, map }) {
  for (const object of objects) {
    const field = object.fields.get('name');
    const name = textOf(object, 'name');
    if (field === undefined || name === undefined || name === name.trim()) continue;
    yield {
      code: 'CQ312',
      at: fieldPlace(field, map),
      address: object.address,
      summary: `the name of ${object.address} has blanks at its ${name === name.trimStart() ? 'end' : 'beginning'}: ${JSON.stringify(name)}`,
      hint: `write ${JSON.stringify(name.trim())}`,
    };
  }
};

export const sameNames: Rule = function* ({ objects, map }) {
  const first = new Map<string, ResolvedObject>();
  for (const object of queuesOf({ objects })) {
    const name = (textOf(object, 'name') ?? object.key).trim();
    const shown = name.normalize();
    const other = first.get(shown);
    if (other === undefined) {
      first.set(shown, object);
      continue;
    }
    const places = [namePlace(object, map), namePlace(other, map)];
    const cut = places.find((place) => place !== undefined && commentBehind(place) !== undefined);
    const at = cut ?? places[0];
    const where = places[1] === undefined ? '' : ` in ${describePlace(places[1])}`;
    yield {
      code: 'CQ313',
      at,
      address: object.address,
      summary: `${object.address} shows the name ${JSON.stringify(name)}, as ${other.address} does`,
      hint: (cut && describeComment(cut, name)) ?? `give one of them another name; the other one is${where}`,
    };
  }
};

function namePlace(object: ResolvedObject, map: SourceMap): Place | undefined {
  const field = object.fields.get('name');
  return field === undefined ? object.keyPlace : fieldPlace(field, map);
}

/** The comment that begins right behind a value without quotes, on the same line. */
function commentBehind({ file, start, end }: Place): string | undefined {
  if (/["']/.test(file.text.charAt(start))) return undefined;
  return /^[ \t]+(#[^\r\n]*)/.exec(file.text.slice(end, end + 200))?.[1]?.trimEnd();
}

function describeComment(place: Place, name: string): string | undefined {
  const comment = commentBehind(place);
  if (comment === undefined) return undefined;
  return `a # behind a blank begins a comment, so ${comment} is not part of the name; for one that has it write ${JSON.stringify(`${name} ${comment}`)}`;
}
