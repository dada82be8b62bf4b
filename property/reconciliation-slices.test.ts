/** Laws of the slices in which two tables are compared: no row falls between two of them. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { propertiesOf } from '../lib/property.ts'
import { joinedSlices, longestRising, slicesBetween } from '../lib/slices.ts'
import type { Slice } from '../lib/slices.ts'
import type { Both } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

/** Rows by where they lie on either side; some were written again, and lie elsewhere at the target. */
const boundaries = fc
  .uniqueArray(fc.nat({ max: 200 }), { minLength: 1, maxLength: 30 })
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

/** Eight rows a page. */
function position(at: number): string {
  return `(${at >> 3},${(at & 7) + 1})`
}

function sliced(rows: readonly Both<number>[]): readonly Both<Slice>[] {
  return slicesBetween(
    rows.map(({ source, target }) => ({ source: position(source), target: position(target) })),
  )
}

function placeIn(slice: Slice, at: number): boolean {
  const [from, to] = [slice.from, slice.to].map((bound) => {
    const [page = 0, item = 0] = bound?.match(/\d+/g)?.map(Number) ?? []
    return bound === null ? null : 8 * page + item - 1
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
    holds: ([rows, at]) => {
      const slices = sliced(rows)
      const [source, target] = (['source', 'target'] as const).map((side) =>
        slices.flatMap((slice, index) =>
          placeIn(slice[side], side === 'source' ? at : 3 * at) ? [index] : [],
        ),
      )
      assert.equal(source?.length, 1)
      assert.equal(target?.length, 1)
      if (!rows.some(isMoved)) assert.deepEqual(source, target)
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
