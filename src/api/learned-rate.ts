/**
 * The rate that a PBX turns out to take: learned from refusals (429) that do not say when to come again.
 *
 * Without a refusal nothing is held back. Refusals within a second of each other are one episode: a limit mostly counts by
 * the second, and until its second is over everything is refused, however slowly it comes. With the first of an episode
 * the rate becomes what was answered in the second before it, less half of the share that was refused: little for a
 * request that came a moment too early, up to half where everything is refused. From then on it follows the curve of TCP
 * CUBIC and of the adaptive clients of AWS: fast back towards the rate at which the refusal came, slowly past it, then
 * faster and faster, so that a limit that is no longer there is soon forgotten.
 */

/** An episode is over when this long has passed since it began. */
const EPISODE_MS = 1000;
/** Taken away by the smallest episode, of the rate. */
const LEAST_DECREASE = 0.05;
/** How fast the rate grows away from the one that was refused, in that rate per cubed second; at least so much. */
const GROWTH = 0.01;
const LEAST_GROWTH = 0.4;
const LEAST_RATE = 0.5;
/** The last second, in slices. */
const SLICES = 10;
const SLICE_MS = 100;

export class LearnedRate {
  readonly #accepted = new LastSecond();
  readonly #refused = new LastSecond();
  #episodeAt = -Infinity;
  /** At which the refusals of the last episode came, and how much of it was taken away. */
  #peak = 0;
  #decrease = 0;
  #current: number | undefined;

  /** Requests a second; undefined while there is no limit known. */
  get current(): number | undefined {
    return this.#current;
  }

  /** An answer that is no refusal of too many requests. */
  accept(nowMs: number): void {
    this.#accepted.add(nowMs);
    if (this.#current === undefined) return;
    const growth = Math.max(LEAST_GROWTH, this.#peak * GROWTH);
    const flatAt = Math.cbrt((this.#peak * this.#decrease) / growth);
    const seconds = (nowMs - this.#episodeAt) / 1000;
    this.#current = Math.max(this.#current, growth * (seconds - flatAt) ** 3 + this.#peak);
  }

  /** One that is. */
  refuse(nowMs: number): void {
    this.#refused.add(nowMs);
    const refused = this.#refused.count(nowMs);
    const answered = this.#accepted.count(nowMs) + refused;
    if (nowMs - this.#episodeAt >= EPISODE_MS) {
      this.#episodeAt = nowMs;
      const { current = answered } = this;
      // Little was answered lately where little was asked.
      this.#peak = Math.max(Math.min(current, answered), current / 2);
    }
    this.#decrease = Math.max(LEAST_DECREASE, refused / answered / 2);
    this.#current = Math.max(LEAST_RATE, this.#peak * (1 - this.#decrease));
  }
}

/** How many there were in the last second. */
class LastSecond {
  readonly #counts = new Array<number>(SLICES).fill(0);
  /** The number of the newest slice, counted from the beginning of time. */
  #slice = 0;

  add(nowMs: number): void {
    this.#moveTo(nowMs);
    const index = this.#slice % SLICES;
    this.#counts[index] = (this.#counts[index] as number) + 1;
  }

  count(nowMs: number): number {
    this.#moveTo(nowMs);
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #moveTo(nowMs: number): void {
    const slice = Math.floor(nowMs / SLICE_MS);
    const passed = slice - this.#slice;
    if (passed <= 0) return;
    if (passed >= SLICES) this.#counts.fill(0);
    else for (let at = this.#slice + 1; at <= slice; at++) this.#counts[at % SLICES] = 0;
    this.#slice = slice;
  }
}
