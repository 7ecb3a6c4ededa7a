/**
 * A result shown again and again until an interrupt: on a terminal in place, elsewhere one block for each change.
 *
 * Only a write finds out that nobody reads a pipe any more. So a pipe gets an empty line where nothing has changed: between
 * blocks there is one anyway, and to JSON it is nothing.
 */

import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { emitFurther, type Renderings, renderResult } from './emit.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';

const EVERY_MS = 2000;
const CLEAR_SCREEN = '\u001b[2J';
const HOME = '\u001b[H';
const CLEAR_REST_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Ends when nobody reads any more, or at an interrupt, which is how a watch is ended and no error. */
export async function watchResult(
  invocation: Invocation,
  read: () => Promise<Renderings>,
): Promise<ExitCode> {
  try {
    await showChanges(invocation, read);
    return EXIT.done;
  } catch (error) {
    if (invocation.signal.aborted) return EXIT.interrupted;
    throw error;
  }
}

async function showChanges(invocation: Invocation, read: () => Promise<Renderings>): Promise<void> {
  const { output, settings, signal, host } = invocation;
  const isInPlace = settings.format === 'text' && host.stdout.isTTY === true && host.env['TERM'] !== 'dumb';
  let shown: string | undefined;
  while (output.hasReader()) {
    const renderings = await read();
    const text = await renderResult(invocation, renderings);
    if (text !== shown) {
      if (isInPlace) output.out((shown === undefined ? CLEAR_SCREEN : '') + inPlace(text));
      else output.out(shown === undefined ? text : `\n${text}`);
      await emitFurther(invocation, renderings);
    } else if (isPipe(host.stdout)) output.out('\n');
    shown = text;
    await sleep(EVERY_MS, undefined, { signal });
  }
}

function isPipe(stream: NodeJS.WriteStream): boolean {
  return stream instanceof Socket && stream.isTTY !== true;
}

/** Over what is there, without the flicker of an empty screen. */
function inPlace(text: string): string {
  return HOME + text.replaceAll('\n', `${CLEAR_REST_OF_LINE}\n`) + CLEAR_BELOW;
}
