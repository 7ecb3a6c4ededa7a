/**
 * Calls that come and go in the embedded PBX, by a clock.
 *
 * Nothing of a call is in the data file. The routing engine knows who waits and what agents do; it is played up to now
 * whenever somebody looks or changes something, and now and then besides, so when it is played never shows. Queues and
 * agents are the data file's: when they were written to, by whichever process, the engine goes on with what they are now.
 * A write of this process is told at once by `catchUp`, so that it takes effect at its own time.
 *
 * Callers of a number that no queue has are gone at once.
 */

import { Arrival, type Status } from '../../engine/config.ts';
import { Engine } from '../../engine/engine.ts';
import { Statistics } from '../../engine/statistics.ts';
import type { RoutedQueue } from '../../routing/queues.ts';
import type { Traffic } from '../../routing/traffic.ts';
import type { ObjectTable } from '../object-table.ts';
import type { Store } from '../store.ts';
import { shownStatus } from './agent-status.ts';
import { sessionIdOf } from './session-id.ts';
import { readRevision, readStoredQueues, type StoredQueues } from './stored-queues.ts';

/** As the API shows one. */
export type WaitingCaller = {
  session_id: string;
  extension_number: string;
  display_name: string;
  /** Whole seconds of the scenario. */
  waiting_time: number;
};

export interface LiveCallsOptions {
  store: Store;
  queues: ObjectTable;
  /** Asked once, with the queues that are there. */
  createTraffic(queues: readonly RoutedQueue[]): Traffic;
  /** Whole milliseconds from the start of the scenario; never goes back. */
  nowMs(): number;
}

const NO_ARRIVALS = { next: () => false };
const FOR_EVER = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER };

export class LiveCalls {
  readonly #store: Store;
  readonly #queues: ObjectTable;
  readonly #traffic: Traffic;
  readonly #nowMs: () => number;
  #engine: Engine;
  /** As the engine knows them. */
  #stored: StoredQueues;
  /** By id: the index. */
  #byId = new Map<string, number>();
  /** By number that arrivals speak of: the index of the queue that has it now, or -1. */
  #called: number[] = [];
  /** By index; who was ever in a queue stays, so that no call in talk is lost. */
  #agents: string[] = [];
  readonly #arrival = new Arrival();
  #hasArrival: boolean;

  constructor({ store, queues, createTraffic, nowMs }: LiveCallsOptions) {
    this.#store = store;
    this.#queues = queues;
    this.#nowMs = nowMs;
    this.#stored = readStoredQueues(store, queues);
    this.#traffic = createTraffic(this.#stored.queues);
    this.#hasArrival = this.#traffic.arrivals.next(this.#arrival);
    const { config, statistics } = this.#bind(0);
    this.#engine = new Engine(config, statistics, null);
  }

  /** Who waits in a queue, ringing included, in the order of service. */
  waiting(queueId: string): WaitingCaller[] {
    this.catchUp();
    const queue = this.#indexOf(queueId);
    if (queue < 0) return [];
    return this.#engine.waitingIn(queue).map(({ call, enteredMs }) => {
      const { number, name } = this.#traffic.callerOf(call);
      return {
        session_id: this.#sessionId(call),
        extension_number: number,
        display_name: name,
        waiting_time: Math.floor((this.#engine.nowMs - enteredMs) / 1000),
      };
    });
  }

  /** Whoever asks takes the call, so no agent gets it. False when it does not wait in this queue. */
  pickUp(queueId: string, sessionId: string): boolean {
    this.catchUp();
    const queue = this.#indexOf(queueId);
    if (queue < 0) return false;
    const found = this.#engine.waitingIn(queue).find(({ call }) => this.#sessionId(call) === sessionId);
    return found !== undefined && this.#engine.pickUp(found.call, null);
  }

  /** Undefined for who is no agent of the queue. */
  statusOf(queueId: string, agentNumber: string): string | undefined {
    this.catchUp();
    const [queue, agent] = [this.#indexOf(queueId), this.#agents.indexOf(agentNumber)];
    if (queue < 0 || agent < 0) return undefined;
    const status = this.#engine.statusOf(agent, queue);
    return status === null ? undefined : shownStatus(status, this.#engine.agent(agent), queue);
  }

  setStatus(queueId: string, agentNumber: string, status: Status | 'LOGGED_IN'): void {
    this.catchUp();
    const [queue, agent] = [this.#indexOf(queueId), this.#agents.indexOf(agentNumber)];
    if (queue < 0 || agent < 0) return;
    this.#engine.act({ atMs: this.#engine.nowMs, type: 'status', agent, queue, status });
  }

  /** Plays what has happened until now, then takes over what was written meanwhile. */
  catchUp(): void {
    this.#playUntil(this.#nowMs());
    if (readRevision(this.#store, this.#queues) === this.#stored.revision) return;
    const { queues } = this.#stored;
    const agents = this.#agents.map((_unused, index) => index);
    this.#stored = readStoredQueues(this.#store, this.#queues);
    const { config, statistics } = this.#bind(this.#engine.nowMs);
    const moves = { queues: queues.map(({ id }) => this.#indexOf(id)), agents };
    this.#engine = this.#engine.changeTo(config, statistics, null, moves);
  }

  #playUntil(nowMs: number): void {
    const { arrivals } = this.#traffic;
    while (this.#hasArrival && this.#arrival.atMs <= nowMs) {
      this.#engine.runUntil(this.#arrival.atMs);
      this.#arrival.queue = this.#called[this.#arrival.queue] as number;
      if (this.#arrival.queue >= 0) this.#engine.arrive(this.#arrival);
      this.#hasArrival = arrivals.next(this.#arrival);
    }
    this.#engine.runUntil(nowMs);
  }

  #bind(nowMs: number) {
    const { queues } = this.#stored;
    const { config, agents } = this.#traffic.bind(queues, this.#agents, nowMs);
    this.#agents = agents;
    this.#byId = new Map(queues.map(({ id }, index) => [id, index]));
    const byNumber = new Map(queues.map(({ number }, index) => [number, index]));
    this.#called = this.#traffic.numbers.map((number) => byNumber.get(number) ?? -1);
    const thresholds = queues.map(() => 0);
    return {
      config: { ...config, arrivals: NO_ARRIVALS },
      statistics: new Statistics(thresholds.length, agents.length, thresholds, FOR_EVER),
    };
  }

  #indexOf(queueId: string): number {
    return this.#byId.get(queueId) ?? -1;
  }

  #sessionId(call: number): string {
    return sessionIdOf(this.#traffic.seed, call);
  }
}
