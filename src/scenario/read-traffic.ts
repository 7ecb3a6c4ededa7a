/** Streams of callers, single calls and events, as a scenario writes them. */

import { DAY_MS } from '../model/day.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { displayName } from '../source/file-names.ts';
import { resolveWrittenPath } from '../source/written-path.ts';
import { expectedCalls } from './expected-calls.ts';
import { distributionAt, durationAt, type FieldContext, momentAt, referenceAt } from './fields.ts';
import { readCallTable } from './read-call-table.ts';
import type { Arrivals, Reference, ScriptedCall, ScriptedEvent, Traffic } from './scenario.ts';

const DEFAULT_TALK_MS = 180_000;
/** Of one stream. A minute or two of playing; a hundred times what the busiest call centres have in a day. */
const MAX_CALLS = 100_000_000;

export interface TrafficContext extends FieldContext {
  cwd: string;
  /** Ms since 1970 of the wall clock at the start, as if it were UTC. */
  startMs: number | undefined;
  durationMs: number;
}

export async function readTraffic(written: Json | undefined, context: TrafficContext): Promise<Traffic[]> {
  const entries = Array.isArray(written) ? written.filter(isObject) : [];
  const read = await Promise.all(entries.map((entry) => readStream(entry, context)));
  return read.filter((each) => each !== undefined);
}

async function readStream(entry: JsonObject, context: TrafficContext): Promise<Traffic | undefined> {
  const { map, problems } = context;
  const arrivals = await readArrivals(entry['arrivals'], context);
  if (arrivals === undefined) return undefined;
  refuseTooManyCalls(entry, arrivals, context);
  const queue = referenceAt(entry, 'queue', context);
  const talk = distributionAt(entry, 'talk', context);
  const isTable = arrivals.kind === 'table';
  if (queue === undefined && !(isTable && arrivals.table.hasQueues)) {
    const at = map.keyPlace(entry, 'arrivals');
    const summary = 'the stream does not say which queue they call';
    problems.error({ code: 'CQ201', at, summary, hint: 'add `queue`' });
  }
  if (talk === undefined && !(isTable && arrivals.table.hasTalk)) {
    const at = map.keyPlace(entry, 'arrivals');
    const summary = 'the stream does not say how long its callers talk';
    problems.error({ code: 'CQ201', at, summary, hint: 'add `talk: { exponential: 240s }`' });
  }
  return {
    queue,
    arrivals,
    talk,
    patience: distributionAt(entry, 'patience', context) ?? null,
    press3: distributionAt(entry, 'press_3_at', context) ?? null,
    vip: typeof entry['vip'] === 'number' ? entry['vip'] : 0,
  };
}

function refuseTooManyCalls(
  entry: JsonObject,
  arrivals: Arrivals,
  { map, problems, durationMs }: TrafficContext,
): void {
  const calls = expectedCalls(arrivals, durationMs);
  if (calls <= MAX_CALLS) return;
  problems.error({
    code: 'CQ384',
    at: map.keyPlace(entry, 'arrivals'),
    summary: `the stream has some ${calls.toLocaleString('en', { maximumSignificantDigits: 2 })} calls`,
    hint: `make \`duration\` shorter or the rate lower: up to ${MAX_CALLS.toLocaleString('en')} are played`,
  });
}

async function readArrivals(
  written: Json | undefined,
  context: TrafficContext,
): Promise<Arrivals | undefined> {
  if (!isObject(written)) return undefined;
  if (typeof written['rate'] === 'string') {
    return { kind: 'profile', steps: [{ fromMs: 0, perMs: readRate(written['rate']) }] };
  }
  if (Array.isArray(written['profile'])) return readProfile(written['profile'], context);
  const everyMs = durationAt(written, 'every');
  if (everyMs !== undefined) {
    if (everyMs > 0) return { kind: 'every', everyMs };
    const at = context.map.valuePlace(written, 'every');
    context.problems.error({ code: 'CQ370', at, summary: 'the interval has to be above 0' });
    return undefined;
  }
  const path = written['csv'];
  if (typeof path !== 'string') return undefined;
  const at = context.map.valuePlace(written, 'csv');
  if (at === undefined) return undefined;
  const absolute = resolveWrittenPath({ name: 'csv', written: path, at }, context.problems);
  if (absolute === undefined) return undefined;
  const table = await readCallTable(
    {
      path: absolute,
      name: displayName(context.cwd, absolute),
      at,
      startMs: context.startMs,
    },
    context.problems,
  );
  return table === undefined ? undefined : { kind: 'table', table };
}

