import { describe, expect, test } from 'vitest';
import { queueOf, readScenarioText, runOn, SUPPORT, scenarioOf } from '../../support/scenario.ts';

async function problemsOf(text: string, files: { [name: string]: string } = {}) {
  const { diagnostics, value } = await readScenarioText(text, files);
  expect(value).toBeUndefined();
  return diagnostics.map(
    ({ code, summary, hint, source }) =>
      `${source?.file === 'test.scenario.yaml' ? '' : `${source?.file.split('/').pop()} `}${source?.line}:${source?.column} ${code} ${summary}${hint === undefined ? '' : ` | ${hint}`}`,
  );
}

describe('what is wrong in a scenario', () => {
  test('is told all at once, each at its place', async () => {
    expect(
      await problemsOf(`version: 1
seeed: 7
duration: an hour
agents:
  "2001": { status: ASLEEP, answer: { probability: 2 } }
  bob: {}
traffic:
  - { queue: support, arrivals: { rate: 120 per hour }, talk: 3m }
  - { queue: support, arrivals: { rate: 120/h, every: 30s }, talk: { exponential: 4m, uniform: [1, 2] } }
calls:
  - { at: soon, queue: support }
events:
  - { at: 5m, status: READY }
`),
    ).toEqual([
      '2:1 CQ200 unknown key "seeed" in a scenario | did you mean seed?',
      '3:11 CQ206 duration has to be a duration such as 90s, 5m or 1h30m, but it is "an hour"',
      expect.stringContaining('5:21 CQ204 status has to be one of the known values, but it is "ASLEEP"'),
      '5:52 CQ205 probability has to be from 0 to 1, but it is 2',
      '6:3 CQ209 "bob" cannot be a name in agents: a name is default, or an extension number of 3 to 64 digits',
      '8:41 CQ206 rate has to be calls in a unit of time such as 120/h, but it is "120 per hour"',
      '9:33 CQ382 arrivals can be one thing only | keep one of rate or every',
      '9:68 CQ382 talk can be one thing only | keep one of exponential or uniform',
      expect.stringContaining(
        '11:11 CQ206 at has to be a duration such as 90s, 5m or 1h30m, or a time of day',
      ),
      '13:5 CQ201 item 1 of events has no agent | add agent',
    ]);
  });

  test('is told of what makes no sense together', async () => {
    expect(
      await problemsOf(`version: 1
duration: 1h
warm_up: 1h
agents:
  "2001": { shifts: [ { from: 30m, to: 10m } ] }
  "2002": { shifts: [ { from: 0s, to: 20m }, { from: 10m, to: 30m } ] }
  "2003": { shifts: [ { from: "08:00" } ] }
traffic:
  - { arrivals: { rate: 1/h } }
  - { queue: support, arrivals: { every: 0s }, talk: { uniform: [5, 1] } }
calls:
  - { id: c1, at: 0s, queue: support }
  - { id: c1, at: 2h, queue: support }
events:
  - { at: 5m, agent: "2001" }
expect:
  - { call: c2, outcome: answered }
  - { call: c1 }
  - { queue: support, metric: occupancy, value: 1 }
  - { queue: support, metric: answered }
  - { agent: "2001", metric: missed, within: 20s, value: 0 }
  - { metric: answered, value: 1 }
  - { queue: support, metric: asa_s, within: 20s, value: 1 }
`),
    ).toEqual([
      expect.stringContaining('3:10 CQ373 the warm-up leaves nothing'),
      '5:36 CQ370 the shift ends before it begins',
      '6:46 CQ370 the shift begins before another one has ended',
      expect.stringContaining(
        '7:31 CQ371 08:00 is a time of day, but the scenario does not say when it starts',
      ),
      '9:7 CQ201 the stream does not say which queue they call | add `queue`',
      expect.stringContaining('9:7 CQ201 the stream does not say how long its callers talk'),
      '10:42 CQ370 the interval has to be above 0',
      '13:11 CQ372 there are two calls "c1"',
      '13:19 CQ373 this comes after the end of the scenario | make `duration` longer',
      expect.stringContaining('15:7 CQ374 an event is a status or another call'),
      expect.stringContaining('17:5 CQ375 there is no call "c2"'),
      expect.stringContaining('18:5 CQ375 nothing is expected of c1'),
      expect.stringContaining('19:5 CQ375 a queue has no occupancy'),
      expect.stringContaining('20:5 CQ375 the expectation has no value'),
      expect.stringContaining('21:5 CQ375 within says nothing about an agent'),
      expect.stringContaining('22:5 CQ375 the expectation is of nothing'),
      '23:5 CQ375 within goes with service_level only',
    ]);
  });

  test.each([
    ['rate: 100000/s', '36,000,000,000,000'],
    ['every: 1ms', '360,000,000,000'],
    ['profile: [ { from: 0, rate: 1/h }, { from: 1h, rate: 9/s } ]', '3,200,000,000'],
  ])('a stream of more calls than can be played is refused: %s', async (arrivals, calls) => {
    const found = await problemsOf(`version: 1
duration: 99999h
traffic: [ { queue: support, talk: 1s, arrivals: { ${arrivals} } } ]`);
    expect(found).toEqual([
      `3:40 CQ384 the stream has some ${calls} calls | make \`duration\` shorter or the rate lower: up to 100,000,000 are played`,
    ]);
  });

  test('a queue that the config does not have is an error, an agent a warning', async () => {
    const scenario = await scenarioOf(`
agents: { "2009": { status: LUNCH } }
calls: [ { at: 0, queue: suport } ]`);
    await expect(runOn(scenario)).rejects.toThrow(/did you mean support/);
    const known = await scenarioOf('agents: { "2009": {} }\ncalls: [ { at: 0, queue: "8000" } ]');
    const { result } = await runOn(known);
    expect(result.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['warning CQ378']);
    expect(result.queues['support']?.answered).toBe(1);
  });
});

