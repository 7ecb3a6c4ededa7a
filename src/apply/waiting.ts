/** Callers who wait: a queue that has some is not destroyed or replaced, unless that was asked for. */

import type { PbxReader } from '../api/client.ts';
import { GateError } from '../model/errors.ts';
import type { Step } from '../model/plan.ts';
import { isNotFound } from './read-back.ts';

const POLL_MS = 1000;

export interface WaitingOptions {
  client: PbxReader;
  /** How long to wait until a queue is empty; undefined: not at all. */
  drainSeconds: number | undefined;
  force: boolean;
  signal: AbortSignal;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

async function countWaiting(client: PbxReader, queueId: string): Promise<number> {
  try {
    return (await client.listWaiting(queueId)).length;
  } catch (error) {
    if (isNotFound(error)) return 0;
    throw error;
  }
}

function losesQueue({ change }: Step): boolean {
  return change.kind === 'queue' && (change.action === 'destroy' || change.action === 'replace');
}

/** Before anything is begun: throws when a queue that would go has callers and no option says what to do with them. */
export async function demandNobodyWaits(steps: readonly Step[], options: WaitingOptions): Promise<void> {
  if (options.force || options.drainSeconds !== undefined) return;
  const queues = steps.filter((step) => losesQueue(step) && step.live !== undefined);
  const counts = await Promise.all(queues.map((step) => countWaiting(options.client, step.live?.id ?? '')));
  const busy = queues.flatMap((step, index) => {
    const count = counts[index] as number;
    return count === 0 ? [] : [`${step.change.address} (${count})`];
  });
  if (busy.length > 0) throw describeWaiting(busy.join(', '));
}

/** Right before a queue goes: waits until it is empty, as long as that was asked for. */
export async function letDrain(queueId: string, name: string, options: WaitingOptions): Promise<void> {
  if (options.force) return;
  const deadline = options.now() + (options.drainSeconds ?? 0) * 1000;
  for (;;) {
    const count = await countWaiting(options.client, queueId);
    if (count === 0) return;
    if (options.now() >= deadline || options.signal.aborted) throw describeWaiting(`${name} (${count})`);
    await options.sleep(Math.min(POLL_MS, deadline - options.now()));
  }
}

function describeWaiting(queues: string): GateError {
  return new GateError(`callers are waiting in ${queues}`, {
    code: 'CQ421',
    hint: 'wait until they are served with --drain SECONDS, or drop them with --force',
  });
}
