/** Laws of the tables of the pulse and of the heatmap: each row has the time, and the worst of its points. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { formatClock, formatCount, formatMs } from '../lib/format-numbers.js'
import { rowsMax } from '../lib/chart-words.js'
import { heatBoundMs, heatCells } from '../lib/heat-data.js'
import { heatSection } from '../lib/html-heat.js'
import { healthSection, pipelineSection } from '../lib/html-pulse.js'
import { textOf } from '../lib/html-tree.js'
import { resultOf } from '../lib/live-arbitraries.ts'
import { highest, pulseValues, stateChanges } from '../lib/pulse-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { formatBytes } from '../lib/pulse-data.js'
import { tableCells } from '../lib/tree-parts.ts'
import type { SeriesPoint } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

const measured = fc
  .record({
    bucketSeconds: fc.constantFrom(1, 1, 7),
    length: fc.oneof(fc.nat(8), fc.integer({ min: 55, max: 130 })),
    turn: fc.array(
      fc.record({
        row: fc.array(pulseValues, { minLength: 6, maxLength: 6 }),
        bucket: fc.nat(23),
        count: fc.integer({ min: 1, max: 500 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map(({ bucketSeconds, length, turn }) => {
    const none = { row: [], bucket: 0, count: 1 }
    const each = Array.from({ length }, (_, index) => turn[index % turn.length] ?? none)
    const points = each.map((_, index): SeriesPoint => ({
      t: (index + 1) * bucketSeconds,
      users: 1,
      due: null,
      sent: 1,
      ok: 1,
      failed: 0,
      p50: 1,
      p95: 1,
      p99: 1,
    }))
    return {
      points,
      bucketSeconds,
      pulse: each.map(({ row }) => row),
      heat: each.map(({ bucket, count }, index) =>
        index % 4 === 3 ? [] : [bucket, count, 23 - bucket, 1],
      ),
    }
  })
type Measured = typeof measured extends fc.Arbitrary<infer T> ? T : never
const isLong = { percent: 20, is: ({ points }: Measured) => points.length > rowsMax }

/** Points that stand in one row of at most sixty, all of them equally many but the last. */
function inRows<T>(list: readonly T[], rowCount: number): readonly (readonly T[])[] {
  const size = Math.ceil(list.length / rowsMax)
  assert.equal(rowCount, Math.ceil(list.length / size))
  return Array.from({ length: rowCount }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}

property(
  'pulse-tables',
  'the tables of generator and pipeline have the time and the highest of each row, and nothing where nothing is known',
  {
    share: 0.5,
    arbitrary: fc.tuple(measured, stateChanges),
    labels: { 'more points than rows': { percent: 20, is: ([each]) => isLong.is(each) } },
    holds: ([{ points, bucketSeconds, pulse }, changes]) => {
      const result = resultOf({ endpoints: [], tallies: [], seconds: 1 }, { bucketSeconds, points })
      const [health] = healthSection(result, pulse)
      assert.equal(health === undefined, pulse.length === 0)
      if (health !== undefined) {
        const [cells = []] = tableCells(health)
        inRows(pulse, cells.length).forEach((own, index) => {
          const starts = formatClock((points[pulse.indexOf(own[0] ?? [])]?.t ?? 0) - bucketSeconds)
          assert.deepEqual(
            cells[index]?.slice(1),
            [0, 1, 2].map((at) => formatMs(highest(own.map((row) => row[at] ?? null)))),
          )
          if (index === 0) assert.equal(cells[index]?.[0], starts)
        })
        const late = pulse.filter(([lag]) => (lag ?? 0) > 50).length
        assert.equal(
          textOf(health).includes(`in ${formatCount(late)} of ${formatCount(pulse.length)} points`),
          late > 0,
        )
      }
      const [pipeline] = pipelineSection(result, { pulse, states: changes })
      const isKnown = highest(pulse.flatMap((row) => row.slice(3))) !== null
      assert.equal(pipeline !== undefined, isKnown || changes.length > 0)
      const tables = pipeline === undefined ? [] : tableCells(pipeline)
      assert.equal(tables.length, Number(isKnown) + Number(changes.length > 0))
      if (isKnown) {
        inRows(pulse, tables[0]?.length ?? 0).forEach((own, index) => {
          const [ms, ...bytes] = [3, 4, 5].map((at) => highest(own.map((row) => row[at] ?? null)))
          assert.deepEqual(tables[0]?.[index]?.slice(1), [formatMs(ms), ...bytes.map(formatBytes)])
        })
      }
      if (changes.length > 0) {
        const told = changes.map(({ t, name, state }) => [
          name.replace('\u202e', '\\u{202e}'),
          state,
          formatClock(t),
        ])
        assert.deepEqual(tables.at(-1), told)
      }
    },
  },
)

property(
  'heat-table',
  'the table of the heatmap has the time of each row, the busiest of its times with its count, and the slowest',
  {
    share: 0.5,
    arbitrary: measured,
    labels: {
      'more points than rows': isLong,
      'a chart': { percent: 15, is: ({ bucketSeconds }) => bucketSeconds > 1 },
    },
    holds: ({ points, bucketSeconds, heat }) => {
      const result = resultOf({ endpoints: [], tallies: [], seconds: 1 }, { bucketSeconds, points })
      const [section] = heatSection(result, heat)
      assert.equal(
        section === undefined,
        heat.every((row) => row.length === 0),
      )
      if (section === undefined) return
      const slowestOfAll = Math.max(...heat.flatMap(heatCells).map(({ bucket }) => bucket))
      assert.ok(textOf(section).includes(`the slowest ${spanOf(slowestOfAll)}`), textOf(section))
      const [cells = []] = tableCells(section)
      const size = Math.ceil(heat.length / rowsMax)
      inRows(heat, cells.length).forEach((own, index) => {
        const counts = Array.from({ length: 24 }, (_, bucket) =>
          own
            .flatMap(heatCells)
            .reduce((sum, each) => sum + (each.bucket === bucket ? each.count : 0), 0),
        )
        const most = Math.max(...counts)
        const [time, mostTook, ofThem, slowest] = cells[index] ?? []
        assert.deepEqual(
          [time, ofThem],
          [formatClock((points[index * size]?.t ?? 0) - bucketSeconds), formatCount(most)],
        )
        const spans = counts.flatMap((count, bucket) =>
          count === most && most > 0 ? [spanOf(bucket)] : [],
        )
        assert.ok(most === 0 ? mostTook === '-' : spans.includes(mostTook ?? ''), `${mostTook}`)
        assert.equal(slowest, most === 0 ? '-' : spanOf(counts.findLastIndex((count) => count > 0)))
      })
    },
  },
)

function spanOf(bucket: number): string {
  return `${formatMs(heatBoundMs(bucket))} to ${formatMs(heatBoundMs(bucket + 1))} ms`
}
