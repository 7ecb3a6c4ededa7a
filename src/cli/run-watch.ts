/**
 * The ways in which a run ends that its own code does not see: signals, an exception that nobody catches, and a wait for
 * something that will never come.
 *
 * The first signal asks the run to end well; everything after it ends the process from here. Code that has to tidy up
 * outside of the process, where nothing goes away with it, therefore says so: what it owes is done on every way out. Only
 * SIGKILL is none.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** For all that is owed, once the process is to end. */
const SETTLING_MS = 5000;

/** Has `work` done however the run ends. What is returned does it now; it is done once. */
export type Owe = (work: () => Promise<void>) => () => Promise<void>;

export interface RunWatch {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  owe: Owe;
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
  const handlers: [NodeJS.Signals | 'uncaughtException' | 'beforeExit', (event: unknown) => void][] = [
    ['SIGINT', onSignal],
    ['SIGTERM', onSignal],
    // Without a terminal it may well be ignored on purpose, as by nohup, and a handler would undo that.
    ...(hasTerminal ? [['SIGHUP', onSignal] satisfies [NodeJS.Signals, () => void]] : []),
    ['uncaughtException', onCrash],
    ['beforeExit', onIdle],
  ];
  for (const [event, handler] of handlers) process.on(event, handler);
  return {
    signal: controller.signal,
    owe(work) {
      let done: Promise<void> | undefined;
      const settle = () => {
        owed.delete(settle);
        done ??= work();
        return done;
      };
      owed.add(settle);
      return settle;
    },
    stop() {
      for (const [event, handler] of handlers) process.off(event, handler);
    },
  };
}
