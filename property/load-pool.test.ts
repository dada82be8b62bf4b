/** Laws of a pool of connections: the figures that come of what its threads told. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { poolStatistics } from '../lib/pool-statistics.ts'
import { propertiesOf } from '../lib/property.ts'
import { random } from '../lib/random.ts'

const property = propertiesOf(import.meta.url)

type Sample = { readonly index: number; readonly inUse: number }
type Moment = { readonly index: number; readonly percent: number }

const pools = fc.record(
  {
    size: fc.integer({ min: 1, max: 30 }),
    workers: fc.integer({ min: 1, max: 3 }),
    /** Of each moment one of each worker; null where it told nothing. */
    inUse: fc.array(fc.option(fc.nat(9), { freq: 12 }), { maxLength: 75, size: 'max' }),
    waitsUs: fc.array(fc.nat(3_000_000), { maxLength: 8 }),
    replaced: fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
    from: fc.nat(12),
    order: fc.nat(),
  },
  { noNullPrototype: true },
)
type Told = typeof pools extends fc.Arbitrary<infer T> ? T : never

function samplesOf({ inUse, workers, from }: Told): Sample[] {
  return inUse.flatMap((each, at) =>
    each === null ? [] : [{ index: from + Math.floor(at / workers), inUse: each }],
  )
}

/** In percent, of each moment of which all workers told. */
function wholeOf(pool: Told): readonly Moment[] {
  const samples = samplesOf(pool)
  return [...new Set(samples.map(({ index }) => index))].flatMap((index) => {
    const ofIt = samples.filter((each) => each.index === index)
    if (ofIt.length < pool.workers) return []
    return [{ index, percent: (ofIt.reduce((sum, { inUse }) => sum + inUse, 0) / pool.size) * 100 }]
  })
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length
}

/** The means of seconds of which more than half was seen. */
function secondsOf(pool: Told): number[] {
  const moments = wholeOf(pool)
  return Array.from({ length: 10 }, (_, second) =>
    moments.filter(({ index }) => Math.floor(index / 10) === second),
  )
    .filter((each) => each.length > 5)
    .map((each) => mean(each.map(({ percent }) => percent)))
}

property(
  'pool-statistics',
  'of moments of which all threads told comes how much of a pool was in use, in whatever order and pieces they told',
  {
    arbitrary: pools,
    labels: {
      'a thread told nothing': {
        percent: 20,
        is: (pool) => pool.workers > 1 && pool.inUse.includes(null),
      },
      'several whole seconds': { percent: 10, is: (pool) => secondsOf(pool).length > 1 },
      'no whole second': {
        percent: 5,
        is: (pool) => wholeOf(pool).length > 0 && secondsOf(pool).length === 0,
      },
    },
    holds: (pool) => {
      const { size, workers, waitsUs, replaced, order } = pool
      const statistics = poolStatistics({ size, workers })
      const chance = random(order)
      const shuffled = samplesOf(pool)
        .map((sample) => ({ sample, at: chance.next() }))
        .toSorted((one, other) => one.at - other.at)
      const pieces = replaced.length
      replaced.forEach((count, piece) => {
        statistics.take({
          waitsUs: waitsUs.filter((_, at) => at % pieces === piece),
          samples: shuffled
            .filter((_, at) => at % pieces === piece)
            .map(({ sample: { index, inUse } }) => [index, inUse]),
          replaced: count,
        })
      })
      const told = statistics.read()
      assert.deepEqual(statistics.read(), told, 'who reads changes nothing')
      const percents = wholeOf(pool).map(({ percent }) => percent)
      assert.deepEqual([told.size, told.samples], [size, percents.length])
      assert.equal(
        told.replaced,
        replaced.reduce((sum, each) => sum + each, 0),
      )
      assert.equal(told.waits, waitsUs.length)
      assert.equal(told.waitMs.max, waitsUs.length === 0 ? null : Math.max(...waitsUs) / 1000)
      const seconds = secondsOf(pool)
      const busiest = Math.max(...(seconds.length > 0 ? seconds : [mean(percents)]))
      const { utilizationPercent } = told
      for (const [found, exact] of [
        [utilizationPercent.mean, mean(percents)],
        [utilizationPercent.busiestSecond, busiest],
        [utilizationPercent.max, Math.max(...percents)],
      ] as const) {
        if (percents.length === 0) assert.equal(found, null)
        else assert.ok(Math.abs((found ?? -1) - exact) < 0.05 + 1e-9, `${found} for ${exact}`)
      }
    },
  },
)

property(
  'pool-waits',
  'half of the waits were no longer than the median, and nearly all than the p99',
  {
    arbitrary: fc.array(fc.nat(3_000_000), { minLength: 1, maxLength: 40 }),
    holds: (waitsUs) => {
      const statistics = poolStatistics({ size: 1, workers: 1 })
      statistics.take({ waitsUs, samples: [], replaced: 0 })
      const { p50, p95, p99 } = statistics.read().waitMs
      const sorted = waitsUs.toSorted((one, other) => one - other)
      for (const [ms, percent] of [
        [p50, 50],
        [p95, 95],
        [p99, 99],
      ] as const) {
        const exact = (sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? 0) / 1000
        const isNear = Math.abs((ms ?? -1) - exact) <= exact * 0.001 + 0.001
        assert.ok(isNear, `p${percent} is ${ms}, not ${exact}`)
      }
    },
  },
)
