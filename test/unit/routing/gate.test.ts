import { expect, test } from 'vitest';
import { parseCondition } from '../../../src/kinds/condition.ts';
import type { Policy } from '../../../src/model/desired.ts';
import type { FigureChange, RoutingImpact } from '../../../src/model/simulation.ts';
import { findRoutingRefusals } from '../../../src/routing/gate.ts';

const figure = (before: number | null, after: number | null): FigureChange => ({
  before,
  after,
  change: null,
  ci95: null,
  significant: true,
});
const impact: RoutingImpact = {
  format_version: '1.0',
  scenario: 'rush',
  seed: 1,
  replications: 10,
  readings: {},
  agents: {},
  queues: {
    support: {
      'service_level.value': figure(0.9, 0.7),
      'wait_s.p90': figure(10, 70),
      offered: figure(100, 100),
      answered: figure(98, 90),
      callbacks: figure(0, 4),
    },
    quiet: { 'service_level.value': figure(null, null), offered: figure(0, 0) },
    gone: { 'service_level.value': figure(0.1, null), offered: figure(5, null) },
  },
};

function policyOf(figures: { [metric: string]: string }, maxLoss?: number): Policy['routing'] {
  return {
    figures: Object.entries(figures).map(([metric, written]) => {
      const condition = parseCondition(written);
      if (condition === undefined) throw new Error(written);
      return { metric: metric as 'asa_s', ...condition };
    }),
    ...(maxLoss === undefined ? {} : { maxLoss }),
  };
}

test('a plan is refused for each figure that its callers would not get, of queues that are called', () => {
  const refusals = findRoutingRefusals(policyOf({ service_level: '>= 0.8', 'wait_s.p90': '<= 60s' }, 0.05), [
    impact,
  ]);
  expect(refusals.map(({ code, severity, summary }) => `${severity} ${code} ${summary}`)).toEqual([
    'error CQ413 support would have service_level 0.7 (now 0.9), and policy.routing demands >= 0.8; scenario "rush"',
    'error CQ413 support would have wait_s.p90 70 (now 10), and policy.routing demands <= 60s; scenario "rush"',
    'error CQ413 support would have a loss of 0.06 (now 0.02), and policy.routing demands 0.05 at most; scenario "rush"',
  ]);
});

test('and not for what is within the policy', () => {
  expect(findRoutingRefusals(policyOf({ service_level: '>= 70%' }, 0.06), [impact])).toEqual([]);
  expect(findRoutingRefusals(policyOf({}), [impact])).toEqual([]);
});
