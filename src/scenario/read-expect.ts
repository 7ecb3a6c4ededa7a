/** What a scenario expects, as it is written. */

import { type Condition, parseCondition } from '../kinds/condition.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { Outcome } from '../model/simulation.ts';
import { AGENT_METRIC_NAMES, QUEUE_METRIC_NAMES } from '../routing/metrics.ts';
import { orList } from '../source/nearest.ts';
import { durationAt, type FieldContext, referenceAt } from './fields.ts';
import type { Expectation, ScriptedCall } from './scenario.ts';

/** Keys that belong together, by what the expectation is of. */
const KEYS = {
  call: ['call', 'outcome', 'by', 'wait', 'queue'],
  queue: ['queue', 'metric', 'within', 'value'],
  agent: ['agent', 'metric', 'value'],
} as const;

export function readExpect(
  written: Json | undefined,
  calls: readonly ScriptedCall[],
  context: FieldContext,
): Expectation[] {
  const list = Array.isArray(written) ? written : [];
  return list.flatMap((entry, index) => {
    if (!isObject(entry)) return [];
    const place = context.map.valuePlace(list, index);
    if (place === undefined) return [];
    const refuse = (summary: string, hint?: string): Expectation[] => {
      context.problems.error({ code: 'CQ375', at: place, summary, hint });
      return [];
    };
    const on = 'call' in entry ? 'call' : 'agent' in entry ? 'agent' : 'queue';
    if (on === 'queue' && !('queue' in entry)) {
      return refuse('the expectation is of nothing', 'name a `call`, a `queue` or an `agent`');
    }
    const stray = Object.keys(entry).find((key) => !(KEYS[on] as readonly string[]).includes(key));
    if (stray !== undefined) {
      const wanted = orList(KEYS[on].map((key) => `\`${key}\``));
      return refuse(`${stray} says nothing about ${a(on)}`, `of ${a(on)} it can be ${wanted}`);
    }
    if (on === 'call') return readOfCall(entry, place, calls, context, refuse);
    const metrics: readonly string[] = on === 'queue' ? QUEUE_METRIC_NAMES : AGENT_METRIC_NAMES;
    const { metric } = entry;
    if (typeof metric !== 'string' || !metrics.includes(metric)) {
      return refuse(
        metric === undefined ? 'the expectation has no metric' : `${a(on)} has no ${String(metric)}`,
        `it can be ${orList(metrics)}`,
      );
    }
    const value = conditionAt(entry, 'value');
    if (value === undefined) return refuse(`the expectation has no value`, 'write `value: ">= 0.8"`');
    if (on === 'agent') {
      const agent = referenceAt(entry, 'agent', context);
      return agent === undefined ? [] : [{ on, place, agent, metric, value }];
    }
    const queue = referenceAt(entry, 'queue', context);
    const withinMs = durationAt(entry, 'within');
    if (withinMs !== undefined && metric !== 'service_level') {
      return refuse('within goes with service_level only');
    }
    if (queue === undefined) return [];
    return [{ on, place, queue, metric, value, ...(withinMs === undefined ? {} : { withinMs }) }];
  });
}

function a(on: keyof typeof KEYS): string {
  return on === 'agent' ? 'an agent' : `a ${on}`;
}

function readOfCall(
  entry: JsonObject,
  place: Expectation['place'],
  calls: readonly ScriptedCall[],
  context: FieldContext,
  refuse: (summary: string, hint?: string) => Expectation[],
): Expectation[] {
  const call = String(entry['call']);
  if (!calls.some(({ id }) => id === call)) {
    return refuse(
      `there is no call ${JSON.stringify(call)}`,
      'expectations are of calls that are listed under `calls`',
    );
  }
  const wait = conditionAt(entry, 'wait');
  const queue = referenceAt(entry, 'queue', context);
  if (Object.keys(entry).length === 1) return refuse(`nothing is expected of ${call}`, 'add `outcome`');
  return [
    {
      on: 'call',
      place,
      call,
      ...(typeof entry['outcome'] === 'string' ? { outcome: entry['outcome'] as Outcome } : {}),
      ...(typeof entry['by'] === 'string' ? { by: entry['by'] } : {}),
      ...(wait === undefined ? {} : { wait }),
      ...(queue === undefined ? {} : { queue }),
    },
  ];
}

function conditionAt(entry: JsonObject, name: string): Condition | undefined {
  const written = entry[name];
  return typeof written === 'string' || typeof written === 'number' ? parseCondition(written) : undefined;
}
