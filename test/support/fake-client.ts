/**
 * A PBX in memory behind the client's own interface: for tests of apply that need thousands of steps, a moment's lag, or a
 * PBX that forgets. What a real API refuses it does not check; the embedded PBX is there for that.
 */

import type { FileToUpload, PbxClient } from '../../src/api/calls.ts';
import type { ListQuery, Page } from '../../src/api/list-query.ts';
import { isUnset } from '../../src/kinds/compare.ts';
import type { Kind } from '../../src/kinds/kind.ts';
import { SERVER } from '../../src/kinds/server.ts';
import { ApiError } from '../../src/model/errors.ts';
import type { JsonObject } from '../../src/model/json.ts';

interface FakeObject {
  fields: JsonObject;
  /** What is shown until the lag is over: as it was before the last write; undefined: not there yet. */
  stale: { fields: JsonObject | undefined; readings: number } | undefined;
  agents: JsonObject[];
  waiting: JsonObject[];
}

export interface Call {
  /** As `createQueue`. */
  name: string;
  id: string;
  body?: JsonObject | readonly JsonObject[];
}

export class FakePbx {
  readonly servers = new Map<string, FakeObject>();
  readonly queues = new Map<string, FakeObject>();
  readonly files = new Map<string, JsonObject>();
  /** Every writing call, in the order they came. */
  readonly calls: Call[] = [];
  /** How many readings show the old value after each write. */
  lag = 0;
  /** Fields that are dropped from every body. */
  forgets: readonly string[] = [];
  /** Empty texts and lists are shown as null, as the vendor says of empty fields. */
  showsEmptyAsNull = false;
  /** An update resets what it omits to what this says, or to nothing. */
  resetsTo: JsonObject | undefined;
  /** Called before each call; may throw or wait. */
  before: (call: Call) => void | Promise<void> = () => undefined;
  #next = 1;

