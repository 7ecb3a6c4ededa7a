/**
 * The engine against queueing theory: cases with exact answers (M/M/c, M/M/c/K, M/M/c+M, M/D/c and hunts).
 *
 * For each figure three gates: the run is long enough for its own noise, the mean is within four standard errors, and
 * a known mistake would have been told apart. A last test makes the engine wrong on purpose and sees that caught.
 */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Arrival, EngineConfig, EngineQueue } from '../../../src/engine/config.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { mixKey, uniform } from '../../../src/engine/random.ts';
import { Statistics } from '../../../src/engine/statistics.ts';
import { printReadings, readReadings } from '../../../src/routing/readings.ts';
import { buildQueue } from '../../support/engine.ts';

interface Case {
  id: string;
  model: string;
  params: {
    arrivals: { process: 'poisson'; rate_per_hour: number } | { process: 'fixed_interval'; seconds: number };
    agents: number;
    answer_delay: { value: number };
    answer_probability?: number;
    talk_time: { dist: 'exponential'; mean: number } | { dist: 'fixed'; value: number };
    queue: { ring_time: number; max_callers: number | null; max_waiting_time: number | null };
    patience?: { mean: number };
  };
  expect: Record<string, number | number[] | Record<string, number>>;
  wrong: Record<string, number | number[] | Record<string, number>>[];
  calls: number;
  se: Record<string, number>;
}

const cases = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../fixtures/engine/oracles.json'), 'utf8'),
) as Case[];
const REPLICATIONS = 10;

/** Nested figures under dotted names: `service_level.20`. */
function flatten(figures: Case['expect']): Map<string, number> {
  const flat = new Map<string, number>();
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value === 'number') flat.set(name, value);
    else for (const [part, number] of Object.entries(value)) flat.set(`${name}.${part}`, number);
  }
  return flat;
}

/** One replication; `thresholdMs` is what answered-within figures count by. */
function run(
  oracle: Case,
  seed: number,
  thresholdMs: number,
  change: Partial<EngineQueue> = {},
): Map<string, number> {
  const { params } = oracle;
  const warmUpCalls = oracle.id === 'i1' ? 0 : Math.max(1000, oracle.calls / REPLICATIONS / 20);
  const calls = Math.ceil(oracle.calls / REPLICATIONS) + warmUpCalls;
  const gapMs =
    params.arrivals.process === 'poisson'
      ? 3_600_000 / params.arrivals.rate_per_hour
      : params.arrivals.seconds * 1000;
  const key = mixKey(seed, 77);
  const exponential = (purpose: number, index: number, meanMs: number): number =>
    Math.round(-Math.log(uniform(mixKey(key, purpose), index)) * meanMs);
  let next = 0;
  let atMs = 0;
  const talk = params.talk_time;
  const patience = params.patience;
  const queue = buildQueue({
    agents: Array.from({ length: params.agents }, (_unused, agent) => agent),
    ringMs: params.queue.ring_time * 1000,
    maxCallers: params.queue.max_callers,
    maxWaitingMs: (params.queue.max_waiting_time ?? 65535) * 1000,
    ...change,
  });
  const config: EngineConfig = {
    queues: [queue],
    agents: Array.from({ length: params.agents }, () => ({ onShift: true })),
    readings: { ...readReadings(printReadings()), maxCallersZero: 'none' },
    behaviour: {
      answerAfterMs: (agent, ring) => {
        const answers = uniform(mixKey(mixKey(key, 9), agent), ring) < (params.answer_probability ?? 1);
        return answers ? params.answer_delay.value * 1000 : -1;
      },
      wrapUpMs: () => -1,
    },
    events: [],
    nightMode: false,
    arrivals: {
      next(arrival: Arrival): boolean {
        if (next === calls) return false;
        atMs += params.arrivals.process === 'poisson' ? exponential(1, next, gapMs) : gapMs;
        arrival.atMs = atMs;
        arrival.call = next;
        arrival.talkMs =
          talk.dist === 'exponential' ? exponential(2, next, talk.mean * 1000) : talk.value * 1000;
        arrival.patienceMs = patience === undefined ? Infinity : exponential(3, next, patience.mean * 1000);
        next++;
        return true;
      },
    },
  };
  // Well before the last arrival, whose time is itself random.
  const window = { fromMs: warmUpCalls * gapMs, untilMs: (calls - 4 * Math.sqrt(calls)) * gapMs };
  const statistics = new Statistics(1, params.agents, [thresholdMs], window);
  new Engine(config, statistics, null).run();
  const figures = statistics.queue(0);
  const { outcomes } = figures;
  const agents = config.agents.map((_unused, agent) => statistics.agent(agent));
  const load = agents.map((agent) => (agent.ringMs + agent.talkMs) / agent.shiftMs);
  const measured = new Map([
    ['blocking', outcomes.overflowed / figures.offered],
    ['occupancy', load.reduce((sum, value) => sum + value, 0) / load.length],
    ['prob_wait', figures.delayed / figures.admitted],
    ['asa', figures.answerWaitMs / outcomes.answered / 1000],
    ['mean_wait_all', figures.waits.sum / figures.admitted / 1000],
    ['mean_wait_of_delayed', figures.answerWaitMs / figures.delayed / 1000],
    ['mean_queue_length', figures.lengthMean],
    ['prob_abandon', outcomes.abandoned / figures.admitted],
    ['prob_timeout', outcomes.timed_out / figures.admitted],
    ['wait_p95', figures.waits.quantile(0.95) / 1000],
    [`service_level.${thresholdMs / 1000}`, figures.inTime / figures.admitted],
    [`answered_within_of_offered.${thresholdMs / 1000}`, figures.inTime / figures.offered],
    ['rings_per_call', agents.reduce((sum, agent) => sum + agent.rung, 0) / figures.offered],
  ]);
  load.forEach((value, agent) => {
    measured.set(`agent_occupancy.${agent}`, value);
  });
  agents.forEach((agent, index) => {
    measured.set(`agent_rings_per_call.${index}`, agent.rung / figures.offered);
  });
  return measured;
}

