/** What must hold of every plan, over random projects, PBXs and states. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadPlanFileCheck } from '../../src/cli/plan/saved-plan.ts';
import type { LiveObject } from '../../src/model/live.ts';
import { objectsOfKind } from '../../src/model/live.ts';
import type { PlannedWork } from '../../src/model/plan.ts';
import { decodePlanFile, describeStaleness, encodePlanFile } from '../../src/plan/plan-file.ts';
import { planJson, renderPlanJson } from '../../src/report/plan-json.ts';
import { applyInMemory, buildDesired, type DesiredSpec, deepFreeze, plan } from '../support/builders.ts';
import {
  desiredSpec,
  inOtherSpelling,
  QUEUE_KEYS,
  shuffled,
  withShuffledKeys,
  world,
} from '../support/planner-worlds.ts';

const findFault = await loadPlanFileCheck();

/** Whether the order of its agents counts, by what it has or by what it is to have. */
function isOrdered({ key, fields }: LiveObject, { queues }: DesiredSpec): boolean {
  const strategies = [
    fields?.['polling_strategy'],
    ...Object.values(queues ?? {}).map(({ number, fields: own }) =>
      number === key ? own?.['polling_strategy'] : undefined,
    ),
  ];
  return strategies.some((strategy) => String(strategy).endsWith('PRIORITIZED_HUNT'));
}

