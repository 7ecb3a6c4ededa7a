/**
 * A distribution of times in constant memory: log-linear buckets over whole milliseconds.
 *
 * Exact below 256 ms; above, 128 buckets to each doubling, so that a quantile is off by less than 1 %. Adding is a few
 * instructions and histograms add up, which makes figures of parallel runs independent of how they were divided.
 */

const LINEAR = 256;
const PER_DOUBLING = 128;

/** A histogram as plain data, which crosses to other threads. Buckets after the last that holds anything are left out. */
export interface HistogramBuckets {
  count: number;
  sum: number;
  max: number;
  buckets: Float64Array;
}

export class Histogram {
  count = 0;
  sum = 0;
  max = 0;
  #buckets = new Float64Array(LINEAR + PER_DOUBLING * 4);

  static fromBuckets({ count, sum, max, buckets }: HistogramBuckets): Histogram {
    const histogram = new Histogram();
    Object.assign(histogram, { count, sum, max });
    if (buckets.length > histogram.#buckets.length) histogram.#grow(buckets.length - 1);
    histogram.#buckets.set(buckets);
    return histogram;
  }

  toBuckets(): HistogramBuckets {
    const used = this.#buckets.findLastIndex((count) => count > 0) + 1;
    return { count: this.count, sum: this.sum, max: this.max, buckets: this.#buckets.slice(0, used) };
  }

  add(valueMs: number): void {
    this.count++;
    this.sum += valueMs;
    if (valueMs > this.max) this.max = valueMs;
    const bucket = bucketOf(valueMs);
    if (bucket >= this.#buckets.length) this.#grow(bucket);
    this.#buckets[bucket]!++;
  }

  merge(other: Histogram): void {
    this.count += other.count;
    this.sum += other.sum;
    this.max = Math.max(this.max, other.max);
    if (other.#buckets.length > this.#buckets.length) this.#grow(other.#buckets.length - 1);
    other.#buckets.forEach((count, bucket) => {
      this.#buckets[bucket]! += count;
    });
  }

  /** 0 when empty. */
  mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** The smallest value that at least `share` of the values do not exceed; 0 when empty. */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.count));
    let seen = 0;
    for (let bucket = 0; bucket < this.#buckets.length; bucket++) {
      seen += this.#buckets[bucket] as number;
      if (seen >= rank) return Math.min(this.max, middleOf(bucket));
    }
    return this.max;
  }

  /** Bucket middles in ms with how many values fell there; empty buckets left out. */
  *entries(): Generator<[valueMs: number, count: number]> {
    for (let bucket = 0; bucket < this.#buckets.length; bucket++) {
      const count = this.#buckets[bucket] as number;
      if (count > 0) yield [middleOf(bucket), count];
    }
  }

  #grow(bucket: number): void {
    const wider = new Float64Array(Math.max(bucket + 1, this.#buckets.length * 2));
    wider.set(this.#buckets);
    this.#buckets = wider;
  }
}

function bucketOf(valueMs: number): number {
  if (valueMs < LINEAR) return valueMs;
  // Waits stay far below 2^31 ms; what would not is counted in the last bucket.
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
