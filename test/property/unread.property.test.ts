/** A plan of some addresses needs no more of the PBX than what it is about, and is the one that all of it would give. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identity } from '../../src/kinds/identity.ts';
import type { Address } from '../../src/model/address.ts';
import type { Live, LiveNeeds } from '../../src/model/live.ts';
import { objectsOfKind } from '../../src/model/live.ts';
import type { PlannedWork } from '../../src/model/plan.ts';
import { liveNeeds } from '../../src/plan/needs.ts';
import { isSelected, type Selection } from '../../src/plan/select.ts';
import { findUnreadNeeds } from '../../src/plan/unread.ts';
import { buildDesired, plan, TARGET } from '../support/builders.ts';
import { desiredSpec, type PlannerWorld, QUEUE_KEYS, world } from '../support/planner-worlds.ts';

const ADDRESSES = [
  ...QUEUE_KEYS.flatMap((key) => [`queue.${key}`, `agents.${key}`]),
  'server.edge',
  'queue.*',
];

/** As it is read for these needs. */
function readPart(live: Live, { identities, ids, listsOf }: LiveNeeds): Live {
  const queues = objectsOfKind(live, 'queue').map(({ fields, items, ...line }) => {
    const known = identity(line.kind, line.key);
    const needsAgents = listsOf.has(known);
    const isNeeded = needsAgents || identities.has(known) || ids.has(line.id);
    return {
      ...line,
      ...(isNeeded && fields !== undefined ? { fields } : {}),
      ...(needsAgents && items !== undefined ? { items } : {}),
    };
  });
  return { ...live, objects: [...objectsOfKind(live, 'server'), ...queues] };
}

function planOfPart(
  desired: ReturnType<typeof buildDesired>,
  { live, state }: PlannerWorld,
  selection: Selection,
): { work: PlannedWork; live: Live } {
  const also = new Set<Address>();
  for (;;) {
    const needs = liveNeeds(desired, state, (address) => also.has(address) || isSelected(address, selection));
    const part = readPart(live, needs);
    const options = { ...selection, destroy: false };
    const missing = findUnreadNeeds({ target: TARGET, desired, live: part, state, options });
    const fresh = missing.filter((address) => !also.has(address));
    if (fresh.length === 0) return { work: plan(desired, part, state, options), live: part };
    for (const address of fresh) also.add(address);
  }
}

const outline = ({ plan: { changes, hash, forgotten }, steps, settled, dropped, refusals }: PlannedWork) => ({
  changes,
  hash,
  forgotten,
  steps: steps.map(({ change, dependsOn, strategy }) => [change.address, dependsOn, strategy]),
  settled,
  dropped,
  refusals,
});

test('what is left out is not read, and the plan is the same', () => {
  let spared = 0;
  fc.assert(
    fc.property(
      desiredSpec,
      world,
      fc.subarray(ADDRESSES, { maxLength: 3 }),
      fc.subarray(ADDRESSES, { maxLength: 2 }),
      (spec, before, targets, excludes) => {
        fc.pre(targets.length + excludes.length > 0);
        const desired = buildDesired(spec);
        const selection = { targets, excludes };
        const part = planOfPart(desired, before, selection);
        const all = readPart(before.live, liveNeeds(desired, before.state));
        const whole = plan(desired, all, before.state, selection);
        expect(outline(part.work)).toEqual(outline(whole));
        expect(part.work.plan.summary.unchanged).toBeLessThanOrEqual(whole.plan.summary.unchanged);
        if (part.work.plan.complete) expect(whole.plan.complete).toBe(true);
        spared += objectsOfKind(part.live, 'queue').filter(({ fields }) => fields === undefined).length;
      },
    ),
    { numRuns: 600 },
  );
  expect(spared).toBeGreaterThan(0);
});
