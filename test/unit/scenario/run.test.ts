import { describe, expect, test } from 'vitest';
import type { CallResult } from '../../../src/model/simulation.ts';
import { compareSides } from '../../../src/scenario/compare.ts';
import { tryOtherReadings } from '../../../src/scenario/other-readings.ts';
import { queueOf, runOn, SUPPORT, scenarioOf } from '../../support/scenario.ts';

/** `id outcome by wait`, in the order of arrival. */
const lines = (calls: readonly CallResult[] | undefined) =>
  calls?.map(({ id, outcome, by, wait_s }) => `${id} ${outcome} ${by ?? '-'} ${wait_s}`);

describe('a run', () => {
  test('is refused where a queue has a strategy that the engine does not know, as a newer PBX may', async () => {
    const scenario = await scenarioOf('calls: [ { id: one, at: 0s, queue: support, talk: 10s } ]');
    const newer = queueOf('sales', '8100', ['2001'], { polling_strategy: 'RING_BY_MOOD' });
    await expect(runOn(scenario, [SUPPORT, newer])).rejects.toThrow(/CQ385.*sales has the polling strategy/s);
    // What is not written is the API's default.
    const silent = queueOf('sales', '8100', ['2001'], { polling_strategy: null });
    expect((await runOn(scenario, [SUPPORT, silent])).ok).toBe(true);
  });

  test('plays single calls, habits and events by hand-worked times', async () => {
    const scenario = await scenarioOf(`
duration: 10m
agents:
  default: { answer: { after: 3s } }
  "2001": { answer: { sequence: [none, 5s], after: 2s } }
  "2002": { status: LUNCH }
calls:
  - { id: first, at: 0s, queue: support, talk: 60s }
  - { id: second, at: 10s, queue: "8000", talk: 60s, patience: 20s }
  - { id: third, at: 70s, queue: support, talk: 60s, vip: true }
  - { id: fourth, at: 65s, queue: support, talk: 1s }
events:
  - { at: 15s, agent: "2002", queue: support, status: READY }
`);
    const { result } = await runOn(scenario);
    // 2001 misses the first ring; 2002 is back at 15 s and is rung by the second call, then both calls go on.
    expect(lines(result.calls)?.slice(0, 2)).toEqual(['first answered 2001 25', 'second answered 2002 8']);
    expect(result.calls?.[0]?.steps.slice(0, 5)).toEqual([
      { t: 0, event: 'queued', queue: 'support', position: 1 },
      { t: 0, event: 'ring', agents: ['2001'] },
      { t: 20, event: 'no_answer', agents: ['2001'] },
      { t: 20, event: 'ring', agents: ['2001'] },
      { t: 25, event: 'answered', agent: '2001', talk_s: 60 },
    ]);
  });

  test('follows the API by default, and another reading where the scenario or the project says so', async () => {
    const text = `
agents: { default: { wrap_up: 30s } }
calls: [ { id: a, at: 0, queue: support, talk: 10s }, { id: b, at: 1, queue: support, talk: 10s } ]`;
    const one = queueOf('support', '8000', ['2001']);
    const base = await runOn(await scenarioOf(text), [one]);
    expect(lines(base.result.calls)).toEqual(['a answered 2001 0', 'b answered 2001 9']);
    expect(base.result.diagnostics.map(({ code }) => code)).toEqual(['CQ379']);
    const timed = { wrap_up_with_auto_ready: 'timed' };
    const project = await runOn(await scenarioOf(text), [one], { routing: timed });
    expect(lines(project.result.calls)).toEqual(['a answered 2001 0', 'b answered 2001 39']);
    const won = await runOn(await scenarioOf(`${text}\nrouting: { wrap_up_with_auto_ready: skip }`), [one], {
      routing: timed,
    });
    expect(lines(won.result.calls)).toEqual(['a answered 2001 0', 'b answered 2001 9']);
    expect(won.result.readings['wrap_up_with_auto_ready']).toBe('skip');
  });

  test('a call that goes round in forwards ends as timed_out, whatever turned it away', async () => {
    const scenario = await scenarioOf(`
agents: { default: { status: LOGGED_OUT } }
calls: [ { id: lost, at: 0, queue: support } ]`);
    const round = queueOf('support', '8000', ['2001'], {
      no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '8000' },
    });
    const { result } = await runOn(scenario, [round]);
    expect(lines(result.calls)).toEqual(['lost timed_out - 0']);
    expect(result.queues['support']).toMatchObject({ offered: 17, unstaffed: 17 });
    expect(result.diagnostics.map(({ severity }) => severity)).toContain('warning');
  });

  test('takes the figures that the contract names from what happened', async () => {
    const scenario = await scenarioOf(`
duration: 100s
agents: { default: { answer: { after: 2s } } }
calls:
  - { id: a, at: 0s, queue: support, talk: 50s }
  - { id: b, at: 10s, queue: support, talk: 20s }
  - { id: c, at: 20s, queue: support, patience: 10s }
`);
    const { result } = await runOn(scenario, [queueOf('support', '8000', ['2001'], { sla_time: 30 })]);
    expect(result.queues['support']).toEqual({
      offered: 3,
      answered: 2,
      abandoned: 1,
      timed_out: 0,
      overflowed: 0,
      unstaffed: 0,
      night: 0,
      callbacks: 0,
      service_level: { within_s: 30, value: 0.333333 },
      asa_s: 23,
      abandonment_rate: 0.333333,
      wait_s: { mean: 18.666667, p50: 10, p90: 44, p95: 44, p99: 44, max: 44 },
      delayed_rate: 0.666667,
      queue_length: { mean: 0.56, max: 2 },
      talk_s: { mean: 35 },
    });
    expect(result.agents['2001']).toEqual({ rung: 2, answered: 2, missed: 0, talk_s: 70, occupancy: 0.7 });
  });

  test('gives null, not a number, where nobody called', async () => {
    const { result } = await runOn(await scenarioOf('calls: []'));
    expect(result.queues['support']).toMatchObject({
      offered: 0,
      service_level: { within_s: 20, value: null },
      asa_s: null,
      wait_s: { mean: null, p50: null, max: null },
    });
  });

  test('warns of calls that never end', async () => {
    const scenario = await scenarioOf(
      'agents: { "2001": { status: LUNCH } }\ncalls: [ { id: a, at: 0, queue: one, press_3_at: 10s } ]',
    );
    const fields = { enable_callback: true, wait_when_no_agents_online: true, max_waiting_time: 30 };
    const { result } = await runOn(scenario, [queueOf('one', '8000', ['2001'], fields)]);
    expect(result.diagnostics).toMatchObject([
      { code: 'CQ381', summary: expect.stringContaining('never ended') },
    ]);
  });

  test('warns of calls that go round in a circle, and names it', async () => {
    const to = (number: string) => ({
      max_waiting_time: 15,
      wait_when_no_agents_online: true,
      no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number },
    });
    const { result } = await runOn(await scenarioOf('calls: [ { id: a, at: 0, queue: one } ]'), [
      queueOf('one', '8000', [], to('8001')),
      queueOf('two', '8001', [], to('8000')),
    ]);
    expect(result.diagnostics).toMatchObject([
      { code: 'CQ380', summary: '1 call went round in a circle: one -> two -> one' },
    ]);
    expect(lines(result.calls)).toEqual(['a timed_out - 255']);
  });
});

