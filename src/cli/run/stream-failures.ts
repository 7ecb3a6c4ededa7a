/**
 * What becomes of a stream that cannot be written to, as on a full disk. A reader that went away, or a terminal that hung up,
 * is no failure. Anything else is remembered, so that the run goes on to a clean end, and told when it has ended: a run that
 * changes the PBX is not cut short because its report cannot be kept.
 */

import { EnvironmentError } from '../../model/errors.ts';
import { fileReason } from '../../model/file-errors.ts';

type Stream = NodeJS.WriteStream;

const FAILURES = new WeakMap<Stream, NodeJS.ErrnoException>();
const WATCHED = new WeakSet<Stream>();
const TOLD = new WeakSet<Stream>();

export function watchStream(stream: Stream): void {
  if (WATCHED.has(stream)) return;
  WATCHED.add(stream);
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    const isGone = cause.code === 'EPIPE' || (cause.code === 'EIO' && stream.isTTY === true);
    if (!isGone && !FAILURES.has(stream)) FAILURES.set(stream, cause);
  });
}

/** Waits until all is written. Undefined when it was, when nobody reads it any more, and for what was told before. */
export async function findStreamFailure(streams: {
  stdout: Stream;
  stderr: Stream;
}): Promise<EnvironmentError | undefined> {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = streams[name];
    // Also called for a stream that is broken already; the failure then came as an event.
    await new Promise<void>((done) => stream.write('', () => done()));
    const cause = FAILURES.get(stream);
    if (cause !== undefined && !TOLD.has(stream)) {
      TOLD.add(stream);
      return new EnvironmentError(`${name} cannot be written: ${fileReason(cause)}`, {
        code: 'CQ904',
        cause,
      });
    }
  }
  return undefined;
}
