/** For tests: the plan of a compare of two databases that are made of SQL, and cleared again. */
import { connectPostgres } from './postgres.ts'
import { quoteName } from './quote.ts'
import { readTables } from './schema.ts'
import { planPairs } from './table-pairs.ts'
import { namedTables, parseSelection } from './table-selection.ts'
import type { ColumnFlags } from './column-selection.ts'
import type { Connection } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { PlannedPairs } from './table-pairs.ts'
import type { SelectionFlags } from './table-selection.ts'
import type { TablePair } from './table.ts'

/** SQL that makes what is in the databases `source` and `target`. */
export type Setup = { readonly source?: string; readonly target?: string; readonly both?: string }

export type PlanFlags = SelectionFlags & ColumnFlags

export async function planOf({
  server,
  setup,
  flags = {},
}: {
  readonly server: PostgresServer
  readonly setup: Setup
  readonly flags?: PlanFlags
}): Promise<PlannedPairs> {
  await using source = await connectPostgres(server.url('source'), { max: 1 })
  await using target = await connectPostgres(server.url('target'), { max: 1 })
  try {
    await source.unsafe(`${setup.both ?? ''}; ${setup.source ?? ''}`)
    await target.unsafe(`${setup.both ?? ''}; ${setup.target ?? ''}`)
    const selection = parseSelection(flags)
    const named = namedTables(selection)
    return planPairs({
      source: await readTables(source, { named: named.source }),
      target: await readTables(target, { named: named.target }),
      selection,
      columns: flags,
    })
  } finally {
    for (const side of [source, target]) await clearDatabase(side)
  }
}

export async function clearDatabase(sql: Connection): Promise<void> {
  const schemas = await sql<{ name: string }[]>`
    SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`
  for (const { name } of schemas) await sql.unsafe(`DROP SCHEMA ${quoteName(name)} CASCADE`)
  await sql.unsafe('CREATE SCHEMA public')
}

/** The one pair of a plan. */
export function only({ pairs }: PlannedPairs): TablePair {
  const [pair, ...more] = pairs
  if (pair !== undefined && more.length === 0) return pair
  throw new Error(`Cannot find the one pair: found ${pairs.length}`)
}
