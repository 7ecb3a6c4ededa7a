/** The built command as a user runs it: a process, arguments, a folder, an environment. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const BIN = join(ROOT, 'dist/cli/bin.js');
export const TOKEN = 'tk-9f1c-planted-secret';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
}

export interface RunOptions {
  cwd: string;
  env?: Record<string, string>;
  input?: string;
}

export function startCli(args: readonly string[], { cwd, env, input }: RunOptions): Running {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(CQCTL_|NO_COLOR|FORCE_COLOR|.*_PROXY)/i.test(name)),
  );
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...own, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input ?? '');
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
  return { child, ended };
}

export function runCli(args: readonly string[], options: RunOptions): Promise<Ended> {
  return startCli(args, options).ended;
}

export interface Project {
  folder: string;
  env: Record<string, string>;
  write(path: string, text: string | Buffer): Promise<void>;
  run(...args: string[]): Promise<Ended>;
  start(...args: string[]): Running;
  /** The parsed output of a run that was to exit with `code`. */
  json<T>(code: number, ...args: string[]): Promise<T>;
  remove(): Promise<void>;
}

/** A folder with a `cqctl.yaml` in it. */
export async function makeProject(
  yaml: string,
  env: Record<string, string> = { CQCTL_TOKEN: TOKEN },
): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'cqctl-e2e-'));
  const write = async (path: string, text: string | Buffer): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await write('cqctl.yaml', yaml);
  const run = (...args: string[]): Promise<Ended> => runCli(args, { cwd: folder, env });
  return {
    folder,
    env,
    write,
    run,
    start: (...args) => startCli(args, { cwd: folder, env }),
    async json<T>(code: number, ...args: string[]): Promise<T> {
      const ended = await run(...args, '--format', 'json');
      if (ended.code !== code) {
        throw new Error(
          `cqctl ${args.join(' ')} exited with ${ended.code}, not ${code}\n${ended.stdout}\n${ended.stderr}`,
        );
      }
      return JSON.parse(ended.stdout) as T;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
