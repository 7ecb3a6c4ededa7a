/**
 * Prompts. One is set by the id of a file and shown by the file's name, size and address; the id itself is kept beside
 * the object, so that the file is known to be in use, and never shown.
 */

import type { Kind } from '../kinds/kind.ts';
import type { JsonObject } from '../model/json.ts';
import { blobPath } from './files.ts';
import type { ObjectTable } from './object-table.ts';
import { invalid } from './refusal.ts';
import type { Store } from './store.ts';

/** Prompt fields that the body has: the field's name and the names that go with it. */
function promptsIn(
  { fields }: Kind,
  body: JsonObject,
): { field: string; name: string; size: string; url: string }[] {
  return Object.entries(fields).flatMap(([field, facts]) =>
    facts.prompt !== undefined && Object.hasOwn(body, field) ? [{ field, ...facts.prompt }] : [],
  );
}

/** What is shown of the prompts that the body sets; null takes a prompt away. */
export function shownPrompts(kind: Kind, files: ObjectTable, body: JsonObject): JsonObject {
  const shown: JsonObject = {};
  for (const { field, name, size, url } of promptsIn(kind, body)) {
    const fileId = body[field];
    const text = typeof fileId === 'string' ? files.findText(fileId.slice(0, 128)) : undefined;
    if (typeof fileId === 'string' && text === undefined) {
      throw invalid(`${field} is not the id of a file`, { field });
    }
    const file = text === undefined ? undefined : (JSON.parse(text) as JsonObject);
    shown[name] = file?.['name'] ?? null;
    shown[size] = file?.['size'] ?? null;
    shown[url] = file === undefined ? null : blobPath(String(file['digest']));
  }
  return shown;
}

function promptIdsOf(store: Store, objectId: string): JsonObject {
  return JSON.parse(store.get(['prompts', objectId]) ?? '{}') as JsonObject;
}

export function keepPrompts(kind: Kind, store: Store, objectId: string, body: JsonObject): void {
  const changed = promptsIn(kind, body);
  if (changed.length === 0) return;
  const ids = promptIdsOf(store, objectId);
  forgetPrompts(store, objectId);
  for (const { field } of changed) ids[field] = body[field] ?? null;
  store.put(['prompts', objectId], JSON.stringify(ids));
  for (const fileId of Object.values(ids)) {
    if (typeof fileId === 'string') store.put(['plays', fileId, objectId], '');
  }
}

export function forgetPrompts(store: Store, objectId: string): void {
  for (const fileId of Object.values(promptIdsOf(store, objectId))) {
    if (typeof fileId === 'string') store.remove(['plays', fileId, objectId]);
  }
  store.remove(['prompts', objectId]);
}
