/** From the differences of a compare, on disk, to the operations of a repair and what binds them, a batch at a time. */
import { buildOperation } from './repair-build.ts'
import { withComputed } from './repair-computed.ts'
import { exclusionsOf } from './repair-exclusion.ts'
import { planDifferences } from './repair-plan.ts'
import { spooledLines } from './spool.ts'
import type { PieceStore } from './repair-build.ts'
import type { ComputedIndex } from './repair-computed.ts'
import type { Excluded, Exclusions } from './repair-exclusion.ts'
import type { RepairPair } from './repair-sides.ts'
import type { Operation } from './repair-statement.ts'
import type { OperationStore } from './repair-store.ts'
import type { Tally } from './repair-tally.ts'
import type { Spool } from './spool.ts'
import type { Difference, TablePair } from './table.ts'

export type Collecting = {
  readonly pairs: readonly RepairPair[]
  readonly computed: readonly ComputedIndex[]
  readonly store: OperationStore
  readonly cannot: Tally
  readonly signal: AbortSignal
}

export type Collected = {
  /** How many values come in pieces. */
  readonly values: number
  readonly excluded: readonly Excluded[]
}

/** Differences that are planned at once, and characters of theirs. */
const batchMax = { differences: 200, characters: 500_000 }

/** Takes lines of `{ place, difference }`, the place that of a pair. */
export async function collectOperations(spool: Spool, of: Collecting): Promise<Collected> {
  const { pairs, store, cannot, signal } = of
  let values = 0
  const pieces = { lines: store.lines, nextValue: () => (values += 1) }
  const exclusions = exclusionsOf(of.computed.filter(({ exclusion }) => exclusion))
  for (const { pair } of pairs) {
    for (const reason of schemaReasons(pair)) cannot.add(pair.label, reason)
  }
  for await (const batch of batches(spool)) {
    signal.throwIfAborted()
    for (const [place, differences] of batch) {
      const repaired = pairs[place]
      if (repaired === undefined || !isTable(repaired.pair)) continue
      await collectBatch(repaired, differences, { ...of, pieces, exclusions })
    }
  }
  return { values, excluded: exclusions.excluded() }
}

type Into = Collecting & { readonly pieces: PieceStore; readonly exclusions: Exclusions }

async function collectBatch(
  repaired: RepairPair,
  differences: readonly Difference[],
  { store, cannot, pieces, exclusions }: Into,
): Promise<void> {
  const { place, pair, table, read, computed } = repaired
  const planned = await planDifferences(repaired, differences)
  const operations: (Operation | null)[] = []
  for (const each of planned) {
    const { operation, failure } = await buildOperation(repaired, each, pieces)
    if (failure !== null) cannot.add(pair.label, failure)
    operations.push(operation)
  }
  const changes = await withComputed(
    read.target.sql,
    { table, indexes: computed },
    planned.map(({ before, after }, at) => ({
      table: place,
      before,
      after,
      fits: operations[at] !== null,
    })),
  )
  for (const [at, operation] of operations.entries()) {
    const change = changes[at]
    if (operation === undefined || change === undefined) continue
    const number = await store.add(operation, change)
    exclusions.add(number, change, { done: operation !== null })
  }
}

/**
 * Why a table whose rows may all be equal cannot be made equal: rows can be repaired, columns and types cannot. Nothing for a
 * table whose schemas agree.
 */
export function schemaReasons(pair: TablePair): readonly string[] {
  const { kind } = pair.target
  if (!isTable(pair)) return [`the target is a ${kind}`]
  return pair.schemaReason === null ? [] : [`${pair.schemaReason}: a schema is not repaired`]
}

function isTable({ target }: TablePair): boolean {
  return target.kind === 'table' || target.kind === 'partitioned'
}

type Batch = Map<number, Difference[]>

async function* batches(spool: Spool): AsyncGenerator<Batch> {
  let batch: Batch = new Map()
  let differences = 0
  let characters = 0
  for await (const line of spooledLines(spool)) {
    const { place, difference } = JSON.parse(line) as { place: number; difference: Difference }
    const some = batch.get(place) ?? []
    some.push(difference)
    batch.set(place, some)
    differences += 1
    characters += line.length
    if (differences < batchMax.differences && characters < batchMax.characters) continue
    yield batch
    batch = new Map()
    differences = 0
    characters = 0
  }
  if (differences > 0) yield batch
}
