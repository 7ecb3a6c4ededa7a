/**
 * The agents of a queue: one list in the order it was sent, replaced as a whole, and beside it each agent's status in
 * that queue. An agent who stays in the list keeps the status. The embedded PBX has no users: any number may be an
 * agent, and is shown as "Agent 2001".
 */

import { agentFields, SETTABLE_STATUSES } from '../kinds/agents.ts';
import type { FieldProblem } from '../kinds/check.ts';
import { checkFields } from '../kinds/check.ts';
import { EXTENSION_NUMBER, isExtensionNumber } from '../kinds/extension-number.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { empty, json, jsonText } from './answer.ts';
import { readJsonObject } from './body.ts';
import type { Core, Route } from './core.ts';
import { idOf } from './core.ts';
import { invalid, invalidFields, notFound } from './refusal.ts';
import type { Shelf } from './shelf.ts';
import type { Store } from './store.ts';

const NO_AGENTS = '{"items":[]}';

export function agentRoutes({ store, live }: Core, queues: Shelf): Route[] {
  return [
    {
      method: 'GET',
      path: '/call_queues/:id/agents',
      handle: (context) => {
        const id = idOf(context);
        const text = store.read(() => {
          const agents = id === '' ? undefined : store.get(['agents', id]);
          if (agents === undefined) queues.textOrRefuse(id);
          return agents ?? NO_AGENTS;
        });
        return jsonText(text);
      },
    },
    {
      method: 'POST',
      path: '/call_queues/:id/agents',
      handle: async (context) => {
        const id = idOf(context);
        store.read(() => queues.textOrRefuse(id));
        const items = itemsOf(await readJsonObject(context.req.raw));
        await store.write(() => {
          const queue = queues.objectOrRefuse(id);
          const before = statusesOf(store, id);
          const fresh = queue['agent_auto_ready'] === true ? 'READY' : 'LOGGED_OUT';
          const statuses = items.map(({ extension_number: number }) => [number, before[number] ?? fresh]);
          store.put(['agents', id], JSON.stringify({ items }));
          store.put(['revision', 'agents'], String(Number(store.get(['revision', 'agents']) ?? 0) + 1));
          store.put(['statuses', id], JSON.stringify(Object.fromEntries(statuses)));
        });
        return empty(200);
      },
    },
    {
      method: 'GET',
      path: '/call_queues/:id/agents/:agent_number',
      handle: (context) => {
        const [id, number] = [idOf(context), numberOf(context.req.param('agent_number'))];
        const agent = store.read(() => agentOrRefuse(store, queues, id, number));
        return json({ ...agent, status: live?.statusOf(id, number) ?? agent.status });
      },
    },
    {
      method: 'POST',
      path: '/call_queues/:id/agents/:agent_number',
      handle: async (context) => {
        const [id, number] = [idOf(context), numberOf(context.req.param('agent_number'))];
        store.read(() => agentOrRefuse(store, queues, id, number));
        const wanted = statusOf(await readJsonObject(context.req.raw));
        await store.write(() => {
          agentOrRefuse(store, queues, id, number);
          const isAutoReady = queues.objectOrRefuse(id)['agent_auto_ready'] === true;
          const landed = wanted === 'LOGGED_IN' ? (isAutoReady ? 'READY' : 'NOT_READY') : wanted;
          store.put(['statuses', id], JSON.stringify({ ...statusesOf(store, id), [number]: landed }));
        });
        live?.setStatus(id, number, wanted);
        return empty(200);
      },
    },
  ];
}

interface Item {
  extension_number: string;
  display_name: string;
  skill_level: number;
}

function itemsOf(body: JsonObject): Item[] {
  const sent = body['items'];
  if (!Array.isArray(sent)) {
    throw invalidFields([
      { path: 'items', rule: sent === undefined ? 'required' : 'type', message: 'must be a list' },
    ]);
  }
  const seen = new Map<Json | undefined, number>();
  const problems = sent.flatMap((item, index) => problemsOf(item, index, seen));
  if (problems.length > 0) throw invalidFields(problems);
  return (sent as JsonObject[]).map((item) => ({
    extension_number: String(item['extension_number']),
    display_name: `Agent ${String(item['extension_number'])}`,
    skill_level: Number(item['skill_level'] ?? agentFields.skill_level.default),
  }));
}

/** `seen`: the index at which each number came first. */
function problemsOf(item: Json, index: number, seen: Map<Json | undefined, number>): FieldProblem[] {
  const path = `items[${index}]`;
  if (!isObject(item)) return [{ path, rule: 'type', message: 'must be an object' }];
  const problems = checkFields('agents', item, 'create');
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

function statusesOf(store: Store, queueId: string): { [number: string]: string } {
  return JSON.parse(store.get(['statuses', queueId]) ?? '{}') as { [number: string]: string };
}

function agentOrRefuse(
  store: Store,
  queues: Shelf,
  queueId: string,
  number: string,
): JsonObject & { status: string } {
  queues.textOrRefuse(queueId);
  const { items } = JSON.parse(store.get(['agents', queueId]) ?? NO_AGENTS) as { items: JsonObject[] };
  const item = items.find((one) => one['extension_number'] === number);
  if (item === undefined) throw notFound('agent in this queue');
  return { ...item, status: statusesOf(store, queueId)[number] ?? 'LOGGED_OUT' };
}
