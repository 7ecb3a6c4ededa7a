/** The way to the PBX, which is closed however the work over it ends. */

import { dirname, relative } from 'node:path';
import type { ConnectionOptions } from '../../api/connection-options.ts';
import type { Project } from '../../config/load.ts';
import type { TargetSettings } from '../../config/target-settings.ts';
import type { RetryNotice } from '../../http/retry-policy.ts';
import { EnvironmentError } from '../../model/errors.ts';
import type { Transport } from '../../model/transport.ts';
import { printable } from '../../report/sanitize.ts';
import { demandAllowedHost, destinationOf } from '../access/allowed-hosts.ts';
import { readTargetCertificates } from '../access/certificates.ts';
import { readCredentials } from '../access/credentials.ts';
import type { Invocation } from '../invocation.ts';
import { makeOwnFolder } from '../output/files.ts';
import type { Output } from '../output/output.ts';

export interface Connection {
  /** As plans and state name it. */
  target: string;
  options: ConnectionOptions;
  close(): Promise<void>;
}

function describePath(host: Invocation['host'], path: string): string {
  const short = relative(host.cwd, path);
  return short.startsWith('..') ? path : short;
}

async function openEmbedded(invocation: Invocation, dataFile: string): Promise<Transport> {
  const { openPbx } = await import('../../pbx/pbx.ts');
  const { createInProcessTransport } = await import('../../pbx/in-process.ts');
  const { host, output, guard } = invocation;
  guard.keep(dataFile, 'holds the data of the embedded PBX');
  await guard.check();
  output.err(`using the embedded PBX (${describePath(host, dataFile)})\n`);
  await makeOwnFolder(dirname(dataFile));
  let fault: unknown;
  const onError = (error: unknown): void => {
    fault ??= error;
  };
  const transport = createInProcessTransport(await openPbx({ dataFile, onError }));
  // A process that ends while its database is open can wait for it for ever.
  const close = invocation.onExit(() => transport.close());
  return {
    async send(request) {
      const answer = await transport.send(request);
      // Over HTTP a PBX answers 500; here it can say that its file is damaged.
      if (fault instanceof EnvironmentError) throw fault;
      return answer;
    },
    close,
  };
}

async function openHttp(
  invocation: Invocation,
  target: Extract<TargetSettings, { kind: 'url' }>,
): Promise<Transport> {
  await invocation.guard.check();
  const { createHttpTransport } = await import('../../http/http-transport.ts');
  const { settings, host, output } = invocation;
  return createHttpTransport({
    url: target.url,
    timeoutMs: settings.timeoutMs,
    connections: settings.parallelism,
    proxyEnv: host.env,
    onWarning: (message) => output.log('warning', message),
    ...(await readTargetCertificates(host, target)),
  });
}

/** An embedded PBX is nowhere. */
export function demandAllowedTarget(host: Invocation['host'], target: TargetSettings): void {
  if (target.kind === 'url') demandAllowedHost(host, destinationOf('the PBX', target.url));
}

/** Opens nothing but the way to the PBX; no request is sent yet. */
export async function connect(invocation: Invocation, target: TargetSettings): Promise<Connection> {
  const { settings, host, output, redactor, signal } = invocation;
  demandAllowedTarget(host, target);
  const credentials =
    target.kind === 'embedded'
      ? ({ kind: 'none' } as const)
      : readCredentials(host, redactor, settings.environment);
  const transport =
    target.kind === 'embedded'
      ? await openEmbedded(invocation, target.dataFile)
      : await openHttp(invocation, target);
  // What waits for another attempt when a command has failed would keep the process.
  const closing = new AbortController();
  const { gate } = invocation;
  const gated: Transport =
    gate === undefined
      ? transport
      : {
          ...transport,
          send: (request) => gate(() => transport.send(request)),
          close: () => transport.close(),
        };
  return {
    target: target.kind === 'embedded' ? 'embedded' : target.url,
    options: {
      transport: gated,
      credentials,
      session: {},
      parallelism: settings.parallelism,
      limits: settings.limits,
      timeoutMs: settings.timeoutMs,
      signal: AbortSignal.any([signal, closing.signal]),
      onRetry: logRetry(output),
      ...(settings.maxRps === undefined ? {} : { maxRps: settings.maxRps }),
    },
    close: () => {
      closing.abort();
      return transport.close();
    },
  };
}

/** A wait that a person would notice is worth a line. */
const NOTICED_WAIT_MS = 1000;

export function logRetry(output: Output): (notice: RetryNotice) => void {
  return (notice) => output.log(notice.waitMs < NOTICED_WAIT_MS ? 'debug' : 'info', describeRetry(notice));
}

function describeRetry({ method, path, attempt, waitMs, reason }: RetryNotice): string {
  const wait = waitMs < NOTICED_WAIT_MS ? `${Math.round(waitMs)} ms` : `${Math.round(waitMs / 1000)} s`;
  return printable(`${method} ${path}: ${reason}; attempt ${attempt + 1} in ${wait}`);
}

/** Runs `work` with a connection that is closed whatever happens. */
export async function withConnection<T>(
  invocation: Invocation,
  { target }: Pick<Project, 'target'>,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(invocation, target);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
