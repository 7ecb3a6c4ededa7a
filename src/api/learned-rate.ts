/**
 * The rate that a PBX turns out to take: learned from refusals (429) that do not say when to come again.
 *
 * Without a refusal nothing is held back. With the first one the rate becomes what was accepted in the second before it,
 * a little less of it. From then on it follows the curve that TCP CUBIC and the adaptive clients of AWS follow: fast back
 * towards the rate at which the refusal came, slowly past it, then faster and faster, so that a limit that is no longer
 * there is soon forgotten. Refusals within a second of each other are one: a limit mostly counts by the second, and until
 * its second is over everything is refused, however slowly it comes. What is counted are accepted answers, not what was
 * sent: they are the limit itself.
 */

/** Of the rate that was refused, this much is tried next. */
const DECREASE = 0.85;
/** One refusal takes away no more than this: what was accepted lately may be little for other reasons. */
const MOST_DECREASE = 0.5;
/** How fast the rate grows away from the one that was refused; requests a second per cubed second. */
const GROWTH = 0.4;
const LEAST_RATE = 0.5;
const HOLD_MS = 1000;
/** The last second, in slices. */
const SLICES = 10;
const SLICE_MS = 100;

export class LearnedRate {
  readonly #accepted = new Array<number>(SLICES).fill(0);
  /** The number of the newest slice, counted from the beginning of time. */
  #slice = 0;
  #refusedAt = 0;
  /** At which the last refusal came. */
  #refusedRate = 0;
  #current: number | undefined;

  /** Requests a second; undefined while there is no limit known. */
  get current(): number | undefined {
    return this.#current;
  }

  /** An answer that is no refusal of too many requests. */
  accept(nowMs: number): void {
    this.#moveTo(nowMs);
    const index = this.#slice % SLICES;
    this.#accepted[index] = (this.#accepted[index] as number) + 1;
    if (this.#current === undefined) return;
    const seconds = (nowMs - this.#refusedAt) / 1000;
    const lost = Math.cbrt((this.#refusedRate * (1 - DECREASE)) / GROWTH);
    this.#current = Math.max(this.#current, GROWTH * (seconds - lost) ** 3 + this.#refusedRate);
  }

  /** One that is. */
  refuse(nowMs: number): void {
    this.#moveTo(nowMs);
    if (this.#current !== undefined && nowMs - this.#refusedAt < HOLD_MS) return;
    const accepted = this.#accepted.reduce((sum, count) => sum + count, 0);
    this.#refusedRate =
      this.#current === undefined
        ? accepted
        : Math.max(Math.min(this.#current, accepted), (this.#current * MOST_DECREASE) / DECREASE);
    this.#refusedAt = nowMs;
    this.#current = Math.max(LEAST_RATE, this.#refusedRate * DECREASE);
  }

  #moveTo(nowMs: number): void {
    const slice = Math.floor(nowMs / SLICE_MS);
    const passed = slice - this.#slice;
    if (passed <= 0) return;
    if (passed >= SLICES) this.#accepted.fill(0);
    else for (let at = this.#slice + 1; at <= slice; at++) this.#accepted[at % SLICES] = 0;
    this.#slice = slice;
  }
}
