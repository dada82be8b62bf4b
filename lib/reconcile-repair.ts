/** Writes what makes the target equal to the source: a transaction as a file, from the differences of a compare. */
import { openAtomicStream } from './atomic-stream.ts'
import { ClosingStack } from './closing-stack.ts'
import { messageOf, UnreachableError, UsageError } from './errors.ts'
import { buildOperation, remadeOperation } from './repair-build.ts'
import { readColumns, readRepairCatalogue } from './repair-catalogue.ts'
import { planDifferences } from './repair-plan.ts'
import { openReader } from './repair-read.ts'
import { scriptOf } from './repair-script.ts'
import { repairPair } from './repair-sides.ts'
import { openOperationStore } from './repair-store.ts'
import { repairTally } from './repair-tally.ts'
import { openSpool, spooledLines } from './spool.ts'
import { sqlState } from './sql-failure.ts'
import type { RepairPair } from './repair-sides.ts'
import type { Operation } from './repair-statement.ts'
import type { OperationStore } from './repair-store.ts'
import type { Script } from './repair-script.ts'
import type { CannotRepair, Tally } from './repair-tally.ts'
import type { Spool } from './spool.ts'
import type { Both, Difference, TablePair } from './table.ts'
import type { Sql } from './postgres.ts'

export type Repair = {
  /** Statements that change rows. */
  readonly statements: number
  /** A line a table and reason, with the number of rows. */
  readonly cannotRepair: readonly CannotRepair[]
}

export type RepairWriter = AsyncDisposable & {
  /** Takes one difference of a pair, in any order. */
  add(pair: TablePair, difference: Difference): Promise<void>
  /** Reads the rows again, and writes the file; once. */
  finish(): Promise<Repair>
}

export type RepairOptions = {
  /** Of the file. */
  readonly path: string
  /** URLs of the databases. */
  readonly source: string
  readonly target: string
  readonly signal: AbortSignal
}

/** Differences that are planned at once, and characters of theirs. */
const batchMax = { differences: 200, characters: 500_000 }

/**
 * Opens the file, so that a bad path fails before the compare; differences wait on disk beside it until `finish()`. Neither side
 * is written to.
 *
 * @throws UsageError where the file cannot be written.
 */
export async function openRepair(options: RepairOptions): Promise<RepairWriter> {
  const { path } = options
  await using opened = new ClosingStack()
  const file = opened.use(await openAtomicStream(path).catch((error) => notWritable(path, error)))
  const spool = opened.use(
    await openSpool(`${path}.differences-${process.pid}`).catch((error) =>
      notWritable(path, error),
    ),
  )
  const pairs = new Map<TablePair, number>()

  async function add(pair: TablePair, difference: Difference): Promise<void> {
    const place = pairs.get(pair) ?? pairs.size
    pairs.set(pair, place)
    await spool.append(`${JSON.stringify({ place, difference })}\n`)
  }

  async function finish(): Promise<Repair> {
    try {
      return await write()
    } catch (error) {
      throw sqlState(error) === null ? error : refusedBy(error)
    }
  }

  async function write(): Promise<Repair> {
    await using inUse = new ClosingStack()
    const repairs = await openPairs(options, [...pairs.keys()], inUse)
    const store = inUse.use(await openOperationStore(path, bindingOf(repairs)))
    const outcome = { statements: 0, cannot: repairTally() }
    const work = { ...options, repairs, store, outcome }
    const values = await collect(spool, work)
    for await (const text of scriptOf(scriptParts(work, values))) await file.append(text)
    await file.finish()
    return { statements: outcome.statements, cannotRepair: outcome.cannot.list() }
  }

  const owned = opened.move()
  return { add, finish, [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose]() }
}

/** A right that is missing, a lost connection, a statement that took too long: the world's. */
function refusedBy(error: unknown): UnreachableError {
  return new UnreachableError(`Cannot write the repair: ${messageOf(error)}`, { cause: error })
}

function notWritable(path: string, error: unknown): never {
  throw new UsageError(`Cannot write "${path}": ${messageOf(error)}`)
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

type Repairs = {
  readonly pairs: readonly RepairPair[]
  readonly catalogue: Awaited<ReturnType<typeof readRepairCatalogue>>
  readonly sessions: Both<Sql>
}

async function openPairs(
  { source, target }: RepairOptions,
  pairs: readonly TablePair[],
  opened: ClosingStack,
): Promise<Repairs> {
  const sessions = {
    source: opened.use(await openReader(source, { snapshot: true })),
    target: opened.use(await openReader(target, { snapshot: false })),
  }
  const catalogue = await readRepairCatalogue(
    sessions.target,
    pairs.map((pair) => ({ table: pair.target, label: pair.targetLabel })),
  )
  const columns = await readColumns(
    sessions.source,
    pairs.map((pair) => pair.source.oid),
  )
  return {
    catalogue,
    sessions,
    pairs: pairs.map((pair, place) => {
      const table = catalogue.tables[place]
      const sourceColumns = columns.get(pair.source.oid)
      if (table === undefined || sourceColumns === undefined) {
        throw new UnreachableError(`Cannot repair "${pair.label}": the table is gone`)
      }
      const { constraints } = catalogue
      return repairPair({ pair, place, table, sourceColumns, constraints, sessions })
    }),
  }
}

function bindingOf({ catalogue, pairs }: Repairs): Parameters<typeof openOperationStore>[1] {
  return {
    constraints: catalogue.constraints,
    columns: (table, name) => pairs[table]?.table.columns[name],
  }
}

type Work = {
  readonly repairs: Repairs
  readonly store: OperationStore
  readonly outcome: { statements: number; readonly cannot: Tally }
  readonly signal: AbortSignal
}

/** Makes operations of all differences; tells how many values come in pieces. */
async function collect(spool: Spool, { repairs, store, outcome, signal }: Work): Promise<number> {
  let values = 0
  const pieces = { lines: store.lines, nextValue: () => (values += 1) }
  for (const { pair } of repairs.pairs) {
    for (const reason of schemaReasons(pair)) outcome.cannot.add(pair.label, reason)
  }
  for await (const batch of batches(spool)) {
    signal.throwIfAborted()
    for (const [place, differences] of batch) {
      const repaired = repairs.pairs[place]
      if (repaired === undefined || !isTable(repaired.pair)) continue
      for (const planned of await planDifferences(repaired, differences)) {
        const { operation, failure } = await buildOperation(repaired, planned, pieces)
        if (failure !== null) outcome.cannot.add(repaired.pair.label, failure)
        const { before, after } = planned
        await store.add(operation, { table: place, before, after })
      }
    }
  }
  return values
}

function scriptParts({ repairs, store, outcome, signal }: Work, values: number): Script {
  const { pairs, catalogue } = repairs
  function cannot(place: number, reason: string): void {
    outcome.cannot.add(pairs[place]?.pair.label ?? '', reason)
  }
  function written(): void {
    outcome.statements += 1
  }
  async function remake(operation: Operation): Promise<Operation | null> {
    const repaired = pairs[operation.table]
    return repaired === undefined ? null : await remadeOperation(repaired, operation, store.lines)
  }
  return { store, catalogue, pairs, values, remake, cannot, written, signal }
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
