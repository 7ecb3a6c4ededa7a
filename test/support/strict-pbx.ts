/**
 * A PBX over HTTP that shares no code with cqctl: written from the API reference alone, and strict to it. What the
 * reference does not name is refused, so that a client that guesses is found out. Every request is recorded.
 */

import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAll } from './request-body.ts';

type Value = null | boolean | number | string | Value[] | { [name: string]: Value };
type Body = { [name: string]: Value };

export interface StrictOptions {
  token?: string;
  /** `replace`: whatever an update omits is reset to its default. */
  updateMode?: 'merge' | 'replace';
  /** Queues that are nobody's business. */
  foreignQueues?: number;
  /** For how long after an update the old value is shown. */
  lagMs?: number;
  /** Lists come in another order each time, where none is asked for. */
  unstableOrder?: boolean;
  /** Takes a number or a name that another has: else a client that makes things twice is only refused. */
  acceptsTwins?: boolean;
  /** Fields of queues that are newer than the reference. */
  newerFields?: readonly string[];
  /** Log-ins with the password grant; their tokens live for so many seconds. */
  login?: { username: string; password: string; domain?: string; tokenSeconds: number };
}

export interface RecordedRequest {
  method: string;
  path: string;
  query: string;
  body: Value | undefined;
  status: number;
}

export interface Twist {
  status?: number;
  answer: unknown;
}

interface Queue {
  id: string;
  fields: Body;
  agents: Body[];
  statuses: Map<string, string>;
  waiting: Body[];
  prompts: Map<string, string>;
  stale: { until: number; fields: Body; agents: Body[] } | null;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type Check = (value: Value) => boolean;
const text =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'string' && value.length >= min && value.length <= max;
const whole =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
const flag: Check = (value) => typeof value === 'boolean';
const oneOf =
  (...names: string[]): Check =>
  (value) =>
    typeof value === 'string' && names.includes(value);
const digits: Check = (value) => typeof value === 'string' && /^[0-9]{3,64}$/.test(value);
const object =
  (fields: { [name: string]: Check }, required: string[] = []): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([name, item]) => fields[name]?.(item) === true) &&
    required.every((name) => name in value);

const rule = object({
  action: oneOf('FORWARD_TO_NUMBER', 'FORWARD_TO_VOICEMAIL', 'HANGUP'),
  number: (value) => typeof value === 'string' && /^\+?[0-9]+$/.test(value),
});

const STRATEGIES = ['PRIORITIZED_HUNT', 'CYCLIC_HUNT', 'LEAST_WORKED_HUNT'];
const UPDATABLE: { [name: string]: Check } = {
  name: text(1, 64),
  polling_strategy: oneOf(
    'RING_SIMULTANEOUSLY',
    ...STRATEGIES,
    ...STRATEGIES.map((name) => `SKILL_BASED_ROUTING_${name}`),
  ),
  ring_time: whole(1, 65535),
  max_callers: whole(0, 2 ** 31 - 1),
  moh_prompt_file_id: text(1, 200),
  intro_type: oneOf('DISABLE', 'NORMAL', 'FULL'),
  intro_prompt_file_id: text(1, 200),
  max_waiting_time: whole(15, 65535),
  wait_when_no_agents_online: flag,
  inform_position: oneOf('DISABLE', 'PERIODICALLY', 'ON_CONNECTED'),
  inform_position_interval: whole(10, 1800),
  agent_auto_ready: flag,
  agent_auto_not_ready_after_non_acd_call: flag,
  sla_time: whole(0, 65536),
  language: text(2, 64),
  no_answer_forward_rule: rule,
  night_mode_forward_rule: rule,
  enable_callback: flag,
  callback_mode: oneOf('ACTIVE', 'TIMEOUT'),
  callback_timeout: whole(0, 2 ** 31 - 1),
  callback_outbound_prefix: text(0, 64),
  outbound_caller_ids: (value) =>
    Array.isArray(value) &&
    value.every(object({ provider_id: text(1, 200), caller_id: text(1, 64), description: text(0, 1024) })),
  enable_sticky_routing: flag,
  sticky_routing_duration: whole(1, 365),
  enable_paid: flag,
  enable_prid: flag,
  extension_number_as_to_header: flag,
};
const DEFAULTS: Body = {
  polling_strategy: 'RING_SIMULTANEOUSLY',
  ring_time: 20,
  max_callers: null,
  intro_type: 'DISABLE',
  max_waiting_time: 300,
  wait_when_no_agents_online: false,
  inform_position: 'DISABLE',
  inform_position_interval: 10,
  agent_auto_ready: true,
  agent_auto_not_ready_after_non_acd_call: true,
  sla_time: 0,
  language: null,
  no_answer_forward_rule: null,
  night_mode_forward_rule: null,
  enable_callback: false,
  callback_mode: 'ACTIVE',
  callback_timeout: 600,
  callback_outbound_prefix: null,
  outbound_caller_ids: null,
  enable_sticky_routing: true,
  sticky_routing_duration: 30,
  enable_paid: false,
  enable_prid: false,
  extension_number_as_to_header: false,
};
const PROMPTS = ['moh', 'intro'];
const SETTABLE = ['READY', 'NOT_READY', 'WRAP_UP', 'BREAK', 'LUNCH', 'LOGGED_IN', 'LOGGED_OUT'];

