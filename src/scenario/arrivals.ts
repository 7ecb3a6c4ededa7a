/**
 * Callers in the order of their arrival: all streams of a scenario merged.
 *
 * A call is numbered by its stream and its place in it, so that it keeps its number, and all that is drawn for it, whatever
 * the other streams do.
 */

import type { Arrival, ArrivalSource } from '../engine/config.ts';
import { mixKey, uniform } from '../engine/random.ts';
import type { BoundCall, BoundScenario, BoundTraffic } from './bind.ts';
import type { CallTable } from './call-table.ts';
import { draw } from './distribution.ts';
import type { Scenario } from './scenario.ts';

/** What is drawn for a call, each under a key of its own. */
const [GAP, TALK, PATIENCE, PRESS_3, VIP] = [1, 2, 3, 4, 5];

/** One stream: its next call, made ready by `advance`. */
interface Stream {
  /** Infinity when there is none. */
  atMs: number;
  /** Its place in the stream. */
  index: number;
  advance(): void;
  fill(arrival: Arrival): void;
}

export function createArrivals(scenario: BoundScenario, replication: number): ArrivalSource {
  const base = mixKey(mixKey(scenario.seed, 0x636f6c), replication);
  const untilMs = scenario.window.untilMs;
  const scripted = new ScriptedStream(scenario.calls);
  const streams: Stream[] = [
    scripted,
    ...scenario.traffic.map((traffic, index) => {
      const key = mixKey(base, index);
      return traffic.arrivals.kind === 'table'
        ? new TableStream(traffic, traffic.arrivals.table, key, untilMs)
        : new DrawnStream(traffic, key, untilMs);
    }),
  ];
  for (const stream of streams) stream.advance();
  const heap = new StreamHeap(streams);
  return {
    next(arrival) {
      const first = heap.first;
      const stream = streams[first] as Stream;
      if (stream.atMs === Infinity) return false;
      arrival.atMs = stream.atMs;
      arrival.call = stream.index * streams.length + first;
      arrival.introMs = scenario.introMs;
      stream.fill(arrival);
      stream.advance();
      heap.reorder();
      return true;
    },
  };
}

/** Whether the scenario lists the call one by one. */
export function isListed({ traffic }: BoundScenario, call: number): boolean {
  return call % (traffic.length + 1) === 0;
}

/** What reports call a call of a run: its own id, or `STREAM.NUMBER`, both from 1. */
export function callName(scenario: BoundScenario, call: number): string {
  const { stream, index } = placeOf(call, scenario);
  return isListed(scenario, call) ? (scenario.callIds[index] ?? '') : `${stream}.${index + 1}`;
}

/** The number that a caller calls from, where the scenario says it. */
export function callerNumber(scenario: Scenario, call: number): string | null {
  const { stream, index } = placeOf(call, scenario);
  if (stream === 0) return scenario.calls[index]?.from ?? null;
  const arrivals = scenario.traffic[stream - 1]?.arrivals;
  if (arrivals?.kind !== 'table') return null;
  return arrivals.table.callers[arrivals.table.caller[index] ?? -1] ?? null;
}

/** The stream that a call is of, 0 for the scripted ones, and its place there. */
function placeOf(call: number, { traffic }: { traffic: readonly unknown[] }) {
  const streams = traffic.length + 1;
  return { stream: call % streams, index: Math.floor(call / streams) };
}

class ScriptedStream implements Stream {
  atMs = 0;
  index = 0;
  readonly #calls: { call: BoundCall; index: number }[];
  #next = 0;
  #call: BoundCall | undefined;

  constructor(calls: readonly BoundCall[]) {
    this.#calls = calls
      .map((call, index) => ({ call, index }))
      .filter(({ call }) => call.queue >= 0)
      .sort((a, b) => a.call.atMs - b.call.atMs);
  }

  advance(): void {
    const next = this.#calls[this.#next++];
    this.#call = next?.call;
    this.index = next?.index ?? 0;
    this.atMs = next?.call.atMs ?? Infinity;
  }

  fill(arrival: Arrival): void {
    const call = this.#call as BoundCall;
    arrival.queue = call.queue;
    arrival.caller = call.caller;
    arrival.talkMs = call.talkMs;
    arrival.patienceMs = call.patienceMs;
    arrival.press3AtMs = call.press3AtMs;
    arrival.introMs = call.introMs;
    arrival.vip = call.vip;
  }
}

/** What is drawn for callers of a stream whatever brought them. */
class Drawn {
  readonly #traffic: BoundTraffic;
  readonly #talk: number;
  readonly #patience: number;
  readonly #press3: number;
  readonly #vip: number;

  constructor(traffic: BoundTraffic, key: number) {
    this.#traffic = traffic;
    this.#talk = mixKey(key, TALK as number);
    this.#patience = mixKey(key, PATIENCE as number);
    this.#press3 = mixKey(key, PRESS_3 as number);
    this.#vip = mixKey(key, VIP as number);
  }

