/**
 * The calls of the PBX's API, with the API's own field names.
 *
 * Reading and writing are separate: the planner's object has no write calls. Every call checks its answer, is retried
 * where that is safe, and fails with an ApiError, an EnvironmentError or an AbortedError, never with an error of
 * undici. Ids are opaque.
 */

import type { Kind } from '../kinds/kind.ts';
import type { JsonObject } from '../model/json.ts';
import type { ListQuery, Page } from './list-query.ts';

export interface PbxReader {
  /** The most requests at once; further ones wait. */
  readonly parallelism?: number;
  /** Sleeps that an interrupt ends, for callers with retries of their own. */
  readonly patience?: { sleep(ms: number): Promise<void> };
  /** One page of the objects of a kind, as the PBX answers it. */
  list(kind: Kind, query?: ListQuery): Promise<Page>;
  /** Everything that the query selects, in the order of the PBX; `top` may be any number. */
  select(kind: Kind, query: ListQuery): Promise<Page>;
  /** The list line of every object, each once, in the order of their natural keys. */
  all(kind: Kind): Promise<JsonObject[]>;
  get(kind: Kind, id: string): Promise<JsonObject>;
  getStatus(kind: Kind, id: string): Promise<JsonObject>;
  /** The list line of the object with exactly this natural key. */
  find(kind: Kind, key: string): Promise<JsonObject | undefined>;
  /** A list of an object, in the PBX's order. */
  listItems(list: Kind, parentId: string): Promise<JsonObject[]>;
  getItem(list: Kind, parentId: string, key: string): Promise<JsonObject>;
  /** The callers who wait in an object of a kind that has some. */
  listWaiting(kind: Kind, id: string): Promise<JsonObject[]>;
  /** The holder of a number; 404 when nobody has it, or when the PBX does not support the request. */
  getNumber(number: string): Promise<JsonObject>;
  listFiles(query?: ListQuery): Promise<Page>;
  getFile(id: string): Promise<JsonObject>;
}

/** A local file to send to the PBX. */
export interface FileToUpload {
  name: string;
  path: string;
  /** Hex. */
  sha256: string;
  /** Bytes. */
  size: number;
}

export interface PbxClient extends PbxReader {
  /** Returns the id of the new object. Creates at most one, however unclear the answers. */
  create(kind: Kind, body: JsonObject): Promise<string>;
  update(kind: Kind, id: string, body: JsonObject): Promise<void>;
  destroy(kind: Kind, id: string): Promise<void>;
  /** Replaces the whole list. */
  setItems(list: Kind, parentId: string, items: readonly JsonObject[]): Promise<void>;
  setItemStatus(list: Kind, parentId: string, key: string, status: string): Promise<void>;
  /** Sent once: after an unclear answer the call may have been answered. */
  pickup(kind: Kind, id: string, sessionId: string): Promise<void>;
  /** The file's id. May leave a second copy on the PBX when the end of an upload was unclear. */
  uploadFile(file: FileToUpload): Promise<string>;
}
