/**
 * The available agents of one skill level of a queue, the next one to ring on top.
 *
 * An indexed binary heap over memberships, ordered by (key, configured order): who is next is known without a scan,
 * and an agent who is taken by another queue leaves from the middle. Keys change only while a membership is outside.
 */
export class ReadyHeap {
  size = 0;
  readonly members: Int32Array;
  private readonly keys: Float64Array;
  private readonly orders: Int32Array;
  private readonly positions: Int32Array;

  /** The arrays are by membership and shared; `positions` is -1 for a membership outside of its heap. */
  constructor(capacity: number, keys: Float64Array, orders: Int32Array, positions: Int32Array) {
    this.members = new Int32Array(capacity);
    this.keys = keys;
    this.orders = orders;
    this.positions = positions;
  }

  add(member: number): void {
    this.siftUp(this.size++, member);
  }

  remove(member: number): void {
    const hole = this.positions[member] as number;
    this.positions[member] = -1;
    const last = this.members[--this.size] as number;
    if (last === member) return;
    if (hole > 0 && this.isBefore(last, this.members[(hole - 1) >> 1] as number)) this.siftUp(hole, last);
    else this.siftDown(hole, last);
  }

  isBefore(a: number, b: number): boolean {
    const difference = (this.keys[a] as number) - (this.keys[b] as number);
    return difference < 0 || (difference === 0 && (this.orders[a] as number) < (this.orders[b] as number));
  }

  private siftUp(start: number, member: number): void {
    let hole = start;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const other = this.members[parent] as number;
      if (!this.isBefore(member, other)) break;
      this.place(hole, other);
      hole = parent;
    }
    this.place(hole, member);
  }

  private siftDown(start: number, member: number): void {
    let hole = start;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.size) break;
      const right = child + 1;
      if (right < this.size && this.isBefore(this.members[right] as number, this.members[child] as number)) {
        child = right;
      }
      const other = this.members[child] as number;
      if (!this.isBefore(other, member)) break;
      this.place(hole, other);
      hole = child;
    }
    this.place(hole, member);
  }

  private place(position: number, member: number): void {
    this.members[position] = member;
    this.positions[member] = position;
  }
}