const UNIT_MS: { readonly [unit: string]: number } = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: DAY_MS,
};

/** Calls per millisecond. */
function readRate(written: string): number {
  const [calls = '', unit = ''] = written.split('/');
  return Number(calls) / (UNIT_MS[unit] ?? 1);
}

/** Times of day come round every day, up to the end of arrivals. */
function readProfile(written: Json[], context: TrafficContext): Arrivals {
  const steps: { fromMs: number; perMs: number }[] = [];
  for (const step of written) {
    if (!isObject(step)) continue;
    const from = momentAt(step, 'from', context);
    const perMs = readRate(String(step['rate']));
    if (from === undefined) continue;
    // What is in force at the start began the day before.
    const firstMs = from.isTimeOfDay ? from.ms - DAY_MS : from.ms;
    const lastMs = from.isTimeOfDay ? context.durationMs : firstMs;
    for (let fromMs = firstMs; fromMs <= lastMs; fromMs += DAY_MS) steps.push({ fromMs, perMs });
  }
  steps.sort((a, b) => a.fromMs - b.fromMs);
  return { kind: 'profile', steps };
}

export function readCalls(
  written: Json | undefined,
  defaults: { introMs: number },
  context: TrafficContext,
): ScriptedCall[] {
  const entries = Array.isArray(written) ? written : [];
  const ids = new Set<string>();
  const calls: ScriptedCall[] = [];
  entries.forEach((entry, index) => {
    if (!isObject(entry)) return;
    const queue = referenceAt(entry, 'queue', context);
    const at = momentAt(entry, 'at', context);
    if (queue === undefined || at === undefined) return;
    const id = typeof entry['id'] === 'string' ? entry['id'] : `call-${index + 1}`;
    if (ids.has(id)) {
      const place = context.map.valuePlace(entry, 'id') ?? context.map.valuePlace(entries, index);
      context.problems.error({
        code: 'CQ372',
        at: place,
        summary: `there are two calls ${JSON.stringify(id)}`,
      });
    }
    ids.add(id);
    refuseLate(entry, at.ms, context);
    calls.push({
      id,
      atMs: at.ms,
      queue,
      from: typeof entry['from'] === 'string' ? entry['from'] : null,
      talkMs: durationAt(entry, 'talk') ?? DEFAULT_TALK_MS,
      patienceMs: durationAt(entry, 'patience') ?? Infinity,
      press3AtMs: durationAt(entry, 'press_3_at') ?? -1,
      introMs: durationAt(entry, 'intro') ?? defaults.introMs,
      vip: entry['vip'] === true,
    });
  });
  return calls;
}

function refuseLate(entry: JsonObject, atMs: number, { map, problems, durationMs }: TrafficContext): void {
  if (atMs <= durationMs) return;
  problems.error({
    code: 'CQ373',
    at: map.valuePlace(entry, 'at'),
    summary: 'this comes after the end of the scenario',
    hint: 'make `duration` longer',
  });
}

export function readEvents(written: Json | undefined, context: TrafficContext): ScriptedEvent[] {
  const entries = Array.isArray(written) ? written.filter(isObject) : [];
  return entries.flatMap((entry): ScriptedEvent[] => {
    const at = momentAt(entry, 'at', context);
    const agent = referenceAt(entry, 'agent', context) as Reference | undefined;
    if (at === undefined || agent === undefined) return [];
    const common = { atMs: at.ms, agent, queue: referenceAt(entry, 'queue', context) };
    const otherCallMs = durationAt(entry, 'other_call');
    const status = entry['status'];
    if ((otherCallMs === undefined) === (status === undefined)) {
      context.problems.error({
        code: 'CQ374',
        at: context.map.keyPlace(entry, 'at'),
        summary: 'an event is a status or another call, one of the two',
        hint: 'write `status: READY`, or `other_call: 120s`',
      });
      return [];
    }
    if (otherCallMs !== undefined) return [{ ...common, otherCallMs }];
    return [{ ...common, status: status as Extract<ScriptedEvent, { status: unknown }>['status'] }];
  });
}
