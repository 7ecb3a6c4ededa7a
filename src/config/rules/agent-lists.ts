/** Lists that are named have to be there, and nobody is in a list twice. */

import type { JsonObject } from '../../model/json.ts';
import { suggest } from '../../source/nearest.ts';
import type { Problem } from '../../source/problems.ts';
import type { SourceMap } from '../../source/source-map.ts';
import { type AgentItem, fieldPlace, mapAt } from '../resources.ts';
import type { Rule } from './rule.ts';

export const definedLists: Rule = function* ({ roots, project, map }) {
  const lists = mapAt(project, 'agent_lists');
  for (const root of roots) {
    const field = root.fields.get('agents');
    if (typeof field?.value !== 'string' || Object.hasOwn(lists, field.value)) continue;
    yield {
      code: 'CQ353',
      at: fieldPlace(field, map),
      address: root.address,
      summary: `there is no agent list ${JSON.stringify(field.value)}`,
      hint: hintOf(field.value, lists),
    };
  }
};

function hintOf(name: string, lists: JsonObject): string {
  if (/^[0-9]{3,64}$/.test(name)) return `for one agent write a list: agents: [${JSON.stringify(name)}]`;
  return suggest(name, Object.keys(lists)) ?? 'define it under `agent_lists`';
}

/** Lists that no queue uses are looked at too. */
export const distinctAgents: Rule = function* ({ agents, project, map }) {
  const seen = new Set<AgentItem[]>();
  for (const { items } of agents.values()) {
    if (seen.has(items)) continue;
    seen.add(items);
    yield* repeated(items, map);
  }
  yield* unusedLists(project, agents, map);
};

function* repeated(items: readonly AgentItem[], map: SourceMap): Iterable<Problem> {
  const numbers = new Set<string>();
  for (const { extension_number, list, index } of items) {
    if (numbers.has(extension_number)) yield describe(extension_number, map.valuePlace(list, index));
    numbers.add(extension_number);
  }
}

function describe(number: string, at: Problem['at']): Problem {
  return {
    code: 'CQ359',
    at,
    summary: `agent ${number} is in this list twice`,
    hint: 'delete one of the two',
  };
}

function* unusedLists(
  project: JsonObject,
  agents: ReadonlyMap<string, { listName?: string }>,
  map: SourceMap,
): Iterable<Problem> {
  const used = new Set([...agents.values()].map(({ listName }) => listName));
  for (const [name, list] of Object.entries(mapAt(project, 'agent_lists'))) {
    if (used.has(name) || !Array.isArray(list)) continue;
    const numbers = new Set<string>();
    for (const [index, item] of list.entries()) {
      const number = typeof item === 'string' ? item : mapAt({ item }, 'item')['extension_number'];
      if (typeof number !== 'string') continue;
      if (numbers.has(number)) yield describe(number, map.valuePlace(list, index));
      numbers.add(number);
    }
  }
}
