/** Laws of a Result on its way to the live page: what arrives is what was measured, and of the last seconds what ended in them. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { packCharts } from '../lib/chart-payload.js'
import { answers, counted, loadResults, resultOf } from '../lib/live-arbitraries.ts'
import { failureKey } from '../lib/failure-key.js'
import { recentResult, unpackResult } from '../lib/live-model.js'
import { packDistribution, packResult, packRow } from '../lib/live-packet.js'
import { propertiesOf } from '../lib/property.ts'
import type { Failure, RequestStatistics, Result, SeriesPoint } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

/** What goes through a pipe of JSON. */
function sent<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value
}

const counts = ['sent', 'ok', 'failed', 'timedOut', 'interrupted'] as const
const rates = ['throughput', 'failuresPerSecond', 'failureRate'] as const
const times = ['min', 'mean', 'p50', 'p95', 'p99', 'max'] as const

/** Microseconds are kept, and of what is shown in whole milliseconds those. */
function assertTime(arrived: number | null, measured: number | null, what: string): void {
  if (arrived === null || measured === null) return assert.equal(arrived, measured, what)
  const off = Math.abs(arrived - measured)
  assert.ok(off <= (measured < 99.9 ? 0.000_501 : 0.5), `${what}: ${arrived} of ${measured}`)
}

function assertRequest(arrived: RequestStatistics | undefined, measured: RequestStatistics): void {
  const what = `${measured.method} ${measured.name}`
  assert.equal(`${arrived?.method} ${arrived?.name}`, what)
  for (const key of [...counts, ...rates])
    assert.equal(arrived?.[key], measured[key], `${what} ${key}`)
  for (const key of times) {
    assertTime(arrived?.responseTimeMs[key] ?? null, measured.responseTimeMs[key], `${what} ${key}`)
  }
}

function assertPoint(arrived: SeriesPoint | undefined, measured: SeriesPoint): void {
  for (const key of ['t', 'users', 'due', 'sent', 'ok', 'failed'] as const) {
    assert.equal(arrived?.[key], measured[key], `${key} at ${measured.t}`)
  }
  for (const key of ['p50', 'p95', 'p99'] as const) {
    assertTime(arrived?.[key] ?? null, measured[key], `${key} at ${measured.t}`)
  }
  for (const key of ['max', 'serviceP99'] as const) {
    // Whole microseconds are as exact as times are measured.
    const [told = null, own = null] = [arrived?.[key], measured[key]]
    assert.equal(told === null, own === null, `${key} at ${measured.t}`)
    if (told !== null && own !== null) assert.ok(Math.abs(told - own) <= 0.005 * own + 0.0005)
  }
}

/** All but what is packed row by row. */
function rest({ requests: _requests, series: _series, chart: _chart, ...others }: Result) {
  return others
}

property(
  'packet',
  'a Result arrives with every count and rate, times to the microsecond, and nothing else changed',
  {
    arbitrary: loadResults,
    labels: {
      'times above 100 ms': {
        percent: 20,
        is: ({ requests }) => requests.some(({ responseTimeMs: { max } }) => (max ?? 0) > 100),
      },
      'a chart': { percent: 20, is: ({ chart }) => chart !== undefined },
      'a run of no time': { percent: 5, is: ({ load }) => load?.measuredSeconds === 0 },
    },
    holds: (result) => {
      const arrived = unpackResult(sent(packResult(result)))
      assert.deepEqual(rest(arrived), rest(result))
      assert.equal(arrived.requests?.length, result.requests.length)
      result.requests.forEach((each, place) => assertRequest(arrived.requests?.[place], each))
      const [points = [], measured = []] = [arrived, result].map(
        ({ chart, series }) => chart?.points ?? series,
      )
      assert.equal(arrived.chart?.bucketSeconds, result.chart?.bucketSeconds)
      assert.equal(points.length, measured.length)
      assert.equal(arrived.series?.length, result.series?.length)
      measured.forEach((each, index) => assertPoint(points[index], each))
    },
  },
)

const wideResults = fc.tuple(
  loadResults,
  fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 4, maxLength: 4 }),
)
const tooMany = {
  percent: 10,
  is: ([{ requests }, wide]: readonly [{ requests: readonly unknown[] }, readonly number[]]) =>
    requests.some((_, place) => (wide[place] ?? 0) > 600),
}

function widened(requests: readonly RequestStatistics[], wide: readonly number[]) {
  return requests.map((request, place): RequestStatistics => {
    const buckets = Array.from({ length: wide[place] ?? 0 }, (_, index) => index + 1)
    return { ...request, distribution: buckets.map((each) => [1.02 ** each, each] as const) }
  })
}

