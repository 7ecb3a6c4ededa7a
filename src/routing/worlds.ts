/** The configs that a dry run can be on: the files, what the PBX has, or what it will have after a plan. */

import { kindOf } from '../kinds/registry.ts';
import { compareText } from '../model/compare-text.ts';
import { type Desired, type DesiredObject, isList } from '../model/desired.ts';
import type { Live } from '../model/live.ts';
import type { RoutedQueue } from './queues.ts';

/** Offline: unwritten fields have the API's documented default. */
export function configQueues(desired: Desired): RoutedQueue[] {
  const agents = new Map(desired.resources.filter(isList).map(({ parent, items }) => [parent, items]));
  return desired.resources
    .filter((resource): resource is DesiredObject => !isList(resource) && kindOf(resource.kind).hasCallers)
    .map(({ address, key, naturalKey, fields, extra }) => ({
      key,
      number: naturalKey,
      fields: { ...extra, ...fields },
      agents: agents.get(address) ?? [],
    }));
}

/**
 * All queues of a PBX, named by their keys in the files if they have one. Sorted in the order of the files, which
 * breaks ties, then by number, so that the order is the same before and after a plan.
 */
export function liveQueues({ objects }: Live, desired: Desired): RoutedQueue[] {
  const written = configQueues(desired);
  const keys = new Map(written.map(({ number, key }) => [number, key]));
  const places = new Map(written.map(({ number }, place) => [number, place]));
  const placeOf = ({ number }: RoutedQueue): number => places.get(number) ?? places.size;
  return objects
    .filter(({ kind }) => kindOf(kind).hasCallers)
    .map((queue) => ({
      key: keys.get(queue.key) ?? queue.key,
      number: queue.key,
      fields: queue.fields ?? {},
      agents: queue.items ?? [],
    }))
    .sort((a, b) => placeOf(a) - placeOf(b) || compareText(a.number, b.number));
}
