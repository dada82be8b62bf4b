// @ts-check
/** How what a check measures went over a run, beside its limit: as a line of a few columns, and as a sentence. */
import { pointsOf } from './chart-data.js'
import { formatCount, isMeasured } from './format-numbers.js'
import { pointSeconds } from './point-seconds.js'
import { limitOf, measuredOf } from './verdict-line.js'

/** @typedef {import('./result.ts').Check} Check */
/** @typedef {import('./result.ts').SeriesPoint} SeriesPoint */
/** @typedef {import('./chart-data.js').Line} Line */
/** @typedef {import('./chart-data.js').ChartSource} ChartSource */

/** At most so many columns: as many as stand in a cell of a table. */
export const columnsMax = 40

/** What a series has of a second, by the name that a check begins with, and the unit that it has then. */
const units = /** @type {const} */ ({
  p50: 'ms',
  p95: 'ms',
  p99: 'ms',
  max: 'ms',
  'failure-rate': 'ratio',
  throughput: '1/s',
  'achieved-rate': '1/s',
})

/** @typedef {keyof typeof units} Measure */

const pattern =
  /^(p50|p95|p99|max|failure-rate|throughput|achieved-rate)(?:[<>=]| against the baseline$)/

/**
 * What the check measures, where a series has it too: a threshold of one endpoint, or of a gauge, has none.
 * @param {Pick<Check, 'name' | 'unit'>} check
 * @returns {Measure | null}
 */
export function measureOf({ name, unit }) {
  const found = /** @type {Measure | undefined} */ (pattern.exec(name)?.[1])
  return found !== undefined && units[found] === unit ? found : null
}

/**
 * One value a column, null where nothing was measured: counts of a column are added up, percentiles are the highest of it.
 * @param {Measure} measure
 * @param {ChartSource} source
 * @returns {Line}
 */
export function checkLine(measure, source) {
  const { bucketSeconds, points } = pointsOf(source)
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return []
  const from = first.t
  const size = Math.ceil((Math.round((last.t - from) / bucketSeconds) + 1) / columnsMax)
  /** @type {Counted[]} */
  const columns = []
  const secondsOf = secondsFor(measure, source)
  for (const point of points) {
    const column = Math.floor(Math.round((point.t - from) / bucketSeconds) / size)
    // What is missing before it is a gap, and never a zero.
    while (columns.length <= column) columns.push({ ...none })
    add(columns[column], point, { measure, seconds: secondsOf(point.t) })
  }
  return columns.map((each) => valueOf(measure, each))
}

/**
 * What was measured, second by second, or bucket by bucket of the chart of a long run.
 * @param {Measure} measure
 * @param {ChartSource} source
 * @returns {readonly Told[]}
 */
export function checkPoints(measure, source) {
  const secondsOf = secondsFor(measure, source)
  return pointsOf(source).points.flatMap((point) => {
    const counted = { ...none }
    add(counted, point, { measure, seconds: secondsOf(point.t) })
    const value = valueOf(measure, counted)
    return value === null ? [] : [{ t: point.t, value }]
  })
}

/** @typedef {{ readonly t: number, readonly value: number }} Told */

/**
 * For those who do not see the line: from where to where, and at how many points the limit was not held. `step`: each point
 * is of so many seconds, of which it has the first.
 * @param {Check} check
 * @param {{ told: readonly Told[], step?: number, clock: (seconds: number) => string }} of
 */
export function checkSentence(check, { told, step = 1, clock }) {
  const [first] = told
  if (first === undefined) return 'Nothing was measured.'
  const lowest = told.reduce((left, right) => (right.value < left.value ? right : left), first)
  const highest = told.reduce((left, right) => (right.value > left.value ? right : left), first)
  const isFloor = check.comparison?.startsWith('>') === true
  const worst = isFloor ? `lowest at ${clock(lowest.t)}` : `highest at ${clock(highest.t)}`
  const [from, to] = [lowest, highest].map(({ value }) => measuredOf({ ...check, measured: value }))
  const range = from === to ? `Always ${to}.` : `From ${from} to ${to}, ${worst}.`
  return `${range}${limitWords(check, { told, step, clock })}`
}

/**
 * @param {Check} check
 * @param {{ told: readonly Told[], step: number, clock: (seconds: number) => string }} of
 */
function limitWords(check, { told, step, clock }) {
  const { limit, comparison } = check
  if (limit === undefined || comparison === undefined) return ''
  const missed = told.filter(({ value }) => !holds(value, comparison, limit))
  const [first] = missed
  if (first === undefined) return ` The limit ${limitOf(check)} was held at every point.`
  const each = step > 1 ? ` of ${step} s` : ''
  const share = `${formatCount(missed.length)} of ${formatCount(told.length)} points${each}`
  return ` The limit ${limitOf(check)} was missed at ${share}, first at ${clock(first.t)}.`
}

/**
 * Whether a value is within a limit.
 * @param {number} value
 * @param {NonNullable<Check['comparison']>} comparison
 * @param {number} limit
 */
export function holds(value, comparison, limit) {
  if (comparison === '==') return value === limit
  if (value === limit) return comparison.endsWith('=')
  return comparison.startsWith('<') === value < limit
}

/** @typedef {{ seconds: number, sent: number, ok: number, failed: number, highest: number | null }} Counted */

/** @type {Readonly<Counted>} */
const none = { seconds: 0, sent: 0, ok: 0, failed: 0, highest: null }

/**
 * Over how many seconds a point has its rate; null where it has none, after the run time too.
 * @param {Measure} measure
 * @param {ChartSource} source
 */
function secondsFor(measure, source) {
  const secondsOf = pointSeconds(source.load, pointsOf(source))
  return (/** @type {number} */ t) => {
    const { offered, answered } = secondsOf(t)
    return offered === null || measure === 'achieved-rate' ? offered : answered
  }
}

/**
 * Adds a point in place: this is done for each point of a run, each second that it goes on.
 * @param {Counted | undefined} counted
 * @param {SeriesPoint} point
 * @param {{ measure: Measure, seconds: number | null }} how
 */
function add(counted, point, { measure, seconds }) {
  // A part of a second that is too short for a rate is in none.
  if (counted === undefined || (seconds === null && units[measure] === '1/s')) return
  counted.seconds += seconds ?? 0
  counted.sent += point.sent
  counted.ok += point.ok
  counted.failed += point.failed
  if (units[measure] !== 'ms') return
  const value = point[/** @type {'p50' | 'p95' | 'p99' | 'max'} */ (measure)]
  if (isMeasured(value) && value > (counted.highest ?? -1)) counted.highest = value
}

/**
 * @param {Measure} measure
 * @param {Counted} counted
 */
function valueOf(measure, { seconds, sent, ok, failed, highest }) {
  if (measure === 'failure-rate') return ok + failed === 0 ? null : failed / (ok + failed)
  if (units[measure] === 'ms' || seconds === 0) return highest
  return (measure === 'throughput' ? ok : sent) / seconds
}
