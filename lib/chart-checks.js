// @ts-check
/** How what a check measures went over a run, beside its limit: as a line of a few columns, and as a sentence. */
import { pointsOf } from './chart-data.js'
import { formatCount, isMeasured } from './format-numbers.js'
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
  /** @type {(SeriesPoint[] | undefined)[]} */
  const columns = []
  for (const point of points) {
    const column = Math.floor(Math.round((point.t - from) / bucketSeconds) / size)
    columns[column] = [...(columns[column] ?? []), point]
  }
  // What is missing is a gap, and never a zero.
  return Array.from(columns, (each) =>
    each === undefined ? null : valueOf(measure, each, bucketSeconds),
  )
}

/**
 * For those who do not see the line: from where to where, and at how many points the limit was not held.
 * @param {Check} check
 * @param {{ source: ChartSource, measure: Measure, clock: (seconds: number) => string }} of
 */
export function checkSentence(check, { source, measure, clock }) {
  const { bucketSeconds, points } = pointsOf(source)
  const told = points.flatMap((point) => {
    const value = valueOf(measure, [point], bucketSeconds)
    return value === null ? [] : [{ t: point.t, value }]
  })
  const [first] = told
  if (first === undefined) return 'Nothing was measured.'
  const lowest = told.reduce((left, right) => (right.value < left.value ? right : left), first)
  const highest = told.reduce((left, right) => (right.value > left.value ? right : left), first)
  const isFloor = check.comparison?.startsWith('>') === true
  const worst = isFloor ? `lowest at ${clock(lowest.t)}` : `highest at ${clock(highest.t)}`
  const [from, to] = [lowest, highest].map(({ value }) => measuredOf({ ...check, measured: value }))
  const range = from === to ? `Always ${to}.` : `From ${from} to ${to}, ${worst}.`
  return `${range}${limitWords(check, { told, clock })}`
}

/**
 * @param {Check} check
 * @param {{ told: readonly { t: number, value: number }[], clock: (seconds: number) => string }} of
 */
function limitWords(check, { told, clock }) {
  const { limit, comparison } = check
  if (limit === undefined || comparison === undefined) return ''
  const missed = told.filter(({ value }) => !holds(value, comparison, limit))
  const [first] = missed
  if (first === undefined) return ` The limit ${limitOf(check)} was held at every point.`
  const share = `${formatCount(missed.length)} of ${formatCount(told.length)} points`
  return ` The limit ${limitOf(check)} was missed at ${share}, first at ${clock(first.t)}.`
}

/**
 * @param {number} value
 * @param {NonNullable<Check['comparison']>} comparison
 * @param {number} limit
 */
function holds(value, comparison, limit) {
  if (comparison === '==') return value === limit
  if (value === limit) return comparison.endsWith('=')
  return comparison.startsWith('<') === value < limit
}

/**
 * @param {Measure} measure
 * @param {readonly SeriesPoint[]} points
 * @param {number} bucketSeconds
 */
function valueOf(measure, points, bucketSeconds) {
  /** @param {'sent' | 'ok' | 'failed'} count */
  function sum(count) {
    return points.reduce((total, each) => total + each[count], 0)
  }
  const seconds = points.length * bucketSeconds
  if (measure === 'failure-rate') {
    const ended = sum('ok') + sum('failed')
    return ended === 0 ? null : sum('failed') / ended
  }
  if (measure === 'throughput') return seconds === 0 ? null : sum('ok') / seconds
  if (measure === 'achieved-rate') return seconds === 0 ? null : sum('sent') / seconds
  const measured = points.flatMap((each) => each[measure] ?? []).filter(isMeasured)
  return measured.length === 0 ? null : Math.max(...measured)
}