export class StrictPbx {
  readonly requests: RecordedRequest[] = [];
  readonly queues = new Map<string, Queue>();
  readonly servers = new Map<string, Body>();
  readonly files = new Map<string, { name: string; content: Buffer }>();
  readonly #uploads = new Map<string, { name: string; token: string; chunks: Buffer[] }>();
  readonly #tokens = new Map<string, number>();
  readonly #refreshTokens = new Set<string>();
  #options: StrictOptions;
  readonly #http: Server;
  #hold: Hold | undefined;
  url = '';
  /** Every answer takes so long. */
  latencyMs = 0;
  /** Takes the place of an answer: what is in between says something else. Text is sent as it is. */
  twist: ((request: RecordedRequest, answer: Value | undefined) => Twist | undefined) | undefined;
  /** Asked before anything is carried out: what it returns is answered instead. Null: the connection is cut. */
  guard:
    | ((
        request: Readonly<RecordedRequest>,
      ) => { status: number; headers?: { [name: string]: string } } | null | undefined)
    | undefined;

  private constructor(options: StrictOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#http.keepAliveTimeout = 60_000;
    const id = freshId();
    this.servers.set(id, {
      id,
      name: 'built-in',
      enabled: true,
      type: 'INTERNAL',
      ipv4: '127.0.0.1',
      ipv6: null,
    });
    for (let index = 0; index < (options.foreignQueues ?? 0); index++) {
      this.addQueue({ name: `Foreign ${index}`, extension_number: String(7000 + index) }, [
        { extension_number: String(5000 + index), skill_level: 1 },
      ]);
    }
  }

  static async start(options: StrictOptions = {}): Promise<StrictPbx> {
    const pbx = new StrictPbx(options);
    await new Promise<void>((resolve) => {
      pbx.#http.listen(0, '127.0.0.1', resolve);
    });
    pbx.url = `http://127.0.0.1:${(pbx.#http.address() as AddressInfo).port}`;
    return pbx;
  }

  async stop(): Promise<void> {
    this.dropHeld();
    this.#http.closeAllConnections();
    await new Promise((resolve) => {
      this.#http.close(resolve);
    });
  }

  /** As a person at the portal would. */
  addQueue(fields: Body, agents: Body[] = []): string {
    const id = freshId();
    this.queues.set(id, {
      id,
      fields: { ...structuredClone(DEFAULTS), ...fields },
      agents,
      statuses: new Map(),
      waiting: [],
      prompts: new Map(),
      stale: null,
    });
    return id;
  }

  /**
   * Carries out so many more writes; from the last of them on everything is still carried out and nothing answered.
   * Resolves when that last one is carried out: whoever waits for its answer is in the middle of a run.
   */
  holdAfter(writes: number): Promise<void> {
    return new Promise((onHeld) => {
      this.#hold = { writes, onHeld, waiting: [] };
    });
  }

