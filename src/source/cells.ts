/**
 * Whole numbers in a row that grows, four for each entry of a map or list: where its key starts and ends, and its value.
 *
 * A file of 10,000 queues has some 400,000 entries. As an array of its own for each map they take several times the
 * memory, and the time to collect it.
 */
export class Cells {
  cells = new Int32Array(256);
  length = 0;

  push(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    this.#makeRoom(4);
    const { cells, length } = this;
    cells[length] = keyStart;
    cells[length + 1] = keyEnd;
    cells[length + 2] = valueStart;
    cells[length + 3] = valueEnd;
    this.length = length + 4;
  }

  /** Takes from the end of another row all that stands there from a cell on; where it stands now. */
  take(other: Cells, from: number): number {
    const at = this.length;
    this.#makeRoom(other.length - from);
    this.cells.set(other.cells.subarray(from, other.length), at);
    this.length += other.length - from;
    other.length = from;
    return at;
  }

  #makeRoom(more: number): void {
    const needed = this.length + more;
    if (needed <= this.cells.length) return;
    const larger = new Int32Array(Math.max(needed, this.cells.length * 2));
    larger.set(this.cells.subarray(0, this.length));
    this.cells = larger;
  }
}
