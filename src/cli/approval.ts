/** Whether somebody said yes. */

import { AbortedError, GateError, UsageError } from '../model/errors.ts';
import type { Invocation } from './invocation.ts';

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
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({
    message: question,
    initialValue: false,
    input: invocation.host.stdin,
    output: invocation.host.stderr,
    signal: invocation.signal,
  });
  if (isCancel(answer)) throw new AbortedError();
  if (!answer) throw new GateError('not approved; nothing was changed', { code: 'CQ907' });
}
