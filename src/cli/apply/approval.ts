/** Whether somebody said yes. */

import { createInterface } from 'node:readline';
import { AbortedError, GateError, UsageError } from '../../model/errors.ts';
import { createPalette } from '../../report/palette.ts';
import type { Invocation } from '../invocation.ts';

function isInteractive({ host, settings }: Invocation): boolean {
  return host.stdin.isTTY === true && host.stderr.isTTY === true && settings.format === 'text';
}

/** Said before anything is read, so that a pipeline fails at once and not after minutes of planning. */
export function demandApprovalMeans(invocation: Invocation, isApproved: boolean): void {
  if (isApproved || isInteractive(invocation)) return;
  throw new UsageError('there is no terminal to ask for approval on', {
    hint: 'give --auto-approve, a saved plan, or --expect with the hash of a plan that was reviewed',
  });
}

/** Returns only when the answer was yes. */
export async function askForApproval(invocation: Invocation, question: string): Promise<void> {
  const { bold } = createPalette(invocation.output.messageStyle.color);
  const answer = await readAnswer(invocation, `${bold(question)} [y/N] `);
  if (answer === undefined) throw new AbortedError('not answered; nothing was changed');
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new GateError('not approved; nothing was changed', { code: 'CQ907' });
  }
}

/** Undefined for everything that ends the question without a line: Esc, Ctrl-C, Ctrl-D, a signal, a terminal that is gone. */
function readAnswer({ host, signal }: Invocation, prompt: string): Promise<string | undefined> {
  const { stdin: input, stderr: output } = host;
  const lines = createInterface({ input, output, terminal: true, historySize: 0 });
  return new Promise((resolve) => {
    let isOver = false;
    const end = (answer?: string) => {
      if (isOver) return;
      isOver = true;
      input.off('keypress', onKey);
      signal.removeEventListener('abort', onEnd);
      // Only Enter has left the line of the question.
      if (answer === undefined) output.write('\n');
      resolve(answer);
      // Last: on a terminal that is gone this fails, once more by way of `error`.
      lines.close();
    };
    const onEnd = () => end();
    const onKey = (_text: unknown, { name }: { name?: string }) => {
      if (name === 'escape') end();
    };
    lines.on('line', end);
    lines.on('error', onEnd);
    lines.on('close', onEnd);
    input.on('keypress', onKey);
    signal.addEventListener('abort', onEnd);
    lines.setPrompt(prompt);
    lines.prompt();
    if (signal.aborted) end();
  });
}
