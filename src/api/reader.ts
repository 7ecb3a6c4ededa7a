/** The calls that only read. What they answer is checked against the kinds' facts before anybody sees it. */

import type { Kind } from '../kinds/kind.ts';
import type { JsonObject } from '../model/json.ts';
import type { WireResponse } from '../model/transport.ts';
import {
  collectionOf,
  equalTo,
  FILES,
  listPath,
  listQueryOf,
  NUMBERS,
  objectPath,
  pathTo,
} from './address.ts';
import { parseJson, WrongAnswer } from './answer.ts';
import type { PbxReader } from './calls.ts';
import type { Call, Connection } from './connection.ts';
import { DEFAULT_LIMITS, listFaults, type RawPage, type ReadLimits } from './list-context.ts';
import type { ListQuery, Page } from './list-query.ts';
import { isRefusedQuery, readAgain, readWhole } from './paging.ts';
import {
  CALLER,
  FILE,
  NUMBER,
  readList,
  readObject,
  type Shape,
  shapeOfKind,
  statusShape,
} from './schema.ts';
import { readSelection } from './selection.ts';

type Reading<T> = Call<T>['read'];

const objectOf =
  (shape: Shape): Reading<JsonObject> =>
  (response: WireResponse) =>
    readObject(shape, parseJson(response));
/** What is between may mix up answers, and what is known of one object must not be taken for another's. */
const objectWithId =
  (shape: Shape, id: string): Reading<JsonObject> =>
  (response) => {
    const object = objectOf(shape)(response);
    if (object['id'] === id) return object;
    throw new WrongAnswer('the answer is about another object than the one that was asked for', false);
  };
const pageOf =
  (shape: Shape): Reading<RawPage> =>
  (response: WireResponse) =>
    readList(shape, parseJson(response));

const readFile = objectOf(FILE);
const readNumber = objectOf(NUMBER);
const readCallers = pageOf(CALLER);
const readFiles = pageOf(FILE);

export interface ReadCallOptions {
  parallelism: number;
  limits?: ReadLimits;
}

export function createReadCalls(
  connection: Connection,
  { parallelism, limits = DEFAULT_LIMITS }: ReadCallOptions,
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
  const all = (kind: Kind, { mayMove }: { mayMove: boolean }): Promise<JsonObject[]> => {
    const path = collectionOf(kind);
    const meter = { bytes: 0 };
    const read = pageOf(shapeOfKind(kind));
    return readWhole({
      ...contextOf(path),
      list: (query) => get(path, read, query, meter),
      key: kind.naturalKey,
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

  return {
    parallelism,
    patience: connection.patience,
    list: (kind, query) => page(collectionOf(kind), pageOf(shapeOfKind(kind)), query),
    select: (kind, query) => select(collectionOf(kind), pageOf(shapeOfKind(kind)), query),
    all: (kind) => all(kind, { mayMove: false }),
    get: (kind, id) => get(objectPath(kind, id), objectWithId(shapeOfKind(kind), id)),
    getStatus: (kind, id) => get(objectPath(kind, id, 'status'), objectOf(statusShape(kind))),
    find: (kind, key) =>
      find({
        key: kind.naturalKey,
        value: key,
        some: (query) => get(collectionOf(kind), pageOf(shapeOfKind(kind)), query),
        all: () => all(kind, { mayMove: true }),
      }),
    listItems: (list, parentId) => unpaged(listPath(list, parentId), pageOf(shapeOfKind(list))),
    getItem: (list, parentId, key) => get(listPath(list, parentId, key), objectOf(shapeOfKind(list))),
    listWaiting: (kind, id) => unpaged(objectPath(kind, id, 'waiting'), readCallers),
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
    filtered = await some({ filter: equalTo(key, value) });
  } catch (error) {
    if (!isRefusedQuery(error)) throw error;
  }
  return filtered?.items.find(isIt) ?? (await all()).find(isIt);
}
