/** Steps of one octave: a value is known to within 1/32 of itself. */
const STEPS = 32;
const OCTAVES = 36;

/** Counts by bucket, only of those that are not 0. */
export interface HistogramCounts {
  readonly buckets: readonly (readonly [bucket: number, count: number])[];
  readonly max: number;
}

/** Durations in buckets whose width grows with the value, so that histograms of several threads add up. */
export class Histogram {
  readonly #counts = new Uint32Array(STEPS * OCTAVES);
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** The longest, exactly. Milliseconds. */
  get max(): number {
    return this.#max;
  }

  /** @param ms milliseconds; kept from 1 µs up to 19 hours */
  record(ms: number): void {
    this.#add(bucketOf(ms), 1);
    this.#max = Math.max(this.#max, ms);
  }

  add({ buckets, max }: HistogramCounts): void {
    for (const [bucket, count] of buckets) this.#add(bucket, count);
    this.#max = Math.max(this.#max, max);
  }

  /** Those that are not 0. */
  get buckets(): [bucket: number, count: number][] {
    const buckets: [number, number][] = [];
    this.#counts.forEach((count, bucket) => {
      if (count > 0) buckets.push([bucket, count]);
    });
    return buckets;
  }

  /** What was counted; it counts from 0 again. */
  take(): HistogramCounts {
    const { buckets } = this;
    const max = this.#max;
    this.#counts.fill(0);
    this.#count = 0;
    this.#max = 0;
    return { buckets, max };
  }

  /**
   * The value that a share of all does not exceed, in milliseconds; 0 when there are none.
   * @param share 0 to 1
   */
  percentile(share: number): number {
    let left = Math.max(1, Math.ceil(this.#count * share));
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return Math.min(upperEnd(bucket), this.#max);
    }
    return this.#max;
  }

  #add(bucket: number, count: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#count += count;
  }
}

/** Where a bucket ends, in milliseconds. */
export function upperEnd(bucket: number): number {
  const octave = Math.floor(bucket / STEPS);
  return (2 ** octave * (1 + ((bucket % STEPS) + 1) / STEPS)) / 1000;
}

function bucketOf(ms: number): number {
  const microseconds = Math.max(1, ms * 1000);
  const octave = Math.min(OCTAVES - 1, Math.floor(Math.log2(microseconds)));
  const step = Math.floor((microseconds / 2 ** octave - 1) * STEPS);
  return octave * STEPS + Math.min(STEPS - 1, Math.max(0, step));
}
