/**
 * Ends the process when an input keeps it busy for ever: nothing in its own thread could. What was being checked is saved
 * first, not made smaller.
 */

import { Worker } from 'node:worker_threads';

const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { mkdirSync, writeFileSync } = require('node:fs');
let last = Date.now();
let files = {};
parentPort.on('message', (message) => { last = Date.now(); files = message; });
setInterval(() => {
  if (Date.now() - last < workerData.limitMs) return;
  mkdirSync(workerData.folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(workerData.folder + '/' + path.replaceAll('/', '-'), text);
  if (workerData.signal === 'SIGKILL') process.stderr.write('fuzz: an input keeps the process busy for ever; saved in ' + workerData.folder + '\\n');
  process.kill(process.pid, workerData.signal);
  last = Date.now();
}, Math.min(1000, workerData.limitMs));
`;

export interface Watchdog {
  /** To be told of each input, before it is checked. */
  watch(files: { readonly [path: string]: string }): void;
  stop(): Promise<void>;
}

export function startWatchdog(folder: string, limitMs: number, signal: NodeJS.Signals = 'SIGKILL'): Watchdog {
  const worker = new Worker(SOURCE, { eval: true, workerData: { folder, limitMs, signal } });
  worker.unref();
  return {
    watch: (files) => worker.postMessage(files),
    async stop() {
      await worker.terminate();
    },
  };
}
