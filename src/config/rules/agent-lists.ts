/** Lists that are named have to be there, and nobody is in a list twice. */

import { isExtensionNumber } from '../../kinds/extension-number.ts';
import type { Json } from '../../model/json.ts';
import { suggest } from '../../source/nearest.ts';
import type { Problem } from '../../source/problems.ts';
import type { SourceMap } from '../../source/source-map.ts';
import { agentNumber, fieldPlace, mapAt } from '../resources.ts';
import type { Rule } from './rule.ts';

export const definedLists: Rule = function* ({ roots, project, map }) {
  const lists = mapAt(project, 'agent_lists');
  const names = Object.keys(lists);
  for (const root of roots) {
    const field = root.fields.get('agents');
    if (typeof field?.value !== 'string' || Object.hasOwn(lists, field.value)) continue;
    const name = field.value;
    yield {
      code: 'CQ353',
      at: fieldPlace(field, map),
      address: root.address,
      summary: `there is no agent list ${JSON.stringify(name)}`,
      hint: () => hintOf(name, names),
    };
  }
};

function hintOf(name: string, names: readonly string[]): string {
  if (isExtensionNumber(name)) return `for one agent write a list: agents: [${JSON.stringify(name)}]`;
  return suggest(name, names) ?? 'define it under `agent_lists`';
}

/** Lists that no queue uses are looked at too. */
export const distinctAgents: Rule = function* ({ agents, project, map }) {
  const lists = new Set<unknown>(Object.values(mapAt(project, 'agent_lists')));
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
