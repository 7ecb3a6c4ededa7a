import { PassThrough } from 'node:stream';
import type { Host } from '../../src/cli/host.ts';
import { main } from '../../src/cli/main.ts';

/** A host whose streams are kept in memory; not a terminal unless said so. */
export function fakeHost(rest: Partial<Pick<Host, 'env' | 'cwd'>> = {}) {
  const text = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => {
    const pass = new PassThrough();
    pass.on('data', (chunk: Buffer) => {
      text[name] += chunk.toString('utf8');
    });
    return pass as unknown as NodeJS.WriteStream;
  };
  const host: Host = {
    env: {},
    cwd: process.cwd(),
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    ...rest,
  };
  return { host, text };
}

export async function runMain(args: string[], rest: Partial<Pick<Host, 'env' | 'cwd'>> = {}) {
  const { host, text } = fakeHost(rest);
  const exitCode = await main(args, host);
  return { exitCode, ...text };
}
