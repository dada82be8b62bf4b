/** Two databases of one server with one generated table in each, and what a plain reading of both says of them. */
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ClosingStack } from './closing-stack.ts'
import { connectPostgres } from './postgres.ts'
import { openKeptSides } from './property-compare.ts'
import { openPropertyDatabases } from './property-server.ts'
import { applyRepair } from './reconcile-apply.ts'
import { openRepair } from './reconcile-repair.ts'
import { printedMax } from './row-text.ts'
import { sessionPins } from './session-pins.ts'
import { columnsOf, plantedName, plantedSql } from './table-arbitraries.ts'
import { ownTypesSql } from './value-arbitraries.ts'
import type { Applied } from './reconcile-apply.ts'
import type { Repair } from './reconcile-repair.ts'
import type { Connection } from './postgres.ts'
import type { KeptSides } from './property-compare.ts'
import type { PlantedTable } from './table-arbitraries.ts'
import type { Both, Difference, Side, Value } from './table.ts'

export type PropertyPair = AsyncDisposable & {
  readonly urls: Both<string>
  readonly sql: Both<Connection>
  /** Makes the tables on both sides, and no others; `reversed`: the target's rows lie in the other order. */
  readonly plant: (
    tables: readonly PlantedTable[],
    options?: { readonly reversed?: boolean },
  ) => Promise<void>
  /** What one compare says of the tables, in their order. */
  readonly compare: KeptSides['compare']
  readonly kept: KeptSides
  /** Compares, and applies the repair. */
  readonly repair: () => Promise<{ readonly repair: Repair; readonly applied: Applied }>
}

const sides: readonly Side[] = ['source', 'target']

export async function openPropertyPair(name: string): Promise<PropertyPair> {
  await using opened = new ClosingStack()
  const server = opened.use(await openPropertyDatabases(name, sides))
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-property-'))
  opened.use({ [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true }) })
  const urls = { source: server.url('source'), target: server.url('target') }
  const sql = {
    source: opened.use(await connectPostgres(urls.source, { max: 1 })),
    target: opened.use(await connectPostgres(urls.target, { max: 1 })),
  }
  for (const side of sides) {
    for (const pin of [...sessionPins, ownTypesSql]) await sql[side].unsafe(pin)
  }

  const kept = opened.use(openKeptSides(urls, sql))

  async function plant(tables: readonly PlantedTable[], { reversed = false } = {}): Promise<void> {
    for (const side of sides) {
      const made = tables.map((table, number) =>
        plantedSql(table, { number, side, reversed: reversed && side === 'target' }),
      )
      const cleared = 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'
      await sql[side].unsafe(['BEGIN', cleared, ...made, 'COMMIT'].join('; '))
    }
  }

  async function repair(): Promise<{ repair: Repair; applied: Applied }> {
    const path = join(folder, 'repair.sql')
    const { signal } = new AbortController()
    await using writer = await openRepair({ path, ...urls, signal })
    await kept.compare({ onDifference: async (pair, difference) => writer.add(pair, difference) })
    const written = await writer.finish()
    return { repair: written, applied: await applyRepair({ path, target: urls.target, signal }) }
  }

  const owned = opened.move()
  return {
    urls,
    sql,
    plant,
    compare: kept.compare,
    kept,
    repair,
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

/** A row as its columns print; null is NULL. */
type Printed = readonly (string | null)[]

export type PlainReading = {
  readonly rows: Both<number>
  /** Rows that both sides have, print for print. */
  readonly equal: number
  /** As `toldDifferences` puts them. */
  readonly differences: readonly string[]
}

/** Reads the tables of this number whole, and tells what differs by nothing else than what is printed. */
export async function readPlainly(
  { sql }: PropertyPair,
  table: PlantedTable,
  number: number,
): Promise<PlainReading> {
  const { key, others } = columnsOf(table)
  const source = await readAll(sql.source, plantedName(number), [...key, ...others])
  const target = await readAll(sql.target, plantedName(number), [...key, ...others])
  const identities = new Set([...source, ...target].map((row) => identityOf(row, key.length)))
  let equal = 0
  const differences: string[] = []
  for (const identity of identities) {
    const [ours, theirs] = [source, target].map((rows) =>
      rows.filter((row) => identityOf(row, key.length) === identity),
    )
    const [left = [], right = []] = [ours, theirs]
    const [one] = left
    const [other] = right
    const keyed = !identity.startsWith('*')
    const both = Math.min(left.length, right.length)
    const row = one ?? other ?? []
    const shown = keyed
      ? JSON.stringify(row.slice(0, key.length))
      : `no key ${JSON.stringify(row.map(valueOf))}`
    if (keyed && one !== undefined && other !== undefined) {
      const columns = [...key, ...others].filter((_, index) => one[index] !== other[index])
      if (columns.length > 0) differences.push(`changed ${shown} ×1 ${columns.join()}`)
      else equal++
    } else {
      equal += both
      if (left.length > both) differences.push(`missing ${shown} ×${left.length - both} `)
      if (right.length > both) differences.push(`extra ${shown} ×${right.length - both} `)
    }
  }
  return {
    rows: { source: source.length, target: target.length },
    equal,
    differences: differences.toSorted(),
  }
}

/** What a compare has in place of a printed text: a long one is cut. */
function valueOf(text: string | null): Value {
  const characters = Array.from(text ?? '')
  if (text === null || characters.length <= printedMax) return text
  const sha256 = createHash('sha256').update(text).digest('hex')
  return { cut: characters.slice(0, printedMax).join(''), length: characters.length, sha256 }
}

/** Rows of one identity are one row, or several alike: the key where it has one without NULL, else the whole row. */
function identityOf(row: Printed, keyLength: number): string {
  const key = row.slice(0, keyLength)
  return keyLength === 0 || key.includes(null) ? `*${JSON.stringify(row)}` : JSON.stringify(key)
}

async function readAll(
  sql: Connection,
  table: string,
  names: readonly string[],
): Promise<Printed[]> {
  const texts = names.map(
    (name) => `CASE WHEN num_nulls(${name}) = 0 THEN format('%s', ${name}) END`,
  )
  const rows = await sql.unsafe<{ row: string }[]>(
    `SELECT to_json(ARRAY[${texts.join(', ')}]::text[])::text AS row FROM ${table}`,
  )
  return rows.map(({ row }) => JSON.parse(row) as Printed)
}

/** The differences of a compare as `readPlainly` puts them, sorted. */
export function toldDifferences(
  table: PlantedTable,
  differences: readonly Difference[],
): readonly string[] {
  const { key, others } = columnsOf(table)
  return differences
    .map(({ kind, key: found, columns, source, target, copies }) => {
      const row = source ?? target ?? {}
      const shown =
        found === null
          ? `no key ${JSON.stringify([...key, ...others].map((name) => row[name] ?? null))}`
          : JSON.stringify(Object.values(found))
      return `${kind} ${shown} ×${copies} ${columns.join()}`
    })
    .toSorted()
}
