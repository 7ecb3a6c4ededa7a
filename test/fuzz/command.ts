/** A command in this process, and what must hold of every command, whatever it was given. */

import { runMain } from '../support/fake-host.ts';
import { findRunnerCommands } from '../support/runner-commands.ts';
import { ENVIRONMENT, findSecret } from './secrets.ts';

export interface Ran {
  line: string;
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  env?: { readonly [name: string]: string };
}

export type Run = (args: readonly string[], options: RunOptions) => Promise<Ran>;

/** Of the processor, so that a busy machine is no fault of cqctl's. */
const MAX_CPU_MS = 20_000;
const EXITS = [0, 1, 2, 3];
/** What the format github is for. */
const ANNOTATIONS = ['error', 'warning', 'notice'];
const FRAME = /^\s+at .*\((?:file:|node:|\/).*:\d+:\d+\)$|^\s+at (?:file:|node:|\/)\S*:\d+:\d+$/m;

/** Throws where the run ended in another way than a user may see. */
export const command: Run = async (args, { cwd, env = {} }) => {
  const before = process.cpuUsage();
  const ended = await runMain([...args], { cwd, env: { ...ENVIRONMENT, ...env } });
  const { user, system } = process.cpuUsage(before);
  const ran = { line: `cqctl ${args.join(' ')}`, ...ended };
  demandEnd(ran);
  demand((user + system) / 1000 < MAX_CPU_MS, `${args[0]} took more than ${MAX_CPU_MS / 1000} seconds`, ran);
  return ran;
};

/** What every end has in common: a known exit code, no trace of a bug, no secret. */
export function demandEnd(ran: Ran): void {
  const said = `${ran.stdout}\n${ran.stderr}`;
  const [name] = ran.line.replace('cqctl ', '').split(' ');
  const isForGitHub = /\bgithub\b/.test(ran.line);
  const bug = /this is a bug of cqctl\s+(.*)/.exec(said)?.[1];
  demand(bug === undefined, `${name} met a bug: ${bug}`, ran);
  demand(EXITS.includes(ran.exitCode ?? -1), `${name} exited with ${ran.exitCode}`, ran);
  demand(!FRAME.test(said), `${name} printed a stack trace`, ran);
  const [order] = [ran.stdout, ran.stderr].flatMap((text) =>
    findRunnerCommands(text).filter(({ name: each }) => !(isForGitHub && ANNOTATIONS.includes(each))),
  );
  demand(order === undefined, `${name} printed a command of a runner: ${order?.runner} ${order?.name}`, ran);
  demand(findSecret(said) === undefined, `${name} printed ${findSecret(said)}`, ran);
}

export function demand(holds: boolean, message: string, ran?: Ran): asserts holds {
  if (holds) return;
  throw new Error(ran === undefined ? message : `${message}\n${describe(ran)}`);
}

function describe({ line, exitCode, stdout, stderr }: Ran): string {
  const cut = (text: string): string => (text.length > 4000 ? `${text.slice(0, 4000)}…` : text);
  return `$ ${line}\nexit ${exitCode}\n--- stdout\n${cut(stdout)}\n--- stderr\n${cut(stderr)}`;
}