  addQueue(number: string, fields: JsonObject = {}): string {
    return this.#add(this.queues, {
      name: number,
      extension_number: number,
      polling_strategy: 'CYCLIC_HUNT',
      ...fields,
    });
  }

  addServer(name: string, fields: JsonObject = {}): string {
    return this.#add(this.servers, { name, enabled: true, type: 'EXTERNAL', ...fields });
  }

  addFile(name: string, size: number): string {
    const id = `file-${this.#next++}`;
    this.files.set(id, { id, name, size });
    return id;
  }

  queue(number: string): FakeObject | undefined {
    return [...this.queues.values()].find(({ fields }) => fields['extension_number'] === number);
  }

  callsOf(name: string): Call[] {
    return this.calls.filter((call) => call.name === name);
  }

  client(): PbxClient {
    const { queues } = this;
    const page = (items: JsonObject[]): Page => ({ count: items.length, items });
    const lines = (kind: Kind) => [...this.#all(kind).values()].map(({ fields }) => ({ ...fields }));
    const never = (name: string) => async () => {
      throw new Error(`${name} is not for apply`);
    };
    const write = async (name: string, id: string, body?: Call['body']) => {
      const call: Call = body === undefined ? { name, id } : { name, id, body: structuredClone(body) };
      this.calls.push(call);
      await this.before(call);
    };
    return {
      list: async (kind) => page(lines(kind)),
      select: never('select'),
      all: async (kind) => lines(kind),
      get: (kind, id) => this.#show(kind, id),
      getStatus: never('getStatus'),
      find: async (kind, key) => lines(kind).find((line) => line[kind.naturalKey] === key),
      listItems: async (_list, id) => structuredClone(this.#get(queues, id).agents),
      getItem: never('getItem'),
      getNumber: never('getNumber'),
      listWaiting: async (_kind, id) => structuredClone(this.#get(queues, id).waiting),
      listFiles: async ({ filter }: ListQuery = {}) =>
        page(
          [...this.files.values()].filter(
            (file) => filter === undefined || filter.includes(`'${file['name']}'`),
          ),
        ),
      getFile: async (id) => this.files.get(id) ?? refuse(`/api/files/${id}`),
      create: async (kind, body) => {
        await write(callName('create', kind), '', body);
        if (kind === SERVER) {
          return this.#add(this.servers, { enabled: true, type: 'EXTERNAL', ...this.#kept(body) });
        }
        if (this.queue(String(body['extension_number'])) !== undefined) refuse('/api/call_queues', 409);
        return this.#add(queues, this.#kept(body));
      },
      update: async (kind, id, body) => {
        await write(callName('update', kind), id, body);
        this.#update(this.#all(kind), id, body);
      },
      destroy: async (kind, id) => {
        await write(callName('destroy', kind), id);
        this.#get(this.#all(kind), id);
        this.#all(kind).delete(id);
      },
      setItems: async (_list, id, items) => {
        await write('setAgents', id, items);
        this.#get(queues, id).agents = items.map((item) => ({ skill_level: 1, ...item }));
      },
      setItemStatus: never('setItemStatus'),
      pickup: never('pickup'),
      uploadFile: async ({ name, size, sha256 }: FileToUpload) => {
        await write('uploadFile', sha256, { name, size });
        return this.addFile(name, size);
      },
    };
  }

  #add(objects: Map<string, FakeObject>, fields: JsonObject): string {
    const id = `id-${this.#next++}`;
    const stale = this.lag > 0 ? { fields: undefined, readings: this.lag } : undefined;
    objects.set(id, { fields: { id, ...fields }, stale, agents: [], waiting: [] });
    return id;
  }

  #update(objects: Map<string, FakeObject>, id: string, body: JsonObject): void {
    const object = this.#get(objects, id);
    if (this.lag > 0) object.stale = { fields: object.fields, readings: this.lag };
    const { extension_number, name, type } = object.fields as { [name: string]: string };
    const rest = this.resetsTo === undefined ? object.fields : { ...this.resetsTo, name: name ?? '' };
    const identity = extension_number === undefined ? { type: type ?? '' } : { extension_number };
    object.fields = { ...rest, id, ...identity, ...this.#kept(body) };
  }

  /** A prompt is sent by id and shown by name, size and address. */
  #kept(body: JsonObject): JsonObject {
    const kept: JsonObject = {};
    for (const [name, value] of Object.entries(body)) {
      if (this.forgets.includes(name)) continue;
      const prompt = /^(moh|intro)_prompt_file_id$/.exec(name)?.[1];
      const file = prompt === undefined ? undefined : this.files.get(String(value));
      if (prompt === undefined) kept[name] = this.showsEmptyAsNull && isUnset(value) ? null : value;
      else if (file !== undefined) {
        kept[`${prompt}_prompt_file_name`] = file['name'] ?? null;
        kept[`${prompt}_prompt_file_size`] = file['size'] ?? null;
        kept[`${prompt}_prompt_file_url`] = `/api/blobs/${String(value)}`;
      }
    }
    return kept;
  }

  #get(objects: Map<string, FakeObject>, id: string): FakeObject {
    return objects.get(id) ?? refuse(`/api/objects/${id}`);
  }

  #all(kind: Kind): Map<string, FakeObject> {
    return kind === SERVER ? this.servers : this.queues;
  }

  async #show(kind: Kind, id: string): Promise<JsonObject> {
    await this.before({ name: callName('get', kind), id });
    const { fields, stale } = this.#get(this.#all(kind), id);
    if (stale === undefined || stale.readings-- <= 0) return structuredClone(fields);
    return stale.fields === undefined ? refuse(`/api/objects/${id}`) : structuredClone(stale.fields);
  }
}

function callName(verb: string, { name }: Kind): string {
  return `${verb}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

export function refuse(path: string, status = 404): never {
  const failure = { method: 'POST', path, status, attempts: 1, unclear: false };
  throw new ApiError(`the PBX refused ${path}: ${status}`, failure, { code: 'CQ501' });
}
