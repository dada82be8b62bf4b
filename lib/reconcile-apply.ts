/** Runs the file of a repair on the target, as one transaction, without holding it in memory. */
import { createReadStream } from 'node:fs'

import { messageOf, UnreachableError } from './errors.ts'
import { connectPostgres, placeOf, reachError } from './postgres.ts'
import { linesOf } from './spool.ts'
import type { Sql } from './postgres.ts'

export type Applied = {
  readonly applied: boolean
  /** Statements that change rows, as far as they were run. */
  readonly statements: number
  /** Rows that they changed. */
  readonly rows: number
  /** Statements that changed nothing: the row has changed since it was compared, or was repaired before. */
  readonly skipped: readonly { readonly table: string; readonly statements: number }[]
  /** Why nothing was applied: the table, the line of the file, and what the server says. */
  readonly failure: string | null
}

export type ApplyOptions = {
  readonly path: string
  /** URL of the target's database. */
  readonly target: string
  readonly signal: AbortSignal
}

/** Statements sent at once, and characters of theirs. */
const batchMax = { statements: 100, characters: 256 * 1024 }

type Line = { readonly number: number; readonly table: string; readonly statement: string }

/**
 * All or nothing: at the first error, or when aborted, nothing of it stays. Locks are waited for as long as the file says.
 *
 * @throws UnreachableError where the target is not there or goes away; the reason of the signal when aborted.
 */
export async function applyRepair({ path, target, signal }: ApplyOptions): Promise<Applied> {
  await using sql = await connectPostgres(target, {
    max: 1,
    applicationName: 'cdc-testbench repair',
    maxPipeline: batchMax.statements,
    // The driver connects again by itself: what came to a new connection, outside the transaction, must change nothing.
    settings: { default_transaction_read_only: 'on' },
  })
  const run = { sql, signal, where: placeOf(target) }
  const counts: Counts = { statements: 0, rows: 0, skipped: new Map() }
  for await (const batch of batchesOf(path)) {
    const failure = await runBatch(run, batch, counts)
    signal.throwIfAborted()
    if (failure !== null) return { ...applied(counts), applied: false, rows: 0, failure }
  }
  return applied(counts)
}

type Run = { readonly sql: Sql; readonly signal: AbortSignal; readonly where: string }

type Counts = { statements: number; rows: number; readonly skipped: Map<string, number> }

function applied({ statements, rows, skipped }: Counts): Applied {
  const list = [...skipped].map(([table, skippedStatements]) => ({
    table,
    statements: skippedStatements,
  }))
  return { applied: true, statements, rows, skipped: list, failure: null }
}

async function* batchesOf(path: string): AsyncGenerator<readonly Line[]> {
  let batch: Line[] = []
  let characters = 0
  let number = 0
  let table = ''
  for await (const statement of linesOf(createReadStream(path))) {
    number += 1
    if (statement.startsWith('--')) table = statement.replace(/^-- |: [a-z]+$/g, '')
    if (statement === '' || statement.startsWith('--')) continue
    batch.push({ number, table, statement: wrapped(statement) })
    characters += statement.length
    if (batch.length < batchMax.statements && characters < batchMax.characters) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}

/** Outside a transaction COMMIT would succeed, having committed nothing; a savepoint is an error there. */
function wrapped(statement: string): string {
  if (statement === 'BEGIN;') return 'BEGIN READ WRITE;'
  return statement === 'COMMIT;' ? 'SAVEPOINT all_done; COMMIT;' : statement
}

type Query = ReturnType<Sql['unsafe']>

/** Sends all at once; after the one that fails, the others fail because of it. Returns what failed. */
async function runBatch(run: Run, batch: readonly Line[], counts: Counts): Promise<string | null> {
  run.signal.throwIfAborted()
  const queries = batch.map(({ statement }) => run.sql.unsafe(statement).execute())
  const running = new Set<Query>(queries)
  function stop(): void {
    const [first] = running
    first?.cancel()
  }
  run.signal.addEventListener('abort', stop)
  try {
    const outcomes = await Promise.allSettled(
      queries.map(async (query) => await query.finally(() => running.delete(query))),
    )
    for (const [at, outcome] of outcomes.entries()) {
      const line = batch[at]
      if (line === undefined) continue
      if (outcome.status === 'rejected') return failureOf(run, line, outcome.reason)
      count(line, outcome.value.count, counts)
    }
    return null
  } finally {
    run.signal.removeEventListener('abort', stop)
  }
}

function failureOf({ where }: Run, { number, table, statement }: Line, error: unknown): string {
  const reached = reachError(error, where)
  if (reached instanceof UnreachableError) throw reached
  const short = statement.length > 200 ? `${statement.slice(0, 200)}…` : statement
  return `Cannot apply the repair, line ${number}, ${table}: ${messageOf(error)}: ${short}`
}

function count({ table, statement }: Line, rows: number, counts: Counts): void {
  if (!/^(?:INSERT INTO|UPDATE|DELETE FROM) (?!pg_temp\.)/.test(statement)) return
  counts.statements += 1
  counts.rows += rows
  if (rows === 0) counts.skipped.set(table, (counts.skipped.get(table) ?? 0) + 1)
}
