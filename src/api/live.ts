/**
 * Reads what a plan needs: the whole lists, the named objects in full, and their lists if needed.
 *
 * Others may change the PBX meanwhile. An object that is missing when it is requested counts as absent only if the list
 * no longer shows it; otherwise a plan would create it a second time. Any other failure ends the read, since a plan
 * must not be based on half of the data, unless the caller continues without the object.
 */

import { identity } from '../kinds/identity.ts';
import type { Kind } from '../kinds/kind.ts';
import { isListedWhole, listOf, OBJECT_KINDS } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import { ApiError, isNotFound } from '../model/errors.ts';
import { isObject, type Json, type JsonObject, withoutNulls } from '../model/json.ts';
import type { Live, LiveAgent, LiveFile, LiveNeeds, LiveObject } from '../model/live.ts';
import type { PbxReader } from './calls.ts';
import { mapAtOnce } from './map-at-once.ts';
import { isOfOneObject, withName } from './unreadable.ts';

/** The caller's name for an object, or undefined. */
export type NameOf = (object: { kind: KindName; id: string; key: string }) => string | undefined;

/** Called for an object that cannot be read; only its list line is known then. */
export type OnUnreadable = (object: LiveObject, error: ApiError) => void;

export async function readLive(
  reader: PbxReader,
  needs: LiveNeeds,
  nameOf: NameOf = () => undefined,
  onUnreadable?: OnUnreadable,
): Promise<Live> {
  const context = { needs, nameOf, onUnreadable };
  const [objects, files] = await Promise.all([
    Promise.all(OBJECT_KINDS.map((kind) => readObjects(reader, kind, context))),
    mapAtOnce(reader, [...needs.fileIds].sort(), (id) => readFile(reader, id)),
  ]);
  return {
    objects: objects.flat().filter((object) => object !== undefined),
    files: files.filter((file) => file !== undefined),
  };
}

interface Context {
  needs: LiveNeeds;
  nameOf: NameOf;
  onUnreadable: OnUnreadable | undefined;
}

async function readObjects(
  reader: PbxReader,
  kind: Kind,
  { needs: { identities, ids, listsOf }, nameOf, onUnreadable }: Context,
): Promise<(LiveObject | undefined)[]> {
  const list = listOf(kind.name);
  return mapAtOnce(reader, await reader.all(kind), async (line) => {
    const id = textOf(line['id']);
    const key = keyOf(kind, line);
    const known = identity(kind.name, key);
    const wanted = { kind, list: listsOf.has(known) ? list : undefined };
    const isNamed = identities.has(known) || ids.has(id);
    if (wanted.list === undefined && (isListedWhole(kind) || !isNamed)) return toListed(kind, line);
    try {
      return await readListed(reader, line, wanted);
    } catch (error) {
      if (onUnreadable !== undefined && isOfOneObject(error)) {
        const listed = toListed(kind, line);
        onUnreadable(listed, error);
        return listed;
      }
      throw withName(error, describeObject(kind, line, nameOf({ kind: kind.name, id, key })));
    }
  });
}

/** With its natural key, which everybody knows; without an address its name has to do. */
export function describeObject(kind: Kind, line: JsonObject, address?: string): string {
  const key = textOf(line[kind.naturalKey]);
  return `${address ?? `the ${kind.name} ${JSON.stringify(textOf(line['name']))}`} (${key})`;
}

/** Before an object that is listed and not found is asked for again. */
const LISTED_AGAIN_MS = [100, 300, 900];

/** Undefined when the list does not show it any more either. */
async function readListed(
  reader: PbxReader,
  listed: JsonObject,
  { kind, list }: { kind: Kind; list: Kind | undefined },
): Promise<LiveObject | undefined> {
  let line = listed;
  for (const pauseMs of [...LISTED_AGAIN_MS, undefined]) {
    const id = textOf(line['id']);
    try {
      // One after the other: there are objects enough to keep every connection busy.
      const fields = isListedWhole(kind) ? line : await reader.get(kind, id);
      const items = list === undefined ? undefined : await reader.listItems(list, id);
      return toLive(kind, line, { fields, items });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const again = await reader.find(kind, textOf(line[kind.naturalKey]));
      if (again === undefined) return undefined;
      if (pauseMs === undefined) throw listedButMissing(error, kind);
      line = again;
      await reader.patience?.sleep(pauseMs);
    }
  }
  return undefined;
}

/** For an object that a list shows but a request does not find. */
export function listedButMissing(error: ApiError, { name }: Kind): ApiError {
  return new ApiError(`${error.message}, but its list still shows the ${name}`, error.failure, {
    code: 'CQ522',
    hint: `nothing is concluded from that: run again; if it stays so, look at the ${name} in the portal`,
    cause: error,
  });
}

async function readFile(reader: PbxReader, id: string): Promise<LiveFile | undefined> {
  try {
    const { name, size } = await reader.getFile(id);
    return { id, name: textOf(name), size: typeof size === 'number' ? size : 0 };
  } catch (error) {
    // 400 is for an id that cannot be one.
    if (isNotFound(error) || (error instanceof ApiError && error.failure.status === 400)) return undefined;
    throw error;
  }
}

/** All that its line in the list shows. */
function toListed(kind: Kind, line: JsonObject): LiveObject {
  return toLive(kind, line, { fields: isListedWhole(kind) ? line : undefined });
}

function toLive(
  kind: Kind,
  line: JsonObject,
  { fields, items }: { fields: JsonObject | undefined; items?: readonly JsonObject[] | undefined },
): LiveObject {
  const shown = fields ?? line;
  const live: LiveObject = {
    kind: kind.name,
    id: textOf(line['id']),
    key: keyOf(kind, shown),
    name: textOf(shown['name']),
    internal: kind.builtIn !== undefined && shown[kind.builtIn.field] === kind.builtIn.value,
  };
  if (fields !== undefined) live.fields = withoutNullFields(fields);
  if (items !== undefined) live.items = items.map(toAgent);
  return live;
}

/** Two spellings of a name with the same characters are one. */
function keyOf(kind: Kind, shown: JsonObject): string {
  return textOf(shown[kind.naturalKey]).normalize();
}

// Written for a hundred thousand agents: no spreads.
function toAgent(item: JsonObject): LiveAgent {
  const agent: LiveAgent = { extension_number: textOf(item['extension_number']) };
  const level = item['skill_level'];
  const name = item['display_name'];
  if (typeof level === 'number') agent.skill_level = level;
  if (typeof name === 'string') agent.display_name = name;
  return agent;
}

function withoutNullFields(fields: JsonObject): JsonObject {
  const kept = withoutNulls(fields);
  return isObject(kept) ? kept : {};
}

/** Types were checked when the answer was read; what is left is whether it was there. */
function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
