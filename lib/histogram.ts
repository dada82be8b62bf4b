/** An HDR histogram of integer microseconds that never throws, keeps its exact ends, and merges exactly. */

import hdr from 'hdr-histogram-js/dist/Int32Histogram.js'

/** 3 significant digits; the range grows by itself from here, so that an answer after an hour is still recorded. */
const firstRangeUs = 20_000_000

/**
 * The wrapper exists for the traps of the library (all measured): it truncates floats, throws on negative values,
 * answers `min` of an empty histogram with 2^53 − 1, lets p100 exceed the maximum, and loses the exact ends in transfer.
 * Values are microseconds; what cannot be a duration (NaN, negative) is a bug of the caller's and is counted as 0.
 */
export class Histogram {
  readonly #counts = new hdr.default(1, firstRangeUs, 3)
  #min = Number.POSITIVE_INFINITY
  #max = 0
  #sum = 0

  constructor() {
    this.#counts.autoResize = true
  }

  get count(): number {
    return this.#counts.totalCount
  }

  /** Exact, in µs; null where nothing was recorded. */
  get min(): number | null {
    return this.count === 0 ? null : this.#min
  }

  /** Exact, in µs; null where nothing was recorded. */
  get max(): number | null {
    return this.count === 0 ? null : this.#max
  }

  /** Exact, in µs; null where nothing was recorded. */
  get mean(): number | null {
    return this.count === 0 ? null : this.#sum / this.count
  }

  record(us: number): void {
    const value = us > 0 ? Math.round(us) : 0
    this.#counts.recordValue(value)
    this.#sum += value
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
  }

  /** Adds what the other has recorded; both keep counting as if all had been recorded here. */
  add(other: Histogram): void {
    if (other.count === 0) return
    this.#counts.add(other.#counts)
    this.#sum += other.#sum
    this.#min = Math.min(this.#min, other.#min)
    this.#max = Math.max(this.#max, other.#max)
  }

  /**
   * The values that stand at these percentiles (each 0 to 100, ascending), in µs, in one pass; null where nothing
   * was recorded. 0 is the minimum and 100 the maximum, exactly; all others are within 0.1 % and between these two.
   */
  percentiles(wanted: readonly number[]): (number | null)[] {
    const found: (number | null)[] = []
    if (this.count === 0) return wanted.map(() => null)
    let seen = 0
    let index = -1
    for (const percentile of wanted) {
      const rank = Math.max(1, Math.ceil((percentile / 100) * this.count - 1e-6))
      while (seen < rank) seen += this.#counts.getCountAtIndex(++index)
      const value = this.#counts.highestEquivalentValue(this.#counts.valueFromIndex(index))
      found.push(percentile === 0 ? this.#min : Math.min(Math.max(value, this.#min), this.#max))
    }
    return found
  }

  /** Every recorded value with its count, ascending; values are the highest of their 0.1 % step, at most the maximum. */
  *entries(): Generator<readonly [us: number, count: number]> {
    let left = this.count
    for (let index = 0; left > 0; index++) {
      const count = this.#counts.getCountAtIndex(index)
      if (count === 0) continue
      left -= count
      const value = this.#counts.highestEquivalentValue(this.#counts.valueFromIndex(index))
      yield [Math.min(Math.max(value, this.#min), this.#max), count]
    }
  }
}
