/**
 * Fields of an object that are not what the PBX has.
 *
 * A value is left as it is typed while it resolves to the live one; so are prompts, which cannot be read back, fields
 * in `ignore_changes`, and what the PBX reports but a file could not say.
 */

import type { YAMLMap } from 'yaml';
import { isNode } from 'yaml';
import { isSameValue, isUnset } from '../../kinds/compare.ts';
import { kindOf } from '../../kinds/registry.ts';
import type { DesiredObject } from '../../model/desired.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isObject, withoutNulls } from '../../model/json.ts';
import type { LiveObject } from '../../model/live.ts';
import { isHidden } from '../../plan/managed.ts';
import { findProblem, writableValues } from '../export-fields.ts';
import { resourceOrder } from '../format-order.ts';
import type { Draft, Layer } from './draft.ts';
import { findMerged, findPair, ownMapAt, removePair, setValue } from './edit.ts';

import { openPlace, pairAt } from './places.ts';

/** `defaults` are those of the kind, resolved. Answers what could not be updated, and why. */
export function updateFields(
  layers: readonly Layer[],
  resource: DesiredObject,
  live: LiveObject,
  defaults: JsonObject = {},
): string[] {
  const notes: string[] = [];
  const { fields: specs, naturalKey } = kindOf(resource.kind);
  const reported = live.fields;
  if (reported === undefined) return notes;
  const write = (path: readonly string[], value: Json | undefined, given: Json | undefined): void => {
    if (writeValue(layers, resource, { path, value, given })) return;
    notes.push(
      `${resource.address}: ${path.join('.')} is not what the PBX has, and cannot be changed where it is written`,
    );
  };
  // Of state's object: the file may still have the key of another.
  if (live.key !== resource.naturalKey) write([naturalKey], live.key, undefined);
  const ignored = new Set([naturalKey, ...resource.lifecycle.ignoreChanges]);
  const writable = writableValues(specs, reported);
  for (const [name, value] of Object.entries(resource.fields)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (ignored.has(name) || spec === undefined || spec.writeOnly === true) continue;
    if (isHidden(live, name) || isSameValue(spec, value, reported[name])) continue;
    const now = isUnset(writable[name]) ? undefined : writable[name];
    const problem = now === undefined ? undefined : findProblem(resource.kind, name, now);
    if (problem === undefined) write([name], now, defaults[name]);
    else
      notes.push(
        `${resource.address}: ${problem.path} is ${JSON.stringify(now)} on the PBX, but ${problem.message}`,
      );
  }
  const { extra } = defaults;
  for (const [name, value] of Object.entries(resource.extra)) {
    if (ignored.has(name) || isSameValue(undefined, value, reported[name])) continue;
    const given = isObject(extra) ? extra[name] : undefined;
    write(['extra', name], withoutNulls(reported[name] ?? null), given);
  }
  return notes;
}

interface Change {
  /** The name of a field; of one newer than the schema, `extra` and its name. */
  path: readonly string[];
  /** Undefined: the PBX has none. */
  value: Json | undefined;
  /** What the resource has where it says nothing. */
  given: Json | undefined;
}

/** False when there is no place for it. A value that the PBX no longer has is taken out, or null where another would show. */
function writeValue(
  layers: readonly Layer[],
  resource: DesiredObject,
  { path, value, given }: Change,
): boolean {
  const place = openPlace(layers, resource, path);
  if (place === undefined) return false;
  const { draft, body, below } = place;
  const name = path.at(-1) ?? '';
  const map = path.length === 1 ? body : ownExtra(draft, body, resource);
  const covered = below.map((lower) => jsonAt(lower.layer.draft, pairAt(lower, path)?.value));
  const under = covered.find((each) => each !== undefined);
  const isCovering = findMerged(draft, map, name) !== undefined || (given ?? under ?? null) !== null;
  const order = path.length === 1 ? resourceOrder(resource.kind) : [];
  if (value !== undefined || isCovering) setValue(draft, map, name, value ?? null, order);
  else if (findPair(draft, map, name) !== undefined) removePair(draft, map, name);
  return true;
}

/** The resource's own `extra`; where that is a variable, its value takes its place. */
function ownExtra(draft: Draft, body: YAMLMap, { kind, extra }: DesiredObject): YAMLMap {
  const known = ownMapAt(draft, body, 'extra');
  if (known !== undefined) return known;
  setValue(
    draft,
    body,
    'extra',
    findPair(draft, body, 'extra') === undefined ? {} : extra,
    resourceOrder(kind),
  );
  return ownMapAt(draft, body, 'extra') as YAMLMap;
}

function jsonAt({ document }: Draft, node: unknown): Json | undefined {
  return isNode(node) ? (node.toJS(document) as Json) : undefined;
}
