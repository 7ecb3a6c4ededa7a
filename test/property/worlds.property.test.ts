/** What a dry run is told of the PBX after a plan is what the PBX has after it. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { worldsOf } from '../../src/cli/dry-run/worlds.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { objectsOfKind } from '../../src/model/live.ts';
import { applyInMemory, buildDesired, plan } from '../support/builders.ts';
import { desiredSpec, QUEUE_KEYS, world } from '../support/planner-worlds.ts';

const ADDRESSES = QUEUE_KEYS.flatMap((key) => [`queue.${key}`, `agents.${key}`]);

/** What callers do not hear of: ids, names, and what is shown of prompts. */
const isRouting = (name: string): boolean => !/^(id|name)$|prompt_file/.test(name);

function routing(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => isRouting(name)));
}

describe('the planned config', () => {
  test('is what the PBX has once the plan is carried out, whatever is ignored, chosen or left out', () => {
    const options = fc.record({
      targets: fc.oneof(fc.constant([]), fc.subarray(ADDRESSES)),
      excludes: fc.oneof(fc.constant([]), fc.subarray(ADDRESSES)),
      destroy: fc.nat(9).map((number) => number === 0),
    });
    fc.assert(
      fc.property(desiredSpec, world, options, (spec, before, chosen) => {
        const desired = buildDesired(spec);
        const work = plan(desired, before.live, before.state, chosen);
        fc.pre(work.refusals.length === 0);
        const queues = objectsOfKind(applyInMemory(work, before).live, 'queue');
        const { live, planned } = worldsOf({ desired, ...before }, work);
        expect(live.map(({ number }) => number).sort()).toEqual(
          objectsOfKind(before.live, 'queue')
            .map(({ key }) => key)
            .sort(),
        );
        const order = [
          ...Object.values(spec.queues ?? {}).map(({ number }) => number),
          '8000',
          '8001',
          '8002',
          '8003',
        ];
        for (const world of [live, planned]) {
          const places = world.map(({ number }) => order.indexOf(number));
          expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
        const byNumber = new Map(planned.map((queue) => [queue.number, queue]));
        expect([...byNumber.keys()].sort()).toEqual(queues.map(({ key }) => key).sort());
        for (const { key, fields, items } of queues) {
          const found = byNumber.get(key);
          expect(routing(found?.fields ?? {})).toEqual(routing(fields ?? {}));
          expect(found?.agents).toEqual(items ?? []);
        }
      }),
      { numRuns: 500 },
    );
  });
});
