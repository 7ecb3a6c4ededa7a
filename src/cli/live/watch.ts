/**
 * A result shown again and again until an interrupt: on a terminal in place, elsewhere one block for each change.
 *
 * A PBX that is restarted ends no watch: what was seen last stays, with since when the PBX does not answer, until it does.
 * Only the first look has to succeed, for an address that is wrong never does.
 *
 * How often it looks depends on what a look costs the PBX: the status of sixty queues takes a thousand requests.
 *
 * Only a write finds out that nobody reads a pipe any more. So a pipe gets an empty line where nothing has changed: between
 * blocks there is one anyway, and to JSON it is nothing.
 */

import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from '../../api/connection-options.ts';
import { isOutage } from '../../api/unreadable.ts';
import type { Format } from '../../report/formats.ts';
import { printable } from '../../report/sanitize.ts';
import { plural } from '../../report/value-text.ts';
import type { Invocation } from '../invocation.ts';
import { emitFurther, type Renderings, renderResult } from '../output/emit.ts';
import { EXIT, type ExitCode } from '../run/exit-codes.ts';

const EVERY_MS = 2000;
/** On average; a PBX takes from a thousand requests a minute, by its version and its settings. */
const REQUESTS_PER_SECOND = 50;
/** Of its time a PBX is at most a quarter busy with one watch. */
const REST_PER_WORK = 3;

const NOTICED_WAIT_MS = 1000;
const NOTICED_ATTEMPT = 3;

const CLEAR_SCREEN = '\u001b[2J';
const HOME = '\u001b[H';
const CLEAR_REST_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

export interface Watch<F extends Format> {
  /** What the reader of the watch is made with: its requests are counted, and its troubles are shown. */
  options: ConnectionOptions;
  /** Ends when nobody reads any more, or at an interrupt, which is how a watch is ended and no error. */
  run(read: () => Promise<Renderings<F>>): Promise<ExitCode>;
}

/** How long to rest after a look that took so many requests and so long. */
export function restAfter({ requests, tookMs }: { requests: number; tookMs: number }): number {
  return Math.max(EVERY_MS, (requests / REQUESTS_PER_SECOND) * 1000 - tookMs, tookMs * REST_PER_WORK);
}

export function createWatch<F extends Format>(
  invocation: Invocation<F>,
  options: ConnectionOptions,
): Watch<F> {
  const picture = new Picture(invocation);
  let requests = 0;
  const { transport } = options;
  const send: typeof transport.send = (request) => {
    requests += 1;
    return transport.send(request);
  };
  const look = async (read: () => Promise<Renderings<F>>): Promise<void> => {
    const renderings = await read().catch((error: unknown) => {
      if (!picture.isShown || !isOutage(error) || invocation.signal.aborted) throw error;
      picture.lose(error.message);
      return undefined;
    });
    if (renderings !== undefined) await picture.show(renderings);
  };
  const run = async (read: () => Promise<Renderings<F>>): Promise<ExitCode> => {
    let isSlow = false;
    try {
      while (invocation.output.hasReader()) {
        requests = 0;
        const begunAt = Date.now();
        await look(read);
        const restMs = picture.isLost ? EVERY_MS : restAfter({ requests, tookMs: Date.now() - begunAt });
        if (restMs > EVERY_MS && !isSlow) invocation.output.log('info', describeRest(restMs, requests));
        isSlow ||= restMs > EVERY_MS;
        await sleep(restMs, undefined, { signal: invocation.signal });
      }
      return EXIT.done;
    } catch (error) {
      if (invocation.signal.aborted) return EXIT.interrupted;
      throw error;
    }
  };
  return {
    options: {
      ...options,
      transport: { ...transport, send, close: () => transport.close() },
      onRetry: (notice) => {
        if (!picture.isShown) options.onRetry?.(notice);
        // The next attempt may succeed, but whoever looks at the picture has waited for a moment.
        else if (notice.waitMs >= NOTICED_WAIT_MS || notice.attempt >= NOTICED_ATTEMPT) {
          picture.lose(`${notice.method} ${notice.path}: ${notice.reason}`);
        }
      },
    },
    run,
  };
}

function describeRest(restMs: number, requests: number): string {
  return `looks again every ${Math.round(restMs / 1000)} s, because a look takes ${plural(requests, 'request')}`;
}

const clock = (date: Date): string => date.toTimeString().slice(0, 8);

/** What is shown now. */
class Picture<F extends Format> {
  readonly #invocation: Invocation<F>;
  readonly #isInPlace: boolean;
  #text: string | undefined;
  #shownAt = new Date();
  #lostAt: Date | undefined;

  constructor(invocation: Invocation<F>) {
    this.#invocation = invocation;
    const { settings, host } = invocation;
    this.#isInPlace = settings.format === 'text' && host.stdout.isTTY === true && host.env['TERM'] !== 'dumb';
  }

  get isShown(): boolean {
    return this.#text !== undefined;
  }

  /** Whether the PBX does not answer at the moment. */
  get isLost(): boolean {
    return this.#lostAt !== undefined;
  }

  async show(renderings: Renderings<F>): Promise<void> {
    const { output, host } = this.#invocation;
    const text = await renderResult(this.#invocation, renderings);
    const wasLost = this.#lostAt;
    this.#lostAt = undefined;
    if (wasLost !== undefined && !this.#isInPlace) {
      output.log('info', `the PBX answers again; it did not since ${clock(wasLost)}`);
    }
    const isNew = text !== this.#text;
    if (this.#isInPlace) {
      if (isNew || wasLost !== undefined) this.#draw(text);
    } else if (isNew) output.out(this.#text === undefined ? text : `\n${text}`);
    else if (isPipe(host.stdout)) output.out('\n');
    this.#text = text;
    this.#shownAt = new Date();
    if (isNew) await emitFurther(this.#invocation, renderings);
  }

  /** The last picture stays. */
  lose(reason: string): void {
    const { output, host } = this.#invocation;
    const isFirst = this.#lostAt === undefined;
    this.#lostAt ??= new Date();
    const since = printable(`the PBX does not answer since ${clock(this.#lostAt)} (${reason})`);
    const shown = `what is shown is from ${clock(this.#shownAt)}`;
    if (this.#isInPlace) this.#draw(`${this.#text}\n${since}; ${shown}\n`);
    else if (isFirst) output.log('warning', `${since}; ${shown}`);
    else if (isPipe(host.stdout)) output.out('\n');
  }

  /** Over what is there, without the flicker of an empty screen. */
  #draw(text: string): void {
    const clear = this.#text === undefined ? CLEAR_SCREEN : '';
    this.#invocation.output.out(
      `${clear}${HOME}${text.replaceAll('\n', `${CLEAR_REST_OF_LINE}\n`)}${CLEAR_BELOW}`,
      'screen',
    );
  }
}

function isPipe(stream: NodeJS.WriteStream): boolean {
  return stream instanceof Socket && stream.isTTY !== true;
}
