// @ts-check
/** What the charts of a file need, packed: one array a field, few digits, and as many endpoints as there is room for. */
import { packBeside, packTrends, unpackBeside, unpackTrends } from './beside-payload.js'
import { pointsOf } from './chart-data.js'
import { isMeasured } from './format-numbers.js'
import { besideOf } from './pulse-data.js'
import { trendsOf } from './trend-data.js'
import { parseDuration } from './units.ts'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').SeriesPoint} SeriesPoint */
/** @typedef {import('./chart-data.js').ChartSource} ChartSource */
/** @typedef {import('./chart-data.js').Distribution} Distribution */

/** Characters for the distributions of single endpoints; a report is to stay below 200 kB. */
const endpointRoom = 8_000

const nameMax = 200

/** @typedef {{ method: string, name: string, distribution: number[] }} PackedEndpoint */

/**
 * @typedef {{
 *   bucketSeconds: number,
 *   points: Record<string, (number | null)[]>,
 *   checks: ChartSource['checks'],
 *   load?: NonNullable<ChartSource['load']>,
 *   ghost?: { bucketSeconds: number, t: number[], sent: number[], p99: (number | null)[] },
 *   marks?: NonNullable<ChartSource['marks']>,
 *   warmUpSeconds: number,
 *   phases?: NonNullable<ChartSource['phases']>,
 *   beside: import('./beside-payload.js').PackedBeside,
 *   trends: import('./beside-payload.js').PackedTrends,
 *   totals: number[] | null,
 *   requests: PackedEndpoint[],
 * }} Payload
 */

const fields = /** @type {const} */ ([
  't',
  'users',
  'due',
  'sent',
  'ok',
  'failed',
  'p50',
  'p95',
  'p99',
])

/** Results of an earlier version do not have them: nothing is written where nothing was measured. */
const laterFields = /** @type {const} */ (['max', 'serviceP99'])

/**
 * @param {Result} result
 * @returns {Payload}
 */
export function packCharts(result) {
  const { bucketSeconds, points } = pointsOf(result)
  const { totals, marks, phases, requests = [], settings, load } = result
  return {
    bucketSeconds,
    points: {
      ...Object.fromEntries(
        fieldsOf(points).map((field) => [field, points.map((each) => short(each[field] ?? null))]),
      ),
      // From one to the next it is the same nearly always, which packs to nothing; and nearly all that is sent goes well.
      t: points.map(({ t }, index) => t - (points[index - 1]?.t ?? 0)),
      ok: points.map(({ sent, ok }) => sent - ok),
    },
    checks: result.checks.flatMap(({ name, verdict, unit, limit }) =>
      /^p\d/.test(name) && unit !== undefined && limit !== undefined
        ? [{ name: visibleText(name, nameMax), verdict, unit, limit }]
        : [],
    ),
    ...(load === undefined ? {} : { load: endOf(load) }),
    ...packedGhost(result),
    ...(marks === undefined ? {} : { marks }),
    ...(phases === undefined ? {} : { phases: phases.map(stretchOf) }),
    warmUpSeconds: (parseDuration(String(settings['warm-up'])) ?? 0) / 1000,
    beside: packBeside(besideOf(result)),
    trends: packTrends(trendsOf(requests)),
    totals: totals === undefined ? null : packed(totals.distribution),
    requests: busiest(result),
  }
}

/**
 * @param {Payload} payload
 * @returns {ChartSource}
 */
export function unpackCharts(payload) {
  const { bucketSeconds, points, beside, trends, ghost, marks, totals, requests, ...plain } =
    payload
  let end = 0
  const times = (points['t'] ?? []).map((step) => (end += step ?? 0))
  const unpacked = times.map((_, index) => pointAt({ ...points, t: times }, index))
  return {
    ...plain,
    beside: unpackBeside(beside),
    trends: unpackTrends(trends),
    chart: { bucketSeconds, points: unpacked },
    ...(ghost === undefined ? {} : { ghost: unpackedGhost(ghost) }),
    ...(marks === undefined ? {} : { marks }),
    ...(totals === null ? {} : { totals: { distribution: pairs(totals) } }),
    requests: requests.map((each) => ({ ...each, distribution: pairs(each.distribution) })),
  }
}