  /** What was held is never answered; what comes now is. */
  dropHeld(): void {
    for (const response of this.#hold?.waiting ?? []) response.destroy();
    this.#hold = undefined;
  }

  /** From now on the only one that it takes. */
  changeToken(token: string): void {
    this.#options = { ...this.#options, token };
  }

  /** Shows what was changed, however short the time since. */
  showAll(): void {
    for (const queue of this.queues.values()) queue.stale = null;
  }

  queue(number: string): Queue {
    const found = [...this.queues.values()].filter((queue) => queue.fields['extension_number'] === number);
    if (found.length !== 1) throw new Error(`${found.length} queues have the number ${number}`);
    return found[0] as Queue;
  }

  get writes(): RecordedRequest[] {
    return this.requests.filter(isWrite);
  }

  /** Without the question who has a number: this PBX, like old ones, has no answer to it. */
  get refused(): RecordedRequest[] {
    return this.requests.filter(({ status }) => status >= 400);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://pbx.invalid');
    const raw = await readAll(request);
    if (raw === undefined) return;
    if (this.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    const record: RecordedRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.search,
      body: undefined,
      status: 0,
    };
    this.requests.push(record);
    const guarded = this.guard?.(record);
    if (guarded === null) {
      request.socket.destroy();
      return;
    }
    if (guarded !== undefined) {
      record.status = guarded.status;
      response.writeHead(guarded.status, guarded.headers ?? {}).end();
      return;
    }
    let status = 200;
    let answer: Value | undefined;
    const headers: { [name: string]: string } = {};
    try {
      if (request.method !== 'GET' && request.method !== 'POST')
        throw new Refusal(405, 'UNKNOWN', 'only GET and POST');
      [status, answer] = this.#route({ request, url, raw, record, headers });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      status = error.status;
      answer = { errors: [{ code: error.code, message: error.message }] };
    }
    record.status = status;
    const twist = this.twist?.(record, answer);
    if (twist !== undefined) {
      status = twist.status ?? status;
      record.status = status;
    }
    if (this.#isHeld(record, response)) return;
    const said = twist === undefined ? answer : twist.answer;
    const payload = said === undefined ? '' : typeof said === 'string' ? said : JSON.stringify(said);
    response.writeHead(status, {
      ...(payload === '' ? {} : { 'content-type': 'application/json' }),
      ...headers,
    });
    response.end(payload);
  }

  #isHeld(record: RecordedRequest, response: ServerResponse): boolean {
    const hold = this.#hold;
    if (hold === undefined) return false;
    if (hold.writes > 0 && isWrite(record) && --hold.writes === 0) hold.onHeld();
    if (hold.writes > 0) return false;
    hold.waiting.push(response);
    return true;
  }

  #route(call: Call): [status: number, answer?: Value] {
    const { request, url, record } = call;
    const parts = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const [api, ...rest] = parts;
    if (api !== 'api') throw notFound();
    if (request.method === 'POST' && rest.join('/') === 'login/oauth/token') return [200, this.#login(call)];
    this.#authorize(request);
    const isPost = request.method === 'POST';
    if (rest[0] === 'blobs' && rest[1] === 'uploads' && isPost) return this.#upload(call, rest.slice(2));
    if (rest[0] === 'files' && !isPost)
      return [200, rest.length === 1 ? this.#page(call, this.#fileList()) : this.#file(rest[1])];
    if (!isPost && rest.length > 1 && url.search !== '') throw invalid('no query parameters here');
    const body = isPost ? readBody(call) : undefined;
    record.body = body;
    if (rest[0] === 'call_queue_servers') return this.#serverRoute(call, rest.slice(1), body);
    if (rest[0] === 'call_queues') return this.#queueRoute(call, rest.slice(1), body);
    throw notFound();
  }

  #authorize(request: IncomingMessage): void {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const expires = bearer === undefined ? undefined : this.#tokens.get(bearer);
    const isStatic = bearer !== undefined && bearer === this.#options.token;
    if (isStatic || (expires !== undefined && expires > Date.now())) return;
    throw new Refusal(401, 'UNAUTHORIZED', 'no valid token');
  }

  #login({ request, raw }: Call): Value {
    const { login } = this.#options;
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      throw invalid('form expected');
    const form = new URLSearchParams(raw.toString('utf8'));
    const isPassword =
      form.get('grant_type') === 'password' &&
      form.get('username') === login?.username &&
      form.get('password') === login?.password &&
      (login?.domain === undefined || form.get('domain') === login.domain);
    const isRefresh =
      form.get('grant_type') === 'refresh_token' &&
      this.#refreshTokens.delete(form.get('refresh_token') ?? '');
    if (login === undefined || !(isPassword || isRefresh) || form.get('client_id') === null) {
      throw new Refusal(400, 'UNAUTHORIZED', 'wrong credentials');
    }
    const token = randomBytes(24).toString('hex');
    const refresh = randomBytes(24).toString('hex');
    this.#tokens.set(token, Date.now() + login.tokenSeconds * 1000);
    this.#refreshTokens.add(refresh);
    return {
      access_token: token,
      refresh_token: refresh,
      expires_in: login.tokenSeconds,
      token_type: 'Bearer',
    };
  }

