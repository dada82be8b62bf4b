/** Laws of what a page draws of seconds: trends of a whole run in a few columns, and the time of day. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { propertiesOf } from '../lib/property.ts'
import { timeOfDay } from '../lib/time-of-day.js'
import { columnsMax, noTrends, timesOfTrend, withSecond } from '../lib/trend-data.js'

const property = propertiesOf(import.meta.url)

/** A line from a second to another: the values of a pattern, in turn. */
const line = fc.record({
  from: fc.nat(150),
  lasts: fc.integer({ min: 1, max: 300 }),
  pattern: fc.array(fc.option(fc.nat(99)), { minLength: 1, maxLength: 7 }),
})

type Line = typeof line extends fc.Arbitrary<infer T> ? T : never

function isIn({ from, lasts }: Line, second: number): boolean {
  return second >= from && second < from + lasts
}

function valueIn(of: Line, second: number): number | null {
  return isIn(of, second) ? (of.pattern[second % of.pattern.length] ?? null) : null
}

property(
  'trends',
  'a column of a trend is the highest of its seconds, a gap where there is none; columns are as short as sixty of them allow',
  {
    arbitrary: fc.tuple(
      fc.oneof(fc.nat(300), fc.constantFrom(60, 61, 120, 121)),
      fc.array(line, { minLength: 1, maxLength: 3 }),
    ),
    labels: {
      'columns of several seconds': { percent: 30, is: ([seen]) => seen > columnsMax },
      'a line begins late': {
        percent: 30,
        is: ([seen, lines]) => lines.some(({ from }) => from > 0 && from < seen),
      },
      'a line ends': {
        percent: 10,
        is: ([seen, lines]) => lines.some(({ from, lasts }) => from + lasts < seen),
      },
    },
    holds: ([seen, lines]) => {
      let trends = noTrends
      for (let second = 0; second < seen; second++) {
        // Of lines behind the last one that there is just now nothing is told.
        const last = lines.findLastIndex((each) => isIn(each, second))
        const values = lines.slice(0, last + 1).map((each) => valueIn(each, second))
        trends = withSecond(trends, values)
      }
      const step = [1, 2, 4, 8].find((length) => seen <= columnsMax * length)
      assert.deepEqual([trends.seen, trends.step], [seen, step])
      const ends = timesOfTrend(trends)
      assert.equal(ends.at(-1) ?? 0, seen)
      trends.lines.forEach((columns, index) => {
        const expected = ends.map((end, column) => {
          const start = ends[column - 1] ?? 0
          assert.equal(end - start, Math.min(trends.step, seen - start), `column ${column}`)
          const values = Array.from({ length: end - start }, (_, at) => start + at)
            .map((second) => (lines[index] ? valueIn(lines[index], second) : null))
            .filter((value) => value !== null)
          return values.length === 0 ? null : Math.max(...values)
        })
        assert.deepEqual(columns, expected)
      })
      const begun = lines.filter(({ from }) => from < seen)
      assert.ok(trends.lines.length >= begun.length, `${trends.lines.length} lines`)
    },
  },
)

const dayMs = 86_400_000

property('time-of-day', 'the time of day is that of the clock, to the second, on whatever day', {
  arbitrary: fc.tuple(fc.integer({ min: 1e12, max: 2e12 }), fc.nat(200_000_000)),
  labels: {
    'another day': {
      percent: 20,
      is: ([startMs, ms]) => Math.floor(startMs / dayMs) !== Math.floor((startMs + ms) / dayMs),
    },
  },
  holds: ([startMs, ms]) => {
    const text = timeOfDay(startMs, ms / 1000)
    assert.match(text, /^\d\d:\d\d:\d\d$/)
    const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number)
    assert.equal(hours * 3600 + minutes * 60 + seconds, Math.floor(((startMs + ms) % dayMs) / 1000))
    assert.equal(timeOfDay(startMs + dayMs, ms / 1000), text)
    assert.equal(timeOfDay(Number.NaN, ms), '-')
  },
})
