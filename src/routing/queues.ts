/**
 * Translates the API's fields into the engine's queues and agents.
 *
 * A missing value becomes the API's documented default. Queues keep the given order, which breaks ties between them;
 * agents are numbered in the order in which they first appear.
 */

import type { EngineQueue, ForwardRule, QueueMember, Status } from '../engine/config.ts';
import { skillLevelOf } from '../kinds/agents.ts';
import { strategyFacts } from '../kinds/polling-strategies.ts';
import { QUEUE } from '../kinds/queue.ts';
import { DAY_MS } from '../model/day.ts';
import type { AgentEntry } from '../model/desired.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';

/** One queue as files and the PBX know it. */
export interface RoutedQueue {
  /** What reports call it: the key in the files, else the extension number. */
  key: string;
  number: string;
  /** Under the API's names; null and absent are alike. */
  fields: JsonObject;
  agents: readonly AgentEntry[];
}

export interface RoutedWorld {
  queues: EngineQueue[];
  /** What reports call the queues, by index. */
  keys: string[];
  /** Extension numbers, by index. */
  agents: string[];
  /** By queue: the threshold of its service level where it has one, ms. */
  slaMs: (number | undefined)[];
}

/** Queues whose strategy the engine does not know, for example of a newer PBX; `routeQueues` does not accept them. */
export function queuesOfUnknownStrategy(queues: readonly RoutedQueue[]): RoutedQueue[] {
  return queues.filter(({ fields }) => strategyFacts(fieldOf(fields, 'polling_strategy')) === undefined);
}

/** `statusOf`: what an agent's status in a queue is at the start. `known`: agents to number first, in this order. */
export function routeQueues(
  queues: readonly RoutedQueue[],
  statusOf: (agent: string, queue: RoutedQueue) => Status,
  known: readonly string[] = [],
): RoutedWorld {
  const agents = new Map(known.map((agent, index) => [agent, index]));
  const byNumber = new Map(queues.map(({ number }, index) => [number, index]));
  const members = (queue: RoutedQueue): QueueMember[] =>
    queue.agents.map((entry) => {
      const { extension_number } = entry;
      const agent = agents.get(extension_number) ?? agents.size;
      agents.set(extension_number, agent);
      return { agent, level: skillLevelOf(entry), status: statusOf(extension_number, queue) };
    });
  return {
    queues: queues.map((queue) => routeQueue(queue, members(queue), byNumber)),
    keys: queues.map(({ key }) => key),
    agents: [...agents.keys()],
    slaMs: queues.map(({ fields }) => {
      const seconds = numberOf(fields, 'sla_time');
      return seconds > 0 ? seconds * 1000 : undefined;
    }),
  };
}

function routeQueue(
  { number, fields }: RoutedQueue,
  members: QueueMember[],
  byNumber: ReadonlyMap<string, number>,
): EngineQueue {
  const polling = strategyFacts(fieldOf(fields, 'polling_strategy'));
  if (polling === undefined) throw new Error(`queue ${number} has a strategy that the engine does not know`);
  const { base: strategy, bySkill } = polling;
  const maxCallers = fields['max_callers'];
  const isSticky = fieldOf(fields, 'enable_sticky_routing') === true && strategy !== 'SIMULTANEOUS';
  return {
    number,
    strategy,
    bySkill,
    ringMs: secondsOf(fields, 'ring_time'),
    maxCallers: typeof maxCallers === 'number' ? maxCallers : null,
    maxWaitingMs: secondsOf(fields, 'max_waiting_time'),
    waitWhenNobodyOnline: fieldOf(fields, 'wait_when_no_agents_online') === true,
    autoReady: fieldOf(fields, 'agent_auto_ready') === true,
    autoNotReadyAfterOtherCall: fieldOf(fields, 'agent_auto_not_ready_after_non_acd_call') === true,
    stickyMs: isSticky ? numberOf(fields, 'sticky_routing_duration') * DAY_MS : null,
    callback: callbackOf(fields),
    callbackTimeoutMs: secondsOf(fields, 'callback_timeout'),
    announce: announcementOf(fields),
    announceMs: secondsOf(fields, 'inform_position_interval'),
    waitsForIntro: fieldOf(fields, 'intro_type') === 'FULL',
    noAnswer: ruleOf(fields['no_answer_forward_rule'], byNumber),
    night: ruleOf(fields['night_mode_forward_rule'], byNumber),
    members,
  };
}

function callbackOf(fields: JsonObject): EngineQueue['callback'] {
  if (fieldOf(fields, 'enable_callback') !== true) return 'off';
  return fieldOf(fields, 'callback_mode') === 'TIMEOUT' ? 'timeout' : 'active';
}

function announcementOf(fields: JsonObject): EngineQueue['announce'] {
  const when = fieldOf(fields, 'inform_position');
  if (when === 'ON_CONNECTED') return 'on_connected';
  return when === 'PERIODICALLY' ? 'periodically' : 'off';
}

/** A queue without a rule ends the call. */
function ruleOf(written: Json | undefined, byNumber: ReadonlyMap<string, number>): ForwardRule {
  const rule = isObject(written) ? written : {};
  const action =
    rule['action'] === 'FORWARD_TO_NUMBER' || rule['action'] === 'FORWARD_TO_VOICEMAIL'
      ? rule['action']
      : 'HANGUP';
  const number = typeof rule['number'] === 'string' ? rule['number'] : null;
  const queue = action === 'FORWARD_TO_NUMBER' && number !== null ? (byNumber.get(number) ?? -1) : -1;
  return { action, number, queue };
}

function fieldOf(fields: JsonObject, name: string): Json | undefined {
  return fields[name] ?? QUEUE.fields[name]?.default;
}

function numberOf(fields: JsonObject, name: string): number {
  return Number(fieldOf(fields, name) ?? 0);
}

function secondsOf(fields: JsonObject, name: string): number {
  return numberOf(fields, name) * 1000;
}