  #page({ url }: Call, all: Body[]): Value {
    for (const name of url.searchParams.keys()) {
      if (!['filter', 'search', 'orderby', 'skip', 'top'].includes(name))
        throw invalid(`unknown parameter ${name}`);
    }
    const number = (name: string, fallback: number, min: number, max: number): number => {
      const written = url.searchParams.get(name);
      const value = written === null ? fallback : Number(written);
      if (!Number.isInteger(value) || value < min || value > max) throw invalid(`${name} is out of bounds`);
      return value;
    };
    const skip = number('skip', 0, 0, 2 ** 31 - 1);
    const top = number('top', 100, 1, 100);
    let items = all;
    const filter = url.searchParams.get('filter');
    if (filter !== null) {
      const [, name, wanted] = /^(\w+) eq '((?:[^']|'')*)'$/.exec(filter) ?? [];
      if (name === undefined) throw invalid(`filter not understood: ${filter}`);
      items = items.filter((item) => item[name] === wanted?.replaceAll("''", "'"));
    }
    const orderby = url.searchParams.get('orderby');
    if (orderby !== null) {
      const [, name, direction] = /^(\w+)(?: (asc|desc))?$/.exec(orderby) ?? [];
      if (name === undefined || all.some((item) => !(name in item)))
        throw invalid(`orderby not understood: ${orderby}`);
      const sign = direction === 'desc' ? -1 : 1;
      items = [...items].sort((a, b) => (String(a[name]) < String(b[name]) ? -sign : sign));
    } else if (this.#options.unstableOrder === true) items = [...items].sort(() => Math.random() - 0.5);
    return { count: items.length, items: items.slice(skip, skip + top) };
  }

  #serverRoute(call: Call, rest: string[], body: Body | undefined): [number, Value?] {
    const [id, verb] = rest;
    if (id === undefined) {
      if (body === undefined) return [200, this.#page(call, [...this.servers.values()])];
      check(body, { name: text(1, 64), enabled: flag, ipv4: text(7, 15), ipv6: text(2, 45) }, ['name']);
      if (body['ipv4'] === undefined && body['ipv6'] === undefined) throw invalid('ipv4 or ipv6 is needed');
      const { acceptsTwins } = this.#options;
      if (!acceptsTwins && [...this.servers.values()].some((server) => server['name'] === body['name']))
        throw taken('name');
      const fresh = freshId();
      this.servers.set(fresh, {
        id: fresh,
        enabled: true,
        ipv4: null,
        ipv6: null,
        ...body,
        type: 'EXTERNAL',
      });
      return [201, { id: fresh }];
    }
    const server = this.servers.get(id);
    if (server === undefined) throw notFound();
    if (verb === undefined && body === undefined) return [200, server];
    if (verb === undefined && body !== undefined) {
      check(body, { enabled: flag });
      Object.assign(server, this.#options.updateMode === 'replace' ? { enabled: true } : {}, body);
      return [200];
    }
    if (verb === 'status' && body === undefined)
      return [200, { cpu_usage: 1, memory_usage: 2, status: 'ONLINE' }];
    if (verb !== 'destroy' || body === undefined) throw notFound();
    if (server['type'] === 'INTERNAL') throw invalid('the internal server cannot be destroyed');
    this.servers.delete(id);
    return [204];
  }

  #queueRoute(call: Call, rest: string[], body: Body | undefined): [number, Value?] {
    const [id, verb, ...more] = rest;
    if (id === undefined)
      return body === undefined ? [200, this.#page(call, this.#queueList())] : this.#create(body);
    const queue = this.queues.get(id);
    if (queue === undefined) throw notFound();
    if (verb === undefined) return body === undefined ? [200, this.#show(queue)] : this.#update(queue, body);
    if (verb === 'status' && body === undefined) return [200, { status: 'ONLINE' }];
    if (verb === 'destroy' && body !== undefined) {
      this.queues.delete(id);
      return [204];
    }
    if (verb === 'waiting') return this.#waitingRoute(queue, more, body);
    if (verb === 'agents') return this.#agentsRoute(queue, more, body);
    throw notFound();
  }

  get #updatable(): { [name: string]: Check } {
    const newer = (this.#options.newerFields ?? []).map((name): [string, Check] => [name, () => true]);
    return { ...UPDATABLE, ...Object.fromEntries(newer) };
  }

  #queueList(): Body[] {
    return [...this.queues.values()].map(({ id, fields }) => ({
      id,
      name: fields['name'] as Value,
      extension_number: fields['extension_number'] as Value,
      ring_time: fields['ring_time'] as Value,
      polling_strategy: fields['polling_strategy'] as Value,
    }));
  }

  #create(body: Body): [number, Value] {
    const fields = { ...this.#updatable, extension_number: digits };
    check(body, fields, ['name', 'extension_number', 'polling_strategy']);
    if (
      this.#options.acceptsTwins !== true &&
      [...this.queues.values()].some((queue) => queue.fields['extension_number'] === body['extension_number'])
    ) {
      throw taken('extension_number');
    }
    const id = this.addQueue({});
    const queue = this.queues.get(id) as Queue;
    this.#set(queue, body);
    return [200, { id }];
  }

  #update(queue: Queue, body: Body): [number] {
    check(body, this.#updatable);
    this.#rememberOld(queue);
    if (this.#options.updateMode === 'replace') {
      Object.assign(queue.fields, structuredClone(DEFAULTS));
      queue.prompts.clear();
    }
    this.#set(queue, body);
    return [200];
  }

  #set(queue: Queue, body: Body): void {
    for (const [name, value] of Object.entries(body)) {
      const prompt = PROMPTS.find((each) => name === `${each}_prompt_file_id`);
      if (prompt === undefined) queue.fields[name] = structuredClone(value);
      else if (this.files.has(String(value))) queue.prompts.set(prompt, String(value));
      else throw invalid(`${name}: no such file`);
    }
  }

  #rememberOld(queue: Queue): void {
    const lagMs = this.#options.lagMs ?? 0;
    if (lagMs === 0) return;
    queue.stale = {
      until: Date.now() + lagMs,
      fields: structuredClone(queue.fields),
      agents: structuredClone(queue.agents),
    };
  }

  #show(queue: Queue): Value {
    const isStale = queue.stale !== null && queue.stale.until > Date.now();
    const shown: Body = {
      id: queue.id,
      ...(isStale ? queue.stale?.fields : queue.fields),
      some_newer_field: 'x',
    };
    for (const prompt of PROMPTS) {
      const file = this.files.get(queue.prompts.get(prompt) ?? '');
      const digest =
        file === undefined ? null : createHash('sha256').update(file.content).digest('base64url');
      shown[`${prompt}_prompt_file_name`] = file?.name ?? null;
      shown[`${prompt}_prompt_file_size`] = file?.content.length ?? null;
      shown[`${prompt}_prompt_file_url`] = digest === null ? null : `/api/blobs/${digest}`;
    }
    return shown;
  }

  #waitingRoute(queue: Queue, [session, verb]: string[], body: Body | undefined): [number, Value?] {
    if (session === undefined && body === undefined) return [200, { items: queue.waiting }];
    const index = queue.waiting.findIndex((call) => call['session_id'] === session);
    if (verb !== 'pickup' || body === undefined || index === -1) throw notFound();
    queue.waiting.splice(index, 1);
    return [200];
  }

  #agentsRoute(queue: Queue, [number]: string[], body: Body | undefined): [number, Value?] {
    if (number === undefined && body === undefined) {
      const isStale = queue.stale !== null && queue.stale.until > Date.now();
      const agents = isStale ? (queue.stale?.agents ?? []) : queue.agents;
      const isOrdered = String(queue.fields['polling_strategy']).endsWith('PRIORITIZED_HUNT');
      const items = isOrdered || this.#options.unstableOrder !== true ? agents : [...agents].reverse();
      return [200, { items: items.map((agent) => ({ ...agent, display_name: null })) }];
    }
    if (number === undefined && body !== undefined) {
      const agent = object({ extension_number: digits, skill_level: whole(1, 100) }, ['extension_number']);
      check(body, { items: (value) => Array.isArray(value) && value.every(agent) }, ['items']);
      this.#rememberOld(queue);
      queue.agents = (body['items'] as Body[]).map((item) => ({ skill_level: 1, ...item }));
      return [200];
    }
    const agent = queue.agents.find((each) => each['extension_number'] === number);
    if (agent === undefined) throw notFound();
    if (body === undefined) {
      return [200, { ...agent, display_name: null, status: queue.statuses.get(number ?? '') ?? 'READY' }];
    }
    check(body, { status: oneOf(...SETTABLE) }, ['status']);
    const status = String(body['status']);
    queue.statuses.set(number ?? '', status === 'LOGGED_IN' ? 'READY' : status);
    return [200];
  }

  #fileList(): Body[] {
    return [...this.files].map(([id, { name, content }]) => ({
      id,
      name,
      size: content.length,
      media_type: 'audio/vnd.wave',
      created_at: '2026-01-01T00:00:00Z',
    }));
  }

  #file(id: string | undefined): Value {
    const found = this.#fileList().find((file) => file['id'] === id);
    if (found === undefined) throw notFound();
    return found;
  }

  #upload({ request, url, raw, headers }: Call, [id, verb]: string[]): [number, Value?] {
    if (id === undefined) {
      const fresh = freshId();
      const token = randomBytes(8).toString('hex');
      this.#uploads.set(fresh, { name: url.searchParams.get('filename') ?? 'file', token, chunks: [] });
      Object.assign(headers, { 'PortSIP-Upload-ID': fresh, 'PortSIP-Upload-Token': token, Range: '0-0' });
      return [202];
    }
    const upload = this.#uploads.get(id);
    if (upload === undefined) throw notFound();
    if (request.headers['portsip-upload-token'] !== upload.token)
      throw new Refusal(403, 'UNKNOWN', 'wrong upload token');
    if (raw.length > 0 && request.headers['content-type'] !== 'application/octet-stream')
      throw invalid('octets expected');
    if (raw.length > 0) upload.chunks.push(raw);
    if (verb === 'append') return [203];
    if (verb !== 'complete') throw notFound();
    const content = Buffer.concat(upload.chunks);
    const digest = createHash('sha256').update(content).digest('hex');
    if (url.searchParams.get('digest')?.replace(/^sha256:/, '') !== digest)
      throw invalid('the digest differs');
    this.#uploads.delete(id);
    const fileId = freshId();
    this.files.set(fileId, { name: upload.name, content });
    return [201, { id: fileId }];
  }
}

