/** Laws of how long the points of a run really are. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { linesOf, spanOf } from '../lib/chart-data.js'
import { pointSeconds } from '../lib/point-seconds.js'
import { propertiesOf } from '../lib/property.ts'

const property = propertiesOf(import.meta.url)

const emptyPoint = { users: 0, sent: 0, p50: null, p95: null, p99: null } as const

property(
  'chart-seconds',
  'over the seconds that its points really have a run is as long as it went, and a rate over them is its count again',
  {
    arbitrary: fc.tuple(
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom(1, 2, 10),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
    ),
    labels: {
      'a drain beyond the last point that was measured': {
        percent: 20,
        is: ([, , part, drain]) => part + drain > 1.1,
      },
      'too short for a rate': { percent: 2, is: ([, , part]) => part < 0.1 },
    },
    holds: ([count, bucketSeconds, part, drain]) => {
      const measuredSeconds = (count - 1 + part) * bucketSeconds
      const endedSeconds = measuredSeconds + drain * bucketSeconds
      const last = Math.ceil(endedSeconds / bucketSeconds - 1e-9)
      const points = Array.from({ length: last }, (_, index) => {
        const t = (index + 1) * bucketSeconds
        return { ...emptyPoint, t, due: 3 + index, ok: 7 * index, failed: index % 3 }
      })
      const load = { measuredSeconds, endedSeconds }
      const secondsOf = pointSeconds(load, { bucketSeconds, points })
      const lengths = points.map(({ t }) => secondsOf(t))
      const [offered, answered] = (['offered', 'answered'] as const).map((name) =>
        lengths.reduce((sum, each) => sum + (each[name] ?? 0), 0),
      )
      // What is too short for a rate is missing, and no more than that.
      const least = 0.1 * bucketSeconds + 1e-9
      assert.ok(Math.abs((offered ?? 0) - measuredSeconds) <= least, `${offered} offered`)
      assert.ok(Math.abs((answered ?? 0) - endedSeconds) <= least, `${answered} answered`)
      const source = { checks: [], load, chart: { bucketSeconds, points } }
      const lines = linesOf(source)
      const [from, to] = spanOf(source)
      assert.deepEqual([from, to], [0, Math.max(bucketSeconds, lines.t.at(-1) ?? 0)])
      const empty = to - Math.max(bucketSeconds, Math.min(endedSeconds, last * bucketSeconds))
      assert.ok(empty >= 0 && empty <= 0.9 * bucketSeconds, `an empty strip of ${empty} s`)
      points.forEach((point, index) => {
        const { offered: due = null, answered: ended = null } = lengths[index] ?? {}
        assert.equal(lines.due[index], due === null ? null : point.due / due)
        assert.equal(lines.ok[index], ended === null ? null : point.ok / ended)
        assert.equal(lines.failed[index], ended === null ? null : point.failed / ended)
      })
    },
  },
)
