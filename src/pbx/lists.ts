/**
 * The list that an object has: in the order it was sent, replaced as a whole, and where its items have a status, that of
 * each beside it. Who stays in the list keeps the status. The embedded PBX has no users: any number may be in a list,
 * and is shown as "Agent 2001".
 */

import { SETTABLE_STATUSES } from '../kinds/agents.ts';
import type { FieldProblem } from '../kinds/check.ts';
import { checkFields } from '../kinds/check.ts';
import { EXTENSION_NUMBER, isExtensionNumber } from '../kinds/extension-number.ts';
import type { Kind } from '../kinds/kind.ts';
import { listOf, writableFields } from '../kinds/registry.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { empty, json, jsonText } from './answer.ts';
import { readJsonObject } from './body.ts';
import type { Collection, Core, Route } from './core.ts';
import { idOf } from './core.ts';
import { findItemsText, NO_ITEMS, putItems, putStatuses, readItems, readStatuses } from './list-items.ts';
import type { ObjectTable } from './object-table.ts';
import { invalid, invalidFields, notFound } from './refusal.ts';
import type { Store } from './store.ts';

export function listRoutes(core: Core, { kind, table }: Collection): Route[] {
  const list = listOf(kind.name);
  if (list === undefined) return [];
  const { store } = core;
  const path = `/${kind.api.path}/:id/${list.api.path}`;
  const routes: Route[] = [
    {
      method: 'GET',
      path,
      handle: (context) => {
        const id = idOf(context);
        const text = store.read(() => {
          const items = id === '' ? undefined : findItemsText(store, id);
          if (items === undefined) table.textOrRefuse(id);
          return items ?? NO_ITEMS;
        });
        return jsonText(text);
      },
    },
    {
      method: 'POST',
      path,
      handle: async (context) => {
        const id = idOf(context);
        store.read(() => table.textOrRefuse(id));
        const items = itemsOf(list, await readJsonObject(context.req.raw));
        await store.write(() => {
          const before = readStatuses(store, id);
          const fresh = isAutoReady(table, id) ? 'READY' : 'LOGGED_OUT';
          const statuses = items.map(({ extension_number: number }) => [number, before[number] ?? fresh]);
          putItems(store, id, items);
          putStatuses(store, id, Object.fromEntries(statuses));
        });
        return empty(200);
      },
    },
  ];
  return list.fields['status'] === undefined ? routes : [...routes, ...statusRoutes(core, table, path)];
}

function statusRoutes({ store, live }: Core, table: ObjectTable, path: string): Route[] {
  const itemPath = `${path}/:agent_number`;
  return [
    {
      method: 'GET',
      path: itemPath,
      handle: (context) => {
        const [id, number] = [idOf(context), numberOf(context.req.param('agent_number'))];
        const agent = store.read(() => agentOrRefuse(store, table, id, number));
        return json({ ...agent, status: live?.statusOf(id, number) ?? agent.status });
      },
    },
    {
      method: 'POST',
      path: itemPath,
      handle: async (context) => {
        const [id, number] = [idOf(context), numberOf(context.req.param('agent_number'))];
        store.read(() => agentOrRefuse(store, table, id, number));
        const wanted = statusOf(await readJsonObject(context.req.raw));
        await store.write(() => {
          agentOrRefuse(store, table, id, number);
          const loggedIn = isAutoReady(table, id) ? 'READY' : 'NOT_READY';
          const landed = wanted === 'LOGGED_IN' ? loggedIn : wanted;
          putStatuses(store, id, { ...readStatuses(store, id), [number]: landed });
        });
        live?.setStatus(id, number, wanted);
        return empty(200);
      },
    },
  ];
}

function isAutoReady(table: ObjectTable, objectId: string): boolean {
  return table.objectOrRefuse(objectId)['agent_auto_ready'] === true;
}

type Item = JsonObject & { extension_number: string };

function itemsOf(list: Kind, body: JsonObject): Item[] {
  const sent = body['items'];
  if (!Array.isArray(sent)) {
    throw invalidFields([
      { path: 'items', rule: sent === undefined ? 'required' : 'type', message: 'must be a list' },
    ]);
  }
  const seen = new Map<Json | undefined, number>();
  const problems = sent.flatMap((item, index) => problemsOf(list, item, index, seen));
  if (problems.length > 0) throw invalidFields(problems);
  const names = writableFields(list.name);
  return (sent as JsonObject[]).map((item) => {
    const number = String(item['extension_number']);
    const fields = names.map((name) => [name, item[name] ?? list.fields[name]?.default ?? null]);
    return {
      extension_number: number,
      display_name: `Agent ${number}`,
      ...(Object.fromEntries(fields) as JsonObject),
    };
  });
}

/** `seen`: the index at which each number came first. */
function problemsOf(
  list: Kind,
  item: Json,
  index: number,
  seen: Map<Json | undefined, number>,
): FieldProblem[] {
  const path = `items[${index}]`;
  if (!isObject(item)) return [{ path, rule: 'type', message: 'must be an object' }];
  const problems = checkFields(list.name, item, 'create');
  const number = item['extension_number'];
  const first = seen.get(number);
  if (first !== undefined) {
    problems.push({ path: 'extension_number', rule: 'oneOf', message: `is the same as items[${first}]'s` });
  } else if (typeof number === 'string') {
    seen.set(number, index);
  }
  return problems.map((problem) => ({ ...problem, path: `${path}.${problem.path}` }));
}

function numberOf(text: string | undefined): string {
  if (text !== undefined && isExtensionNumber(text)) return text;
  throw invalid(`an agent's number must be ${EXTENSION_NUMBER.patternTitle}`, { field: 'agent_number' });
}

function statusOf(body: JsonObject): (typeof SETTABLE_STATUSES)[number] {
  const status = SETTABLE_STATUSES.find((settable) => settable === body['status']);
  if (status !== undefined) return status;
  throw invalidFields([
    { path: 'status', rule: 'enum', message: `must be one of ${SETTABLE_STATUSES.join(', ')}` },
  ]);
}

function agentOrRefuse(
  store: Store,
  table: ObjectTable,
  objectId: string,
  number: string,
): JsonObject & { status: string } {
  table.textOrRefuse(objectId);
  const item = readItems(store, objectId).find((one) => one['extension_number'] === number);
  if (item === undefined) throw notFound(`agent in this ${table.facts.name}`);
  return { ...item, status: readStatuses(store, objectId)[number] ?? 'LOGGED_OUT' };
}
