/**
 * Binds a scenario to a config: resolves every name, and returns everything that a run needs as plain data for a worker
 * thread.
 *
 * Random draws are keyed by names and places in the scenario, never by indexes into the config, so that two configs are
 * run on the same callers and the same agents.
 */

import type { EngineEvent, EngineQueue, Readings, Status } from '../engine/config.ts';
import { mixKey } from '../engine/random.ts';
import type { Window } from '../engine/statistics.ts';
import { queuesOfUnknownStrategy, type RoutedQueue, routeQueues } from '../routing/queues.ts';
import { suggest } from '../source/nearest.ts';
import type { Problems } from '../source/problems.ts';
import type { Distribution } from './distribution.ts';
import type { AgentHabits, Arrivals, Reference, Scenario } from './scenario.ts';

export interface BoundTraffic {
  /** -1 where the table says it for each call. */
  queue: number;
  arrivals: Arrivals;
  /** By the table's own queue names: the queue, -1 for one whose calls are left out. */
  tableQueues: readonly number[];
  /** By the table's own callers. */
  tableCallers: readonly number[];
  talk: Distribution;
  patience: Distribution | null;
  press3: Distribution | null;
  vip: number;
}

/** -1 for a queue that this config does not have: the call is left out. */
export interface BoundCall {
  atMs: number;
  queue: number;
  caller: number;
  talkMs: number;
  patienceMs: number;
  press3AtMs: number;
  introMs: number;
  vip: boolean;
}

export interface BoundAgent {
  /** By which draws are keyed. */
  key: number;
  habits: AgentHabits;
}

/** All that a run needs but the number of the replication; plain data. */
export interface BoundScenario {
  seed: number;
  window: Window;
  readings: Readings;
  nightMode: boolean;
  introMs: number;
  queues: EngineQueue[];
  /** What reports call the queues, by index. */
  queueKeys: string[];
  /** Extension numbers, by index. */
  agentNumbers: string[];
  agents: BoundAgent[];
  traffic: BoundTraffic[];
  calls: BoundCall[];
  callIds: string[];
  events: EngineEvent[];
  /** By queue: the threshold of its service level, ms. */
  thresholdsMs: number[];
}

export interface BindOptions {
  queues: readonly RoutedQueue[];
  readings: Readings;
  /** For all queues, in place of their own; ms. */
  withinMs?: number;
  /** Queues and agents of the other config in a comparison: the scenario may name them, and they are left out here. */
  elsewhere?: readonly RoutedQueue[];
  /** Agents to number first, in this order, whether they are in a queue or not. */
  knownAgents?: readonly string[];
}

const DEFAULT_WITHIN_MS = 20_000;

export function bindScenario(scenario: Scenario, options: BindOptions, problems: Problems): BoundScenario {
  const names = new Names(options, problems);
  const habits = new Map(scenario.agents.map((entry) => [entry.agent.name, entry.habits]));
  const habitsOf = (agent: string): AgentHabits => habits.get(agent) ?? scenario.habits;
  const statusOf = (agent: string, queue: RoutedQueue): Status => {
    const { status } = habitsOf(agent);
    if (status !== 'LOGGED_IN') return status;
    return (queue.fields['agent_auto_ready'] ?? true) === true ? 'READY' : 'NOT_READY';
  };
  const unknown = queuesOfUnknownStrategy(options.queues);
  for (const { key, fields } of unknown) {
    problems.error({
      code: 'CQ385',
      summary: `${key} has the polling strategy ${JSON.stringify(fields['polling_strategy'])}, which the engine does not know`,
      hint: 'use a newer cqctl, or run the scenario with --on config',
    });
  }
  const queues = options.queues.filter((queue) => !unknown.includes(queue));
  const world = routeQueues(queues, statusOf, options.knownAgents);
  names.setAgents(world.agents);
  for (const { agent } of scenario.agents) names.agent(agent);
  const callers = new Map<string, number>();
  const agents = world.agents.map((number) => ({ key: hashText(number), habits: habitsOf(number) }));
  return {
    seed: scenario.seed,
    window: { fromMs: scenario.warmUpMs, untilMs: scenario.durationMs },
    readings: options.readings,
    nightMode: scenario.nightMode,
    introMs: scenario.introMs,
    queues: world.queues,
    queueKeys: world.keys,
    agentNumbers: world.agents,
    agents,
    traffic: scenario.traffic.map((stream) => bindTraffic(stream, names, callers)),
    calls: scenario.calls.map(({ id: _id, queue, from, ...call }) => ({
      ...call,
      queue: names.queue(queue),
      caller: from === null ? -1 : numberOf(callers, from),
    })),
    callIds: scenario.calls.map(({ id }) => id),
    events: [...shiftsOf(agents), ...bindEvents(scenario, names)],
    thresholdsMs: world.slaMs.map((slaMs) => options.withinMs ?? slaMs ?? DEFAULT_WITHIN_MS),
  };
}