interface Hold {
  /** Still to come. */
  writes: number;
  onHeld(): void;
  waiting: ServerResponse[];
}

interface Call {
  request: IncomingMessage;
  url: URL;
  raw: Buffer;
  record: RecordedRequest;
  headers: { [name: string]: string };
}

function isWrite({ method, path }: RecordedRequest): boolean {
  return method === 'POST' && !path.startsWith('/api/login');
}

function freshId(): string {
  return randomBytes(15).toString('base64url');
}

function invalid(message: string): Refusal {
  return new Refusal(400, 'VALIDATE_FAILED', message);
}

function taken(field: string): Refusal {
  return new Refusal(409, 'RESOURCE_IN_USE', `${field} is taken`);
}

function notFound(): Refusal {
  return new Refusal(404, 'UNKNOWN', 'not found');
}

function readBody({ request, raw }: Call): Body {
  if (raw.length === 0) return {};
  if (!request.headers['content-type']?.startsWith('application/json')) throw invalid('JSON expected');
  let value: unknown;
  try {
    value = JSON.parse(raw.toString('utf8'));
  } catch {
    throw invalid('not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('an object expected');
  return value as Body;
}

function check(body: Body, fields: { [name: string]: Check }, required: string[] = []): void {
  for (const [name, value] of Object.entries(body)) {
    const isRight = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (isRight === undefined) throw invalid(`${name} is not a field of this request`);
    if (!isRight(value)) throw invalid(`${name}: ${JSON.stringify(value)} is not allowed`);
  }
  for (const name of required) if (body[name] === undefined) throw invalid(`${name} is needed`);
}
