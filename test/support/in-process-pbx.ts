/**
 * The embedded PBX in process behind the real client. A test sees what the client sends, and decides what goes wrong at
 * a request; `portal` is a second client that meets none of that, as a person who works at the PBX's own pages.
 */

import { randomUUID } from 'node:crypto';
import type { PbxClient } from '../../src/api/calls.ts';
import { createClient } from '../../src/api/client.ts';
import type { ConnectionOptions } from '../../src/api/connection-options.ts';
import { AGENTS } from '../../src/kinds/agents.ts';
import { QUEUE } from '../../src/kinds/queue.ts';
import { LIST_KINDS, OBJECT_KINDS } from '../../src/kinds/registry.ts';
import { SERVER } from '../../src/kinds/server.ts';
import { AbortedError } from '../../src/model/errors.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Transport, WireRequest, WireResponse } from '../../src/model/transport.ts';
import { createInProcessTransport } from '../../src/pbx/in-process.ts';
import type { PbxOptions } from '../../src/pbx/pbx.ts';
import { openTestPbx, type TestPbx } from './open-test-pbx.ts';

export interface Call {
  /** As `createQueue`, `getQueue`, `setAgents`, `uploadFile`; else the method and the path. */
  name: string;
  /** Of the object; of an upload, its digest. */
  id: string;
  body?: JsonObject;
}

/** An answer that the PBX does not give, by its status. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that decides nothing returns nothing.
type Refusal = number | undefined | void;

export class InProcessPbx {
  client: PbxClient;
  readonly portal: PbxClient;
  /** Every writing call that came, in order; of an upload only its end. */
  readonly calls: Call[] = [];
  /** How many readings of an object show the old one after each write of it. */
  lag = 0;
  /** Before each call. A number is answered in the place of the PBX; what is thrown, the transport throws. */
  before: (call: Call) => Refusal | Promise<Refusal> = () => undefined;
  /** What the PBX gets to see of a body. */
  receives: (body: JsonObject, call: Call) => JsonObject = (body) => body;
  /** What the client gets to see of an object, or of each item of a list. */
  shows: (object: JsonObject, call: Call) => JsonObject = (object) => object;
  /** In which order the client sees the agents of a queue. */
  ordersAgents: (agents: JsonObject[]) => JsonObject[] = (agents) => agents;
  readonly #pbx: TestPbx;
  readonly #transport: Transport;
  readonly #old = new Map<string, { answer: WireResponse; readings: number }>();
  readonly #waiting = new Map<string, JsonObject[]>();

  readonly #answering = new Set<Promise<WireResponse>>();
  /** Clients before this one are dead. */
  #generation = 0;

  private constructor(pbx: TestPbx) {
    this.#pbx = pbx;
    this.#transport = createInProcessTransport(pbx.pbx);
    this.portal = open((request) => this.#transport.send(request));
    this.client = this.#connect();
  }

  static async open(options: Partial<PbxOptions> = {}): Promise<InProcessPbx> {
    return new InProcessPbx(await openTestPbx(options));
  }

  close(): Promise<void> {
    return this.#pbx.close();
  }

  /** Who has the client gets no answer any more, and what is sent with it comes nowhere; the next client is another. */
  async kill(): Promise<void> {
    this.#generation += 1;
    await Promise.allSettled(this.#answering);
    this.before = () => undefined;
    this.client = this.#connect();
  }

  /** From now on the client's waits between attempts end with an interrupt. */
  reconnect(interrupt: AbortSignal): void {
    this.client = this.#connect({ interrupt });
  }

  #connect(options: Partial<ConnectionOptions> = {}): PbxClient {
    const generation = this.#generation;
    const forever = new Promise<never>(() => undefined);
    return open(async (request) => {
      if (generation !== this.#generation) await forever;
      const answer = await this.#send(request);
      return generation === this.#generation ? answer : forever;
    }, options);
  }

  addQueue(number: string, fields: JsonObject = {}): Promise<string> {
    return this.portal.create(QUEUE, {
      name: number,
      extension_number: number,
      polling_strategy: 'CYCLIC_HUNT',
      ...fields,
    });
  }

  addServer(name: string, fields: JsonObject = {}): Promise<string> {
    return this.portal.create(SERVER, { name, ipv4: '192.0.2.1', ...fields });
  }

  async idOf(number: string): Promise<string> {
    const id = (await this.portal.find(QUEUE, number))?.['id'];
    if (typeof id !== 'string') throw new Error(`there is no queue ${number}`);
    return id;
  }

  /** All that a queue shows at the portal; undefined when there is none with the number. */
  async queue(number: string): Promise<JsonObject | undefined> {
    const line = await this.portal.find(QUEUE, number);
    return line === undefined ? undefined : this.portal.get(QUEUE, String(line['id']));
  }

  /** The numbers and levels of the agents of a queue. */
  async agents(number: string): Promise<JsonObject[]> {
    const items = await this.portal.listItems(AGENTS, await this.idOf(number));
    return items.map(({ display_name: _name, ...item }) => item);
  }

  /** The numbers of all queues. */
  async numbers(): Promise<string[]> {
    return (await this.portal.all(QUEUE)).map((line) => String(line['extension_number']));
  }

  async edit(number: string, fields: JsonObject): Promise<void> {
    await this.portal.update(QUEUE, await this.idOf(number), fields);
  }

  async editAgents(number: string, items: readonly object[]): Promise<void> {
    await this.portal.setItems(AGENTS, await this.idOf(number), items as readonly JsonObject[]);
  }

  /** Callers who wait in a queue; the list is the caller's to change. */
  async callersOf(number: string, count: number): Promise<JsonObject[]> {
    const callers = Array.from(
      { length: count },
      (): JsonObject => ({ ...CALLER, session_id: randomUUID() }),
    );
    this.#waiting.set(await this.idOf(number), callers);
    return callers;
  }

  callsOf(name: string): Call[] {
    return this.calls.filter((call) => call.name === name);
  }

  async #send(request: WireRequest): Promise<WireResponse> {
    const call = callOf(request);
    const isWrite = request.method === 'POST' && !call.name.startsWith('POST');
    if (isWrite) this.calls.push(call);
    const status = await this.before(call);
    if (typeof status === 'number') return answerOf({}, status);
    const waiting = call.name.startsWith('listWaiting') ? this.#waiting.get(call.id) : undefined;
    if (waiting !== undefined) return answerOf({ items: waiting });
    const old = request.method === 'GET' ? this.#old.get(request.path) : undefined;
    if (old !== undefined && old.readings-- > 0) return old.answer;
    if (isWrite && call.id !== '' && this.lag > 0) await this.#keepOld(request.path);
    const answering = this.#transport.send({ ...request, ...this.#bodyOf(request, call) });
    this.#answering.add(answering);
    const answer = await answering.finally(() => this.#answering.delete(answering));
    if (call.name.startsWith('create') && this.lag > 0 && answer.status < 300) {
      const { id } = JSON.parse(textOf(answer)) as { id: string };
      this.#old.set(`${request.path}/${encodeURIComponent(id)}`, {
        answer: answerOf({}, 404),
        readings: this.lag,
      });
    }
    return this.#shown(answer, call);
  }

  async #keepOld(path: string): Promise<void> {
    const answer = await this.#transport.send({ method: 'GET', path, headers: {} });
    this.#old.set(path, { answer, readings: this.lag });
  }

  #bodyOf({ body }: WireRequest, call: Call): Pick<WireRequest, 'body'> {
    if (call.body !== undefined) return { body: JSON.stringify(this.receives(call.body, call)) };
    return body === undefined ? {} : { body };
  }

  #shown(answer: WireResponse, call: Call): WireResponse {
    if (!/^(get|list)/.test(call.name) || answer.status !== 200) return answer;
    const json = JSON.parse(textOf(answer)) as JsonObject;
    if (!call.name.startsWith('list')) return answerOf(this.shows(json, call));
    const items = (json['items'] as JsonObject[]).map((item) => this.shows(item, call));
    return answerOf({ ...json, items: call.name === 'listAgents' ? this.ordersAgents(items) : items });
  }
}

