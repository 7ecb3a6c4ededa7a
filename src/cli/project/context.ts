/** What commands need of the outside, opened in one place: the project, the PBX, the state. */

import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { ConnectionOptions } from '../../api/connection-options.ts';
import { type LoadOptions, loadProject, type Project } from '../../config/load.ts';
import { PROJECT_FILE } from '../../config/project-files.ts';
import type { TargetSettings } from '../../config/target-settings.ts';
import type { RetryNotice } from '../../http/retry-policy.ts';
import { type Diagnostic, hasErrors } from '../../model/diagnostic.ts';
import { AbortedError, ConfigError, EnvironmentError } from '../../model/errors.ts';
import type { StateSettings } from '../../model/state-settings.ts';
import type { Transport } from '../../model/transport.ts';
import { printable } from '../../report/sanitize.ts';
import { LOCAL_STATE_ENDINGS } from '../../state/local-state-endings.ts';
import type { StateStore } from '../../state/store.ts';
import { demandAllowedHost, destinationOf } from '../access/allowed-hosts.ts';
import { readStateCertificates, readTargetCertificates } from '../access/certificates.ts';
import { readCredentials, readStateCredentials, readStateUrl } from '../access/credentials.ts';
import { tellLines } from '../access/known-secrets.ts';
import type { Invocation } from '../invocation.ts';
import { fileFor, makeOwnFolder } from '../output/files.ts';
import type { Output } from '../output/output.ts';
import { READ } from '../output/output-guard.ts';
import { projectPath } from './project-files.ts';

export interface OpenedProject {
  project: Project;
  /** Warnings only. */
  diagnostics: Diagnostic[];
}

export interface OpenOptions {
  /** Another one than that of the settings. */
  path?: string;
  /** The command asks no PBX anything. */
  isOffline?: boolean;
}

/** The project with everything wrong with it, not thrown. */
export async function readProject(
  invocation: Invocation,
  strict: boolean,
  { path = invocation.settings.file, isOffline = false }: OpenOptions = {},
) {
  const options = { ...loadOptions(invocation, path), strict, isOffline };
  const loaded = await invocation.compute(() => loadProject(options));
  for (const file of loaded.files) invocation.guard.keep(file, READ);
  for (const secret of loaded.secrets) tellLines(secret, invocation.redactor);
  return loaded;
}

export function loadOptions({ settings, host }: Invocation, path = settings.file): LoadOptions {
  return {
    ...projectPath({ settings, host }, path),
    variables: settings.variables,
    processEnv: host.env,
    strict: false,
    ...(settings.environment === undefined ? {} : { environment: settings.environment }),
    ...(settings.statePath === undefined
      ? {}
      : { statePath: resolve(host.cwd, fileFor(settings, settings.statePath)) }),
  };
}

export async function openProject(invocation: Invocation, options: OpenOptions = {}): Promise<OpenedProject> {
  const { value, diagnostics } = await readProject(invocation, false, options);
  if (value === undefined || hasErrors(diagnostics)) throw new ConfigError(diagnostics);
  return { project: value, diagnostics };
}

export function isProjectAtHand({ settings, host }: Invocation): boolean {
  return settings.namesProject || existsSync(join(host.cwd, PROJECT_FILE));
}

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
  const close = invocation.owe(() => transport.close());
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

function demandAllowedTarget(host: Invocation['host'], url: string): void {
  demandAllowedHost(host, destinationOf('the PBX', url));
}

/** Opens nothing but the way to the PBX; no request is sent yet. */
export async function connect(invocation: Invocation, target: TargetSettings): Promise<Connection> {
  const { settings, host, output, redactor, signal } = invocation;
  if (target.kind === 'url') demandAllowedTarget(host, target.url);
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

function logRetry(output: Output): (notice: RetryNotice) => void {
  return (notice) => output.log(notice.waitMs < NOTICED_WAIT_MS ? 'debug' : 'info', describeRetry(notice));
}

function describeRetry({ method, path, attempt, waitMs, reason }: RetryNotice): string {
  const wait = waitMs < NOTICED_WAIT_MS ? `${Math.round(waitMs)} ms` : `${Math.round(waitMs / 1000)} s`;
  return printable(`${method} ${path}: ${reason}; attempt ${attempt + 1} in ${wait}`);
}

/** No output may be written to what the project keeps for itself. */
export function keepOwnFiles({ guard }: Pick<Invocation, 'guard'>, { state, target }: OwnFiles): void {
  for (const path of ownFilesOf(state)) guard.keep(path, 'belongs to the state');
  if (target.kind === 'embedded') guard.keep(target.dataFile, 'holds the data of the embedded PBX');
}

type OwnFiles = Pick<Project, 'state' | 'target'>;

export async function openStore(invocation: Invocation, { state, target }: OwnFiles): Promise<StateStore> {
  const { host, redactor, settings, guard, output, signal } = invocation;
  // Before the state is asked too: a run that is to be refused begins nothing.
  if (target.kind === 'url') demandAllowedTarget(host, target.url);
  keepOwnFiles(invocation, { state, target });
  await guard.check();
  if (state.backend === 'http') {
    demandAllowedHost(host, destinationOf('the state', state.address));
    demandAllowedHost(host, destinationOf('the lock of the state', state.lockAddress));
    demandAllowedHost(host, destinationOf('the lock of the state', state.unlockAddress));
    const { openHttpStore } = await import('../../state/http-store.ts');
    const credentials = readStateCredentials(host, redactor, settings.environment);
    return openHttpStore(state, {
      credentials,
      wire: {
        timeoutMs: settings.timeoutMs,
        proxyEnv: host.env,
        onWarning: (message) => output.log('warning', message),
        ...(await readStateCertificates(host, state)),
      },
      signal,
      onRetry: logRetry(output),
    });
  }
  if (state.backend === 'postgres') {
    const { openPostgresStore } = await import('../../state/postgres-store.ts');
    return openPostgresStore(state, {
      url: readStateUrl(host, redactor, settings.environment),
      env: host.env,
      assertHost: (found) => demandAllowedHost(host, { what: 'the state', ...found }),
    });
  }
  const { openLocalStore } = await import('../../state/local-store.ts');
  return openLocalStore(state.path);
}

function ownFilesOf(state: StateSettings): string[] {
  if (state.backend !== 'local') return [state.rescuePath];
  return ['', ...LOCAL_STATE_ENDINGS].map((ending) => state.path + ending);
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

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AbortedError();
}
