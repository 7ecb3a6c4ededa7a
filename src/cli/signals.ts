/** SIGINT and SIGTERM: the first asks the run to end well, the second ends it. */

import { EXIT } from './exit-codes.ts';

export interface SignalWatch {
  signal: AbortSignal;
  stop(): void;
}

export function watchSignals(): SignalWatch {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop() {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