const replicated = new Map<string, Map<string, number>[]>();

/** All replications of a case; run once for all the figures that are read from them. */
function replicate(oracle: Case, thresholdMs: number, change?: Partial<EngineQueue>): Map<string, number>[] {
  const key = JSON.stringify([oracle.id, thresholdMs, change]);
  const known = replicated.get(key);
  if (known !== undefined) return known;
  const runs = Array.from({ length: REPLICATIONS }, (_unused, index) =>
    run(oracle, index + 1, thresholdMs, change),
  );
  replicated.set(key, runs);
  return runs;
}

interface Figure {
  mean: number;
  /** Standard error of the mean. */
  error: number;
}

function measure(oracle: Case, name: string, change?: Partial<EngineQueue>): Figure {
  const threshold = /^(?:service_level|answered_within_of_offered)\.(\d+)$/.exec(name)?.[1] ?? '20';
  const values = replicate(oracle, Number(threshold) * 1000, change).map(
    (figures) => figures.get(name) as number,
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / REPLICATIONS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (REPLICATIONS - 1);
  return { mean, error: Math.sqrt(variance / REPLICATIONS) };
}

function tolerance(name: string, error: number): number {
  return Math.max(4 * error, /asa|wait|p95/.test(name) ? 0.001 : 1e-9);
}

describe.each(cases)('$id $model', (oracle) => {
  const expected = flatten(oracle.expect);

  test.each([...expected])('%s is %d', (name, exact) => {
    const { mean, error } = measure(oracle, name);
    const reference = oracle.se[name];
    if (reference !== undefined)
      expect(error).toBeLessThanOrEqual(2 * reference * Math.sqrt(4e6 / oracle.calls));
    // A quantile is read from a histogram that is right to 1 %.
    const allowed = tolerance(name, error) + (name === 'wait_p95' ? 0.01 * exact : 0);
    expect(Math.abs(mean - exact)).toBeLessThanOrEqual(allowed);
    for (const mistakes of oracle.wrong) {
      const wrong = flatten(mistakes).get(name);
      if (wrong === undefined) continue;
      expect(Math.abs(wrong - exact)).toBeGreaterThanOrEqual(8 * error);
      expect(Math.abs(mean - exact)).toBeLessThan(Math.abs(mean - wrong));
    }
  });
});

describe('these tests can fail', () => {
  const find = (id: string): Case => cases.find((oracle) => oracle.id === id) as Case;

  test.each<[id: string, name: string, mistake: Partial<EngineQueue>]>([
    ['k1', 'blocking', { maxCallers: 4 }],
    ['t1', 'prob_timeout', { maxWaitingMs: 60_000 }],
    ['h1', 'agent_occupancy.0', { strategy: 'CYCLIC' }],
    ['i1', 'asa', { ringMs: 12_000 }],
  ])('%s notices a wrong engine by %s', (id, name, mistake) => {
    const exact = flatten(find(id).expect).get(name) as number;
    const { mean, error } = measure(find(id), name, mistake);
    expect(Math.abs(mean - exact)).toBeGreaterThan(tolerance(name, error));
  });
});
