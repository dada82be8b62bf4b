/** Laws of what charts show beside a run: nothing is lost from the second to the Result, from there to a file, and back. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { packBeside, packTrends, unpackBeside, unpackTrends } from '../lib/beside-payload.js'
import { createChartRecord } from '../lib/chart-record.ts'
import { heatCells } from '../lib/heat-data.js'
import { highest, pulseValues } from '../lib/pulse-arbitraries.ts'
import { besideOf, pulseFields, pulsePoints } from '../lib/pulse-data.js'
import { propertiesOf } from '../lib/property.ts'
import { columnsMax, trendsOf } from '../lib/trend-data.js'
import type { ChartRecord, ChartSecond } from '../lib/chart-record.ts'
import type { PulseRow } from '../lib/pulse-data.js'
import type { SeriesPoint } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

const heats = fc
  .uniqueArray(fc.tuple(fc.nat(24), fc.integer({ min: 1, max: 5000 })), {
    selector: ([bucket]) => bucket,
    maxLength: 6,
  })
  .map((cells) => cells.toSorted(([left], [right]) => left - right).flat())

const row = fc.array(pulseValues, { minLength: pulseFields.length, maxLength: pulseFields.length })

const second = fc.record({
  row,
  heat: heats,
  states: fc.dictionary(fc.constantFrom('source', 'sink'), fc.constantFrom('RUNNING', 'PAUSED'), {
    noNullPrototype: true,
  }),
})
const seconds = fc.array(second, { maxLength: 12 })

property(
  'chart-record',
  'each point has the worst of its seconds, each change of a connector is told once, and the news add up to the whole',
  {
    arbitrary: fc.tuple(seconds, fc.integer({ min: 1, max: 3 }), second, fc.nat(2)),
    labels: { 'a chart in buckets': { percent: 30, is: ([, bucketSeconds]) => bucketSeconds > 1 } },
    holds: ([list, bucketSeconds, final, more]) => {
      const { follow, end, read } = createChartRecord(bucketSeconds)
      const news: News[] = []
      list.forEach((each, index) => {
        follow(secondOf(each, { t: index + 1, bucketSeconds }))
        news.push(structuredClone(read().news))
      })
      const { points, heat, pulse, states } = read()
      const whole = Math.floor(list.length / bucketSeconds)
      assert.deepEqual([points.length, heat.length, pulse.length], [whole, whole, whole])
      assert.deepEqual(add(...news), { points, heat, pulse, states })
      pulse.forEach((values, point) => {
        const own = list.slice(point * bucketSeconds, (point + 1) * bucketSeconds)
        const worst = pulseFields.map((_, field) =>
          highest(own.map((each) => each.row[field] ?? null)),
        )
        assert.deepEqual(values, worst)
      })
      list.forEach((each, index) => {
        for (const [name, state] of Object.entries(each.states)) {
          const last = states.findLast((change) => change.name === name && change.t <= index + 1)
          assert.equal(last?.state, state, `${name} at ${index + 1}`)
        }
      })
      const repeated = states.filter((change, index) => {
        const before = states.slice(0, index).findLast(({ name }) => name === change.name)
        return before?.state === change.state
      })
      assert.deepEqual(repeated, [])
      // The run ends in the point after those that were told, or in the one after that.
      const rest = list.slice(whole * bucketSeconds)
      end(secondOf(final, { t: list.length + 1, bucketSeconds }), whole + more)
      const left = [...rest, final].map((each) => each.row)
      const worst = pulseFields.map((_, field) => highest(left.map((each) => each[field] ?? null)))
      const ended = [...pulse.slice(0, whole), ...[[], worst].slice(2 - more)]
      assert.deepEqual(read().pulse, ended)
    },
  },
)

type Second = {
  readonly row: PulseRow
  readonly heat: number[]
  readonly states: Record<string, string>
}

function secondOf(
  { row: values, heat, states }: Second,
  at: { t: number; bucketSeconds: number },
): ChartSecond {
  const { t, bucketSeconds } = at
  const end = Math.floor(t / bucketSeconds) * bucketSeconds
  const named = pulseFields.map((field, index) => [field, values[index] ?? null])
  return {
    t,
    point: end === 0 ? null : ({ t: end } as SeriesPoint),
    heat,
    pulse: Object.fromEntries(named) as ChartSecond['pulse'],
    states,
  }
}

type News = ChartRecord['news']

function add(...all: readonly News[]): News {
  return {
    points: all.flatMap(({ points }) => points),
    heat: all.flatMap(({ heat }) => heat),
    pulse: all.flatMap(({ pulse }) => pulse),
    states: all.flatMap(({ states }) => states),
  }
}

property(
  'pulse-points',
  'what stands beside the points comes back from a Result as it was, and from a file to four digits and every answer',
  {
    arbitrary: fc.tuple(
      fc.array(fc.tuple(row, heats), { maxLength: 8 }),
      fc.integer({ min: 1, max: 90 }),
    ),
    labels: {
      'columns of several points': {
        percent: 15,
        is: ([list, times]) => list.length * times > 300,
      },
    },
    holds: ([list, times]) => {
      const many = Array.from({ length: times }, () => list).flat()
      const beside = { heat: many.map(([, heat]) => heat), pulse: many.map(([values]) => values) }
      const points = pulsePoints(
        many.map((_, index) => ({ t: index + 1 })),
        beside,
      )
      assert.deepEqual(besideOf({ pulse: points }), { ...beside, states: [] })
      const packed = packBeside({ ...beside, states: [] })
      const unpacked = unpackBeside(JSON.parse(JSON.stringify(packed)))
      assert.ok(unpacked.heat.length <= 300, `${unpacked.heat.length} columns`)
      assert.equal(unpacked.heat.length, Math.ceil(many.length / (unpacked.heatPoints ?? 0)))
      unpacked.heat.forEach((cells, column) => {
        const from = column * (unpacked.heatPoints ?? 0)
        const own = beside.heat.slice(from, from + (unpacked.heatPoints ?? 0))
        assert.deepEqual(countsOf([cells]), countsOf(own))
      })
      assert.equal(unpacked.pulse.length, many.length)
      unpacked.pulse.forEach((values, index) => {
        values.forEach((value, field) => {
          const is = beside.pulse[index]?.[field] ?? null
          assert.equal(value === null, is === null)
          assert.ok(
            Math.abs((value ?? 0) - (is ?? 0)) <= Math.abs(is ?? 0) / 1000,
            `${value} for ${is}`,
          )
        })
      })
    },
  },
)

/** By bucket, in its order. */
function countsOf(rows: readonly (readonly number[])[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>()
  for (const { bucket, count } of rows.flatMap(heatCells)) {
    counts.set(bucket, (counts.get(bucket) ?? 0) + count)
  }
  return [...counts].toSorted(([left], [right]) => left - right)
}

const line = fc.array(pulseValues, { minLength: 3, maxLength: 3 })

property(
  'packed-trends',
  'the small lines of a file are as high as those of the Result, to half a pixel, with the same gaps',
  {
    arbitrary: fc.array(fc.option(line), { maxLength: 5 }),
    holds: (lines) => {
      const requests = lines.map((p95) =>
        p95 === null ? {} : { over: { step: 2, seen: 6, p95, rate: [] } },
      )
      const trends = trendsOf(requests)
      const isKnown = lines.some((each) => each !== null)
      assert.deepEqual(
        [trends.step, trends.seen, trends.lines.length],
        isKnown ? [2, 6, lines.length] : [1, 0, 0],
      )
      assert.ok(trends.seen <= columnsMax * trends.step, 'there is room')
      const unpacked = unpackTrends(JSON.parse(JSON.stringify(packTrends(trends))))
      unpacked.lines.forEach((drawn, place) => {
        const own = lines[place] ?? []
        const top = highest(own) ?? 0
        assert.equal(drawn.length, own.length)
        drawn.forEach((pixels, index) => {
          const value = own[index] ?? null
          assert.equal(pixels === null, value === null)
          const height = top === 0 ? 0 : ((value ?? 0) / top) * 18
          assert.ok(Math.abs((pixels ?? 0) - height) <= 0.5 + 1e-9, `${pixels} for ${height}`)
        })
      })
    },
  },
)
