// @ts-check
/** The Result that the live page has: unpacked from a packet, and brought up to date by each second. */
import { failureKey } from './failure-key.js'
import { unpackFailures } from './failure-payload.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */
/** @typedef {import('./result.ts').SeriesPoint} SeriesPoint */
/** @typedef {import('./result.ts').Failure} Failure */
/** @typedef {import('./result.ts').LatencyMs} LatencyMs */
/** @typedef {import('./live-packet.js').Packet} Packet */
/** @typedef {import('./live-packet.js').Tick} Tick */
/** @typedef {import('./live-packet.js').Row} Row */
/** @typedef {Omit<RequestStatistics, 'throughput' | 'failuresPerSecond' | 'failureRate'>} Heard */

/**
 * @param {Packet} packet
 * @returns {Result}
 */
export function unpackResult({ head, names, points, failures, bucketSeconds, ...packed }) {
  const none = head.totals === undefined
  const seconds = head.load?.measuredSeconds ?? 0
  const unpacked = points.map(unpackPoint)
  const isChart = bucketSeconds > 1
  return {
    ...head,
    // Buckets of a chart are no seconds: those were not sent.
    ...(none
      ? {}
      : {
          requests: mergeRows(names.map(unheard), packed, seconds),
          series: isChart ? [] : unpacked,
        }),
    ...(isChart ? { chart: { bucketSeconds, points: unpacked } } : {}),
    ...(failures === undefined ? {} : { failures: unpackFailures(failures, names) }),
  }
}

/**
 * The Result a second later; what has not changed is the same object.
 * @param {Result} result
 * @param {Omit<Tick, 'shares' | 'before'>} tick
 * @returns {Result}
 */
export function applyTick(result, tick) {
  const { head, from, names, points } = tick
  const { chart, series = [], requests = [] } = result
  const added = points.map(unpackPoint)
  const seconds = head.load?.measuredSeconds ?? 0
  /** @type {Heard[]} */
  const known = [...requests]
  known.splice(from, names.length, ...names.map(unheard))
  return {
    ...result,
    ...head,
    requests: mergeRows(known, tick, seconds),
    ...(chart === undefined
      ? { series: [...series, ...added] }
      : { chart: { ...chart, points: [...chart.points, ...added] } }),
  }
}

/**
 * The Result with what ended in the last seconds in place of the whole run; nothing of it is known of an endpoint of
 * which nothing ended. The sum is that of the head of the page.
 * @param {Result} result
 * @param {{ readonly rows: readonly Row[], readonly recent: import('./result.ts').Recent }} of
 * @returns {Result}
 */
export function recentResult(result, { rows, recent }) {
  const { ok, failed, seconds, p50, p95, p99 } = recent
  const silent = (result.requests ?? []).map(({ method, name }) => unheard([method, name]))
  const counts = { ...untold, name: 'Aggregated', sent: ok + failed, ok, failed }
  return {
    ...result,
    requests: mergeRows(silent, { rows, distributions: [] }, seconds),
    totals: {
      ...counts,
      ...ratesOf(counts, seconds),
      responseTimeMs: { ...noTimes, p50, p95, p99 },
    },
  }
}

/**
 * @param {Row} row
 * @returns {SeriesPoint}
 */
function unpackPoint([t, users, due, sent, ok, failed, p50, p95, p99, max, serviceP99]) {
  return {
    t: t ?? 0,
    users: users ?? 0,
    due: due ?? null,
    sent: sent ?? 0,
    ok: ok ?? 0,
    failed: failed ?? 0,
    p50: p50 ?? null,
    p95: p95 ?? null,
    p99: p99 ?? null,
    max: max ?? null,
    serviceP99: serviceP99 ?? null,
  }
}

/**
 * Rates are over the whole measured time, so that every row changes with each second of it.
 * @param {readonly Heard[]} requests
 * @param {Pick<Tick, 'rows' | 'distributions'>} tick
 * @param {number} seconds
 * @returns {RequestStatistics[]}
 */
function mergeRows(requests, { rows, distributions }, seconds) {
  const counted = new Map(rows.map(([place, ...row]) => [place, unpackRow(row)]))
  const spread = new Map(
    distributions.map(([place, ...flat]) => [place, { distribution: pairs(flat) }]),
  )
  return requests.map((request, place) => {
    const heard = { ...request, ...counted.get(place), ...spread.get(place) }
    return { ...heard, ...ratesOf(heard, seconds) }
  })
}

/**
 * An endpoint of which nothing is known but its name.
 * @param {Tick['names'][number]} name
 * @returns {Heard}
 */
function unheard([method, name]) {
  return { ...untold, method, name }
}

/** @type {LatencyMs} */
const noTimes = {
  min: null,
  mean: null,
  p50: null,
  p66: null,
  p75: null,
  p80: null,
  p90: null,
  p95: null,
  p98: null,
  p99: null,
  p999: null,
  p9999: null,
  max: null,
}

/** @type {Omit<Heard, 'name'>} */
const untold = {
  method: '',
  sent: 0,
  ok: 0,
  failed: 0,
  timedOut: 0,
  interrupted: 0,
  bodyBytesMean: null,
  responseTimeMs: noTimes,
  serviceTimeMs: noTimes,
  failedTimeMs: noTimes,
  distribution: [],
}

/** @param {Row} row */
function unpackRow([sent, ok, failed, timedOut, interrupted, min, mean, p50, p95, p99, max]) {
  const [lowest = null, average = null, middle = null] = [min, mean, p50]
  return {
    sent: sent ?? 0,
    ok: ok ?? 0,
    failed: failed ?? 0,
    timedOut: timedOut ?? 0,
    interrupted: interrupted ?? 0,
    responseTimeMs: {
      ...noTimes,
      min: lowest,
      mean: average,
      p50: middle,
      p95: p95 ?? null,
      p99: p99 ?? null,
      max: max ?? null,
    },
  }
}

/**
 * @param {Pick<RequestStatistics, 'sent' | 'ok' | 'failed' | 'timedOut' | 'interrupted'>} request
 * @param {number} seconds
 */
function ratesOf({ sent, ok, failed, timedOut, interrupted }, seconds) {
  const ended = sent - interrupted
  const failures = failed + timedOut
  return {
    throughput: seconds > 0 ? ok / seconds : 0,
    failuresPerSecond: seconds > 0 ? failures / seconds : 0,
    failureRate: ended === 0 ? null : failures / ended,
  }
}

/** @param {readonly number[]} flat */
function pairs(flat) {
  return flat.flatMap((bound, index) => {
    const count = flat[index + 1]
    return index % 2 === 0 && count !== undefined ? [/** @type {const} */ ([bound, count])] : []
  })
}

/**
 * @param {readonly Failure[]} failures
 * @param {readonly Failure[]} changed
 */
export function withFailures(failures, changed) {
  const byGroup = new Map(failures.map((each) => [failureKey(each), each]))
  for (const each of changed) byGroup.set(failureKey(each), each)
  return [...byGroup.values()]
}
