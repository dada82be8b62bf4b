/** Laws of the slices in which two tables are compared: no row falls between two of them. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { sqlNames } from '../lib/arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { quoteName } from '../lib/quote.ts'
import { scratchPair } from '../lib/scratch-pair.ts'
import { boundariesWanted } from '../lib/segments.ts'
import {
  fromSlices,
  givenSlices,
  joinedSlices,
  longestRising,
  slicesBetween,
} from '../lib/slices.ts'
import type { Slice } from '../lib/slices.ts'
import type { Both } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

/** Rows by where they lie on either side; some were written again, and lie elsewhere at the target. */
const boundaries = fc
  .uniqueArray(fc.nat({ max: 200 }), { minLength: 1, maxLength: 30, size: 'max' })
  .chain((source) =>
    fc
      .array(fc.nat({ max: 300 }), { minLength: source.length, maxLength: source.length })
      .map((moved) =>
        source.map((at, index) => {
          const there = moved[index] ?? 0
          return { source: at, target: there < 100 ? there * 7 : at * 3 }
        }),
      ),
  )

/** Three rows a page, among them the last that there can be, and pages up to the last but few. */
const items = [1, 291, 65_535]
const firstPage = 2 ** 32 - 1000

function position(at: number): string {
  return `(${firstPage + Math.floor(at / 3)},${items[at % 3]})`
}

function sliced(rows: readonly Both<number>[]): readonly Both<Slice>[] {
  return slicesBetween(
    rows.map(({ source, target }) => ({ source: position(source), target: position(target) })),
  )
}

function placeIn(slice: Slice, at: number): boolean {
  const [from, to] = [slice.from, slice.to].map((bound) => {
    const [page = 0, item = 0] = bound?.match(/\d+/g)?.map(Number) ?? []
    return bound === null ? null : 3 * (page - firstPage) + items.indexOf(item)
  })
  return (
    (from === null || from === undefined || at >= from) &&
    (to === null || to === undefined || at < to)
  )
}

property(
  'slices',
  'each row of either side is in exactly one slice, and in the same one where no row moved',
  {
    arbitrary: fc.tuple(boundaries, fc.nat({ max: 220 })),
    labels: { 'a row moved': { percent: 30, is: ([rows]) => rows.some(isMoved) } },
    holds: ([rows, other]) => {
      const slices = sliced(rows)
      for (const at of [other, ...rows.map((row) => row.source)]) {
        const [source, target] = (['source', 'target'] as const).map((side) =>
          slices.flatMap((slice, index) =>
            placeIn(slice[side], side === 'source' ? at : 3 * at) ? [index] : [],
          ),
        )
        assert.equal(source?.length, 1)
        assert.equal(target?.length, 1)
        if (!rows.some(isMoved)) assert.deepEqual(source, target)
      }
    },
  },
)

function isMoved({ source, target }: Both<number>): boolean {
  return target !== 3 * source
}

property(
  'joined-slices',
  'joined, some of the slices hold the rows that they held one by one, and no two are neighbours',
  {
    arbitrary: fc.tuple(boundaries, fc.array(fc.boolean(), { minLength: 31, maxLength: 31 })),
    holds: ([rows, isTaken]) => {
      const slices = sliced(rows)
        .map(({ source }) => source)
        .filter((_, index) => isTaken[index])
      const joined = joinedSlices(slices)
      for (let at = 0; at < 210; at += 1) {
        const [before, after] = [slices, joined].map(
          (all) => all.filter((slice) => placeIn(slice, at)).length,
        )
        assert.equal(after, before)
      }
      assert.ok(joined.every(({ to }, index) => to === null || to !== joined[index + 1]?.from))
    },
  },
)

property(
  'longest-rising-part',
  'the longest rising part of a list rises, and no part of it that rises is longer',
  {
    arbitrary: fc.array(fc.nat({ max: 12 }), { maxLength: 12 }),
    labels: {
      'not all of it': { percent: 30, is: (list) => longestRising(list).length < list.length },
    },
    holds: (list) => {
      const found = longestRising(list)
      const rising = found.map((index) => list[index] ?? 0)
      assert.ok(rising.every((each, index) => index === 0 || each > (rising[index - 1] ?? 0)))
      assert.ok(found.every((each, index) => index === 0 || each > (found[index - 1] ?? 0)))
      // Of each number the length of the longest rising part that ends there.
      const lengths: number[] = []
      for (const [index, each] of list.entries()) {
        const before = lengths.filter((_, other) => (list[other] ?? 0) < each)
        lengths[index] = 1 + Math.max(0, ...before)
      }
      assert.equal(found.length, Math.max(0, ...lengths))
    },
  },
)

property(
  'given-slices',
  'slices stand in a statement as they are, unbounded ones from before the first row to behind the last, whatever the columns are called',
  {
    arbitrary: fc.tuple(boundaries, fc.array(sqlNames(), { minLength: 1, maxLength: 3 })),
    holds: ([rows, names]) => {
      const slices = sliced(rows).map(({ source }) => source)
      const text = givenSlices(slices)
      const [lower = [], upper = []] = [...text.matchAll(/'\{([^}]*)\}'::tid\[\]/g)].map(
        ([, list = '']) => list.match(/\(\d+,\d+\)/g) ?? [],
      )
      assert.deepEqual(
        [lower, upper],
        [slices.map(({ from }) => from ?? '(0,0)'), slices.map(({ to }) => to ?? '(4294967295,0)')],
      )
      const columns = names.map((name) => ({ name, type: 'text' }))
      const from = fromSlices(scratchPair({ table: 'x', columns }), 'source', slices)
      const shown = names.map((name) => `t.${quoteName(name)}`).join(', ')
      assert.ok(from.startsWith(`${text}, LATERAL (SELECT ${shown} FROM `))
    },
  },
)

property('boundaries', 'a table is cut into ranges of about one size, one boundary at least', {
  arbitrary: fc.tuple(fc.nat({ max: 10_000_000 }), fc.nat({ max: 1_000_000 })),
  holds: ([rows, more]) => {
    const count = boundariesWanted(rows)
    assert.ok(Number.isInteger(count) && count >= 1)
    assert.ok(boundariesWanted(rows + more) >= count)
    const rowsOfRange = rows / (count + 1)
    assert.ok(rowsOfRange < 30_000 && (count === 1 || rowsOfRange > 10_000), `${rowsOfRange} rows`)
  },
})
