import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { EnvironmentError, UsageError } from '../../model/errors.ts';
import { isLoopback } from '../../model/loopback.ts';
import { openPbx } from '../../pbx/pbx.ts';
import { servePbx } from '../../pbx/serve.ts';
import type { Host } from '../host.ts';
import type { Invocation } from '../invocation.ts';
import { makeOwnFolder, readText } from '../output/files.ts';
import { READ } from '../output/output-guard.ts';
import { readDataFile } from '../project/folder-target.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';
import { parseNumber, readVariable } from '../settings.ts';

export interface ServeOptions {
  host: string;
  port: string;
  data?: string;
  tlsCert?: string;
  tlsKey?: string;
  calls?: string;
  speed?: string;
  insecure?: boolean;
}

async function readTls({ host, guard }: Invocation, { tlsCert, tlsKey }: ServeOptions) {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UsageError('--tls-cert and --tls-key go together');
  }
  const [cert, key] = [resolve(host.cwd, tlsCert), resolve(host.cwd, tlsKey)];
  for (const path of [cert, key]) guard.keep(path, READ);
  return { cert: await readText(cert), key: await readText(key) };
}

/** Loaded only for who lets somebody call: it brings the whole of scenarios and projects. */
async function readCalls(invocation: Invocation, { calls, speed }: ServeOptions) {
  if (calls !== undefined) {
    const { openLiveCalls } = await import('./live-calls.ts');
    return openLiveCalls(invocation, { calls, speed });
  }
  if (speed !== undefined) throw new UsageError('--speed goes with --calls');
  return undefined;
}

const readToken = ({ env }: Host) => readVariable(env, 'CQCTL_SERVE_TOKEN');

/** What nobody guesses who may try for days. */
const LEAST_TOKEN_LENGTH = 16;

/** Where others can reach it: a token that they can guess, or read on its way, is none. */
function demandSafe(
  { host, insecure }: ServeOptions,
  { token, isEncrypted }: { token: string; isEncrypted: boolean },
): void {
  if (token.length < LEAST_TOKEN_LENGTH) {
    throw new EnvironmentError(
      `CQCTL_SERVE_TOKEN has ${token.length} characters, too few for ${host}, where others can try it`,
      {
        code: 'CQ914',
        hint: `give it ${LEAST_TOKEN_LENGTH} or more, leave it out to have one made, or serve on 127.0.0.1`,
      },
    );
  }
  if (isEncrypted || insecure === true) return;
  throw new EnvironmentError(
    `plain HTTP on ${host} would show the token and everything else to the network`,
    {
      code: 'CQ914',
      hint: 'add --tls-cert and --tls-key, serve on 127.0.0.1, or allow it with --insecure',
    },
  );
}

export async function runServe(invocation: Invocation, options: ServeOptions): Promise<ExitCode> {
  const { host, output, redactor, signal, guard } = invocation;
  const port = parseNumber(options.port, '--port', { least: 0, most: 65_535, whole: true });
  const tls = await readTls(invocation, options);
  const token = readToken(host) ?? randomBytes(24).toString('base64url');
  const isGiven = readToken(host) !== undefined;
  if (!isLoopback(options.host)) demandSafe(options, { token, isEncrypted: tls !== undefined });
  const calls = await readCalls(invocation, options);
  const { data } = options;
  const dataFile = data === undefined ? await readDataFile(invocation, host.cwd) : resolve(host.cwd, data);
  if (data !== undefined) guard.writeData(dataFile, `--data ${data}`);
  await guard.check();
  await makeOwnFolder(dirname(dataFile));
  const pbx = await openPbx({
    dataFile,
    token,
    ...(calls === undefined ? {} : { calls }),
    onError: (error, requestId) =>
      output.log(
        'error',
        `request ${requestId}: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
      ),
  });
  try {
    const served = await servePbx(pbx, { host: options.host, port, ...(tls === undefined ? {} : { tls }) });
    output.out(`serving the embedded PBX at ${served.url}\n`);
    // The one place where a secret is printed: nobody else could tell it.
    if (!isGiven) output.out(`token: ${token}\n`);
    redactor.add(token);
    calls?.start();
    if (!signal.aborted) await once(signal, 'abort');
    await served.close();
  } finally {
    await pbx.close();
  }
  return EXIT.done;
}
