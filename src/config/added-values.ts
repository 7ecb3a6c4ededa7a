/** How many values lists and maps add by being put in for variables: each time once more, without being written once more. */

import type { Json } from '../model/json.ts';

const MAX_ADDED_VALUES = 1_000_000;

export class AddedValues {
  readonly #sizes = new Map<object, number>();
  #added = 0;

  /** Counts the value; a text or a number counts for nothing. */
  isRoomFor(value: Json): boolean {
    if (typeof value !== 'object' || value === null) return true;
    this.#added += this.#sizeOf(value);
    return this.#added <= MAX_ADDED_VALUES;
  }

  #sizeOf(value: Json): number {
    if (typeof value !== 'object' || value === null) return 1;
    const known = this.#sizes.get(value);
    if (known !== undefined) return known;
    let size = 1;
    for (const item of Object.values(value)) size += this.#sizeOf(item);
    this.#sizes.set(value, size);
    return size;
  }
}
