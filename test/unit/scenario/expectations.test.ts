import { describe, expect, test } from 'vitest';
import type { ScenarioTest } from '../../../src/model/simulation.ts';
import { renderTestsGithub } from '../../../src/report/dry-run/tests-github.ts';
import { renderTestsJson } from '../../../src/report/dry-run/tests-json.ts';
import { renderTestsJunit } from '../../../src/report/dry-run/tests-junit.ts';
import { renderTestsSarif } from '../../../src/report/dry-run/tests-sarif.ts';
import { renderTests } from '../../../src/report/dry-run/tests-text.ts';
import { checkExpectations } from '../../../src/scenario/expectations.ts';
import { Problems } from '../../../src/source/problems.ts';
import { queueOf, runOn, SUPPORT, scenarioOf } from '../../support/scenario.ts';

const CALLS = `
agents: { "2001": { answer: { sequence: [none], after: 2s } } }
calls:
  - { id: one, at: 0s, queue: support, talk: 10s }
  - { id: two, at: 0s, queue: support, talk: 10s, patience: 5s }
`;

async function check(expect: string, queues = [SUPPORT]) {
  const scenario = await scenarioOf(`${CALLS}expect:\n${expect}`);
  const problems = new Problems();
  const asked: (number | undefined)[] = [];
  const results = await checkExpectations(
    scenario,
    (withinMs) => {
      asked.push(withinMs);
      return runOn(scenario, queues, withinMs === undefined ? {} : { withinMs });
    },
    problems,
  );
  return { results, problems: problems.list(false), asked, scenario };
}

describe('expectations', () => {
  test.each([
    ['{ call: one, outcome: answered, by: "2002", wait: "<= 25s" }', true],
    ['{ call: one, outcome: answered, by: "2001" }', false],
    ['{ call: one, wait: 20s }', true],
    ['{ call: one, wait: "< 20s" }', false],
    ['{ call: one, queue: "8000" }', true],
    ['{ call: two, outcome: abandoned }', false],
    ['{ call: two, queue: sales }', false],
    ['{ queue: support, metric: answered, value: 2 }', true],
    ['{ queue: "8000", metric: answered, value: "!= 2" }', false],
    ['{ queue: support, metric: service_level, within: 19s, value: "50%" }', true],
    ['{ queue: support, metric: service_level, within: 30s, value: ">= 100%" }', true],
    ['{ queue: support, metric: wait_s.max, value: "> 19.5s" }', true],
    ['{ queue: sales, metric: asa_s, value: "<= 20s" }', false],
    ['{ agent: "2001", metric: missed, value: 1 }', true],
    ['{ agent: "2002", metric: occupancy, value: "= 0" }', false],
  ])('%s is %j', async (text, isMet) => {
    const queues = [queueOf('support', '8000', ['2001', '2002']), queueOf('sales', '8100', ['2101'])];
    const { results, problems } = await check(`  - ${text}`, queues);
    expect(problems).toEqual([]);
    expect(
      results.map(({ passed }) => passed),
      JSON.stringify(results),
    ).toEqual([isMet]);
  });

  test('name what the config has, or are mistakes and no failures', async () => {
    const { results, problems } = await check(
      '  - { queue: suport, metric: answered, value: 1 }\n  - { agent: "2009", metric: rung, value: 0 }',
    );
    expect(results).toEqual([]);
    expect(problems.map(({ code, severity, hint }) => [code, severity, hint])).toEqual([
      ['CQ377', 'error', 'did you mean support?'],
      ['CQ378', 'error', expect.any(String)],
    ]);
  });

  test('ask for a run under each threshold, and tell the story of a call only where it failed', async () => {
    const { results, asked } = await check(
      '  - { call: one, by: "2001" }\n  - { call: one, by: "2002" }\n  - { queue: support, metric: service_level, within: 5s, value: 0 }',
    );
    expect(asked).toEqual([undefined, undefined, 5000]);
    expect(results.map(({ call }) => call?.id)).toEqual(['one', undefined, undefined]);
    expect(results[0]?.actual).toBe('answered, by 2002, wait 20s');
  });
});

describe('what routing tests found', () => {
  const tests = async (): Promise<ScenarioTest[]> => {
    const { results } = await check(
      '  - { call: one, by: "2001" }\n  - { queue: support, metric: answered, value: 2 }',
    );
    const source = { file: 'a.scenario.yaml', line: 3, column: 5 };
    const expectations = results.map((result) => ({ ...result, source }));
    return [
      {
        scenario: 'a "rush"',
        file: 'a.scenario.yaml',
        status: 'failed',
        expectations,
        diagnostics: [],
        elapsedMs: 12,
      },
      {
        scenario: 'b',
        file: 'b.scenario.yaml',
        status: 'passed',
        expectations: expectations.slice(1),
        diagnostics: [{ severity: 'warning', code: 'CQ379', summary: 'wrap-up is not used' }],
        elapsedMs: 3,
      },
      {
        scenario: 'c.scenario.yaml',
        file: 'c.scenario.yaml',
        status: 'error',
        expectations: [],
        diagnostics: [{ severity: 'error', code: 'CQ101', summary: 'this is not YAML: <x>', source }],
        elapsedMs: 0,
      },
    ];
  };
  const golden = (name: string) => `../../golden/report/${name}`;

  test('as text, JUnit, annotations and JSON', async () => {
    const found = await tests();
    await expect(renderTests(found, { color: false, width: 100 })).toMatchFileSnapshot(golden('tests.txt'));
    await expect(renderTestsJunit(found)).toMatchFileSnapshot(golden('tests.xml'));
    await expect(renderTestsSarif(found, '1.2.3')).toMatchFileSnapshot(golden('tests.sarif'));
    await expect(renderTestsGithub(found)).toMatchFileSnapshot(golden('tests-github.txt'));
    expect(JSON.parse(renderTestsJson(found))).toMatchObject({
      summary: { passed: 1, failed: 1, error: 1 },
      scenarios: [{ status: 'failed' }, { status: 'passed' }, { status: 'error' }],
    });
    expect(renderTestsJson(found)).not.toContain('elapsed');
  });
});
