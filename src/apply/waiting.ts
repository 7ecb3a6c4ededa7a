/** Callers who wait: a queue with waiting callers is only destroyed or replaced when an option says so. */

import type { PbxReader } from '../api/calls.ts';
import { withName } from '../api/unreadable.ts';
import { kindOf } from '../kinds/registry.ts';
import type { Address, KindName } from '../model/address.ts';
import { AbortedError, GateError, isNotFound } from '../model/errors.ts';
import type { Step } from '../model/plan.ts';
import { objectId } from './object-id.ts';

/** The code of a step that was not done because callers are waiting. */
export const CALLERS_WAITING = 'CQ421';

const POLL_MS = 1000;

export interface WaitingOptions {
  client: PbxReader;
  /** How long to wait until a queue is empty; undefined: do not wait. */
  drainSeconds: number | undefined;
  force: boolean;
  signal: AbortSignal;
  now: () => number;
  /** Resolves early when the signal fires. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

interface Queue {
  id: string;
  kind: KindName;
  address: Address;
}

async function countWaiting(
  client: PbxReader,
  { id, kind }: Omit<Queue, 'address'>,
  name: string,
): Promise<number> {
  try {
    return (await client.listWaiting(kindOf(kind), id)).length;
  } catch (error) {
    if (isNotFound(error)) return 0;
    throw withName(error, name);
  }
}

function removesQueue({ change }: Step): boolean {
  return kindOf(change.kind).hasCallers && (change.action === 'destroy' || change.action === 'replace');
}

/**
 * Called before the first step: throws when a queue to be destroyed or replaced has waiting callers and no option
 * allows it.
 */
export async function assertNobodyWaits(steps: readonly Step[], options: WaitingOptions): Promise<void> {
  if (options.force || options.drainSeconds !== undefined) return;
  const queues = steps.filter((step) => removesQueue(step));
  const counts = await Promise.all(
    queues.map((step) =>
      countWaiting(
        options.client,
        { id: objectId(step), kind: step.change.kind },
        `${step.change.address} (${step.change.key})`,
      ),
    ),
  );
  const busy = queues.flatMap((step, index) => {
    const count = counts[index] as number;
    return count === 0 ? [] : [`${step.change.address} (${count})`];
  });
  if (busy.length > 0) throw describeWaiting(busy.join(', '));
}

/**
 * Called right before queues are destroyed: waits until they are empty, at most for the given time; an interrupt ends
 * the wait. Queues that are destroyed together must be empty at the same time, so that a timeout leaves all of them
 * unchanged.
 */
export async function waitForEmpty(
  queues: readonly Queue[],
  options: WaitingOptions,
  onWaiting: (address: Address, count: number) => void,
): Promise<void> {
  if (options.force || queues.length === 0) return;
  const deadline = options.now() + (options.drainSeconds ?? 0) * 1000;
  const last = new Map<Address, number>();
  for (;;) {
    const counts = await Promise.all(
      queues.map((queue) => countWaiting(options.client, queue, queue.address)),
    );
    const busy = queues.flatMap(({ address }, index) => {
      const count = counts[index] as number;
      return count === 0 ? [] : [{ address, count }];
    });
    if (busy.length === 0) return;
    const names = busy.map(({ address, count }) => `${address} (${count})`).join(', ');
    const leftMs = deadline - options.now();
    if (leftMs <= 0) throw describeWaiting(names);
    if (options.signal.aborted) throw new AbortedError(`interrupted while callers were waiting in ${names}`);
    for (const { address, count } of busy) if (last.get(address) !== count) onWaiting(address, count);
    for (const { address, count } of busy) last.set(address, count);
    await options.sleep(Math.min(POLL_MS, leftMs), options.signal);
  }
}

function describeWaiting(queues: string): GateError {
  return new GateError(`callers are waiting in ${queues}`, {
    code: CALLERS_WAITING,
    hint: 'wait until they are served with --drain SECONDS, or drop them with --force',
  });
}
