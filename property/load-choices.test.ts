/** Laws of load: weighted choices, pauses, and what a person writes of stages, the search for a limit, and heatmaps. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { findLimit } from '../lib/capacity.ts'
import { heatBoundMs, heatCells, heatRange } from '../lib/heat-data.js'
import { Histogram } from '../lib/histogram.ts'
import { heat } from '../lib/latency.ts'
import { parseStages } from '../lib/load-stages.ts'
import { assign, largestRemainder, mix } from '../lib/mix.ts'
import { stage } from '../lib/load-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { random } from '../lib/random.ts'
import { thinkMs } from '../lib/users.ts'
import type { Attempt } from '../lib/capacity.ts'

const property = propertiesOf(import.meta.url)

property(
  'stages-as-text',
  'stages written as text are read as they were written, but for a jump at the end that nobody would see',
  {
    arbitrary: fc.array(stage, { minLength: 1, maxLength: 6 }),
    labels: {
      'a stage of no length': {
        percent: 5,
        is: (list) => list.some((each) => each.durationMs === 0),
      },
    },
    holds: (list) => {
      const text = list.map(({ durationMs, target }) => `${durationMs}ms:${target}`).join(',')
      if (list.at(-1)?.durationMs === 0) assert.throws(() => parseStages(text), /last stage/)
      else assert.deepEqual(parseStages(text), list)
    },
  },
)

const weights = fc
  .array(
    fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0.01, max: 9, noNaN: true }),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .filter((list) => list.some((weight) => weight > 0))

property(
  'mix',
  'a weighted choice never takes what has no weight, and takes the rest about as often as it weighs',
  {
    arbitrary: fc.tuple(weights, fc.nat()),
    labels: { 'a weight of 0': { percent: 20, is: ([list]) => list.includes(0) } },
    share: 0.5,
    holds: ([list, seed]) => {
      const draws = 4000
      const chance = random(seed)
      const pick = mix(list)
      const counts = list.map(() => 0)
      for (let draw = 0; draw < draws; draw++) {
        const index = pick(chance)
        counts[index] = (counts[index] ?? 0) + 1
      }
      const total = list.reduce((sum, weight) => sum + weight, 0)
      list.forEach((weight, index) => {
        const expected = (weight / total) * draws
        if (weight === 0) assert.equal(counts[index], 0)
        // Seven standard deviations: less than once in 10^11 draws by bad luck.
        assert.ok(Math.abs((counts[index] ?? 0) - expected) <= 7 * Math.sqrt(expected + 1) + 1)
      })
    },
  },
)

property(
  'assign',
  'places are dealt to within one of their weight, at every point of the sequence as at its end',
  {
    arbitrary: fc.tuple(weights, fc.integer({ min: 0, max: 200 })),
    holds: ([list, count]) => {
      const total = list.reduce((sum, weight) => sum + weight, 0)
      const shares = largestRemainder(list, count)
      assert.equal(
        shares.reduce((sum, each) => sum + each, 0),
        count,
      )
      shares.forEach((each, index) => {
        const exact = ((list[index] ?? 0) / total) * count
        assert.ok(Math.abs(each - exact) < 1 + 1e-9)
      })
      const places = assign(list, count)
      const dealt = list.map((_, index) => places.filter((place) => place === index).length)
      assert.deepEqual(dealt, shares)
      places.forEach((_, at) => {
        list.forEach((_weight, index) => {
          const so = places.slice(0, at + 1).filter((place) => place === index).length
          const even = ((shares[index] ?? 0) / count) * (at + 1)
          assert.ok(
            Math.abs(so - even) <= list.length,
            `place ${at} of ${index}: ${so}, even ${even}`,
          )
        })
      })
    },
  },
)

property('think-time', 'users pause after every burst, within the bounds, and not in between', {
  arbitrary: fc.tuple(
    fc.tuple(fc.nat(1000), fc.nat(1000)),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 100 }),
    fc.nat(),
  ),
  holds: ([[low, more], burst, done, seed]) => {
    const think = { minMs: low, maxMs: low + more, burst }
    const pause = thinkMs(think, done, random(seed))
    if (done % burst !== 0) assert.equal(pause, 0)
    else assert.ok(pause >= low && pause <= low + more)
  },
})

property('capacity', 'a limit is found from below to a tenth, and told whose it is, in few steps', {
  arbitrary: fc.record({
    limit: fc.integer({ min: 1, max: 60_000 }),
    first: fc.integer({ min: 1, max: 1000 }),
    max: fc.integer({ min: 1, max: 50_000 }),
    whose: fc.constantFrom('target' as const, 'connections' as const, 'generator' as const),
  }),
  labels: { 'below the first step': { percent: 1, is: ({ limit, first }) => limit < first } },
  holds: async ({ limit, first, max, whose }) => {
    const { signal } = new AbortController()
    const found = await findLimit({
      first,
      max,
      connections: 5,
      signal,
      attempt: async (step) => attemptOf(step, { limit, whose }),
    })
    const lowest = Math.min(first, max)
    const { sustainedRate, limitedIn, steps } = found
    if (limit < lowest) assert.equal(sustainedRate, null)
    else if (limit >= max) assert.deepEqual([sustainedRate, limitedIn], [max, 'rate-max'])
    else {
      const rate = sustainedRate ?? 0
      assert.ok(rate > 0 && rate <= limit && rate * 1.101 >= limit - 1, `${rate} of ${limit}`)
    }
    // Where twice the connections carry not even the first step, they are not known to be the limit.
    const isTold = whose !== 'connections' || lowest <= 2 * limit
    if (limit < max && isTold) assert.equal(limitedIn, whose)
    assert.ok(steps.length <= 30 && !steps.some(({ rate }) => rate > max), `${steps.length} steps`)
  },
})

function attemptOf(
  { rate, connections }: { rate: number; connections: number },
  { limit, whose }: { limit: number; whose: 'target' | 'connections' | 'generator' },
): Attempt {
  const holds = rate <= (whose === 'connections' ? (limit * connections) / 5 : limit)
  return {
    rate,
    connections,
    seconds: 1,
    holds,
    limitedBy: holds ? null : 'p99<1s',
    limitedIn: holds ? null : whose === 'generator' ? 'generator' : 'target',
    achievedRate: rate,
    failureRate: 0,
    p50: 1,
    p95: 1,
    p99: 1,
    scheduleLagP99: 0,
  }
}

const times = fc.oneof(
  { weight: 4, arbitrary: fc.nat(5_000_000) },
  { weight: 1, arbitrary: fc.nat(2000) },
  { weight: 1, arbitrary: fc.integer({ min: 20_000_000, max: 4_000_000_000 }) },
)
const samples = fc.array(times, { maxLength: 80 })

function recorded(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

property('heat', 'each answer is counted once, in the bucket of the heatmap that holds its time', {
  arbitrary: fc.array(samples, { maxLength: 4 }),
  holds: (rows) => {
    const all = rows.map((values) => heat(recorded(values)))
    all.forEach((row, index) => {
      const values = rows[index] ?? []
      for (const { bucket, count } of heatCells(row)) {
        const [low, high] = [bucket, bucket + 1].map(heatBoundMs)
        // To within the precision of the histogram; the outermost buckets hold all that is beyond.
        const most = values.filter(
          (us) =>
            (bucket === 0 || us / 1000 >= (low ?? 0) * 0.998) &&
            (bucket === 23 || us / 1000 <= (high ?? 0) * 1.002),
        )
        assert.ok(count > 0 && count <= most.length, `${count} of ${most.length} in ${bucket}`)
      }
      assert.equal(
        heatCells(row).reduce((sum, { count }) => sum + count, 0),
        values.length,
      )
    })
    const buckets = all.flatMap(heatCells).map(({ bucket }) => bucket)
    const range = heatRange(all)
    assert.equal(range === null, buckets.length === 0)
    if (range === null) return
    assert.deepEqual([range.low, range.high], [Math.min(...buckets), Math.max(...buckets)])
  },
})