/** @param {readonly SeriesPoint[]} points */
function fieldsOf(points) {
  return [
    ...fields,
    ...laterFields.filter((field) => points.some((each) => isMeasured(each[field]))),
  ]
}

/**
 * @param {NonNullable<Result['phases']>[number]} phase
 * @returns {import('./chart-data.js').Stretch}
 */
function stretchOf({ name, from, to }) {
  return { name: visibleText(name, nameMax), from, to }
}

/**
 * @param {NonNullable<Result['load']>} load
 * @returns {import('./point-seconds.js').RunEnd}
 */
function endOf({ measuredSeconds, endedSeconds }) {
  return { measuredSeconds, ...(endedSeconds === undefined ? {} : { endedSeconds }) }
}

/** @param {Result} result */
function packedGhost({ baseline }) {
  const line = baseline?.line ?? null
  if (line === null) return {}
  const { bucketSeconds, points } = line
  return {
    ghost: {
      bucketSeconds,
      t: points.map(({ t }, index) => t - (points[index - 1]?.t ?? 0)),
      sent: points.map(({ sent }) => sent),
      p99: points.map(({ p99 }) => short(p99)),
    },
  }
}

/**
 * @param {NonNullable<Payload['ghost']>} ghost
 * @returns {import('./chart-data.js').Ghost}
 */
function unpackedGhost({ bucketSeconds, t, sent, p99 }) {
  let end = 0
  return {
    bucketSeconds,
    points: t.map((step, index) => {
      end += step
      return { t: end, sent: sent[index] ?? 0, p99: p99[index] ?? null }
    }),
  }
}

/**
 * @param {Payload['points']} points
 * @param {number} index
 * @returns {SeriesPoint}
 */
function pointAt(points, index) {
  /** @param {keyof SeriesPoint} field */
  function value(field) {
    return points[field]?.[index] ?? null
  }
  return {
    t: value('t') ?? 0,
    users: value('users') ?? 0,
    due: value('due'),
    sent: value('sent') ?? 0,
    ok: (value('sent') ?? 0) - (value('ok') ?? 0),
    failed: value('failed') ?? 0,
    p50: value('p50'),
    p95: value('p95'),
    p99: value('p99'),
    max: value('max'),
    serviceP99: value('serviceP99'),
  }
}

/**
 * @param {Result} result
 * @returns {PackedEndpoint[]}
 */
function busiest({ requests = [] }) {
  let room = endpointRoom
  return [...requests]
    .sort((left, right) => right.sent - left.sent)
    .map(({ method, name, distribution }) => ({
      method: visibleText(method, nameMax),
      name: visibleText(name, nameMax),
      distribution: packed(distribution),
    }))
    .filter((endpoint) => {
      room -= JSON.stringify(endpoint).length
      return room >= 0 && endpoint.distribution.length > 0
    })
}

/**
 * Bound, count, bound, count.
 * @param {Distribution} distribution
 */
function packed(distribution) {
  return distribution.flatMap(([bound, count]) => [short(bound) ?? 0, count])
}

/**
 * @param {readonly number[]} flat
 * @returns {Distribution}
 */
function pairs(flat) {
  return flat.flatMap((bound, index) => {
    const count = flat[index + 1]
    return index % 2 === 0 && count !== undefined ? [/** @type {const} */ ([bound, count])] : []
  })
}

/**
 * Three digits are as many as a chart shows; counts keep all of theirs.
 * @param {number | null} value
 */
function short(value) {
  if (value === null || !Number.isFinite(value)) return null
  return Number.isInteger(value) ? value : Number(value.toPrecision(3))
}
