/**
 * The calls in the system, in a slab: a call is a slot number, which is released when it leaves. Memory is bounded by
 * the calls in the system, not by the calls simulated.
 *
 * Two stamps tell stale events apart: `visit` changes when the call leaves its queue, `ring` when its ring ends. They
 * only grow, so that the next call in a slot never takes an old event for its own.
 */

export const NOBODY = -1;

export class Calls {
  /** The phase of the visit: one of the CALL_ constants. */
  phase = new Uint8Array(64);
  queue = new Int32Array(64);
  /** Counts the calls of the run. */
  number = new Float64Array(64);
  caller = new Int32Array(64);
  arrivedMs = new Float64Array(64);
  enteredMs = new Float64Array(64);
  talkMs = new Float64Array(64);
  /** When the caller hangs up, Infinity for never. */
  patienceEndMs = new Float64Array(64);
  /** When the caller presses 3, or -1. */
  pressMs = new Float64Array(64);
  introMs = new Float64Array(64);
  vip = new Uint8Array(64);
  hops = new Uint8Array(64);
  isCallback = new Uint8Array(64);
  /** Whether the sticky agent was tried. */
  stickyUsed = new Uint8Array(64);
  /** Rings of this call so far. */
  attempts = new Int32Array(64);
  /** The membership that is ringing, or NOBODY; of a simultaneous ring, NOBODY. */
  ringing = new Int32Array(64);
  /** The first membership tried in this round; the others are in `alsoTried`. */
  tried = new Int32Array(64);
  alsoTried: (number[] | null)[] = [];
  /** The order of entry into the queue; grows. */
  ticket = new Float64Array(64);
  visit = new Int32Array(64);
  ring = new Int32Array(64);
  /** Neighbours among the calls of the queue that wait for a ring. */
  before = new Int32Array(64);
  after = new Int32Array(64);
  /** Neighbours among all calls in the queue, in the order in which they came. */
  earlier = new Int32Array(64);
  later = new Int32Array(64);
  /** How many calls are in the system. */
  size = 0;
  private used = 0;
  private free: number[] = [];

  allocate(): number {
    this.size++;
    const free = this.free.pop();
    if (free !== undefined) return free;
    if (this.used === this.phase.length) this.grow();
    this.alsoTried.push(null);
    return this.used++;
  }

  release(call: number): void {
    this.size--;
    this.phase[call] = CALL_GONE;
    this.free.push(call);
  }

  /** Allocates a slot for a call of another slab. Tried agents are forgotten, because memberships may differ. */
  copy(from: Calls, call: number): number {
    const slot = this.allocate();
    for (const [name, array] of Object.entries(this)) {
      if (ArrayBuffer.isView(array)) {
        const source = from as unknown as Record<string, Float64Array>;
        (array as Float64Array)[slot] = (source[name] as Float64Array)[call] as number;
      }
    }
    this.forgetTried(slot);
    return slot;
  }

  /** The slots of all calls in the system. */
  slots(): number[] {
    const all = Array.from({ length: this.used }, (_unused, slot) => slot);
    return all.filter((slot) => this.phase[slot] !== CALL_GONE);
  }

  /** Forgets who was tried, for a new round. */
  forgetTried(call: number): void {
    this.tried[call] = NOBODY;
    this.alsoTried[call] = null;
  }

  addTried(call: number, member: number): void {
    if (this.tried[call] === NOBODY) {
      this.tried[call] = member;
      return;
    }
    const more = this.alsoTried[call];
    if (more) more.push(member);
    else this.alsoTried[call] = [member];
  }

  allTried(call: number): number[] {
    const tried = this.tried[call] as number;
    return tried === NOBODY ? [] : [tried, ...(this.alsoTried[call] ?? [])];
  }

  hasTried(call: number, member: number): boolean {
    if (this.tried[call] === NOBODY) return false;
    return this.tried[call] === member || this.alsoTried[call]?.includes(member) === true;
  }

  private grow(): void {
    const capacity = this.phase.length * 2;
    for (const [name, array] of Object.entries(this)) {
      if (!ArrayBuffer.isView(array)) continue;
      const source = array as Float64Array;
      const wider = new (source.constructor as Float64ArrayConstructor)(capacity);
      wider.set(source);
      (this as unknown as Record<string, Float64Array>)[name] = wider;
    }
  }
}

export const CALL_GONE = 0;
/** In the queue, waiting for a ring. */
export const CALL_PENDING = 1;
/** In the queue, an intro or a pause between rounds running. */
export const CALL_HELD = 2;
export const CALL_RINGING = 3;
export const CALL_TALKING = 4;
