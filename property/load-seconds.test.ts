/** Laws of a run as it is watched: what became of the requests to each endpoint in the last seconds. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { byEndpointOf } from '../lib/by-endpoint.ts'
import { endpointSeconds, keptSeconds, p95Of } from '../lib/endpoint-seconds.ts'
import { outcomes } from '../lib/exchange-log.ts'
import { propertiesOf } from '../lib/property.ts'
import type { EndpointSeconds } from '../lib/endpoint-seconds.ts'
import type { Exchange } from '../lib/exchange-log.ts'

const property = propertiesOf(import.meta.url)

/** What ended, and by how many seconds the thread was ahead that told of it. */
type Told = { readonly exchange: Exchange; readonly ahead: number }

const unwatched = { serviceUs: 0, lagUs: 0, bodyBytes: -1, failure: -1 }

const told: fc.Arbitrary<Told> = fc
  .tuple(
    fc.nat(2),
    fc.constantFrom(...outcomes),
    fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(-3, 0, 999.5, 1000, 9999, 10_000) },
      { weight: 6, arbitrary: fc.nat(15_999_999).map((us) => us / 1000) },
    ),
    fc.tuple(fc.nat(5_000_000), fc.nat(3)),
  )
  .map(([endpoint, outcome, endedMs, [responseUs, ahead]]) => ({
    exchange: { endpoint, outcome, endedMs, responseUs, ...unwatched },
    ahead,
  }))
/** Until which second somebody watches, and what ended meanwhile or later. */
type History = readonly [lastSecond: number, told: readonly Told[]]

const histories: fc.Arbitrary<History> = fc.tuple(
  fc.integer({ min: 1, max: 16 }),
  fc.array(told, { maxLength: 25, size: 'max' }),
)

/** The first second is 1; what ended before the measured time began is of it, too. */
function secondOf({ endedMs }: Exchange): number {
  return Math.max(1, 1 + Math.floor(endedMs / 1000))
}

/** Plays the history, and looks at the last two seconds of it: who looks must not change what is seen next. */
function watched(
  [lastSecond, history]: History,
  look: (seconds: EndpointSeconds, second: number) => void,
): void {
  const seconds = endpointSeconds()
  const arrivals = history.map((each) => Math.max(1, secondOf(each.exchange) - each.ahead))
  for (let second = 1; second <= lastSecond; second++) {
    history.forEach(({ exchange }, index) => {
      if (arrivals[index] === second) seconds.take(exchange)
    })
    seconds.tick(second)
    if (second >= lastSecond - 1) look(seconds, second)
  }
}

/** What ended of an endpoint in the seconds behind `after`, up to and with `upTo`. */
function endedOf(
  [, history]: History,
  { endpoint, after, upTo }: { endpoint: number; after: number; upTo: number },
): Exchange[] {
  return history
    .map(({ exchange }) => exchange)
    .filter((each) => each.endpoint === endpoint)
    .filter(({ outcome }) => outcome !== 'unsent' && outcome !== 'interrupted')
    .filter((each) => secondOf(each) > after && secondOf(each) <= upTo)
}

function numberOf(list: readonly Exchange[], outcome: Exchange['outcome']): number {
  return list.filter((each) => each.outcome === outcome).length
}

function answered(list: readonly Exchange[]): number[] {
  return list
    .filter(({ outcome }) => outcome !== 'failed')
    .map(({ responseUs }) => responseUs)
    .toSorted((one, other) => one - other)
}

const labels = {
  'a thread is ahead': {
    percent: 50,
    is: ([, all]: History) => all.some(({ ahead }) => ahead > 0),
  },
  'more than ten seconds': {
    percent: 30,
    is: ([lastSecond]: History) => lastSecond > keptSeconds,
  },
}

