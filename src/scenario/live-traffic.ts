/**
 * A scenario for a PBX whose queues and agents change while it is played: the callers are bound once, to every queue that
 * is known at the start, and go on whatever becomes of the queues; agents and events are bound anew at each change.
 */

import { isExtensionNumber } from '../kinds/extension-number.ts';
import type { JsonObject } from '../model/json.ts';
import type { RoutedQueue } from '../routing/queues.ts';
import { printReadings, readReadings } from '../routing/readings.ts';
import type { Traffic } from '../routing/traffic.ts';
import { Problems } from '../source/problems.ts';
import { callerNumber, callName, createArrivals } from './arrivals.ts';
import { createBehaviour } from './behaviour.ts';
import { bindScenario, isOnShift } from './bind.ts';
import type { Reference, Scenario } from './scenario.ts';

export interface LiveTrafficOptions {
  /** Queues of the project: keys that the scenario may use, whether the PBX has the queues yet or not. */
  project: readonly RoutedQueue[];
  /** What the PBX has at the start. */
  stored: readonly RoutedQueue[];
  /** `routing:` of the project; that of the scenario wins. */
  routing: JsonObject;
}

/** The first of the replications. A key that no queue has is an error; a number may be there later, and is warned of. */
export function createLiveTraffic(
  scenario: Scenario,
  { project, stored, routing }: LiveTrafficOptions,
  problems: Problems,
): Traffic {
  const readings = readReadings(printReadings(routing, scenario.routing));
  const keys = new Map(project.map(({ number, key }) => [number, key]));
  const known = [...project, ...stored.filter(({ number }) => !keys.has(number))];
  const queues = [...known, ...missingQueues(scenario, known, problems)];
  const callers = bindScenario(scenario, { queues, elsewhere: stored, readings }, problems);
  const people: Scenario = { ...scenario, traffic: [], calls: [] };
  return {
    seed: scenario.seed,
    arrivals: createArrivals(callers, 0),
    numbers: queues.map(({ number }) => number),
    bind(now, knownAgents, nowMs) {
      const named = now.map((queue) => ({ ...queue, key: keys.get(queue.number) ?? queue.key }));
      const bound = bindScenario(people, { queues: named, readings, knownAgents }, new Problems());
      const config = {
        queues: bound.queues,
        agents: bound.agents.map(({ habits }) => ({ onShift: isOnShift(habits, nowMs) })),
        readings,
        behaviour: createBehaviour(bound, 0),
        events: bound.events,
        nightMode: bound.nightMode,
      };
      return { config, agents: bound.agentNumbers };
    },
    callerOf: (call) => ({
      number: callerNumber(scenario, call) ?? 'anonymous',
      name: callName(callers, call),
    }),
  };
}

/** Queues that the scenario names by a number that nobody has, as if they were there and empty. */
function missingQueues(
  scenario: Scenario,
  known: readonly RoutedQueue[],
  problems: Problems,
): readonly RoutedQueue[] {
  const names = new Set(known.flatMap(({ key, number }) => [key, number]));
  const missing = new Map<string, RoutedQueue>();
  for (const { name, place } of queueReferences(scenario)) {
    if (names.has(name) || !isExtensionNumber(name)) continue;
    missing.set(name, { key: name, number: name, fields: {}, agents: [] });
    problems.warn({
      code: 'CQ377',
      at: place,
      summary: `there is no queue ${name} yet: until there is, its callers are gone at once`,
    });
  }
  return [...missing.values()];
}

function* queueReferences({ traffic, calls, events }: Scenario): Generator<Reference> {
  for (const { queue, arrivals } of traffic) {
    if (queue !== undefined) yield queue;
    if (arrivals.kind !== 'table') continue;
    const { queueNames, queuePlaces } = arrivals.table;
    for (const [index, name] of queueNames.entries()) yield { name, place: queuePlaces[index] };
  }
  for (const { queue } of calls) yield queue;
  for (const { queue } of events) if (queue !== undefined) yield queue;
}
