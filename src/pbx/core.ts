/** What every handler works with, and how a handler is written down. */

import type { Context } from 'hono';
import type { Kind } from '../kinds/kind.ts';
import type { KindName } from '../model/address.ts';
import type { LiveCalls } from './live/live-calls.ts';
import type { ObjectTable } from './object-table.ts';
import type { Store } from './store.ts';

export interface OtherNumber {
  name: string;
  /** EXTENSION, RING_GROUP, CONFERENCE_ROOM or VIRTUAL_RECEPTIONIST. */
  type: string;
}

/** Of uploads that were begun and not completed, all together. */
export interface UploadLimits {
  count: number;
  bytes: number;
}

/** All objects of one kind. */
export interface Collection {
  kind: Kind;
  table: ObjectTable;
}

export interface Core {
  store: Store;
  collections: readonly Collection[];
  files: ObjectTable;
  /** Milliseconds since 1970. */
  now(): number;
  /** What an update does to the fields that it omits: keep them, or set them to their defaults. */
  updateMode: 'merge' | 'replace';
  /** Numbers that no object can be created with, since something else of the PBX has them. */
  otherNumbers: ReadonlyMap<string, OtherNumber>;
  uploadLimits: UploadLimits;
  /** Null where nobody calls. */
  live: LiveCalls | null;
}

export interface Route {
  method: 'GET' | 'POST';
  /** As in the API reference, below `/api`. */
  path: string;
  /** Answered without a token. */
  isPublic?: true;
  handle(context: Context): Response | Promise<Response>;
}

/** Throws for a kind whose objects are no collection, which is a bug. */
export function tableOf({ collections }: Pick<Core, 'collections'>, name: KindName): ObjectTable {
  const found = collections.find(({ kind }) => kind.name === name);
  if (found === undefined) throw new Error(`there is no collection of ${name}`);
  return found.table;
}

/** A path parameter. One that no id could be finds nothing, so it never becomes a key. */
export function idOf(context: Context, name = 'id'): string {
  const value = context.req.param(name) ?? '';
  return /^[\w+/=.:-]{1,128}$/.test(value) ? value : '';
}

export function queryOf(context: Context): URLSearchParams {
  const url = context.req.url;
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
}
