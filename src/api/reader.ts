/** The calls that only read. What they answer is checked against the kinds' facts before anybody sees it. */

import type { JsonObject } from '../model/json.ts';
import type { WireResponse } from '../model/transport.ts';
import { FILES, listQueryOf, NUMBERS, pathTo, QUEUES, SERVERS } from './address.ts';
import { parseJson } from './answer.ts';
import type { PbxReader } from './calls.ts';
import type { Call, Connection } from './connection.ts';
import { DEFAULT_LIMITS, listFaults, type RawPage, type ReadLimits } from './list-context.ts';
import type { ListQuery, Page } from './list-query.ts';
import { isRefusedQuery, readAgain, readWhole } from './paging.ts';
import {
  AGENT,
  CALLER,
  FILE,
  NUMBER,
  QUEUE,
  QUEUE_STATUS,
  readList,
  readObject,
  SERVER,
  SERVER_STATUS,
  type Shape,
} from './schema.ts';
import { readSelection } from './selection.ts';

type Reading<T> = Call<T>['read'];

const objectOf =
  (shape: Shape): Reading<JsonObject> =>
  (response: WireResponse) =>
    readObject(shape, parseJson(response));
const pageOf =
  (shape: Shape): Reading<RawPage> =>
  (response: WireResponse) =>
    readList(shape, parseJson(response));

const readServer = objectOf(SERVER);
const readServerStatus = objectOf(SERVER_STATUS);
const readQueue = objectOf(QUEUE);
const readQueueStatus = objectOf(QUEUE_STATUS);
const readAgent = objectOf(AGENT);
const readFile = objectOf(FILE);
const readNumber = objectOf(NUMBER);
const readServers = pageOf(SERVER);
const readQueues = pageOf(QUEUE);
const readAgents = pageOf(AGENT);
const readCallers = pageOf(CALLER);
const readFiles = pageOf(FILE);

export interface ReadingOptions {
  parallelism: number;
  limits?: ReadLimits;
}

export function createReading(
  connection: Connection,
  { parallelism, limits = DEFAULT_LIMITS }: ReadingOptions,
): PbxReader {
  const contextOf = (path: string) => ({
    path,
    maxObjects: limits.objects,
    fault: listFaults(path, limits),
    pause: connection.patience.sleep,
    parallelism,
  });
  /** One `meter` for all the answers that are to stay below the limit together. */
  const get = <T>(path: string, read: Reading<T>, query?: ListQuery, meter = { bytes: 0 }): Promise<T> => {
    const call: Call<T> = {
      method: 'GET',
      path,
      repeat: 'read',
      read: (response) => {
        meter.bytes += response.body.length;
        if (meter.bytes > limits.bytes) throw listFaults(path, limits).tooLarge();
        return read(response);
      },
    };
    if (query !== undefined) call.query = listQueryOf(query);
    return connection.call(call);
  };
  const page = async (path: string, read: Reading<RawPage>, query: ListQuery = {}): Promise<Page> => {
    const { count, items } = await get(path, read, query);
    return { count: count ?? (query.skip ?? 0) + items.length, items };
  };
  const all = (
    path: string,
    read: Reading<RawPage>,
    { key, mayMove = false }: { key: string; mayMove?: boolean },
  ): Promise<JsonObject[]> => {
    const meter = { bytes: 0 };
    return readWhole({
      ...contextOf(path),
      list: (query) => get(path, read, query, meter),
      key,
      mayMove,
    });
  };
  const select = (path: string, read: Reading<RawPage>, query: ListQuery): Promise<Page> => {
    const meter = { bytes: 0 };
    return readSelection({ ...contextOf(path), list: (part) => get(path, read, part, meter), query });
  };
  /** A list that the API gives at once, without a total; where one is there all the same, it has to be right. */
  const unpaged = async (path: string, read: Reading<RawPage>): Promise<JsonObject[]> => {
    const { fault, pause, maxObjects } = contextOf(path);
    let last: RawPage | undefined;
    const items = await readAgain(
      async () => {
        last = await get(path, read);
        if (last.items.length > maxObjects) throw fault.tooMany(last.items.length);
        return last.count === undefined || last.count === last.items.length ? last.items : undefined;
      },
      { pause },
    );
    if (items !== undefined) return items;
    throw fault.unsound([last?.count], last?.items.length ?? 0);
  };

  const allServers = (mayMove?: boolean): Promise<JsonObject[]> =>
    all(SERVERS, readServers, { key: 'name', ...(mayMove === undefined ? {} : { mayMove }) });
  const allQueues = (mayMove?: boolean): Promise<JsonObject[]> =>
    all(QUEUES, readQueues, { key: 'extension_number', ...(mayMove === undefined ? {} : { mayMove }) });

  return {
    parallelism,
    patience: connection.patience,
    listServers: (query) => page(SERVERS, readServers, query),
    selectServers: (query) => select(SERVERS, readServers, query),
    allServers: () => allServers(),
    getServer: (id) => get(pathTo(SERVERS, id), readServer),
    getServerStatus: (id) => get(pathTo(SERVERS, id, 'status'), readServerStatus),
    listQueues: (query) => page(QUEUES, readQueues, query),
    selectQueues: (query) => select(QUEUES, readQueues, query),
    allQueues: () => allQueues(),
    getQueue: (id) => get(pathTo(QUEUES, id), readQueue),
    getQueueStatus: (id) => get(pathTo(QUEUES, id, 'status'), readQueueStatus),
    findQueue: (number) =>
      find({
        key: 'extension_number',
        value: number,
        some: (query) => get(QUEUES, readQueues, query),
        all: () => allQueues(true),
      }),
    findServer: (name) =>
      find({
        key: 'name',
        value: name,
        some: (query) => get(SERVERS, readServers, query),
        all: () => allServers(true),
      }),
    listAgents: (queueId) => unpaged(pathTo(QUEUES, queueId, 'agents'), readAgents),
    getAgent: (queueId, number) => get(pathTo(QUEUES, queueId, 'agents', number), readAgent),
    listWaiting: (queueId) => unpaged(pathTo(QUEUES, queueId, 'waiting'), readCallers),
    getNumber: (number) => get(pathTo(NUMBERS, number), readNumber),
    listFiles: (query) => page(FILES, readFiles, query),
    getFile: (id) => get(pathTo(FILES, id), readFile),
  };
}

interface Search {
  key: string;
  value: string;
  some(query: ListQuery): Promise<RawPage>;
  all(): Promise<JsonObject[]>;
}

/**
 * Which fields a PBX can filter by is not documented, and one that does not know a filter may ignore it. So what comes is
 * compared here, and that nothing came is only believed of the whole list.
 */
async function find({ key, value, some, all }: Search): Promise<JsonObject | undefined> {
  const isIt = (item: JsonObject): boolean => String(item[key]).normalize() === value.normalize();
  let filtered: RawPage | undefined;
  try {
    filtered = await some({ filter: `${key} eq '${value.replaceAll("'", "''")}'` });
  } catch (error) {
    if (!isRefusedQuery(error)) throw error;
  }
  return filtered?.items.find(isIt) ?? (await all()).find(isIt);
}
