/** What must hold of every plan, over random projects, PBXs and states. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadPlanFileCheck } from '../../src/cli/saved-plan.ts';
import type { Address } from '../../src/model/address.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { StateResource } from '../../src/model/state.ts';
import { decodePlanFile, describeStaleness, encodePlanFile } from '../../src/plan/plan-file.ts';
import {
  applyInMemory,
  buildDesired,
  buildLive,
  buildState,
  type DesiredSpec,
  deepFreeze,
  liveQueue,
  liveServer,
  plan,
  type QueueSpec,
  stateEntry,
} from '../support/builders.ts';

const findFault = await loadPlanFileCheck();
const NUMBERS = ['8000', '8001', '8002', '8003'];
const KEYS = ['a', 'b', 'c', 'd'];

const fields: fc.Arbitrary<JsonObject> = fc.record(
  {
    ring_time: fc.constantFrom(10, 20),
    language: fc.constantFrom('en-US', 'en-us', 'de'),
    polling_strategy: fc.constantFrom('CYCLIC_HUNT', 'PRIORITIZED_HUNT', 'SKILL_BASED_ROUTING_CYCLIC_HUNT'),
    no_answer_forward_rule: fc.constantFrom<JsonObject>(
      { action: 'HANGUP' },
      { action: 'FORWARD_TO_NUMBER', number: '8001' },
      { action: 'FORWARD_TO_NUMBER', number: '8002' },
    ),
  },
  { requiredKeys: [] },
);

const agents = fc.uniqueArray(
  fc.record(
    {
      extension_number: fc.constantFrom('2001', '2002', '2003'),
      skill_level: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ['extension_number'] },
  ),
  { selector: (entry) => entry.extension_number },
);

const queueSpec: fc.Arbitrary<Omit<QueueSpec, 'number'>> = fc.record(
  { fields, agents },
  { requiredKeys: ['fields'] },
);

const desiredSpec: fc.Arbitrary<DesiredSpec> = fc
  .tuple(
    fc.shuffledSubarray(KEYS),
    fc.shuffledSubarray(NUMBERS, { minLength: 4 }),
    fc.array(queueSpec, { minLength: 4, maxLength: 4 }),
    fc.constantFrom('report' as const, 'ignore' as const, 'destroy' as const),
    fc.subarray(['edge', 'core']),
  )
  .map(([keys, numbers, specs, unmanaged, servers]) => ({
    queues: Object.fromEntries(
      keys.map((key, index) => [key, { ...(specs[index] as QueueSpec), number: numbers[index] as string }]),
    ),
    servers: Object.fromEntries(servers.map((key) => [key, { fields: { ipv4: '192.0.2.1' } }])),
    policy: { unmanaged },
  }));

/** A PBX on which state claims some objects, under any keys. */
const world = fc
  .record({
    queues: fc.array(fc.record({ fields, agents }), { minLength: 4, maxLength: 4 }),
    present: fc.subarray(NUMBERS),
    claimed: fc.shuffledSubarray(KEYS),
    applied: fields,
    servers: fc.subarray(['edge', 'old']),
  })
  .map(({ queues, present, claimed, applied, servers }) => {
    const live = buildLive(
      present.map((number, index) => liveQueue({ id: `q${number}`, number, ...(queues[index] as object) })),
      [
        liveServer('i', 'internal', {}, true),
        ...servers.map((name) => liveServer(`s-${name}`, name, { ipv4: '192.0.2.1' })),
      ],
    );
    const resources: { [address: Address]: StateResource } = {};
    claimed.forEach((key, index) => {
      const number = NUMBERS[index] as string;
      resources[`queue.${key}`] = stateEntry('queue', `q${number}`, number, { applied });
      if (index % 2 === 0) resources[`agents.${key}`] = stateEntry('agents', `q${number}`, number);
    });
    if (servers.includes('old')) resources['server.old'] = stateEntry('server', 's-old', 'old');
    return { live, state: buildState(resources) };
  });

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
        const numbers = after.live.queues.map((queue) => queue.key);
        expect(new Set(numbers).size).toBe(numbers.length);
        const again = plan(desired, after.live, after.state);
        expect(again.plan.changes).toEqual([]);
        expect(again.plan.forgotten).toBeUndefined();
        expect(again.dropped).toEqual([]);
        expect(again.settled).toEqual(Object.fromEntries(Object.entries(again.settled)));
        expect(after.live.servers.some((server) => server.internal)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('never destroys what it does not own, but by policy', () => {
    fc.assert(
      fc.property(desiredSpec, world, (spec, { live, state }) => {
        fc.pre(spec.policy?.unmanaged !== 'destroy');
        const owned = new Set(Object.values(state.resources).map((entry) => entry.id));
        for (const { action, kind, id } of plan(buildDesired(spec), live, state).plan.changes) {
          if ((action === 'destroy' || action === 'replace') && kind !== 'agents')
            expect(owned).toContain(id);
        }
      }),
      { numRuns: 1000 },
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
      { numRuns: 500 },
    );
  });

  test('does not depend on the order of files, of live lists or of state, and mutates nothing', () => {
    fc.assert(
      fc.property(desiredSpec, world, fc.infiniteStream(fc.nat()), (spec, { live, state }, random) => {
        const shuffle = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => ({ item, rank: random.next().value as number }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ item }) => item);
        const desired = deepFreeze(buildDesired(spec));
        const first = plan(desired, deepFreeze(live), deepFreeze(state));
        const other = plan(
          { ...desired, resources: shuffle(desired.resources) },
          { ...live, queues: shuffle(live.queues), servers: shuffle(live.servers) },
          { ...state, resources: Object.fromEntries(shuffle(Object.entries(state.resources))) },
        );
        expect(JSON.stringify(other.plan)).toBe(JSON.stringify(first.plan));
      }),
      { numRuns: 500 },
    );
  });

  test('saved and read again is the same plan, and fresh as long as nothing moved', () => {
    fc.assert(
      fc.property(desiredSpec, world, (spec, { live, state }) => {
        const work = plan(buildDesired(spec), live, state);
        const options = { targets: [], excludes: [], destroy: false };
        const text = encodePlanFile({ ...work, options, configHash: 'c', state });
        const { value } = decodePlanFile(text, { file: 'x.cqplan', findFault });
        expect(value?.plan).toEqual(JSON.parse(JSON.stringify(work.plan)));
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
