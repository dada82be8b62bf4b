/** Writes what makes the target equal to the source: a transaction as a file, from the differences of a compare. */
import { openAtomicStream } from './atomic-stream.ts'
import { ClosingStack } from './closing-stack.ts'
import { messageOf, UnreachableError, UsageError } from './errors.ts'
import { remadeOperation } from './repair-build.ts'
import { readColumns, readRepairCatalogue } from './repair-catalogue.ts'
import { collectOperations } from './repair-collect.ts'
import { openReader } from './repair-read.ts'
import { scriptOf } from './repair-script.ts'
import { repairPair } from './repair-sides.ts'
import { openOperationStore } from './repair-store.ts'
import { repairTally } from './repair-tally.ts'
import { openSpool } from './spool.ts'
import { sqlState } from './sql-failure.ts'
import type { RepairPair } from './repair-sides.ts'
import type { Operation } from './repair-statement.ts'
import type { Script } from './repair-script.ts'
import type { Collecting } from './repair-collect.ts'
import type { CannotRepair } from './repair-tally.ts'
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

/**
 * Opens the file, so that a bad path fails before the compare; differences wait on disk beside it until `finish()`. Neither side
 * is written to.
 *
 * @throws UsageError where the file cannot be written.
 */
export async function openRepair(options: RepairOptions): Promise<RepairWriter> {
  const { path, signal } = options
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
    const cannot = repairTally()
    const { catalogue, pairs: repaired } = repairs
    const work = { pairs: repaired, computed: catalogue.computed, store, cannot, signal }
    const { values, excluded } = await collectOperations(spool, work)
    let statements = 0
    const script = { ...scriptParts(work, catalogue), values, excluded }
    const parts = scriptOf({ ...script, written: () => (statements += 1) })
    for await (const text of parts) await file.append(text)
    await file.finish()
    return { statements, cannotRepair: cannot.list() }
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
      const { constraints, computed } = catalogue
      return repairPair({ pair, place, table, sourceColumns, constraints, computed, sessions })
    }),
  }
}

function bindingOf({ catalogue, pairs }: Repairs): Parameters<typeof openOperationStore>[1] {
  return {
    constraints: catalogue.constraints,
    columns: (table, name) => pairs[table]?.table.columns[name],
  }
}

function scriptParts(
  { pairs, store, cannot, signal }: Collecting,
  catalogue: Repairs['catalogue'],
): Omit<Script, 'values' | 'excluded' | 'written'> {
  async function remake(operation: Operation): Promise<Operation | null> {
    const repaired = pairs[operation.table]
    return repaired === undefined ? null : await remadeOperation(repaired, operation, store.lines)
  }
  return {
    store,
    catalogue,
    pairs,
    remake,
    cannot: (place, reason) => cannot.add(pairs[place]?.pair.label ?? '', reason),
    signal,
  }
}
