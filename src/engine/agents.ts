/**
 * Agents, and which of them are available to which queue.
 *
 * An agent has one activity, shared by all queues, and a status in each: a membership joins the two. Every change goes
 * through `refresh`, which moves the agent's memberships into or out of the ready heaps, so that the engine never scans
 * for an agent to ring.
 */

import type { EngineConfig, EngineQueue, Status } from './config.ts';
import { STATUSES } from './config.ts';
import { ReadyHeap } from './ready-heap.ts';
import { groupByLevel } from './strategies/by-skill.ts';

export const IDLE = 0;
export const RINGING = 1;
export const QUEUE_CALL = 2;
export const OTHER_CALL = 3;
export const WRAPPING_UP = 4;

export const READY = STATUSES.indexOf('READY');
export const NOT_READY = STATUSES.indexOf('NOT_READY');
export const WRAP_UP = STATUSES.indexOf('WRAP_UP');
export const LOGGED_OUT = STATUSES.indexOf('LOGGED_OUT');

export function statusNumber(status: Status): number {
  return STATUSES.indexOf(status);
}

export class Agents {
  readonly activity: Uint8Array;
  readonly onShift: Uint8Array;
  /** Changes with every activity, so that outdated events of the agent are recognised. */
  readonly stamp: Int32Array;
  /** The ringing or talking call, or -1. */
  readonly call: Int32Array;
  /** The membership in which the agent rings, talks or wraps up. */
  readonly through: Int32Array;
  /** When the current activity, and the shift, began. */
  readonly sinceMs: Float64Array;
  readonly onShiftSinceMs: Float64Array;
  /** Rings so far. */
  readonly rings: Int32Array;
  /** Memberships of agent `a` are `ofAgent[first[a]] … ofAgent[first[a + 1] - 1]`. */
  readonly first: Int32Array;
  readonly ofAgent: Int32Array;

  /** By membership: its queue, its agent, its place in the configured order, its status, its strategy's key. */
  readonly queue: Int32Array;
  readonly agent: Int32Array;
  readonly order: Int32Array;
  readonly status: Uint8Array;
  /** Whether the status was set during a call and takes effect after it. */
  readonly isSetInCall: Uint8Array;
  readonly key: Float64Array;
  readonly position: Int32Array;
  readonly heapOf: ReadyHeap[] = [];

  /** By queue: its heaps, the best level first; how many are available, and online. */
  readonly heaps: ReadyHeap[][] = [];
  readonly available: Int32Array;
  readonly online: Int32Array;
  /** The first `touchedCount` entries are the queues that changed since the engine last served them. */
  readonly touched: Int32Array;
  touchedCount = 0;
  private readonly isTouched: Uint8Array;

  constructor(config: EngineConfig) {
    const agents = config.agents.length;
    const memberships = config.queues.reduce((sum, queue) => sum + queue.members.length, 0);
    this.activity = new Uint8Array(agents);
    this.onShift = Uint8Array.from(config.agents, (agent) => (agent.onShift ? 1 : 0));
    this.stamp = new Int32Array(agents);
    this.call = new Int32Array(agents).fill(-1);
    this.through = new Int32Array(agents).fill(-1);
    this.sinceMs = new Float64Array(agents);
    this.onShiftSinceMs = new Float64Array(agents);
    this.rings = new Int32Array(agents);
    this.queue = new Int32Array(memberships);
    this.agent = new Int32Array(memberships);
    this.order = new Int32Array(memberships);
    this.status = new Uint8Array(memberships);
    this.isSetInCall = new Uint8Array(memberships);
    this.key = new Float64Array(memberships);
    this.position = new Int32Array(memberships).fill(-1);
    this.available = new Int32Array(config.queues.length);
    this.online = new Int32Array(config.queues.length);
    this.touched = new Int32Array(config.queues.length);
    this.isTouched = new Uint8Array(config.queues.length);
    let next = 0;
    config.queues.forEach((queue, index) => {
      const firstMember = next;
      queue.members.forEach((member, order) => {
        this.queue[next] = index;
        this.agent[next] = member.agent;
        this.order[next] = order;
        this.status[next] = statusNumber(member.status);
        next++;
      });
      this.heaps.push(this.buildHeaps(queue, firstMember, config.readings.skillOrder === 'high_first'));
    });
    this.first = new Int32Array(agents + 1);
    this.ofAgent = new Int32Array(memberships);
    for (const agent of this.agent) this.first[agent + 1]!++;
    for (let agent = 0; agent < agents; agent++) this.first[agent + 1]! += this.first[agent] as number;
    const filled = this.first.slice();
    this.agent.forEach((agent, member) => {
      this.ofAgent[filled[agent]!++] = member;
    });
    for (let member = 0; member < memberships; member++) {
      if (this.isOnline(member)) this.online[this.queue[member] as number]!++;
    }
    for (let agent = 0; agent < agents; agent++) this.refresh(agent);
  }