function bindTraffic(
  stream: Scenario['traffic'][number],
  names: Names,
  callers: Map<string, number>,
): BoundTraffic {
  const { arrivals, patience, press3, vip } = stream;
  const queue = stream.queue === undefined ? -1 : names.queue(stream.queue);
  const table = arrivals.kind === 'table' ? arrivals.table : undefined;
  return {
    queue,
    arrivals,
    tableQueues: (table?.queueNames ?? []).map((name, index) => {
      const named = names.queue({ name, place: table?.queuePlaces[index] });
      // A stream of one queue takes only its rows from a table of several.
      return stream.queue === undefined || named === queue ? named : -1;
    }),
    tableCallers: (table?.callers ?? []).map((caller) => numberOf(callers, caller)),
    talk: stream.talk ?? { kind: 'constant', ms: 0 },
    patience,
    press3,
    vip,
  };
}

function* shiftsOf(agents: readonly BoundAgent[]): Generator<EngineEvent> {
  for (const [agent, { habits }] of agents.entries()) {
    for (const { fromMs, toMs } of habits.shifts ?? []) {
      if (toMs <= 0) continue;
      if (fromMs > 0) yield { atMs: fromMs, type: 'shift', agent, onShift: true };
      if (toMs !== Infinity) yield { atMs: toMs, type: 'shift', agent, onShift: false };
    }
  }
}

/** On shift at a time: when the scenario starts, unless said otherwise. */
export function isOnShift({ shifts }: AgentHabits, atMs = 0): boolean {
  return shifts === null || shifts.some(({ fromMs, toMs }) => fromMs <= atMs && toMs > atMs);
}

function bindEvents(scenario: Scenario, names: Names): EngineEvent[] {
  return scenario.events.flatMap((event): EngineEvent[] => {
    const agent = names.agent(event.agent);
    const queue = event.queue === undefined ? null : names.queue(event.queue);
    if (agent < 0 || queue === -1) return [];
    const { atMs } = event;
    if ('otherCallMs' in event) return [{ atMs, type: 'other_call', agent, durationMs: event.otherCallMs }];
    return [{ atMs, type: 'status', agent, queue, status: event.status as Status | 'LOGGED_IN' }];
  });
}

function numberOf(names: Map<string, number>, name: string): number {
  const known = names.get(name) ?? names.size;
  names.set(name, known);
  return known;
}

/** A key for draws, of a name. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = mixKey(hash, text.charCodeAt(index));
  return hash;
}

/** Looks names up and reports unknown ones. */
class Names {
  readonly #queues = new Map<string, number>();
  readonly #agents = new Map<string, number>();
  readonly #elsewhere: ReadonlySet<string>;
  readonly #known: string[];
  readonly #problems: Problems;

  constructor({ queues, elsewhere }: BindOptions, problems: Problems) {
    this.#problems = problems;
    // A key may look like another queue's number; keys win.
    queues.forEach(({ number }, index) => {
      this.#queues.set(number, index);
    });
    queues.forEach(({ key }, index) => {
      this.#queues.set(key, index);
    });
    this.#known = queues.map(({ key }) => key);
    this.#elsewhere = new Set(
      (elsewhere ?? []).flatMap(({ key, number, agents }) => [
        key,
        number,
        ...agents.map((agent) => agent.extension_number),
      ]),
    );
  }

  setAgents(numbers: readonly string[]): void {
    numbers.forEach((number, index) => {
      this.#agents.set(number, index);
    });
  }

  queue({ name, place }: Reference): number {
    const index = this.#queues.get(name);
    if (index === undefined && !this.#elsewhere.has(name)) {
      this.#problems.error({
        code: 'CQ377',
        at: place,
        summary: `there is no queue ${JSON.stringify(name)} in the config`,
        hint: () => suggest(name, this.#known),
      });
    }
    return index ?? -1;
  }

  agent({ name, place }: Reference): number {
    const index = this.#agents.get(name);
    if (index === undefined && !this.#elsewhere.has(name)) {
      this.#problems.warn({
        code: 'CQ378',
        at: place,
        summary: `agent ${name} is in no queue of the config`,
        hint: () => suggest(name, [...this.#agents.keys()]),
      });
    }
    return index ?? -1;
  }
}
