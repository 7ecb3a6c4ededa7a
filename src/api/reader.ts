/** The calls that only read. What they answer is checked against the kinds' facts before anybody sees it. */

import type { JsonObject } from '../model/json.ts';
import type { WireResponse } from '../model/transport.ts';
import { FILES, listQueryOf, NUMBERS, pathTo, QUEUES, SERVERS } from './address.ts';
import { parseJson } from './answer.ts';
import type { ListQuery, Page, PbxReader } from './client.ts';
import type { Call, Connection } from './connection.ts';
import { isRefusedQuery, type RawPage, readWhole } from './paging.ts';
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

export function createReading(connection: Connection, parallelism: number): PbxReader {
  const get = <T>(path: string, read: Reading<T>, query?: ListQuery): Promise<T> => {
    const call: Call<T> = { method: 'GET', path, repeat: 'read', read };
    if (query !== undefined) call.query = listQueryOf(query);
    return connection.call(call);
  };
  const page = async (path: string, read: Reading<RawPage>, query: ListQuery = {}): Promise<Page> => {
    const { count, items } = await get(path, read, query);
    return { count: count ?? (query.skip ?? 0) + items.length, items };
  };
  const all = (path: string, read: Reading<RawPage>, key: string): Promise<JsonObject[]> =>
    readWhole({ list: (query) => get(path, read, query), key });

  const allServers = (): Promise<JsonObject[]> => all(SERVERS, readServers, 'name');
  const allQueues = (): Promise<JsonObject[]> => all(QUEUES, readQueues, 'extension_number');

  return {
    parallelism,
    listServers: (query) => page(SERVERS, readServers, query),
    allServers,
    getServer: (id) => get(pathTo(SERVERS, id), readServer),
    getServerStatus: (id) => get(pathTo(SERVERS, id, 'status'), readServerStatus),
    listQueues: (query) => page(QUEUES, readQueues, query),
    allQueues,
    getQueue: (id) => get(pathTo(QUEUES, id), readQueue),
    getQueueStatus: (id) => get(pathTo(QUEUES, id, 'status'), readQueueStatus),
    findQueue: (number) =>
      find({
        key: 'extension_number',
        value: number,
        some: (query) => get(QUEUES, readQueues, query),
        all: allQueues,
      }),
    findServer: (name) =>
      find({ key: 'name', value: name, some: (query) => get(SERVERS, readServers, query), all: allServers }),
    listAgents: async (queueId) => (await get(pathTo(QUEUES, queueId, 'agents'), readAgents)).items,
    getAgent: (queueId, number) => get(pathTo(QUEUES, queueId, 'agents', number), readAgent),
    listWaiting: async (queueId) => (await get(pathTo(QUEUES, queueId, 'waiting'), readCallers)).items,
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
  const isIt = (item: JsonObject): boolean => item[key] === value;
  let filtered: RawPage | undefined;
  try {
    filtered = await some({ filter: `${key} eq '${value.replaceAll("'", "''")}'` });
  } catch (error) {
    if (!isRefusedQuery(error)) throw error;
  }
  return filtered?.items.find(isIt) ?? (await all()).find(isIt);
}
