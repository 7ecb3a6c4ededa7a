/** A shell that stays open, as a reader's terminal does: folders, variables and jobs last from one command to the next. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Ends what a command printed, with its exit code; no command prints such a line by itself. */
const END = /=====ended (\d+)=====\n/;

export interface Done {
  code: number;
  /** Both streams, in the order of the writes. */
  output: string;
}

export class Terminal {
  readonly #shell: ChildProcess;
  #text = '';
  #wake: () => void = () => {};
  #isClosed = false;

  constructor(cwd: string, env: Record<string, string>) {
    this.#shell = spawn('bash', ['--norc', '--noprofile'], { cwd, env, detached: true });
    this.#shell.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#text += chunk;
      this.#wake();
    });
    this.#shell.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
    this.#shell.stdin?.on('error', () => {}).write('exec 2>&1\n');
  }

  async run(command: string): Promise<Done> {
    this.start(command);
    await this.#until((text) => END.test(text));
    const [all, code] = END.exec(this.#text) ?? ['', ''];
    const at = this.#text.indexOf(all);
    const output = this.#text.slice(0, at);
    this.#text = this.#text.slice(at + all.length);
    return { code: Number(code), output };
  }

  /** Without waiting for its end. */
  start(command: string): void {
    this.#shell.stdin?.write(`{ ${command}\n} </dev/null; echo "=====ended $?====="\n`);
  }

  /** Waits until it has printed so many lines, or ended; gives what there is by then. */
  async lines(count: number): Promise<string> {
    await this.#until((text) => text.split('\n').length > count || END.test(text));
    return this.#text;
  }

  async #until(isSo: (text: string) => boolean): Promise<void> {
    while (!isSo(this.#text)) {
      if (this.#isClosed) throw new Error(`the shell ended, after it had printed\n${this.#text}`);
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  /** Ends the shell and whatever runs in it. */
  async close(): Promise<void> {
    if (this.#isClosed || this.#shell.pid === undefined) return;
    const closed = once(this.#shell, 'close');
    process.kill(-this.#shell.pid, 'SIGKILL');
    await closed;
  }
}
