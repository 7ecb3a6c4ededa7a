/**
 * What may be asked of the PBX, in the API's own field names.
 *
 * Reading and writing are two objects: whoever plans has one that cannot write, not even by mistake. Every call checks its
 * answer, is retried where that is safe, and fails with an ApiError, an EnvironmentError or an AbortedError; nothing of
 * undici gets out. Ids are opaque.
 */

import type { JsonObject } from '../model/json.ts';
import type { ListQuery, Page } from './list-query.ts';

export interface PbxReader {
  /** Requests at once, at most: who asks for more at once only makes them wait. */
  readonly parallelism?: number;
  /** Waiting that an interrupt ends, for who asks the PBX again on their own account. */
  readonly patience?: { sleep(ms: number): Promise<void> };
  /** One page, as the PBX answers it. */
  listServers(query?: ListQuery): Promise<Page>;
  /** All that the query selects, in the order of the PBX; `top` may be any number. */
  selectServers(query: ListQuery): Promise<Page>;
  /** Every server, each once, in the order of their names. */
  allServers(): Promise<JsonObject[]>;
  getServer(id: string): Promise<JsonObject>;
  getServerStatus(id: string): Promise<JsonObject>;
  /** One page, as the PBX answers it. */
  listQueues(query?: ListQuery): Promise<Page>;
  selectQueues(query: ListQuery): Promise<Page>;
  /** The list line of every queue, each once, in the order of their numbers. */
  allQueues(): Promise<JsonObject[]>;
  getQueue(id: string): Promise<JsonObject>;
  getQueueStatus(id: string): Promise<JsonObject>;
  /** The list line of the queue with exactly this extension number. */
  findQueue(number: string): Promise<JsonObject | undefined>;
  findServer(name: string): Promise<JsonObject | undefined>;
  /** In the PBX's order. */
  listAgents(queueId: string): Promise<JsonObject[]>;
  getAgent(queueId: string, number: string): Promise<JsonObject>;
  listWaiting(queueId: string): Promise<JsonObject[]>;
  /** Whoever has a number of the PBX; 404 when nobody does, or when the PBX does not tell. */
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
  /** The id of the new server. However unclear the answers, at most one is made. */
  createServer(body: JsonObject): Promise<string>;
  updateServer(id: string, body: JsonObject): Promise<void>;
  destroyServer(id: string): Promise<void>;
  /** The id of the new queue. However unclear the answers, at most one is made. */
  createQueue(body: JsonObject): Promise<string>;
  updateQueue(id: string, body: JsonObject): Promise<void>;
  destroyQueue(id: string): Promise<void>;
  /** Replaces the whole list. */
  setAgents(queueId: string, items: readonly JsonObject[]): Promise<void>;
  setAgentStatus(queueId: string, number: string, status: string): Promise<void>;
  /** Sent once: after an unclear answer the call may have been answered. */
  pickup(queueId: string, sessionId: string): Promise<void>;
  /** The file's id. May leave a second copy on the PBX when the end of an upload was unclear. */
  uploadFile(file: FileToUpload): Promise<string>;
}
