/**
 * The ways in which a run ends that its own code does not see: signals, an exception that nobody catches, and a wait for
 * something that will never come.
 *
 * The first signal asks the run to end well; everything after it ends the process from here. Code that has to tidy up
 * outside of the process, where nothing goes away with it, therefore says so: what it owes is done on every way out. Only
 * SIGKILL is none.
 *
 * While a run computes, as when it parses a large file, no handler of a signal gets its turn. So where nothing is owed, a
 * signal has its default meanwhile: the process ends at once, which is what a shell shows as 130 for SIGINT.
 */

import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { AbortedError } from '../../model/errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** For all that is owed, once the process is to end. */
const SETTLING_MS = 5000;

/** Has `work` done however the run ends. What is returned does it now; it is done once. */
export type OnExit = (work: () => Promise<void>) => () => Promise<void>;

/** For work that keeps the process busy, only reads, and may be ended at any moment. */
export type Compute = <Value>(work: () => Value | Promise<Value>) => Promise<Value>;

export interface RunWatch {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  onExit: OnExit;
  compute: Compute;
  stop(): void;
}

/** `tell` prints an error that nobody caught, and says what to exit with. `hasTerminal`: whether one can hang up. */
export function watchRun(tell: (error: unknown) => ExitCode, hasTerminal: boolean): RunWatch {
  const controller = new AbortController();
  const owed = new Set<() => Promise<void>>();
  let isEnding = false;
  const end = (code: ExitCode) => {
    if (isEnding) process.exit(code);
    isEnding = true;
    const settled = Promise.allSettled([...owed].map((work) => work()));
    void Promise.race([settled, delay(SETTLING_MS)]).then(() => process.exit(code));
  };
  const onSignal = () => {
    if (controller.signal.aborted) end(EXIT.interrupted);
    else controller.abort();
  };
  const onCrash = (error: unknown) => {
    // What breaks while the run ends already is of no interest.
    if (isEnding) return;
    end(tell(error));
    // No new steps are begun meanwhile.
    controller.abort();
  };
  const onIdle = () =>
    onCrash(new Error('the command has not ended, and there is nothing left that it waits for'));
  // Without a terminal SIGHUP may well be ignored on purpose, as by nohup, and a handler would undo that.
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', ...(hasTerminal ? (['SIGHUP'] as const) : [])];
  const handlers: ['uncaughtException' | 'beforeExit', (event: unknown) => void][] = [
    ['uncaughtException', onCrash],
    ['beforeExit', onIdle],
  ];
  for (const [event, handler] of handlers) process.on(event, handler);
  let computing = 0;
  let [isStopped, isListening] = [false, false];
  const listen = () => {
    const should = !isStopped && (computing === 0 || owed.size > 0);
    if (should === isListening) return;
    isListening = should;
    for (const name of signals) should ? process.on(name, onSignal) : process.off(name, onSignal);
  };
  listen();
  return {
    async compute(work) {
      // One that came before would be lost together with its handler.
      await takeSignals();
      if (controller.signal.aborted) throw new AbortedError();
      computing += 1;
      listen();
      try {
        return await work();
      } finally {
        computing -= 1;
        listen();
      }
    },
    signal: controller.signal,
    onExit(work) {
      let done: Promise<void> | undefined;
      const settle = () => {
        owed.delete(settle);
        listen();
        done ??= work();
        return done;
      };
      owed.add(settle);
      listen();
      return settle;
    },
    stop() {
      for (const [event, handler] of handlers) process.off(event, handler);
      isStopped = true;
      listen();
    },
  };
}

/** Lets handlers of signals run that came while the process was busy: after the first turn the loop looks for them. */
export async function takeSignals(): Promise<void> {
  await turn();
  await turn();
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AbortedError();
}
