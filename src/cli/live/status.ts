import pLimit from 'p-limit';
import type { PbxReader } from '../../api/calls.ts';
import { createReader } from '../../api/client.ts';
import { describeObject, listedButMissing } from '../../api/live.ts';
import { isOfOneObject, withName } from '../../api/unreadable.ts';
import { AGENTS } from '../../kinds/agents.ts';
import { QUEUE } from '../../kinds/queue.ts';
import { SERVER } from '../../kinds/server.ts';
import { type ApiError, isNotFound } from '../../model/errors.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { jsonText } from '../../report/json-text.ts';
import type {
  PrintedStatus,
  QueueStatus,
  ServerStatus,
  StatusReport,
} from '../../report/schemas/operations.ts';
import { renderStatus } from '../../report/status-text.ts';
import type { Invocation } from '../invocation.ts';
import { emit, type Renderings } from '../output/emit.ts';
import { openSubject, type Subject } from '../project/subject.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { withConnection } from './connection.ts';
import { findQueueByName } from './queue-name.ts';
import { warnOnce } from './unreadable-warnings.ts';
import { createWatch } from './watch.ts';

export interface StatusOptions {
  watch?: boolean;
}

const text = (value: Json | undefined) => (typeof value === 'string' ? value : null);
const number = (value: Json | undefined) => (typeof value === 'number' ? value : null);

/** Undefined for an object that may have gone away between listing and asking. */
async function unlessGone<T>(
  answer: Promise<T>,
  onMissing: (error: ApiError) => void = () => undefined,
): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    onMissing(error);
    return undefined;
  }
}

/** Told of what cannot be read, the object's name and number first. */
type OnUnreadable = (what: string, error: ApiError) => void;

async function unlessUnreadable<T>(
  answer: Promise<T>,
  { what, onUnreadable }: { what: string; onUnreadable: OnUnreadable },
  otherwise: (error: ApiError) => T,
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isOfOneObject(error)) throw error;
    onUnreadable(what, error);
    return otherwise(error);
  }
}

async function readServer(reader: PbxReader, server: JsonObject): Promise<ServerStatus> {
  const id = String(server['id']);
  const status = await unlessGone(reader.getStatus(SERVER, id));
  return {
    id,
    name: String(server['name'] ?? ''),
    status: text(status?.['status']),
    cpu_usage: number(status?.['cpu_usage']),
    memory_usage: number(status?.['memory_usage']),
  };
}

async function readQueue(
  reader: PbxReader,
  queue: JsonObject,
  limit: Limit,
): Promise<QueueStatus | undefined> {
  const id = String(queue['id']);
  let missing: ApiError | undefined;
  const onMissing = (error: ApiError) => {
    missing = error;
  };
  const [status, agents, waiting] = await Promise.all([
    limit(() => unlessGone(reader.getStatus(QUEUE, id))),
    limit(() => unlessGone(reader.listItems(AGENTS, id), onMissing)),
    limit(() => unlessGone(reader.listWaiting(QUEUE, id), onMissing)),
  ]);
  if (agents === undefined || waiting === undefined) {
    const again = await reader.find(QUEUE, String(queue['extension_number']));
    if (again?.['id'] === id && missing !== undefined) throw listedButMissing(missing, QUEUE);
    return undefined;
  }
  // The list does not tell what an agent is doing; each has to be asked for.
  const states = await Promise.all(
    agents.map((agent) =>
      limit(() => unlessGone(reader.getItem(AGENTS, id, String(agent['extension_number'])))),
    ),
  );
  return {
    ...lineOf(queue),
    status: text(status?.['status']),
    agents: agents.map((agent, index) => ({
      extension_number: String(agent['extension_number']),
      display_name: text(agent['display_name']),
      skill_level: number(agent['skill_level']),
      status: text(states[index]?.['status']),
    })),
    waiting: waiting.map((caller) => ({
      session_id: String(caller['session_id']),
      extension_number: String(caller['extension_number'] ?? ''),
      display_name: text(caller['display_name']),
      waiting_time: number(caller['waiting_time']),
    })),
  };
}

const lineOf = (queue: JsonObject) => ({
  id: String(queue['id']),
  name: String(queue['name'] ?? ''),
  extension_number: String(queue['extension_number'] ?? ''),
});

type Limit = ReturnType<typeof pLimit>;

interface Request {
  subject: Subject;
  target: string;
  name: string | undefined;
  limit: Limit;
  onUnreadable: OnUnreadable;
}

/** All that can be read of all servers and queues: one that cannot be does not hide the others. */
async function readAll(reader: PbxReader, { limit, onUnreadable }: Request) {
  const servers = await unlessUnreadable(
    reader.all(SERVER),
    { what: 'the list of servers', onUnreadable },
    () => [],
  );
  const queues = await reader.all(QUEUE);
  const [serverStatus, queueStatus] = await Promise.all([
    Promise.all(
      servers.map((server) => {
        const name = String(server['name'] ?? '');
        const what = `the server ${JSON.stringify(name)}`;
        const unknown = { status: null, cpu_usage: null, memory_usage: null };
        return unlessUnreadable<ServerStatus>(
          limit(() => readServer(reader, server)),
          { what, onUnreadable },
          ({ message }) => ({ id: String(server['id']), name, ...unknown, error: message }),
        );
      }),
    ),
    Promise.all(
      queues.map((queue) =>
        unlessUnreadable<QueueStatus | undefined>(
          readQueue(reader, queue, limit),
          { what: describeObject(QUEUE, queue), onUnreadable },
          ({ message }) => ({ ...lineOf(queue), status: null, agents: [], waiting: [], error: message }),
        ),
      ),
    ),
  ]);
  return { servers: serverStatus, queues: queueStatus };
}

async function readOne(reader: PbxReader, subject: Subject, { name, limit }: { name: string; limit: Limit }) {
  const queue = await findQueueByName(reader, subject, name);
  try {
    return { servers: [], queues: [await readQueue(reader, queue, limit)] };
  } catch (error) {
    throw withName(error, describeObject(QUEUE, queue));
  }
}

async function readStatus(reader: PbxReader, request: Request): Promise<StatusReport> {
  const { subject, target, name, limit } = request;
  const { servers, queues } =
    name === undefined ? await readAll(reader, request) : await readOne(reader, subject, { name, limit });
  return { target, servers, queues: queues.filter((queue) => queue !== undefined) };
}

export async function runStatus(
  invocation: Invocation<'text' | 'json'>,
  name: string | undefined,
  { watch }: StatusOptions,
): Promise<ExitCode> {
  const subject = await openSubject(invocation);
  return withConnection(invocation, subject, async ({ options, target }) => {
    const watching = watch === true ? createWatch(invocation, options) : undefined;
    const reader = createReader(watching?.options ?? options);
    const limit = pLimit(invocation.settings.parallelism);
    const onUnreadable = warnOnce(invocation);
    const read = async (): Promise<Renderings<'json'>> => {
      const report = await readStatus(reader, { subject, target, name, limit, onUnreadable });
      return {
        text: (style) => renderStatus(report, { ...style, details: name !== undefined }),
        json: () => jsonText<PrintedStatus>({ format_version: '1.0', ...report }),
      };
    };
    if (watching !== undefined) return watching.run(read);
    await emit(invocation, await read());
    return EXIT.done;
  });
}
