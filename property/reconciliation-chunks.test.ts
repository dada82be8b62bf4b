/** Laws of the sums of chunks: a table that is read in parts is the table, and what differs is told by its chunk. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { propertiesOf } from '../lib/property.ts'
import { addSums, differingChunks, wholeOf } from '../lib/reconcile-chunks.ts'
import type { ChunkSums } from '../lib/reconcile-chunks.ts'

const property = propertiesOf(import.meta.url)

type Digested = readonly [chunk: number, digest: bigint]

const digested: fc.Arbitrary<Digested> = fc.tuple(
  fc.constantFrom(0, 1, 2, 10, 4095),
  fc.oneof(fc.bigInt({ min: -2n, max: 2n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
)
const tables = fc.array(digested, { maxLength: 12 })

function totalOf(rows: readonly Digested[]): { rows: number; sum: bigint } {
  return { rows: rows.length, sum: rows.reduce((sum, [, digest]) => sum + digest, 0n) }
}

function sumsOf(rows: readonly Digested[]): ChunkSums {
  const chunks = new Set(rows.map(([chunk]) => chunk))
  return new Map([...chunks].map((chunk) => [chunk, totalOf(rows.filter(([of]) => of === chunk))]))
}

property(
  'parts-add-up',
  'the sums of the parts of a table, added, are those of the table, however it was parted',
  {
    arbitrary: fc.array(fc.tuple(digested, fc.nat(3)), { maxLength: 12 }),
    labels: {
      'a chunk in several parts': {
        percent: 40,
        is: (rows) =>
          rows.some(([[chunk], part]) => rows.some(([[of], at]) => of === chunk && at !== part)),
      },
    },
    holds: (rows) => {
      const table = rows.map(([row]) => row)
      const parts = [0, 1, 2, 3].map((part) =>
        sumsOf(rows.filter(([, at]) => at === part).map(([row]) => row)),
      )
      const added = addSums(parts)
      assert.deepEqual(added, sumsOf(table))
      assert.deepEqual(addSums([addSums(parts.slice(0, 2)), ...parts.slice(2)]), added)
      assert.deepEqual(wholeOf(added), totalOf(table))
    },
  },
)

property(
  'differing-chunks',
  'chunks differ exactly where one side has more rows or another sum, and are told in order',
  {
    arbitrary: fc.tuple(tables, fc.array(digested, { maxLength: 3 }), tables),
    labels: {
      'all alike': { percent: 3, is: ([, ours, theirs]) => ours.length + theirs.length === 0 },
    },
    holds: ([both, ours, theirs]) => {
      const [source, target] = [
        [...both, ...ours],
        [...theirs, ...both],
      ]
      const expected = [0, 1, 2, 10, 4095].filter((chunk) => {
        const [left, right] = [source, target].map((rows) =>
          totalOf(rows.filter(([of]) => of === chunk)),
        )
        return left?.rows !== right?.rows || left?.sum !== right?.sum
      })
      assert.deepEqual(differingChunks(sumsOf(source), sumsOf(target)), expected)
    },
  },
)
