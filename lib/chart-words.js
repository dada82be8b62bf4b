// @ts-check
/** What the charts show, in words and in at most 60 rows: for those who cannot see them, and for paper. */
import { isOpen, limitsOf, linesOf, pointsOf } from './chart-data.js'
import { formatClock, formatCount, formatMs, formatNumber, isMeasured } from './format-numbers.js'

/** @typedef {import('./chart-data.js').ChartSource} ChartSource */
/** @typedef {import('./chart-data.js').Line} Line */
/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */

/** So many rows of a table beside a chart: more is nothing that anybody reads. */
export const rowsMax = 30

/**
 * @typedef {{
 *   time: string, users: number | null, inFlight: number | null, ok: number | null, failed: number | null, due: number | null,
 *   p50: number | null, p95: number | null, p99: number | null,
 *   max: number | null, serviceP99: number | null,
 * }} DetailRow
 */

/**
 * Rows of equal length in time. Percentiles cannot be averaged: a row has the highest of each. `every` is the length
 * of a row in words, empty where a row is one point.
 * @param {ChartSource} source
 * @param {(seconds: number) => string} [clock] what a second of the run is called
 * @returns {{ every: string, rows: DetailRow[] }}
 */
export function detailRows(source, clock = formatClock) {
  const { bucketSeconds } = pointsOf(source)
  const lines = linesOf(source)
  const size = Math.ceil(lines.t.length / rowsMax)
  /** @type {DetailRow[]} */
  const rows = []
  for (let from = 0; from < lines.t.length; from += size) {
    /**
     * @param {Line} line
     * @param {(values: number[]) => number} merge
     */
    function of(line, merge) {
      const values = line.slice(from, from + size).filter(isMeasured)
      return values.length === 0 ? null : merge(values)
    }
    rows.push({
      time: clock((lines.t[from] ?? 0) - bucketSeconds),
      users: of(lines.users, highest),
      inFlight: of(lines.inFlight, highest),
      ok: of(lines.ok, mean),
      failed: of(lines.failed, mean),
      due: of(lines.due, mean),
      p50: of(lines.p50, highest),
      p95: of(lines.p95, highest),
      p99: of(lines.p99, highest),
      max: of(lines.max, highest),
      serviceP99: of(lines.serviceP99, highest),
    })
  }
  return { every: size <= 1 ? '' : `${formatNumber(size * bucketSeconds)} s`, rows }
}

/**
 * @param {ChartSource} source
 * @param {(seconds: number) => string} [clock]
 */
export function timeSentence(source, clock = formatClock) {
  const { t: times, p99 } = linesOf(source)
  const measured = p99.filter(isMeasured)
  const top = highest(measured)
  const at = times[p99.indexOf(top)] ?? 0
  const middle = measured.toSorted((left, right) => left - right)[measured.length >> 1] ?? null
  const limit = limitsOf(source).find(({ percentile }) => percentile === 'p99')?.limit
  const over = limit === undefined ? 0 : measured.filter((value) => value >= limit).length
  const against =
    limit === undefined
      ? ''
      : over === 0
        ? ` It stayed below the limit of ${formatMs(limit)} ms.`
        : ` It was over the limit of ${formatMs(limit)} ms at ${formatCount(over)} of ${formatCount(measured.length)} points.`
  return `p99 was mostly about ${formatMs(middle)} ms, and highest at ${clock(at)} with ${formatMs(top)} ms.${against}`
}

/**
 * Over a whole run the totals tell the mean; their seconds are not equally long.
 * @param {ChartSource & { readonly totals?: Pick<RequestStatistics, 'throughput' | 'failuresPerSecond'> }} source
 * @param {(seconds: number) => string} [clock]
 */
export function rateSentence(source, clock = formatClock) {
  const lines = linesOf(source)
  const { t: times, ok, failed, users, inFlight } = lines
  const answered = ok.filter(isMeasured)
  const { throughput = mean(answered), failuresPerSecond = mean(failed.filter(isMeasured)) } =
    source.totals ?? {}
  const top = highest(answered)
  const at = times[ok.indexOf(top)] ?? 0
  const most = top > throughput ? `, at most ${formatNumber(top)} at ${clock(at)}` : ''
  const failures =
    failuresPerSecond === 0 ? 'none failed' : `${formatNumber(failuresPerSecond)} a second failed`
  const there = [
    ...(isOpen(lines) ? [] : [countWords(highest(users.filter(isMeasured)), 'user')]),
    ...(inFlight.some(isMeasured)
      ? [`${countWords(highest(inFlight.filter(isMeasured)), 'request')} in flight`]
      : []),
  ]
  const upTo = there.length === 0 ? '' : `; up to ${there.join(' and ')}`
  return `${formatNumber(throughput)} requests a second were answered well on average${most}; ${failures}${upTo}.`
}

/**
 * @param {number} count
 * @param {string} what
 */
function countWords(count, what) {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`
}

/** @param {RequestStatistics} totals */
export function distributionSentence({ ok, timedOut, responseTimeMs: time }) {
  return (
    `Of ${formatCount(ok + timedOut)} requests half took at most ${formatMs(time.p50)} ms, 99 % at most ` +
    `${formatMs(time.p99)} ms, the slowest ${formatMs(time.max)} ms.`
  )
}

/** @param {readonly number[]} values */
function highest(values) {
  return values.reduce((left, right) => Math.max(left, right), 0)
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
