/** Reads checked values of a scenario file, and checks what a schema cannot express. */

import { parseDurationMs } from '../kinds/duration.ts';
import { DAY_MS } from '../model/day.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { Problems } from '../source/problems.ts';
import type { Place } from '../source/source-file.ts';
import type { SourceMap } from '../source/source-map.ts';
import { constant, type Distribution, lognormal } from './distribution.ts';
import type { Reference } from './scenario.ts';

/** What every reader of a part of a scenario has at hand. */
export interface FieldContext {
  map: SourceMap;
  problems: Problems;
  /** Ms of the wall clock at the start since midnight; undefined without `start`. */
  startOfDayMs: number | undefined;
}

export function placeOf(container: JsonObject | Json[], name: string | number, { map }: FieldContext) {
  return map.valuePlace(container, name);
}

/** Ms; undefined where nothing is written. */
export function durationAt(map: JsonObject, name: string): number | undefined {
  const written = map[name];
  return typeof written === 'string' || typeof written === 'number' ? parseDurationMs(written) : undefined;
}

export function referenceAt(map: JsonObject, name: string, context: FieldContext): Reference | undefined {
  const written = map[name];
  return typeof written === 'string' ? { name: written, place: placeOf(map, name, context) } : undefined;
}

/** A moment in ms from the start, and whether it is a time of day, which comes round every day. */
export interface Moment {
  ms: number;
  isTimeOfDay: boolean;
}

/** A time of day is the first one at or after the start. */
export function momentAt(map: JsonObject, name: string, context: FieldContext): Moment | undefined {
  const written = map[name];
  if (typeof written === 'number') return { ms: Math.round(written * 1000), isTimeOfDay: false };
  if (typeof written !== 'string') return undefined;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(written);
  if (clock === null) return { ms: parseDurationMs(written) ?? 0, isTimeOfDay: false };
  const [, hours, minutes, seconds] = clock;
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
  if (context.startOfDayMs === undefined) {
    context.problems.error({
      code: 'CQ371',
      at: placeOf(map, name, context),
      summary: `${written} is a time of day, but the scenario does not say when it starts`,
      hint: 'add `start: "2026-11-23T08:00:00"`, or write a duration from the start',
    });
    return { ms: 0, isTimeOfDay: false };
  }
  return { ms: (ms - context.startOfDayMs + DAY_MS) % DAY_MS, isTimeOfDay: true };
}

/** Undefined if nothing is written; a mistake is reported and read as 0. */
export function distributionAt(
  container: JsonObject | Json[],
  name: string | number,
  context: FieldContext,
): Distribution | undefined {
  const written = Array.isArray(container) ? container[Number(name)] : container[name];
  if (typeof written === 'string' || typeof written === 'number') {
    return constant(parseDurationMs(written) ?? 0);
  }
  if (!isObject(written)) return undefined;
  const [kind, value] = Object.entries(written)[0] ?? [];
  switch (kind) {
    case 'exponential':
      return { kind, meanMs: durationAt(written, kind) ?? 0 };
    case 'lognormal':
      return lognormalOf(value, context, context.map.keyPlace(written, kind));
    case 'erlang': {
      const shape = isObject(value) ? value : {};
      return { kind, meanMs: durationAt(shape, 'mean') ?? 0, k: Number(shape['k'] ?? 1) };
    }
    case 'uniform':
      return uniformOf(value, context, context.map.keyPlace(written, kind));
    case 'empirical':
      return { kind, valuesMs: durationsOf(value) };
    default:
      return undefined;
  }
}

function durationsOf(value: Json | undefined): number[] {
  return Array.isArray(value) ? value.map((each) => parseDurationMs(each as string | number) ?? 0) : [];
}

function lognormalOf(
  value: Json | undefined,
  { problems }: FieldContext,
  at: Place | undefined,
): Distribution {
  const shape = isObject(value) ? value : {};
  const meanMs = durationAt(shape, 'mean') ?? 0;
  if (meanMs > 0) return lognormal(meanMs, Number(shape['cv'] ?? 0));
  problems.error({ code: 'CQ370', at, summary: 'the mean of a lognormal distribution has to be above 0' });
  return constant(0);
}

function uniformOf(value: Json | undefined, { problems }: FieldContext, at: Place | undefined): Distribution {
  const [lowMs = 0, highMs = 0] = durationsOf(value);
  if (lowMs > highMs) {
    problems.error({
      code: 'CQ370',
      at,
      summary: 'a uniform distribution goes from the lower to the higher value',
      hint: 'swap the two',
    });
  }
  return { kind: 'uniform', lowMs, highMs };
}
