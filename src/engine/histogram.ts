/**
 * A distribution of times in constant memory: log-linear buckets over whole milliseconds.
 *
 * Exact for a few values, which are kept, and below 256 ms; above, 128 buckets to each doubling, so that a quantile is off
 * by less than 1 %. Adding is a few instructions.
 */

const LINEAR = 256;
const PER_DOUBLING = 128;
/** What the first value takes at least. */
const FIRST_BUCKETS = LINEAR + PER_DOUBLING * 4;
/** Up to so many values quantiles are exact: what somebody may check by hand. */
const FEW = 1000;

export class Histogram {
  count = 0;
  sum = 0;
  max = 0;
  private readonly few: number[] = [];
  private buckets = new Float64Array(0);

  add(valueMs: number): void {
    this.count++;
    if (this.count <= FEW) this.few.push(valueMs);
    this.sum += valueMs;
    if (valueMs > this.max) this.max = valueMs;
    const bucket = bucketOf(valueMs);
    if (bucket >= this.buckets.length) this.grow(bucket);
    this.buckets[bucket]!++;
  }

  /** 0 when empty. */
  mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** The smallest value that at least `share` of the values do not exceed; 0 when empty. */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.count));
    if (this.count <= FEW) return this.few.toSorted((a, b) => a - b)[rank - 1] ?? 0;
    let seen = 0;
    for (let bucket = 0; bucket < this.buckets.length; bucket++) {
      seen += this.buckets[bucket] as number;
      if (seen >= rank) return Math.min(this.max, middleOf(bucket));
    }
    return this.max;
  }

  /** Bucket middles in ms with how many values fell there; empty buckets left out. */
  *entries(): Generator<[valueMs: number, count: number]> {
    for (let bucket = 0; bucket < this.buckets.length; bucket++) {
      const count = this.buckets[bucket] as number;
      if (count > 0) yield [middleOf(bucket), count];
    }
  }

  private grow(bucket: number): void {
    const wider = new Float64Array(Math.max(bucket + 1, this.buckets.length * 2, FIRST_BUCKETS));
    wider.set(this.buckets);
    this.buckets = wider;
  }
}

function bucketOf(valueMs: number): number {
  if (valueMs < LINEAR) return valueMs;
  // Waits are far below 2^31 ms; what would not is counted in the last bucket.
  const value = Math.min(valueMs, 0x7fffffff);
  const doubling = 23 - Math.clz32(value);
  return LINEAR + doubling * PER_DOUBLING + ((value - (LINEAR << doubling)) >> (doubling + 1));
}

function middleOf(bucket: number): number {
  if (bucket < LINEAR) return bucket;
  const doubling = Math.floor((bucket - LINEAR) / PER_DOUBLING);
  const width = 2 ** (doubling + 1);
  const low = LINEAR * 2 ** doubling + ((bucket - LINEAR) % PER_DOUBLING) * width;
  return low + (width - 1) / 2;
}
