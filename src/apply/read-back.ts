/**
 * Reads an object until it shows what was sent, for a few seconds, because a PBX may show the old value for a moment. A
 * value that it does not keep is an error that names the field, the sent value and the shown one.
 */

import type { Page } from '../api/list-query.ts';
import { isRefusedQuery } from '../api/paging.ts';
import { isSameValue } from '../kinds/compare.ts';
import { fieldFacts } from '../kinds/registry.ts';
import type { KindName } from '../model/address.ts';
import { EnvironmentError, isNotFound } from '../model/errors.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { distinguishTexts } from '../model/look-alikes.ts';

/** Waits between reads, five seconds in total. An interrupt does not shorten them: a running step finishes. */
export const PATIENCE_MS: readonly number[] = [50, 100, 200, 400, 800, 1500, 2000];

export interface Patience {
  sleep(ms: number): Promise<void>;
}

/**
 * Reads until `isThere` is true or the waits are used up, and returns the last result. A missing object is waited for,
 * too.
 */
export async function readUntil<T>(
  read: () => Promise<T>,
  isThere: (value: T) => boolean,
  { sleep }: Patience,
): Promise<T> {
  for (const waitMs of PATIENCE_MS) {
    const value = await readIfThere(read);
    if (value !== undefined && isThere(value)) return value;
    await sleep(waitMs);
  }
  return read();
}

export interface Absence {
  /** Lists the objects with the object's key. */
  list(): Promise<Page>;
  get(): Promise<JsonObject>;
}

/**
 * Whether the PBX no longer has an object after all waits. Only an empty list proves that. If the PBX refuses the query
 * or lists other objects, the object itself is requested.
 */
export async function isGone({ list, get }: Absence, id: string, { sleep }: Patience): Promise<boolean> {
  for (const waitMs of [...PATIENCE_MS, 0]) {
    const page = await readIfAnswered(list);
    const isListed = page?.items.some((item) => item['id'] === id) === true;
    const isEmpty = page?.count === 0 && page.items.length === 0;
    if (!isListed && (isEmpty || (await readIfThere(get)) === undefined)) return true;
    await sleep(waitMs);
  }
  return false;
}

/** Undefined when the PBX refuses the query. */
async function readIfAnswered(list: () => Promise<Page>): Promise<Page | undefined> {
  try {
    return await list();
  } catch (error) {
    if (isRefusedQuery(error) || isNotFound(error)) return undefined;
    throw error;
  }
}

async function readIfThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Names of the sent values that the PBX does not show. */
export function unkeptValues(kind: KindName, sent: JsonObject, shown: JsonObject): string[] {
  return Object.entries(sent)
    .filter(([name, value]) => {
      const facts = fieldFacts(kind, name);
      return facts?.writeOnly !== true && !isSameValue(facts, value, shown[name]);
    })
    .map(([name]) => name);
}

export function describeUnkept(
  names: readonly string[],
  sent: JsonObject,
  shown: JsonObject,
): EnvironmentError {
  const lines = names.map((name) => {
    const [wanted, kept] = distinguishTexts(show(sent[name]), show(shown[name]));
    return `${name}: sent ${wanted}, kept ${kept}`;
  });
  return new EnvironmentError(`the PBX did not keep what was sent: ${lines.join('; ')}`, {
    code: 'CQ420',
    hint: 'the PBX may be of a version that does not know the value: see its portal, or leave the field out',
  });
}

function show(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
