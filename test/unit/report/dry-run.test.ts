/** Dry runs as people and programs read them, against golden files. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderComparison } from '../../../src/report/dry-run/comparison-text.ts';
import { renderComparisonCsv, renderSimulationCsv } from '../../../src/report/dry-run/csv.ts';
import {
  changeText,
  countText,
  figureText,
  secondsText,
  spreadText,
} from '../../../src/report/dry-run/figure-text.ts';
import { renderReadingEffects } from '../../../src/report/dry-run/readings-text.ts';
import {
  comparisonJson,
  renderResultsJson,
  simulationJson,
} from '../../../src/report/dry-run/simulation-json.ts';
import { renderSimulation } from '../../../src/report/dry-run/simulation-text.ts';
import { describeStep } from '../../../src/report/dry-run/trace-text.ts';
import { renderPlanHtml } from '../../../src/report/plan-html.ts';
import { renderPlanMarkdown } from '../../../src/report/plan-markdown.ts';
import { renderPlanText } from '../../../src/report/plan-text.ts';
import { compareSides } from '../../../src/scenario/compare.ts';
import { tryOtherReadings } from '../../../src/scenario/other-readings.ts';
import { FULL_PLAN } from '../../support/sample-plan.ts';
import { queueOf, runOn, scenarioOf } from '../../support/scenario.ts';

const golden = (name: string) => join(import.meta.dirname, '../../golden/report', name);
const PLAIN = { color: false, width: 120 };

const QUEUES = [
  queueOf('support', '8000', ['2001', '2002'], {
    max_callers: 2,
    no_answer_forward_rule: { action: 'FORWARD_TO_NUMBER', number: '8001' },
  }),
  queueOf('overflow', '8001', ['2003'], { inform_position: 'ON_CONNECTED' }),
  queueOf('=idle', '8002', ['2004']),
];
const SCENARIO = `
scenario: "a rush: \\e[31mred\\e[0m, @mention"
duration: 30m
agents:
  default: { answer: { after: 4s }, wrap_up: 10s }
  "2001": { answer: { sequence: [none] } }
calls:
  - { id: one, at: 0s, queue: support, talk: 100s }
  - { id: two, at: 1s, queue: support, talk: 100s }
  - { id: three, at: 2s, queue: support, patience: 30s }
  - { id: four, at: 30s, queue: support, talk: 20s, vip: true }
`;
const RANDOM = `
scenario: random
replications: 12
traffic: [ { queue: support, arrivals: { rate: 60/h }, talk: { exponential: 100s }, patience: { exponential: 60s } } ]
`;

describe('a dry run', () => {
  test('as a table with the story of each call', async () => {
    const { result } = await runOn(await scenarioOf(SCENARIO), QUEUES);
    await expect(renderSimulation({ ...result, file: 'x' }, PLAIN)).toMatchFileSnapshot(
      golden('simulation.txt'),
    );
    expect(renderSimulation(result, { color: true, width: 80 })).not.toContain('\u001b[31mred');
  });

  test('of several replications, as JSON and CSV', async () => {
    const { result } = await runOn(await scenarioOf(RANDOM), QUEUES, { trace: false, plots: true });
    const json = renderResultsJson([simulationJson({ ...result, file: 'x' })]);
    await expect(json).toMatchFileSnapshot(golden('simulation.json'));
    expect(json).not.toContain('timeline');
    const csv = renderSimulationCsv([result]);
    await expect(csv.replaceAll('\r\n', '\n')).toMatchFileSnapshot(golden('simulation.csv'));
    expect(csv).toContain("random,queue,'=idle,offered,0,0,0\r\n");
    const both = JSON.parse(renderResultsJson([simulationJson(result), simulationJson(result)])) as object;
    expect(both).toMatchObject({ format_version: '1.0', results: [{}, {}] });
  });

  test('before and after, as text and CSV', async () => {
    const scenario = await scenarioOf(RANDOM);
    const before = await runOn(scenario, QUEUES, { on: 'live', trace: false });
    const [support, ...others] = QUEUES as [(typeof QUEUES)[number], ...typeof QUEUES];
    const more = { ...support, agents: [...support.agents, { extension_number: '2005' }] };
    const after = await runOn(scenario, [more, ...others], { on: 'planned', trace: false });
    const comparison = compareSides(before, after);
    await expect(renderComparison(comparison, PLAIN)).toMatchFileSnapshot(golden('comparison.txt'));
    const csv = renderComparisonCsv([comparison]);
    await expect(csv.replaceAll('\r\n', '\n')).toMatchFileSnapshot(golden('comparison.csv'));
    expect(comparisonJson(comparison)).toMatchObject({ before: { on: 'live' }, after: { on: 'planned' } });
    const { before: _before, after: _after, ...impact } = comparison;
    const plan = { ...FULL_PLAN, routing: [impact, { ...impact, scenario: 'none', queues: {} }] };
    await expect(renderPlanText(plan, PLAIN)).toMatchFileSnapshot(golden('plan-impact.txt'));
    await expect(renderPlanMarkdown(plan)).toMatchFileSnapshot(golden('plan-impact.md'));
    await expect(renderPlanHtml(plan)).toMatchFileSnapshot(golden('plan-impact.html'));
  });

  test('with what other readings would change', async () => {
    const scenario = await scenarioOf(RANDOM);
    const options = { on: 'config' as const, queues: QUEUES, routing: {}, trace: false as const, threads: 1 };
    const effects = await tryOtherReadings(scenario, await runOn(scenario, QUEUES, options), options);
    await expect(renderReadingEffects(effects, PLAIN)).toMatchFileSnapshot(golden('readings.txt'));
  });
});

test('figures are short, and say what is not there', () => {
  expect([0, 12.34, 59.96, 61, 3599.7, 3725, -245, null].map(secondsText)).toEqual([
    '0 s',
    '12.3 s',
    '1 min',
    '1 min 1 s',
    '1 h',
    '1 h 2 min',
    '-4 min 5 s',
    '–',
  ]);
  expect([3, 3.1449, 12.34, null].map(countText)).toEqual(['3', '3.14', '12.3', '–']);
  expect(figureText('abandonment_rate', 0.0512)).toBe('5.1 %');
  expect([changeText('occupancy', 0.1), changeText('asa_s', -2), changeText('answered', null)]).toEqual([
    '+10.0 pts',
    '-2 s',
    '–',
  ]);
  expect([spreadText('occupancy', [0.1, 0.2]), spreadText('asa_s', null)]).toEqual(['± 5.0 pts', '']);
});

test.each([
  [{ t: 0, event: 'ring', agents: ['2001'], sticky: true }, 'rings 2001, who answered this caller last'],
  [{ t: 0, event: 'join', agents: ['2001', '2002'] }, 'rings 2001, 2002 too'],
  [{ t: 0, event: 'stop', agents: ['2001'], why: 'caller_left' }, 'stops ringing 2001: the caller left'],
  [{ t: 0, event: 'callback' }, 'asks to be called back and keeps the place'],
  [{ t: 0, event: 'called_back', agent: '2001' }, '2001 calls back'],
  [{ t: 0, event: 'position', position: 2 }, 'hears: position 2'],
  [{ t: 0, event: 'forward', action: 'HANGUP', number: null }, 'is hung up'],
  [
    { t: 0, event: 'forward', action: 'FORWARD_TO_VOICEMAIL', number: '2001' },
    'is forwarded to voicemail 2001',
  ],
  [{ t: 0, event: 'unstaffed', queue: 'support', wait_s: 0 }, 'finds nobody online in support'],
  [{ t: 0, event: 'night', queue: 'support', wait_s: 0 }, 'finds support in night mode'],
  [{ t: 0, event: 'loop', number: '8000' }, 'has been forwarded too often; the call ends'],
  [{ t: 0, event: 'something_new' }, 'something new'],
])('a step is a sentence: %j', (step, sentence) => {
  expect(describeStep(step)).toBe(sentence);
});
