/** The page of a dry run as text; what a browser makes of it is in test/browser. */

import { expect, test } from 'vitest';
import { renderSimulationHtml } from '../../../src/report/dry-run/html/dry-run-html.ts';
import { queueOf, runOn, scenarioOf } from '../../support/scenario.ts';

test('a page of 200 queues and 1,000 agents stays small, and is the same bytes every time', async () => {
  const queues = Array.from({ length: 200 }, (_unused, index) =>
    queueOf(
      `queue-${index}`,
      String(8000 + index),
      Array.from({ length: 5 }, (_none, at) => String(20_000 + index * 5 + at)),
    ),
  );
  const streams = queues.map(
    ({ key }) => `  - { queue: ${key}, arrivals: { rate: 20/h }, talk: { exponential: 100s } }`,
  );
  const scenario = await scenarioOf(`traffic:\n${streams.join('\n')}`);
  const { result } = await runOn(scenario, queues, { plots: true, trace: false });
  const html = renderSimulationHtml([result]);
  expect(html.length).toBeLessThan(2_000_000);
  expect(renderSimulationHtml([structuredClone(result)])).toBe(html);
  expect(html.match(/<tr>/g)?.length).toBeGreaterThan(1_000);
});