property(
  'packed-distributions',
  'distributions arrive of those asked most, with every count, as many as have room in 4,000 characters',
  {
    share: 0.3,
    arbitrary: wideResults,
    labels: { 'too many to fit': tooMany },
    holds: ([result, wide]) => {
      const requests = widened(result.requests, wide)
      const { distributions } = packResult({ ...result, requests })
      const order = requests
        .map((request, place) => ({ ...request, packed: packDistribution(request, place) }))
        .toSorted((one, other) => other.sent - one.sent)
        .map(({ packed }) => packed)
      assert.deepEqual(distributions, order.slice(0, distributions.length))
      const size = distributions.map((each) => JSON.stringify(each).length)
      const used = size.reduce((sum, each) => sum + each, 0)
      assert.ok(used <= 4_000, `${used} characters`)
      const next = order[distributions.length]
      if (next !== undefined)
        assert.ok(used + JSON.stringify(next).length > 4_000, 'there was room')
      const arrived = unpackResult(sent(packResult({ ...result, requests }))).requests ?? []
      for (const [place = 0] of distributions) {
        const [told = [], measured = []] = [arrived, requests].map(
          (list) => list[place]?.distribution,
        )
        assert.deepEqual(
          told.map(([, count]) => count),
          measured.map(([, count]) => count),
        )
        told.forEach(([bound], index) => {
          assert.ok(Math.abs(bound / (measured[index]?.[0] ?? 0) - 1) <= 0.005, String(bound))
        })
      }
    },
  },
)

property(
  'chart-room',
  'a file has the distributions of those asked most, as many as have room in 8,000 characters',
  {
    share: 0.3,
    arbitrary: wideResults,
    labels: { 'too many to fit': tooMany },
    holds: ([result, wide]) => {
      const requests = widened(result.requests, wide)
      const { requests: kept } = packCharts({ ...result, requests })
      const order = requests.toSorted((one, other) => other.sent - one.sent)
      // Each alone has all the room.
      const packed = order.map((each) => packCharts({ ...result, requests: [each] }).requests[0])
      let room = 8000
      const fitting = packed.filter((each) => {
        room -= JSON.stringify(each ?? '').length
        return room >= 0 && each !== undefined
      })
      assert.deepEqual(kept, fitting)
    },
  },
)

property(
  'last-seconds',
  'of the last seconds the page has what ended in them, and of an endpoint of which nothing ended nothing',
  {
    arbitrary: fc.tuple(loadResults, answers, fc.integer({ min: 1, max: 10 })),
    labels: {
      'an endpoint without any': {
        percent: 20,
        is: ([{ requests }, list]) =>
          counted(requests, list).some(({ sent: asked }) => asked === 0),
      },
    },
    holds: ([result, list, lasted]) => {
      const recently = resultOf(
        { endpoints: result.requests, tallies: counted(result.requests, list), seconds: lasted },
        { bucketSeconds: 1, points: [] },
      )
      const rows = recently.requests.map(packRow).filter(([, asked]) => asked !== 0)
      const { ok, failed, timedOut, responseTimeMs } = recently.totals
      const { p50, p95, p99 } = responseTimeMs
      const recent = { ok, failed: failed + timedOut, seconds: lasted, p50, p95, p99 }
      const shown = recentResult(result, { rows: sent(rows), recent })
      assert.deepEqual({ ...rest(shown), totals: null }, { ...rest(result), totals: null })
      assert.equal(shown.requests?.length, result.requests.length)
      recently.requests.forEach((each, place) => assertRequest(shown.requests?.[place], each))
      const { totals } = shown
      assert.equal(totals?.sent, ok + failed + timedOut)
      assert.deepEqual([totals?.ok, totals?.failed], [ok, failed + timedOut])
      for (const key of rates) assert.equal(totals?.[key], recently.totals[key], key)
      for (const key of ['p50', 'p95', 'p99'] as const) {
        assert.equal(totals?.responseTimeMs[key], responseTimeMs[key], key)
      }
      assert.deepEqual([totals?.distribution, totals?.responseTimeMs.max], [[], null])
    },
  },
)

const word = fc.oneof(fc.constantFrom('', ',', 'a', '","', '"', '\\'), texts({ maxPieces: 2 }))
const groups = fc.array(word, { minLength: 4, maxLength: 4 })

property(
  'failure-groups',
  'two failures are one group where method, name, kind and message are the same, and only there',
  {
    arbitrary: fc.oneof(
      groups.map((one) => [one, one]),
      fc.tuple(groups, fc.nat(3), word).map(([one, at, put]) => [one, one.with(at, put)]),
      // The same letters with a boundary elsewhere.
      fc.tuple(groups, fc.nat(2), word).map(([one, at, put]) => {
        const [left = '', right = ''] = one.slice(at)
        return [one.with(at, `${left}${put}`), one.with(at + 1, `${put}${right}`)]
      }),
    ),
    labels: {
      'the same': { percent: 20, is: ([one, other]) => one?.join('\n') === other?.join('\n') },
    },
    holds: ([one = [], other = []]) => {
      const [first, second] = [one, other].map(
        ([method = '', name = '', kind = '', message = '']) =>
          failureKey({ method, name, kind, message, count: 1, firstAt: '', lastAt: '' } as Failure),
      )
      const isSame = one.every((each, index) => each === other[index])
      assert.equal(first === second, isSame, `${first} and ${second}`)
    },
  },
)
