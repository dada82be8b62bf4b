// @ts-check
/** A Result on its way to the live page: whole, as a packet, and once a second what has changed of it. */
import { failureKey, toldFailure } from './failure-key.js'
import { packFailures } from './failure-payload.js'
import { withTextRoom } from './failure-room.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */
/** @typedef {import('./result.ts').SeriesPoint} SeriesPoint */
/** @typedef {import('./result.ts').Failure} Failure */
/** @typedef {import('./failure-key.js').KnownFailure} KnownFailure */
/** @typedef {import('./result.ts').LatencyMs} LatencyMs */
/** @typedef {import('./live-state.ts').Live} Live */

/** @typedef {readonly (number | null)[]} Row */

/**
 * All that the page shows of a Result. A row of `rows` is an endpoint: its place in `names`, then what `packRow` tells.
 * @typedef {{
 *   readonly head: Omit<Result, 'requests' | 'series' | 'chart' | 'pulse' | 'connectorStates' | 'failures'>,
 *   readonly names: readonly (readonly [method: string, name: string])[],
 *   readonly rows: readonly Row[],
 *   readonly distributions: readonly (readonly number[])[],
 *   readonly bucketSeconds: number,
 *   readonly points: readonly Row[],
 *   readonly failures?: import('./failure-payload.js').PackedFailures,
 * }} Packet
 */

/**
 * What has changed in a second, but for what has events of its own; `trend` is its p95 of every endpoint, by place;
 * `shares`, and medians of earlier runs in `before`, are those of the endpoints that are named for the first time.
 * @typedef {{
 *   readonly live: Live,
 *   readonly head: Pick<Result, 'verdict' | 'durationMs' | 'load' | 'totals'>,
 *   readonly from: number,
 *   readonly names: Packet['names'],
 *   readonly rows: readonly Row[],
 *   readonly distributions: readonly (readonly number[])[],
 *   readonly trend: Row,
 *   readonly shares: Row,
 *   readonly before: readonly import('./live-state.ts').EarlierRow[],
 *   readonly points: readonly Row[],
 *   readonly heat: readonly (readonly number[])[],
 *   readonly pulse: readonly import('./pulse-data.js').PulseRow[],
 *   readonly states: readonly import('./pulse-data.js').StateChange[],
 * }} Tick
 */

/** So many characters of a packet may be distributions of endpoints. */
const distributionRoom = 4_000
/** So many when its groups of failures happened; the others tell their first and last, and the rest with their next tick. */
const timesRoom = 2_000
/** Groups of failures whose texts are told, which are as many as a page shows; and bytes for what is long of them. */
const groupsMax = 200
const textRoom = 6_000

const counts = /** @type {const} */ (['sent', 'ok', 'failed', 'timedOut', 'interrupted'])
const times = /** @type {const} */ (['min', 'mean', 'p50', 'p95', 'p99', 'max'])
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
const shownFields = /** @type {const} */ (['max', 'serviceP99'])

/**
 * @param {Result} result
 * @returns {Packet}
 */
export function packResult(result) {
  const {
    requests = [],
    series = [],
    chart,
    pulse: _pulse,
    connectorStates: _states,
    failures,
    ...head
  } = result
  const { bucketSeconds, points } = chart ?? { bucketSeconds: 1, points: series }
  const names = requests.map(({ method, name }) => /** @type {const} */ ([method, name]))
  return {
    head,
    names,
    rows: requests.map((request, index) => packRow(request, index)),
    distributions: busiestDistributions(requests),
    bucketSeconds,
    points: points.map(packPoint),
    ...(failures === undefined ? {} : { failures: packFailures(briefFailures(failures), names) }),
  }
}

/**
 * The most frequent as far as there is room for what they say, and of the others how often they happened.
 * @param {readonly Failure[]} all
 */
function briefFailures(all) {
  const ordered =
    all.length > groupsMax ? [...all].sort((one, other) => other.count - one.count) : all
  const whole = ordered.slice(0, groupsMax)
  const brief = withTextRoom(whole.map(toldFailure), textRoom).map((told, index) => {
    const failure = whole[index] ?? told
    const isWhole = told.message === failure.message && told.sample === failure.sample
    return isWhole ? told : { ...told, id: failureKey(failure) }
  })
  const rest = ordered.slice(groupsMax)
  return {
    told: withRoomForTimes(brief),
    rest: rest.map((failure) => ({ id: failureKey(failure), count: failure.count })),
  }
}

/** @param {readonly KnownFailure[]} failures */
function withRoomForTimes(failures) {
  let room = timesRoom
  return failures.map((failure) => {
    room -= JSON.stringify(failure.over ?? '').length
    const { over: _over, ...others } = failure
    return room >= 0 ? failure : others
  })
}

/**
 * @param {RequestStatistics} request
 * @param {number} index
 * @returns {Row}
 */
export function packRow(request, index) {
  const { responseTimeMs: time } = request
  return [
    index,
    ...counts.map((count) => request[count]),
    ...times.map((each) => exact(time[each])),
  ]
}

/**
 * Those asked most, as far as there is room.
 * @param {readonly RequestStatistics[]} requests
 */
function busiestDistributions(requests) {
  let room = distributionRoom
  return requests
    .map((request, index) => ({ sent: request.sent, packed: packDistribution(request, index) }))
    .sort((left, right) => right.sent - left.sent)
    .map(({ packed }) => packed)
    .filter((packed) => {
      room -= JSON.stringify(packed).length
      return room >= 0
    })
}

/**
 * The place of the endpoint, then bound and count in turn.
 * @param {RequestStatistics} request
 * @param {number} index
 */
export function packDistribution({ distribution }, index) {
  return [index, ...distribution.flatMap(([bound, count]) => [Number(bound.toPrecision(3)), count])]
}

/**
 * @param {SeriesPoint} point
 * @returns {Row}
 */
export function packPoint(point) {
  return [
    ...fields.map((field) => exact(point[field])),
    ...shownFields.map((field) => asShown(point[field])),
  ]
}

/**
 * Whole microseconds are as exact as times are measured; from 100 ms on nobody shows a part of one.
 * @param {number | null} value
 */
function exact(value) {
  const number = value ?? Number.NaN
  if (!Number.isFinite(number)) return null
  return number >= 100 ? Math.round(number) : Math.round(number * 1000) / 1000
}

/**
 * As many digits as the page shows: no limit is held against it.
 * @param {number | null | undefined} value
 */
function asShown(value) {
  const number = value ?? Number.NaN
  if (!Number.isFinite(number)) return null
  if (number >= 99.95) return Math.round(number)
  return Number(number.toFixed(number >= 9.995 ? 1 : number >= 0.9995 ? 2 : 3))
}
