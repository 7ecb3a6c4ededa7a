/** What a scenario names, looked up in the project and on the PBX; who calls and how callers are shown. */

import { describe, expect, test } from 'vitest';
import { Arrival } from '../../../src/engine/config.ts';
import type { Traffic } from '../../../src/routing/traffic.ts';
import { createLiveTraffic } from '../../../src/scenario/live-traffic.ts';
import { Problems } from '../../../src/source/problems.ts';
import { queueOf, SUPPORT, scenarioOf } from '../../support/scenario.ts';

async function trafficOf(
  yaml: string,
  { project = [SUPPORT], stored = [] as (typeof SUPPORT)[], files = {} } = {},
): Promise<{ traffic: Traffic; found: string[] }> {
  const problems = new Problems();
  const scenario = await scenarioOf(yaml, files);
  const traffic = createLiveTraffic(scenario, { project, stored, routing: {} }, problems);
  const found = problems
    .list(false)
    .map(({ code, severity, source }) => `${severity} ${code} ${source?.line}`);
  return { traffic, found };
}

/** `NAME NUMBER CALLED`, in order. */
function callersOf({ arrivals, numbers, callerOf }: Traffic): string[] {
  const callers: string[] = [];
  const arrival = new Arrival();
  while (arrivals.next(arrival)) {
    const { name, number } = callerOf(arrival.call);
    callers.push(`${name} ${number} ${numbers[arrival.queue]}`);
  }
  return callers;
}

describe('names', () => {
  test('are keys of the project, and numbers of the project, of the PBX, or of nobody yet', async () => {
    const { traffic, found } = await trafficOf(
      `calls:
  - { id: a, at: 1s, queue: support, talk: 9s }
  - { id: b, at: 2s, queue: "8000", talk: 9s }
  - { id: c, at: 3s, queue: "8100", talk: 9s }
  - { id: d, at: 4s, queue: "8200", talk: 9s }
`,
      { stored: [queueOf('8100', '8100', [])] },
    );
    expect(callersOf(traffic)).toEqual([
      'a anonymous 8000',
      'b anonymous 8000',
      'c anonymous 8100',
      'd anonymous 8200',
    ]);
    expect(found).toEqual(['warning CQ377 6']);
  });

  test('a key that no queue has is an error with its place', async () => {
    const { found } = await trafficOf('calls:\n  - { id: a, at: 1s, queue: sales, talk: 9s }\n');
    expect(found).toEqual(['error CQ377 3']);
  });
});

test('callers are shown by the number that the scenario or its table gives them', async () => {
  const { traffic } = await trafficOf(
    `duration: 10s
calls: [{ id: first, at: 1s, queue: support, from: "+15550100", talk: 9s }]
traffic:
  - { queue: support, arrivals: { every: 6s }, talk: 9s }
  - { queue: support, arrivals: { csv: calls.csv }, talk: 9s }
`,
    { files: { 'calls.csv': 'at,from\n2,+15550177\n3,\n' } },
  );
  expect(callersOf(traffic)).toEqual([
    '1.1 anonymous 8000',
    'first +15550100 8000',
    '2.1 +15550177 8000',
    '2.2 anonymous 8000',
    '1.2 anonymous 8000',
  ]);
});

test('agents keep their index, new ones come after them, and events find the queues as they are now', async () => {
  const { traffic } = await trafficOf(`
agents: { "2002": { shifts: [{ from: 0s, to: 20s }] }, "2003": { status: LUNCH } }
events: [{ at: 50s, agent: "2001", queue: support, status: BREAK }]
`);
  const now = [queueOf('8100', '8100', ['2003', '2002']), queueOf('8000', '8000', ['2001'])];
  const { config, agents } = traffic.bind(now, ['2001', '2009'], 30_000);
  expect(agents).toEqual(['2001', '2009', '2003', '2002']);
  expect(config.agents.map(({ onShift }) => onShift)).toEqual([true, true, true, false]);
  expect(config.queues[0]?.members).toMatchObject([{ agent: 2, status: 'LUNCH' }, { agent: 3 }]);
  expect(config.events).toMatchObject([
    { type: 'shift', agent: 3 },
    { type: 'status', agent: 0, queue: 1 },
  ]);
});
