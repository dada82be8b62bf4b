/** Compares generated tables on connections that stay open, each cut up and dealt out as an example says, and not as a plan would. */
import * as fc from 'fast-check'

import { keptConnections, keptSeed } from './property-compare.ts'
import { compareTable } from './reconcile-table.ts'
import { rangeCast, rangeSegments } from './segments.ts'
import type { CompareCheckpoint } from './compare-checkpoint.ts'
import type { PropertyPair } from './property-pair.ts'
import type { DigestSettings } from './reconcile-chunks.ts'
import type { Segment } from './segments.ts'
import type { PlantedTable } from './table-arbitraries.ts'
import type { TablePair, TableResult } from './table.ts'

export type Cut = {
  /** The keys of these rows, where keys have an order that a range can be of; null: parts are told by buckets. */
  readonly boundaries: readonly number[] | null
  readonly parts: number
  readonly chunks: number
  readonly connections: number
  /** Said to be so large that all connections read a table together. */
  readonly large: boolean
  readonly digest: Omit<DigestSettings, 'seed'>
}

/** What is said of the tables that were planted last, in their order. */
export type CutCompare = (
  planted: readonly PlantedTable[],
  cut: Cut,
) => Promise<readonly TableResult[]>

const largeBytes = 64 * 1024 * 1024

function powersOfTwo(most: number): fc.Arbitrary<number> {
  return fc.nat({ max: most }).map((power) => 2 ** power)
}

export const cuts: fc.Arbitrary<Cut> = fc.record(
  {
    boundaries: fc.option(fc.array(fc.nat({ max: 14 }), { maxLength: 5 }), { freq: 2 }),
    parts: powersOfTwo(3),
    chunks: powersOfTwo(8),
    connections: fc.integer({ min: 1, max: keptConnections }),
    large: fc.boolean(),
    digest: fc.record(
      {
        native: fc.boolean(),
        nested: fc.boolean(),
        portable: fc.boolean(),
        direct: fc.boolean(),
      },
      { noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
)

export function cutCompare({ kept }: PropertyPair): CutCompare {
  const { signal } = new AbortController()

  async function one(pair: TablePair, table: PlantedTable, cut: Cut): Promise<TableResult> {
    const digest = { ...cut.digest, seed: keptSeed }
    return await compareTable({
      pair: cut.large ? saidLarge(pair) : pair,
      sides: kept,
      digest,
      depth: 'rows',
      lanes: Array.from({ length: cut.connections }, (_, index) => index),
      live: null,
      checkpoint: planned(segmentsOf(pair, table, cut), digest),
      differencesMax: 1000,
      sink: async () => undefined,
      signal,
      onRows: () => undefined,
      onEnd: () => undefined,
    })
  }

  return async (planted, cut) => {
    const results: TableResult[] = []
    try {
      for (const [index, pair] of (await kept.pairs()).entries()) {
        const table = planted[index]
        if (table !== undefined) results.push(await one(pair, table, cut))
      }
    } finally {
      await kept.leave()
    }
    return results
  }
}

/** How a run goes on that finds a table cut up by an earlier one. */
function planned(segments: readonly Segment[], digest: DigestSettings): CompareCheckpoint {
  return {
    finished: () => [{ kind: 'plan', segments, digest }],
    add: async () => undefined,
    done: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

function saidLarge(pair: TablePair): TablePair {
  return {
    ...pair,
    source: { ...pair.source, bytes: largeBytes },
    target: { ...pair.target, bytes: largeBytes },
  }
}

function segmentsOf(
  pair: TablePair,
  { rows }: PlantedTable,
  { boundaries, parts: wanted, chunks }: Cut,
): readonly Segment[] {
  const isOrdered = rangeCast(pair) !== null
  if (boundaries !== null && isOrdered) {
    const keys = boundaries.flatMap((row) => rows[row]?.key[0] ?? [])
    const ordered = [...new Set(keys)].toSorted(byValue)
    return rangeSegments(ordered, { nullable: pair.keyNullable }).map((each) => ({
      ...each,
      chunks,
    }))
  }
  const parts = pair.key === null ? 1 : wanted
  return Array.from({ length: parts }, (_, part) => ({
    id: `part ${part} of ${parts}`,
    range: null,
    part,
    parts,
    chunks: Math.max(parts, chunks),
  }))
}

/** Whole numbers, or moments in the form of ISO 8601 between the years 1000 and 9999. */
function byValue(left: string, right: string): number {
  if (!/^-?\d+$/.test(left)) return left < right ? -1 : 1
  return BigInt(left) < BigInt(right) ? -1 : 1
}
