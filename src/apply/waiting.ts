/** Callers who wait: a queue that has some is not destroyed or replaced, unless that was asked for. */

import type { PbxReader } from '../api/calls.ts';
import { withName } from '../api/unreadable.ts';
import { kindOf } from '../kinds/registry.ts';
import type { Address, KindName } from '../model/address.ts';
import { AbortedError, GateError, isNotFound } from '../model/errors.ts';
import type { Step } from '../model/plan.ts';
import { objectId } from './object-id.ts';

/** The code of a step that was not done because callers wait. */
export const CALLERS_WAITING = 'CQ421';

const POLL_MS = 1000;

export interface WaitingOptions {
  client: PbxReader;
  /** How long to wait until a queue is empty; undefined: not at all. */
  drainSeconds: number | undefined;
  force: boolean;
  signal: AbortSignal;
  now: () => number;
  /** Ends early, without an error, when the signal fires. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** An object that callers may wait in. */
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

/** Before anything is begun: throws when a queue that would go has callers and no option says what to do with them. */
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
 * Right before queues go: waits until they are empty, as long as that was asked for; an interrupt ends the waiting. Those
 * that go together are empty together before the first of them goes, so that giving up leaves all of them as they are.
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