  fill(arrival: Arrival, index: number): void {
    const { talk, patience, press3, vip } = this.#traffic;
    arrival.talkMs = draw(talk, this.#talk, index);
    arrival.patienceMs = patience === null ? Infinity : draw(patience, this.#patience, index);
    arrival.press3AtMs = press3 === null ? -1 : draw(press3, this.#press3, index);
    arrival.vip = vip > 0 && uniform(this.#vip, index) < vip;
  }
}

class DrawnStream implements Stream {
  atMs = 0;
  index = -1;
  readonly #traffic: BoundTraffic;
  readonly #clock: () => number;
  readonly #untilMs: number;
  readonly #drawn: Drawn;

  constructor(traffic: BoundTraffic, key: number, untilMs: number) {
    this.#traffic = traffic;
    this.#untilMs = untilMs;
    this.#drawn = new Drawn(traffic, key);
    this.#clock = createClock(traffic, mixKey(key, GAP as number), untilMs);
  }

  advance(): void {
    this.index++;
    const atMs = this.#traffic.queue < 0 ? Infinity : this.#clock();
    this.atMs = atMs < this.#untilMs ? atMs : Infinity;
  }

  fill(arrival: Arrival): void {
    arrival.queue = this.#traffic.queue;
    arrival.caller = -1;
    this.#drawn.fill(arrival, this.index);
  }
}

/** Gives the times of arrival one after another, ms. */
function createClock({ arrivals }: BoundTraffic, key: number, untilMs: number): () => number {
  let count = 0;
  if (arrivals.kind === 'every') return () => count++ * arrivals.everyMs;
  const steps = arrivals.kind === 'profile' ? arrivals.steps : [];
  // Exact for rates that change: unit exponentials, laid out along the summed rate.
  let step = steps.findLastIndex(({ fromMs }) => fromMs <= 0);
  let timeMs = 0;
  return () => {
    let left = -Math.log(uniform(key, count++));
    for (;;) {
      const perMs = steps[step]?.perMs ?? 0;
      const endMs = steps[step + 1]?.fromMs ?? Infinity;
      const reachMs = perMs > 0 ? timeMs + left / perMs : Infinity;
      if (reachMs <= endMs) {
        timeMs = reachMs;
        return Math.round(timeMs);
      }
      if (endMs >= untilMs) return Infinity;
      left -= (endMs - timeMs) * perMs;
      timeMs = endMs;
      step++;
    }
  };
}

class TableStream implements Stream {
  atMs = 0;
  index = -1;
  readonly #traffic: BoundTraffic;
  readonly #table: CallTable;
  readonly #untilMs: number;
  readonly #drawn: Drawn;

  constructor(traffic: BoundTraffic, table: CallTable, key: number, untilMs: number) {
    this.#traffic = traffic;
    this.#table = table;
    this.#untilMs = untilMs;
    this.#drawn = new Drawn(traffic, key);
  }

  advance(): void {
    do this.index++;
    while (this.index < this.#table.atMs.length && this.#queueAt(this.index) < 0);
    const atMs = this.#table.atMs[this.index] ?? Infinity;
    this.atMs = atMs < this.#untilMs ? atMs : Infinity;
  }

  fill(arrival: Arrival): void {
    const { index } = this;
    const table = this.#table;
    this.#drawn.fill(arrival, index);
    arrival.queue = this.#queueAt(index);
    const caller = table.caller[index] as number;
    arrival.caller = caller < 0 ? -1 : (this.#traffic.tableCallers[caller] as number);
    const talkMs = table.talkMs[index] as number;
    const patienceMs = table.patienceMs[index] as number;
    if (talkMs >= 0) arrival.talkMs = talkMs;
    if (patienceMs >= 0) arrival.patienceMs = patienceMs;
  }

  #queueAt(index: number): number {
    const queue = this.#table.queue[index] as number;
    return queue < 0 ? this.#traffic.queue : (this.#traffic.tableQueues[queue] as number);
  }
}

/** The stream with the next call on top; equal: the earlier stream. */
class StreamHeap {
  readonly #streams: readonly Stream[];
  readonly #heap: Int32Array;

  constructor(streams: readonly Stream[]) {
    this.#streams = streams;
    const order = streams.map((_unused, index) => index);
    this.#heap = Int32Array.from(order.sort((a, b) => (this.#isBefore(a, b) ? -1 : 1)));
  }

  get first(): number {
    return this.#heap[0] as number;
  }

  /** The first stream has moved on. */
  reorder(): void {
    const heap = this.#heap;
    const moved = this.first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && this.#isBefore(heap[right] as number, heap[child] as number)) child = right;
      if (!this.#isBefore(heap[child] as number, moved)) break;
      heap[hole] = heap[child] as number;
      hole = child;
    }
    heap[hole] = moved;
  }

  #isBefore(a: number, b: number): boolean {
    const aMs = (this.#streams[a] as Stream).atMs;
    const bMs = (this.#streams[b] as Stream).atMs;
    return aMs < bMs || (aMs === bMs && a < b);
  }
}