/** What a plan does: without places in files, and without what is only shown in the order in which it was read. */
function doings({ plan: { changes, diagnostics, hash: _hash, ...rest } }: PlannedWork): unknown {
  return {
    ...rest,
    changes: changes.map(({ source: _source, reason: _reason, fields, ...change }) => ({
      ...change,
      fields: fields
        .map(({ path, before, after, cause }) => ({
          path,
          before: path === 'items' ? null : before,
          after,
          cause,
        }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    })),
    diagnostics: diagnostics.map(({ source: _source, ...diagnostic }) => diagnostic),
  };
}

const ADDRESSES = [...QUEUE_KEYS.map((key) => `queue.${key}`), 'server.edge', 'server.core', 'queue.*'];

describe('a plan', () => {
  test('carried out leaves nothing to plan, makes nothing twice, and names every address once', () => {
    fc.assert(
      fc.property(desiredSpec, world, (spec, before) => {
        const desired = buildDesired(spec);
        const work = plan(desired, before.live, before.state);
        fc.pre(work.refusals.length === 0);
        const addresses = work.plan.changes.map((change) => change.address);
        expect(new Set(addresses).size).toBe(addresses.length);
        const after = applyInMemory(work, before);
        const numbers = objectsOfKind(after.live, 'queue').map((queue) => queue.key);
        expect(new Set(numbers).size).toBe(numbers.length);
        const again = plan(desired, inOtherSpelling(after.live), after.state);
        expect(again.plan.changes).toEqual([]);
        expect(again.plan.forgotten).toBeUndefined();
        expect(again.dropped).toEqual([]);
        const resources = { ...after.state.resources, ...again.settled };
        expect(plan(desired, after.live, { ...after.state, resources }).settled).toEqual({});
        expect(objectsOfKind(after.live, 'server').some((server) => server.internal)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('of what was carried out is the same without its state, but for taking everything in', () => {
    fc.assert(
      fc.property(desiredSpec, world, (spec, before) => {
        const desired = buildDesired(spec);
        const work = plan(desired, before.live, before.state);
        fc.pre(work.refusals.length === 0);
        const { live } = applyInMemory(work, before);
        const written = new Set<string>(desired.resources.map(({ address }) => address));
        for (const { address, action, fields } of plan(desired, live).plan.changes) {
          if (written.has(address)) expect([address, action, fields]).toEqual([address, 'adopt', []]);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('never destroys what it does not own, but by policy', () => {
    fc.assert(
      fc.property(desiredSpec, world, (spec, { live, state }) => {
        fc.pre(spec.policy?.unmanaged !== 'destroy');
        const owned = new Set(Object.values(state.resources).map((entry) => entry.id));
        for (const { action, kind, id } of plan(buildDesired(spec), live, state).plan.changes) {
          // A server that is found by its name gets another address by being replaced.
          const isTaken = kind === 'server' && action === 'replace';
          if ((action === 'destroy' || action === 'replace') && kind !== 'agents' && !isTaken)
            expect(owned).toContain(id);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('has steps in an order in which each comes after what it waits for', () => {
    fc.assert(
      fc.property(desiredSpec, world, (spec, { live, state }) => {
        const seen = new Set<string>();
        for (const step of plan(buildDesired(spec), live, state).steps) {
          for (const need of step.dependsOn) expect(seen).toContain(need);
          seen.add(step.change.address);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order of files, of live lists or of state, and mutates nothing', () => {
    fc.assert(
      fc.property(desiredSpec, world, fc.infiniteStream(fc.nat()), (spec, { live, state }, random) => {
        const shuffle = <T>(items: readonly T[]): T[] => shuffled(items, random);
        const desired = deepFreeze(buildDesired(spec));
        const first = plan(desired, deepFreeze(live), deepFreeze(state));
        const other = plan(
          { ...desired, resources: shuffle(desired.resources) },
          { ...live, objects: shuffle(live.objects) },
          { ...state, resources: Object.fromEntries(shuffle(Object.entries(state.resources))) },
        );
        expect(JSON.stringify(other.plan)).toBe(JSON.stringify(first.plan));
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order of keys in a file', () => {
    fc.assert(
      fc.property(desiredSpec, world, fc.infiniteStream(fc.nat()), (spec, { live, state }, random) => {
        const first = plan(buildDesired(spec), live, state);
        const other = plan(buildDesired(withShuffledKeys(spec, random)), live, state);
        expect(doings(other)).toEqual(doings(first));
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order of agents on the PBX where that does not count', () => {
    fc.assert(
      fc.property(desiredSpec, world, fc.infiniteStream(fc.nat()), (spec, { live, state }, random) => {
        const objects = live.objects.map((queue) =>
          queue.items === undefined || isOrdered(queue, spec)
            ? queue
            : { ...queue, items: shuffled(queue.items ?? [], random) },
        );
        const other = plan(buildDesired(spec), { ...live, objects }, state);
        expect(doings(other)).toEqual(doings(plan(buildDesired(spec), live, state)));
      }),
      { numRuns: 300 },
    );
  });

  test('of some addresses is about them and what it says it needs besides, and leaves the rest to another plan', () => {
    fc.assert(
      fc.property(
        desiredSpec,
        world,
        fc.subarray(ADDRESSES),
        fc.subarray(ADDRESSES, { maxLength: 2 }),
        (spec, before, targets, excludes) => {
          fc.pre(targets.length + excludes.length > 0);
          const desired = buildDesired(spec);
          // What cannot be done as a whole is left out here.
          fc.pre(plan(desired, before.live, before.state).refusals.length === 0);
          const covers = (names: readonly string[], address: string): boolean =>
            names.includes(address) ||
            names.includes(address.replace('agents.', 'queue.')) ||
            (names.includes('queue.*') && /^(queue|agents)\./.test(address));
          const some = plan(desired, before.live, before.state, { targets, excludes });
          const takenIn = some.plan.diagnostics.map(
            ({ summary }) => / is taken in/.exec(summary)?.input.split(' ')[0],
          );
          for (const { address } of some.plan.changes) {
            const isChosen = !covers(excludes, address) && (targets.length === 0 || covers(targets, address));
            if (!isChosen) expect(takenIn).toContain(address);
          }
          fc.pre(some.refusals.length === 0);
          const between = applyInMemory(some, before);
          const rest = plan(desired, between.live, between.state);
          fc.pre(rest.refusals.length === 0);
          const after = applyInMemory(rest, between);
          expect(plan(desired, after.live, after.state).plan.changes).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('destroys nothing that is protected, in the files or by what state knows', () => {
    fc.assert(
      fc.property(desiredSpec, world, fc.boolean(), (spec, { live, state }, destroy) => {
        const guarded = Object.fromEntries(
          Object.entries(state.resources).map(([address, entry], index) => [
            address,
            index % 2 === 0 || entry.kind === 'agents' ? entry : { ...entry, prevent_destroy: true },
          ]),
        );
        const desired = buildDesired(spec);
        const { plan: made, refusals } = plan(desired, live, { ...state, resources: guarded }, { destroy });
        const protectedAddresses = new Set(
          desired.resources
            .filter(({ lifecycle }) => lifecycle.preventDestroy === true)
            .map(({ address }) => address),
        );
        const protectedIds = new Set(
          Object.values(guarded)
            .filter((entry) => entry.prevent_destroy)
            .map(({ id }) => id),
        );
        const isBreach = made.changes.some(
          ({ address, action, kind, id }) =>
            (action === 'destroy' || action === 'replace') &&
            kind !== 'agents' &&
            (protectedAddresses.has(address) || protectedIds.has(id ?? '')),
        );
        if (isBreach) expect(refusals.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  test('saved and read again is the same plan, and fresh as long as nothing moved', () => {
    fc.assert(
      fc.property(desiredSpec, world, (spec, { live, state }) => {
        const work = plan(buildDesired(spec), live, state);
        const options = { targets: [], excludes: [], destroy: false };
        const text = encodePlanFile({ ...work, options, configHash: 'c', state }, planJson);
        const { value } = decodePlanFile(text, { file: 'x.cqplan', findFault });
        expect(value?.plan).toEqual(JSON.parse(JSON.stringify(work.plan)));
        // What the file shows is what `plan --format json` prints.
        expect(JSON.parse(text).plan).toEqual(JSON.parse(renderPlanJson(work.plan)));
        if (value === undefined) throw new Error('not decoded');
        expect(describeStaleness(value, { configHash: 'c', state, work })).toEqual([]);
        expect(describeStaleness(value, { configHash: 'd', state, work })).toHaveLength(1);
        const later = { ...state, serial: state.serial + 1 };
        expect(describeStaleness(value, { configHash: 'c', state: later, work })).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});