describe('arrivals', () => {
  const arrivalsOf = async (text: string, extra = '') => {
    const scenario = await scenarioOf(`${extra}
traffic: [ { queue: support, arrivals: ${text}, talk: 1s } ]`);
    const { result } = await runOn(scenario);
    return result.calls?.map(({ at_s }) => at_s) ?? [];
  };

  test('come at every interval, from the start, up to the end', async () => {
    expect(await arrivalsOf('{ every: 25s }', 'duration: 100s')).toEqual([0, 25, 50, 75]);
  });

  test('come at a rate, within what chance allows', async () => {
    const times = await arrivalsOf('{ rate: 3600/h }', 'duration: 3h');
    expect(Math.abs(times.length - 10_800)).toBeLessThan(4 * Math.sqrt(10_800));
    const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
    const squares = gaps.reduce((sum, gap) => sum + gap * gap, 0) / gaps.length;
    // Of an exponential distribution the second moment is twice the square of the mean.
    expect(squares).toBeGreaterThan(1.85);
    expect(squares).toBeLessThan(2.15);
  });

  test('follow a profile from the start, and by time of day, every day', async () => {
    const ramp = await arrivalsOf(
      '{ profile: [ { from: 0s, rate: 0/h }, { from: 1h, rate: 1000/h }, { from: 2h, rate: 0/h } ] }',
      'duration: 3h',
    );
    expect(ramp.every((at) => at >= 3600 && at <= 7200)).toBe(true);
    expect(Math.abs(ramp.length - 1000)).toBeLessThan(130);
    const days = await arrivalsOf(
      '{ profile: [ { from: "09:00", rate: 100/h }, { from: "10:00", rate: 0/h } ] }',
      'start: 2026-11-23T08:30:00\nduration: 2d'.replace('2d', '48h'),
    );
    const byHour = new Set(days.map((at) => Math.floor((8.5 + at / 3600) % 24)));
    expect([...byHour]).toEqual([9]);
    expect(Math.abs(days.length - 200)).toBeLessThan(60);
  });

  test('of one stream stay what they are whatever the others do', async () => {
    const stream = (queue: string, rate: string) =>
      `{ queue: ${queue}, arrivals: { rate: ${rate} }, talk: { exponential: 100s }, patience: { exponential: 50s } }`;
    const queues = [SUPPORT, queueOf('sales', '8100', ['2101'])];
    const callsOf = async (rate: string) => {
      const scenario = await scenarioOf(
        `traffic: [ ${stream('support', '60/h')}, ${stream('sales', rate)} ]`,
      );
      const { result } = await runOn(scenario, queues);
      return result.calls?.filter(({ queue }) => queue === 'support');
    };
    expect(await callsOf('60/h')).toEqual(await callsOf('300/h'));
  });
});