/** Time goes on by sleeping, which takes none. */
function open(send: Transport['send'], options: Partial<ConnectionOptions> = {}): PbxClient {
  let nowMs = 0;
  return createClient({
    transport: { send, keepsTime: true, close: async () => undefined },
    credentials: { kind: 'none' },
    parallelism: 32,
    timeoutMs: 60_000,
    now: () => nowMs,
    sleep: async (ms, signal) => {
      nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted === true) throw new AbortedError();
    },
    ...options,
  });
}

const CALLER = { extension_number: '1', waiting_time: 3 };

/** The names of calls by their paths: of the objects of each kind, and of the lists that these have. */
const PATHS: readonly { path: RegExp; get: string; post: string }[] = [
  ...OBJECT_KINDS.flatMap(({ name, api }) => [
    { path: `${api.path}`, get: named('list', name), post: named('create', name) },
    { path: `${api.path}/([^/]+)`, get: named('get', name), post: named('update', name) },
    { path: `${api.path}/([^/]+)/destroy`, get: '', post: named('destroy', name) },
    { path: `${api.path}/([^/]+)/waiting`, get: 'listWaiting', post: '' },
    ...LIST_KINDS.filter(({ parent }) => parent === name).map((list) => ({
      path: `${api.path}/([^/]+)/${list.api.path}`,
      get: named('list', list.name),
      post: named('set', list.name),
    })),
  ]),
  { path: 'files', get: 'listFiles', post: '' },
  { path: 'files/([^/]+)', get: 'getFile', post: '' },
  { path: 'blobs/uploads/[^/]+/complete\\?digest=sha256%3A(.+)', get: '', post: 'uploadFile' },
].map(({ path, get, post }) => ({ path: new RegExp(`^/api/${path}(?:\\?.*)?$`), get, post }));

function named(verb: string, kind: string): string {
  return `${verb}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

function callOf({ method, path, body }: WireRequest): Call {
  for (const { path: pattern, get, post } of PATHS) {
    const name = method === 'GET' ? get : post;
    const match = pattern.exec(path);
    if (match === null || name === '') continue;
    const call = { name, id: decodeURIComponent(match[1] ?? '') };
    return typeof body === 'string' ? { ...call, body: JSON.parse(body) as JsonObject } : call;
  }
  return { name: `${method} ${path}`, id: '' };
}

function textOf({ body }: WireResponse): string {
  return new TextDecoder().decode(body);
}

function answerOf(json: JsonObject, status = 200): WireResponse {
  const body = new TextEncoder().encode(JSON.stringify(json));
  return { status, headers: { 'content-type': 'application/json' }, body };
}