property(
  'endpoint-seconds',
  'what ended in the last second, and in the last ten, is what is told of them, however far ahead some thread is',
  {
    arbitrary: histories,
    labels,
    holds: (history) => {
      watched(history, (seconds, upTo) => {
        const recent = seconds.recent()
        assert.equal(recent.seconds, Math.min(upTo, keptSeconds))
        for (const [of, length] of [
          [seconds.latest(), 1],
          [recent.of, keptSeconds],
        ] as const) {
          for (const endpoint of [0, 1, 2]) {
            const ended = endedOf(history, { endpoint, after: upTo - length, upTo })
            const bin = of.get(endpoint)
            assert.equal(bin === undefined, ended.length === 0, `endpoint ${endpoint} at ${upTo}`)
            if (bin === undefined) continue
            for (const outcome of ['ok', 'failed', 'timedOut'] as const) {
              assert.equal(bin[outcome], numberOf(ended, outcome), `${outcome} at ${upTo}`)
            }
            assert.deepEqual(
              bin.times.toSorted((one, other) => one - other),
              answered(ended),
            )
          }
        }
      })
    },
  },
)

const endpoints = ['/', '/connectors', '/never'].map((name) => ({ method: 'GET', name }))

property(
  'by-endpoint',
  'each endpoint of which something ended is told once, in its place, with all that ended and how fast it was answered',
  {
    arbitrary: histories,
    labels,
    holds: (history) => {
      watched(history, (seconds, upTo) => {
        const { latest, recent } = byEndpointOf(seconds, endpoints)
        const [second, ten] = [1, keptSeconds].map((length) =>
          endpoints.flatMap((endpoint, index) => {
            const ended = endedOf(history, { endpoint: index, after: upTo - length, upTo })
            return ended.length === 0 ? [] : [{ endpoint, ended }]
          }),
        )
        assert.deepEqual(
          latest().map(({ p95, ...each }) => [each, p95 === null]),
          second?.map(({ endpoint, ended }) => [
            { ...endpoint, ended: ended.length },
            answered(ended).length === 0,
          ]),
        )
        const all = recent()
        assert.deepEqual(
          all.map(({ method, name }) => ({ method, name })),
          ten?.map(({ endpoint }) => endpoint),
        )
        all.forEach((each, index) => {
          const { ended } = ten?.[index] ?? { ended: [] }
          const [ok, failed, timedOut] = (['ok', 'failed', 'timedOut'] as const).map((outcome) =>
            numberOf(ended, outcome),
          )
          assert.deepEqual([each.ok, each.failed, each.timedOut], [ok, failed, timedOut])
          assert.deepEqual([each.sent, each.interrupted], [ended.length, 0])
          const most = answered(ended).at(-1)
          assert.equal(each.responseTimeMs.max, most === undefined ? null : most / 1000)
          const length = Math.min(upTo, keptSeconds)
          for (const [rate, count] of [
            [each.throughput, each.ok],
            [each.failuresPerSecond, each.failed + each.timedOut],
          ] as const) {
            assert.ok(Math.abs(rate * length - count) < 1e-9, `${rate}/s in ${length} s`)
          }
        })
      })
    },
  },
)

property('p95-of', 'the p95 is the least time that 95 in 100 answers do not exceed, in any order', {
  arbitrary: fc.array(fc.nat(9_000_000), { maxLength: 60, size: 'max' }),
  labels: { 'twenty and more': { percent: 30, is: (times) => times.length >= 20 } },
  holds: (times) => {
    const counts = { ok: times.length, failed: 0, timedOut: 0 }
    const p95 = p95Of({ ...counts, times })
    assert.equal(p95Of({ ...counts, times: times.toReversed() }), p95)
    if (times.length === 0) assert.equal(p95, null)
    if (p95 === null) return assert.deepEqual(times, [])
    const us = Math.round(p95 * 1000)
    assert.ok(times.includes(us), `${us} was measured`)
    // In whole numbers: 0.95 is none.
    const [below, upTo] = [
      times.filter((each) => each < us).length,
      times.filter((each) => each <= us).length,
    ]
    assert.ok(20 * upTo >= 19 * times.length, `${upTo} of ${times.length} are not above`)
    assert.ok(20 * below < 19 * times.length, `${below} of ${times.length} are below`)
  },
})