  private buildHeaps(
    { members, bySkill }: EngineQueue,
    firstMember: number,
    isHighFirst: boolean,
  ): ReadyHeap[] {
    const levels = bySkill ? groupByLevel(members, isHighFirst) : [members.map((_unused, place) => place)];
    return levels.map((places) => {
      const heap = new ReadyHeap(places.length, this.key, this.order, this.position);
      for (const place of places) this.heapOf[firstMember + place] = heap;
      return heap;
    });
  }

  /** Online in a queue: not logged out there, and on shift. */
  isOnline(member: number): boolean {
    return this.status[member] !== LOGGED_OUT && this.onShift[this.agent[member] as number] === 1;
  }

  /** Available to a queue: READY there, idle, on shift. */
  isAvailable(member: number): boolean {
    return this.position[member] !== -1;
  }

  /** The membership of an agent in a queue, or -1. */
  membership(agent: number, queue: number): number {
    const end = this.first[agent + 1] as number;
    for (let index = this.first[agent] as number; index < end; index++) {
      const member = this.ofAgent[index] as number;
      if (this.queue[member] === queue) return member;
    }
    return -1;
  }

  /** The agent's memberships, in the order of queues. */
  membershipsOf(agent: number): Int32Array {
    return this.ofAgent.subarray(this.first[agent] as number, this.first[agent + 1] as number);
  }

  setActivity(agent: number, activity: number): void {
    const before = this.activity[agent];
    this.activity[agent] = activity;
    this.stamp[agent]!++;
    if (before === IDLE || activity === IDLE) this.refresh(agent);
  }

  /** Sets a status and updates the count of online agents; the caller must call `refresh`. */
  setStatus(member: number, status: number): void {
    if (this.status[member] === status) return;
    const wasOnline = this.isOnline(member);
    this.status[member] = status;
    this.countOnline(member, wasOnline);
  }

  setShift(agent: number, onShift: boolean): void {
    const end = this.first[agent + 1] as number;
    const start = this.first[agent] as number;
    const before: boolean[] = [];
    for (let index = start; index < end; index++) before.push(this.isOnline(this.ofAgent[index] as number));
    this.onShift[agent] = onShift ? 1 : 0;
    before.forEach((wasOnline, offset) => {
      this.countOnline(this.ofAgent[start + offset] as number, wasOnline);
    });
    this.refresh(agent);
  }

  private countOnline(member: number, wasOnline: boolean): void {
    const isOnline = this.isOnline(member);
    if (isOnline === wasOnline) return;
    this.online[this.queue[member] as number]! += isOnline ? 1 : -1;
    this.touch(this.queue[member] as number);
  }

  /** Moves the agent's memberships into or out of the ready heaps, as status, activity and shift now are. */
  refresh(agent: number): void {
    const canRing = this.activity[agent] === IDLE && this.onShift[agent] === 1;
    const end = this.first[agent + 1] as number;
    for (let index = this.first[agent] as number; index < end; index++) {
      const member = this.ofAgent[index] as number;
      const isReady = canRing && this.status[member] === READY;
      if (isReady === (this.position[member] !== -1)) continue;
      const queue = this.queue[member] as number;
      const heap = this.heapOf[member] as ReadyHeap;
      if (isReady) {
        heap.add(member);
        this.available[queue]!++;
        this.touch(queue);
      } else {
        heap.remove(member);
        this.available[queue]!--;
      }
    }
  }

  touch(queue: number): void {
    if (this.isTouched[queue] === 1) return;
    this.isTouched[queue] = 1;
    this.touched[this.touchedCount++] = queue;
  }

  /** Empties `touched`. */
  clearTouched(): void {
    for (let index = 0; index < this.touchedCount; index++) this.isTouched[this.touched[index] as number] = 0;
    this.touchedCount = 0;
  }
}
