import pLimit from 'p-limit';
import { createReader, type PbxReader } from '../../api/client.ts';
import { ApiError } from '../../model/errors.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { renderStatusJson } from '../../report/status-json.ts';
import {
  type QueueStatus,
  renderStatus,
  type ServerStatus,
  type StatusReport,
} from '../../report/status-text.ts';
import { openSubject, type Subject, withConnection } from '../context.ts';
import { emit, type Renderings } from '../emit.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { findQueueByName } from '../queue-name.ts';
import { watchResult } from '../watch.ts';

export interface StatusOptions {
  watch?: boolean;
}

const text = (value: Json | undefined) => (typeof value === 'string' ? value : null);
const number = (value: Json | undefined) => (typeof value === 'number' ? value : null);

/** Undefined for an object that went away between listing and asking. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.failure.status === 404) return undefined;
    throw error;
  }
}

async function readServer(reader: PbxReader, server: JsonObject): Promise<ServerStatus> {
  const id = String(server['id']);
  const status = await unlessGone(reader.getServerStatus(id));
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
  const [status, agents, waiting] = await Promise.all([
    limit(() => unlessGone(reader.getQueueStatus(id))),
    limit(() => unlessGone(reader.listAgents(id))),
    limit(() => unlessGone(reader.listWaiting(id))),
  ]);
  if (agents === undefined || waiting === undefined) return undefined;
  // The list does not tell what an agent is doing; each has to be asked for.
  const states = await Promise.all(
    agents.map((agent) => limit(() => unlessGone(reader.getAgent(id, String(agent['extension_number']))))),
  );
  return {
    id,
    name: String(queue['name'] ?? ''),
    extension_number: String(queue['extension_number'] ?? ''),
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

type Limit = ReturnType<typeof pLimit>;

async function readStatus(
  reader: PbxReader,
  {
    subject,
    target,
    name,
    limit,
  }: { subject: Subject; target: string; name: string | undefined; limit: Limit },
): Promise<StatusReport> {
  const servers = name === undefined ? await reader.allServers() : [];
  const queues =
    name === undefined ? await reader.allQueues() : [await findQueueByName(reader, subject, name)];
  return {
    target,
    servers: await Promise.all(servers.map((server) => limit(() => readServer(reader, server)))),
    queues: (await Promise.all(queues.map((queue) => readQueue(reader, queue, limit)))).filter(
      (queue) => queue !== undefined,
    ),
  };
}

export async function runStatus(
  invocation: Invocation,
  name: string | undefined,
  { watch }: StatusOptions,
): Promise<ExitCode> {
  const subject = await openSubject(invocation);
  return withConnection(invocation, subject, async ({ options, target }) => {
    const reader = createReader(options);
    const limit = pLimit(invocation.settings.parallelism);
    const read = async (): Promise<Renderings> => {
      const report = await readStatus(reader, { subject, target, name, limit });
      return {
        text: (style) => renderStatus(report, { ...style, details: name !== undefined }),
        json: () => renderStatusJson(report),
      };
    };
    if (watch === true) return watchResult(invocation, read);
    await emit(invocation, await read());
    return EXIT.done;
  });
}
