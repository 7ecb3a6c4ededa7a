/** Dry runs from outside: what the contract says of simulate, test and plan --scenario. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { type Ended, ROOT, runCli } from '../support/run-cli.ts';

let folder = '';
const run = (...args: string[]): Promise<Ended> => runCli(args, { cwd: folder });
const json = async (...args: string[]): Promise<JsonObject> => {
  const { code, stdout, stderr } = await run(...args, '--format', 'json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as JsonObject;
};
const schemaOf = async (name: string) =>
  new Ajv2020({ strict: false }).compile(
    JSON.parse(await readFile(join(ROOT, `schemas/${name}.schema.json`), 'utf8')) as object,
  );

const PROJECT = `version: 1
queues:
  support:
    extension_number: "8000"
    polling_strategy: PRIORITIZED_HUNT
    agents: ["2002", "2001"]
`;
const SCENARIO = `version: 1
scenario: lunch rush
seed: 7
start: "2026-11-23T12:00:00"
duration: 1h
agents:
  default: { status: READY, answer: { after: 3s, probability: 1 }, wrap_up: 0s }
  "2002": { shifts: [ { from: 0s, to: 30m } ], answer: { sequence: [none, 5s], after: 2s } }
traffic:
  - queue: support
    arrivals: { rate: 20/h }
    talk: { exponential: 240s }
    patience: { exponential: 90s }
calls:
  - { id: c1, at: 0s, queue: support, from: "+15550100", talk: 60s, patience: 120s }
`;
const EXPECT = `expect:
  - { call: c1, outcome: answered, by: "2001", wait: "<= 25s" }
  - { queue: "8000", metric: service_level, within: 20s, value: ">= 0.2" }
`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cqctl-dry-run-'));
  await writeFile(join(folder, 'cqctl.yaml'), PROJECT);
  await writeFile(join(folder, 'lunch.scenario.yaml'), SCENARIO + EXPECT);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('simulate', () => {
  test('prints what the contract shows, offline, the same bytes every time', async () => {
    const result = await json('simulate', 'lunch.scenario.yaml', '--trace');
    expect((await schemaOf('simulation'))(result)).toBe(true);
    expect(result).toMatchObject({
      format_version: '1.0',
      scenario: 'lunch rush',
      seed: 7,
      replications: 1,
      queues: { support: { service_level: { within_s: 20 } } },
    });
    const [first] = result['calls'] as JsonObject[];
    expect(first).toMatchObject({
      id: 'c1',
      queue: 'support',
      at_s: 0,
      outcome: 'answered',
      by: '2001',
      wait_s: 23,
    });
    const steps = first?.['steps'] as JsonObject[];
    expect(steps.map(({ t, event }) => `${t} ${event}`).slice(0, 5)).toEqual([
      '0 queued',
      '0 ring',
      '20 no_answer',
      '20 ring',
      '23 answered',
    ]);
    const support = (result['queues'] as JsonObject)['support'] as { [name: string]: number };
    const outcomes = ['answered', 'abandoned', 'timed_out', 'overflowed', 'unstaffed', 'night', 'callbacks'];
    expect(outcomes.reduce((sum, name) => sum + (support[name] as number), 0)).toBe(support['offered']);
    expect(await json('simulate', 'lunch.scenario.yaml', '--trace')).toEqual(result);
    const { stderr } = await run('simulate', 'lunch.scenario.yaml');
    expect(stderr).toMatch(/27 calls in/);
    expect(stderr).not.toContain('embedded');
  });

  test('gives the same bytes with one thread and with several', async () => {
    await writeFile(
      join(folder, 'many.scenario.yaml'),
      SCENARIO.replace('duration: 1h', 'duration: 20h\nreplications: 9'),
    );
    const one = await run('simulate', 'many.scenario.yaml', '--threads', '1', '--format', 'json');
    const three = await run('simulate', 'many.scenario.yaml', '--threads', '3', '--format', 'json');
    expect(one.code, one.stderr).toBe(0);
    expect(three.stdout).toBe(one.stdout);
    const { queues } = JSON.parse(one.stdout) as { queues: { support: { ci95: object } } };
    expect(queues.support.ci95).toHaveProperty(['wait_s.mean']);
  });

  test('takes another threshold, prints CSV, and further formats from one run', async () => {
    const wide = await json('simulate', 'lunch.scenario.yaml', '--within', '60');
    expect(wide).toMatchObject({ queues: { support: { service_level: { within_s: 60 } } } });
    const { stdout } = await run(
      'simulate',
      'lunch.scenario.yaml',
      '--format',
      'csv',
      '--output',
      'json=r.json',
    );
    expect(stdout.split('\r\n')[0]).toBe('scenario,kind,name,figure,value,ci95_low,ci95_high');
    expect(JSON.parse(await readFile(join(folder, 'r.json'), 'utf8'))).toMatchObject({
      scenario: 'lunch rush',
    });
  });

  test('says which other readings would matter', async () => {
    const { readings_tried: tried } = await json('simulate', 'lunch.scenario.yaml', '--readings', 'all');
    expect((tried as JsonObject[]).map(({ setting }) => setting)).toContain('round_gap');
  });

  test.each([
    [['simulate', 'none.scenario.yaml'], 1, 'none.scenario.yaml cannot be read'],
    [['simulate'], 64, 'missing required argument'],
    [['simulate', 'lunch.scenario.yaml', '--on', 'moon'], 64, '--on moon'],
    [['simulate', 'lunch.scenario.yaml', '--compare', '--on', 'live'], 64, '--compare'],
    [['simulate', 'lunch.scenario.yaml', '--readings', 'some'], 64, '--readings some'],
    [['simulate', 'lunch.scenario.yaml', '--threads', '0'], 64, '--threads'],
    [['simulate', 'lunch.scenario.yaml', '--within', 'soon'], 64, '--within'],
  ])('%j is refused in words', async (args, code, words) => {
    const ended = await run(...args);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).toContain(words);
    expect(ended.stdout).toBe('');
  });
});

describe('test', () => {
  test('ends with 0, 3 for an expectation that is not met, 1 for a mistake in the scenario', async () => {
    const good = await run('test');
    expect(good.code, good.stdout + good.stderr).toBe(0);
    expect(good.stdout).toContain('2 expectations, all met');
    await writeFile(join(folder, 'bad.scenario.yaml'), SCENARIO + EXPECT.replace('25s', '20s'));
    const bad = await run('test');
    expect(bad.code).toBe(3);
    expect(bad.stdout).toContain('no answer from 2002');
    await writeFile(
      join(folder, 'bad.scenario.yaml'),
      `${SCENARIO}expect: [ { queue: suport, metric: answered, value: 1 } ]`,
    );
    const wrong = await run('test');
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('did you mean support?');
    expect(wrong.stdout).toContain('pass');
  });

  test('prints JSON, JUnit and annotations that are what they claim to be', async () => {
    await writeFile(
      join(folder, 'bad.scenario.yaml'),
      SCENARIO.replace('lunch rush', '"<&::error \\u0007 %0A]]>"') + EXPECT.replace('25s', '20s'),
    );
    const { stdout } = await run('test', '--format', 'json');
    expect((await schemaOf('tests'))(JSON.parse(stdout))).toBe(true);
    const junit = (await run('test', 'bad.scenario.yaml', '--format', 'junit')).stdout;
    expect(junit).toContain('&lt;&amp;::error');
    expect(junit).not.toContain('\u0007');
    expect(junit).toMatch(/tests="2" failures="1" errors="0"/);
    const github = (await run('test', 'bad.scenario.yaml', '--format', 'github')).stdout;
    expect(github.split('\n')).toHaveLength(2);
    expect(github).toMatch(
      /^::error file=bad.scenario.yaml,line=\d+,col=\d+,title=cqctl test%3A <&%3A%3Aerror/,
    );
  });
});

describe('before and after', () => {
  test('a plan says what it does to callers, and is refused where the policy says so', async () => {
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    const better = PROJECT.replace('"2001"]', '"2001", "2003"]');
    await writeFile(join(folder, 'cqctl.yaml'), better);
    const plan = await json('plan', '--scenario', 'lunch.scenario.yaml');
    expect((await schemaOf('plan'))(plan)).toBe(true);
    const [impact] = plan['routing'] as { queues: { [queue: string]: { [figure: string]: JsonObject } } }[];
    expect(impact?.queues['support']?.['service_level.value']).toMatchObject({ significant: true });
    const { hash } = await json('plan');
    expect(plan['hash']).toBe(hash);

    const comparison = await json('simulate', 'lunch.scenario.yaml', '--compare');
    expect((await schemaOf('comparison'))(comparison)).toBe(true);
    expect(comparison['queues']).toEqual(impact?.queues);
    expect((await json('simulate', 'lunch.scenario.yaml', '--on', 'live'))['on']).toBe('live');

    const strict = better.replace(
      'version: 1',
      'version: 1\npolicy: { routing: { service_level: ">= 99%" } }',
    );
    await writeFile(join(folder, 'cqctl.yaml'), strict);
    const refused = await run('plan', '--scenario', 'lunch.scenario.yaml', '--out', 'p.cqplan');
    expect(refused.code).toBe(3);
    expect(refused.stdout).toContain('CQ413');
    const applied = await run('apply', 'p.cqplan');
    expect(applied.code).toBe(3);
    expect(applied.stderr).toContain('nothing was changed');
    expect((await run('plan')).code).toBe(0);
    expect((await run('show', 'p.cqplan')).stdout).toContain('For the callers of lunch rush');
  });

  test('what is not written comes from the PBX, and what others changed there counts', async () => {
    expect((await run('apply', '--auto-approve')).code).toBe(0);
    await writeFile(join(folder, 'cqctl.yaml'), PROJECT.replace('    agents: ["2002", "2001"]\n', ''));
    const supportOn = async (on: string) =>
      ((await json('simulate', 'lunch.scenario.yaml', '--on', on)) as { queues: { support: JsonObject } })
        .queues.support;
    expect((await supportOn('config'))['unstaffed']).toBe(27);
    expect((await supportOn('planned'))['unstaffed']).toBe(0);
  });
});