describe('a table of calls', () => {
  const traffic = (extra = '') =>
    `version: 1\nstart: "2026-11-23T08:00:00"\ntraffic: [ { arrivals: { csv: calls.csv }${extra} } ]\n`;

  test('is read with its own queues, callers and times, in any order of rows and columns', async () => {
    const scenario = await scenarioOf(traffic().replace('version: 1\n', ''), {
      'calls.csv':
        'queue,at,talk,patience,from\nsupport,2026-11-23T08:01:00,60,,+1555\n8000,30,5m,10s,\n"support",1m30s,20,,"+1555"\n',
    });
    const { result } = await runOn(scenario, [queueOf('support', '8000', ['2001'])]);
    expect(
      result.calls?.map(({ at_s, outcome, wait_s, steps }) => [at_s, outcome, wait_s, steps.at(-1)?.t]),
    ).toEqual([
      [30, 'answered', 0, 330],
      [60, 'answered', 270, 390],
      [90, 'timed_out', 300, 390],
    ]);
  });

  test('what is wrong in it is told with line and column, all of it', async () => {
    expect(
      await problemsOf(traffic(), {
        'calls.csv':
          'at,queue,talk\nsoon,support,60\n5,support\n10,support,long\n2026-11-22T00:00:00,support,1\n',
      }),
    ).toEqual([
      expect.stringContaining('calls.csv 2:1 CQ376 at is no time: "soon"'),
      'calls.csv 3:1 CQ376 the row has 2 cells, where the header has 3',
      expect.stringContaining('calls.csv 4:12 CQ376 talk is no duration: "long"'),
      'calls.csv 5:1 CQ376 2026-11-22T00:00:00 is before the start of the scenario',
    ]);
    expect(await problemsOf(traffic(), { 'calls.csv': 'time,queue,tlak\n1,support,2\n' })).toEqual([
      expect.stringContaining('calls.csv 1:1 CQ376 unknown column "time"'),
      'calls.csv 1:12 CQ376 unknown column "tlak" | did you mean talk?',
    ]);
    expect(await problemsOf(traffic())).toEqual([
      expect.stringMatching(/^3:\d+ CQ100 calls.csv cannot be read: there is no such file/),
    ]);
    expect(await problemsOf(traffic(', talk: 5s').replace('calls.csv', '/dev/zero'))).toEqual([
      expect.stringContaining('CQ136 csv: "/dev/zero" leads outside the project'),
    ]);
    expect(await problemsOf(traffic(', talk: 5s').replace('calls.csv', '.'))).toEqual([
      expect.stringContaining('is not a file'),
    ]);
    expect(await problemsOf(traffic(), { 'calls.csv': '' })).toEqual([
      expect.stringContaining('CQ376 calls.csv is empty'),
    ]);
    expect(await problemsOf(traffic(', talk: 5s'), { 'calls.csv': 'at,queue\n1,"support\n' })).toEqual([
      expect.stringContaining('CQ376 calls.csv:'),
    ]);
  });

  test('a stream of one queue takes only its rows', async () => {
    const scenario = await scenarioOf(
      'traffic: [ { queue: support, arrivals: { csv: calls.csv }, talk: 10s } ]',
      { 'calls.csv': 'at,queue\n0,support\n1,sales\n2,8000\n3,\n' },
    );
    const { result } = await runOn(scenario, [SUPPORT, queueOf('sales', '8100', ['2101'])]);
    expect(result.queues['support']?.offered).toBe(3);
    expect(result.queues['sales']?.offered).toBe(0);
  });
});
