/** Lists that are named have to be there, and nobody is in a list twice. */

import { isExtensionNumber } from '../../kinds/extension-number.ts';
import type { ListKind } from '../../kinds/kind.ts';
import { LIST_KINDS, listOf } from '../../kinds/registry.ts';
import type { Json } from '../../model/json.ts';
import { suggest } from '../../source/nearest.ts';
import type { Problem } from '../../source/problems.ts';
import type { SourceMap } from '../../source/source-map.ts';
import { agentNumber, fieldPlace, mapAt } from '../resources.ts';
import type { Rule } from './rule.ts';

export const definedLists: Rule = function* ({ objects, project, map }) {
  for (const object of objects) {
    const kind = listOf(object.kind);
    if (kind === undefined) continue;
    const lists = mapAt(project, kind.sharedSection);
    const field = object.fields.get(kind.section);
    if (typeof field?.value !== 'string' || Object.hasOwn(lists, field.value)) continue;
    const name = field.value;
    yield {
      code: 'CQ353',
      at: fieldPlace(field, map),
      address: object.address,
      summary: `there is no agent list ${JSON.stringify(name)}`,
      hint: () => hintOf(name, Object.keys(lists), kind),
    };
  }
};

function hintOf(name: string, names: readonly string[], { section, sharedSection }: ListKind): string {
  if (isExtensionNumber(name)) return `for one agent write a list: ${section}: [${JSON.stringify(name)}]`;
  return suggest(name, names) ?? `define it under \`${sharedSection}\``;
}

/** Lists that no queue uses are looked at too. */
export const distinctAgents: Rule = function* ({ agents, project, map }) {
  const named = LIST_KINDS.flatMap(({ sharedSection }) => Object.values(mapAt(project, sharedSection)));
  const lists = new Set<unknown>(named);
  for (const { list } of agents.values()) lists.add(list);
  for (const list of lists) if (Array.isArray(list)) yield* repeated(list, map);
};

function* repeated(list: Json[], map: SourceMap): Iterable<Problem> {
  const numbers = new Set<string>();
  for (const [index, item] of list.entries()) {
    const number = agentNumber(item);
    if (number === undefined) continue;
    if (numbers.has(number)) {
      yield {
        code: 'CQ359',
        at: map.valuePlace(list, index),
        summary: `agent ${number} is in this list twice`,
        hint: 'delete one of the two',
      };
    }
    numbers.add(number);
  }
}