describe('replications', () => {
  const text = `
replications: 12
traffic: [ { queue: support, arrivals: { rate: 60/h }, talk: { lognormal: { mean: 80s, cv: 1.5 } }, patience: { erlang: { mean: 60s, k: 3 } } } ]`;

  test('give means with intervals that hold them, the same every time', async () => {
    const { result } = await runOn(await scenarioOf(text));
    const again = await runOn(await scenarioOf(text));
    expect(JSON.stringify(again.result)).toBe(JSON.stringify(result));
    const support = result.queues['support'];
    for (const [figure, [low, high]] of Object.entries(support?.ci95 ?? {})) {
      const value = figure
        .split('.')
        .reduce<unknown>((at, name) => (at as { [name: string]: unknown })[name], support) as number;
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    expect(Object.keys(support?.ci95 ?? {})).toContain('service_level.value');
  });

  test('compare two configs on the same callers: what does not change has no noise', async () => {
    const scenario = await scenarioOf(text);
    const before = await runOn(scenario, [queueOf('support', '8000', ['2001'])]);
    const after = await runOn(scenario, [queueOf('support', '8000', ['2001', '2002'])]);
    const { queues } = compareSides(before, after);
    expect(queues['support']?.['offered']).toMatchObject({ change: 0, ci95: [0, 0], significant: false });
    const level = queues['support']?.['service_level.value'];
    expect(level?.significant).toBe(true);
    expect(level?.change).toBeGreaterThan(0);
    expect(compareSides(before, before).queues['support']?.['asa_s']).toMatchObject({
      change: 0,
      significant: false,
    });
  });

  test('have one course for plots: means of what each interval had', async () => {
    const scenario = await scenarioOf(`
start: "2026-11-23T08:00:00"
duration: 96s
replications: 2
calls:
  - { at: 0s, queue: support, talk: 2s }
  - { at: 1s, queue: support, talk: 4s }`);
    const { result } = await runOn(scenario, [queueOf('support', '8000', ['2001'])], { plots: true });
    const { timeline } = result;
    expect(timeline).toMatchObject({ from_s: 0, interval_s: 1, clock_s: 28_800 });
    const support = timeline?.queues['support'];
    expect([support?.waiting.slice(0, 4), support?.waiting_max.slice(0, 4)]).toEqual([
      [0, 1, 0, 0],
      [1, 1, 0, 0],
    ]);
    expect(support?.offered.slice(0, 3)).toEqual([1, 1, 0]);
    expect(support?.waits).toEqual([
      [0, 1],
      [expect.closeTo(1, 1), 1],
    ]);
    expect(timeline?.agents['2001']?.talk.slice(0, 7)).toEqual([1, 1, 1, 1, 1, 1, 0]);
  });

  test('tell which other readings would matter, and only those', async () => {
    const skilled = {
      ...queueOf('support', '8000', [], { polling_strategy: 'SKILL_BASED_ROUTING_PRIORITIZED_HUNT' }),
      agents: [{ extension_number: '2001' }, { extension_number: '2002', skill_level: 2 }],
    };
    const scenario = await scenarioOf(`
agents: { "2002": { answer: { after: 15s } } }
traffic: [ { queue: support, arrivals: { every: 60s }, talk: 30s } ]`);
    const options = {
      on: 'config' as const,
      queues: [skilled],
      routing: {},
      trace: false as const,
      threads: 1,
    };
    const effects = await tryOtherReadings(scenario, await runOn(scenario, [skilled]), options);
    const matters = effects.filter((effect) => effect.matters).map(({ setting }) => setting);
    expect(matters).toContain('skill_order');
    expect(matters).not.toContain('late_join');
    expect(matters).not.toContain('max_callers_zero');
  });
});
