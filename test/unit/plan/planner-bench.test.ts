/** What the planner is measured with is what it takes: a bench is run by hand, long after the shapes have changed. */

import { expect, it } from 'vitest';
import { planInput } from '../../../bench/planner-input.js';
import { planChanges } from '../../../src/plan/planner.ts';

it('the input of the bench has one queue in ten to update, and nothing else to do', () => {
  const { plan } = planChanges(planInput(1000));
  expect(plan.diagnostics).toEqual([]);
  expect(plan.summary).toMatchObject({ create: 0, update: 50, destroy: 0 });
});
