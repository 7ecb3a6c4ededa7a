/**
 * Fields of a server or a queue that are not what the PBX has.
 *
 * A value is left as it is typed while it resolves to the live one; so are prompts, which cannot be read back, fields
 * in `ignore_changes`, and what the PBX reports but a file could not say.
 */

import { isSameValue } from '../../kinds/compare.ts';
import { KINDS } from '../../kinds/registry.ts';
import type { Json } from '../../model/json.ts';
import { withoutNulls } from '../../model/json.ts';
import type { LiveObject } from '../../model/live.ts';
import { isHidden } from '../../plan/managed.ts';
import { findProblem, writableValues } from '../export-fields.ts';
import { QUEUE_ORDER, SERVER_ORDER } from '../format-order.ts';
import type { Layer } from './drafts.ts';
import { findPair, ownMapAt, removePair, setValue } from './edit.ts';
import type { Managed } from './places.ts';
import { openPlace } from './places.ts';

export function updateFields(layers: readonly Layer[], resource: Managed, live: LiveObject): void {
  const reported = live.fields;
  if (reported === undefined) return;
  const { fields: specs, naturalKey } = KINDS[resource.kind];
  const ignored = new Set([naturalKey, ...resource.lifecycle.ignoreChanges]);
  const writable = writableValues(specs, reported);
  for (const [name, value] of Object.entries(resource.fields)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (ignored.has(name) || spec === undefined || spec.writeOnly === true) continue;
    if (isHidden(live, name) || isSameValue(spec, value, reported[name])) continue;
    const now = writable[name];
    const isRefused = now !== undefined && findProblem(resource.kind, name, now) !== undefined;
    if (!isRefused) writeField(layers, resource, name, now);
  }
  for (const [name, value] of Object.entries(resource.extra)) {
    if (ignored.has(name) || isSameValue(undefined, value, reported[name])) continue;
    writeExtra(layers, resource, name, withoutNulls(reported[name] ?? null));
  }
}

/** A value that the PBX no longer has is taken out; where `defaults` gives it, null keeps it out. */
function writeField(
  layers: readonly Layer[],
  resource: Managed,
  name: string,
  value: Json | undefined,
): void {
  const place = openPlace(layers, resource, name);
  if (place === undefined) return;
  const { document } = place.draft;
  const order = resource.kind === 'server' ? SERVER_ORDER : QUEUE_ORDER;
  if (value === undefined && findPair(place.body, name) !== undefined) removePair(document, place.body, name);
  else setValue(document, place.body, name, value ?? null, order);
}

function writeExtra(
  layers: readonly Layer[],
  resource: Managed,
  name: string,
  value: Json | undefined,
): void {
  const place = openPlace(layers, resource, 'extra');
  if (place === undefined) return;
  const { document } = place.draft;
  const extra = ownMapAt(document, place.body, 'extra');
  if (extra === undefined) return;
  if (value === undefined) removePair(document, extra, name);
  else setValue(document, extra, name, value);
}
