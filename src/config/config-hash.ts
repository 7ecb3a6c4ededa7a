/**
 * A hash of what is desired: two projects with the same hash ask for the same.
 *
 * Places, formatting, the order of resources and of keys, and where a prompt lies do not count; the order of agents does.
 */

import { createHash } from 'node:crypto';
import { compareText } from '../model/compare-text.ts';
import type { Desired, DesiredResource } from '../model/desired.ts';
import { canonicalJson } from '../model/json.ts';

export function hashDesired({ resources, moved, removed, policy }: Desired): string {
  const hash = createHash('sha256');
  const sorted = [...resources].sort((a, b) => compareText(a.address, b.address));
  for (const resource of sorted) hash.update(`${canonicalJson(withoutPlaces(resource))}\n`);
  const moves = moved.map(({ from, to }) => [from, to]).sort();
  hash.update(canonicalJson({ moves, addresses: [...removed].sort(), policy }));
  return hash.digest('hex');
}

function withoutPlaces(resource: DesiredResource): object {
  const { source: _source, file: _file, ...rest } = resource;
  if (!('prompts' in rest) || Object.keys(rest.prompts).length === 0) return rest;
  const prompts = Object.entries(rest.prompts).map(([field, { name, sha256 }]) => [field, { name, sha256 }]);
  return { ...rest, prompts: Object.fromEntries(prompts) };
}
