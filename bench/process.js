/** Runs programs and says how long they took and how much memory they had at most. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cqctl = join(root, 'dist/cli/bin.js');
export const TOKEN = 'bench-token-that-opens-nothing';

/** Runs `node ...args` to its end. Elapsed in seconds, memory in MB. Throws on an exit code that is not expected. */
export async function timed(args, { cwd = root, env = {}, expectedCode = 0 } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'cqctl-bench-'));
  const peakFile = join(scratch, 'peak');
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, ['--require', join(root, 'bench/peak.cjs'), ...args], {
    cwd,
    env: { ...process.env, ...env, BENCH_PEAK_FILE: peakFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (code !== expectedCode) {
    throw new Error(`${args.slice(0, 3).join(' ')} exited with ${code}\n${output.stderr.slice(0, 2000)}`);
  }
  const peakMb = Number(readFileSync(peakFile, 'utf8')) / 1024;
  rmSync(scratch, { recursive: true, force: true });
  return { seconds, peakMb, stdout: output.stdout };
}

/** Starts the embedded PBX over HTTP in a process of its own. */
export async function startPbx(dataFile) {
  const child = spawn(process.execPath, [cqctl, 'serve', '--port', '0', '--data', dataFile], {
    env: { ...process.env, CQCTL_SERVE_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    const look = (chunk) => {
      text += chunk;
      const found = /https?:\/\/[\w.:[\]]+\d/.exec(text);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('close', () => reject(new Error(`the PBX did not start: ${text}`)));
  });
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        child.on('close', resolve);
        child.kill('SIGTERM');
      }),
  };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Runs each of the named functions in turn, `rounds` times, so that noise falls on all alike; medians by name. */
export async function alternate(rounds, functions) {
  const times = Object.fromEntries(Object.keys(functions).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(functions)) times[name].push(await measure());
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}
