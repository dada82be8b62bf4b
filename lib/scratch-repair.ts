/** For tests of repairs: pairs of tables from two databases, and their differences by the plainest compare there is. */
import { createHash } from 'node:crypto'

import { applyRepair } from './reconcile-apply.ts'
import { openRepair } from './reconcile-repair.ts'
import { quoteName, quoteQualified } from './quote.ts'
import { readColumns } from './repair-catalogue.ts'
import { openReader } from './repair-read.ts'
import type { Applied } from './reconcile-apply.ts'
import type { Repair } from './reconcile-repair.ts'
import type { Sql } from './postgres.ts'
import type { Difference, Row, Side, Table, TablePair, Value } from './table.ts'

export type PairOptions = {
  readonly schema?: string
  readonly table: string
  readonly key: readonly string[] | null
  readonly keyNullable?: boolean
  /** Columns that are not compared. */
  readonly ignored?: readonly string[]
}

export type Urls = { readonly source: string; readonly target: string }

/** The pair of a table of the same name on both sides, all common columns compared. */
export async function realPair(urls: Urls, options: PairOptions): Promise<TablePair> {
  const source = await realTable(urls.source, options)
  const target = await realTable(urls.target, options)
  const ignored = options.ignored ?? []
  const common = source.columns.filter(
    ({ name }) => target.columns.some((other) => other.name === name) && !ignored.includes(name),
  )
  const { schema = 'public', table } = options
  return {
    source,
    target,
    label: `${schema}.${table}`,
    targetLabel: `${schema}.${table}`,
    columns: common.map(({ name, baseType }) => {
      const own = `t.${quoteName(name)}`
      const value = { source: `format('%s', ${own})`, target: `format('%s', ${own})` }
      return { name, policy: { name: 'exact' }, value, own, valueType: baseType, hash: null }
    }),
    key: options.key,
    keyNullable: options.keyNullable ?? false,
    where: null,
    schema: [],
    schemaReason: null,
    refusal: null,
  }
}

async function realTable(url: string, { schema = 'public', table }: PairOptions): Promise<Table> {
  await using sql = await openReader(url, { snapshot: false })
  const [found] = await sql<{ oid: number; relkind: string }[]>`
    SELECT c.oid, c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ${schema} AND c.relname = ${table}`
  const oid = found?.oid ?? 0
  const columns = (await readColumns(sql, [oid])).get(oid) ?? {}
  return {
    schema,
    name: table,
    oid,
    kind: found?.relkind === 'p' ? 'partitioned' : found?.relkind === 'v' ? 'view' : 'table',
    inherited: false,
    columns: Object.values(columns).map((column) => {
      const { name, type, notNull, generated, identityAlways, cast } = column
      const identity = identityAlways ? 'always' : null
      const base = { typeOid: 0, modifier: -1, baseType: cast, baseOid: 0, elementOid: 0 }
      return { name, type, ...base, notNull, generated, identity, collation: null }
    }),
    keys: [],
    rowSecurity: false,
    systemColumns: true,
    forbidden: [],
    rowsEstimate: -1,
    bytes: 0,
  }
}

/** All differences of a pair, by reading both tables whole. */
export async function plainDifferences(urls: Urls, pair: TablePair): Promise<Difference[]> {
  const source = await readAll(urls.source, pair, 'source')
  const target = await readAll(urls.target, pair, 'target')
  const found: Difference[] = []
  for (const content of new Set([...source.keys(), ...target.keys()])) {
    const [ours, theirs] = [source.get(content), target.get(content)]
    const row = ours?.row ?? theirs?.row ?? {}
    const key = keyOf(pair, row)
    if (key === null) {
      const copies = (ours?.copies ?? 0) - (theirs?.copies ?? 0)
      if (copies > 0) found.push(oneSided('missing', { key, row, copies }))
      if (copies < 0) found.push(oneSided('extra', { key, row, copies: -copies }))
    } else if (theirs === undefined) found.push(oneSided('missing', { key, row, copies: 1 }))
    else if (ours === undefined) found.push(oneSided('extra', { key, row, copies: 1 }))
    else {
      const columns = Object.keys(row).filter(
        (name) => JSON.stringify(ours.row[name]) !== JSON.stringify(theirs.row[name]),
      )
      if (columns.length > 0)
        found.push(changed({ key, columns, ours: ours.row, theirs: theirs.row }))
    }
  }
  return found
}

type Key = Difference['key']

type OneSided = { readonly key: Key; readonly row: Row; readonly copies: number }

function oneSided(kind: 'missing' | 'extra', { key, row, copies }: OneSided): Difference {
  const [source, target] = kind === 'missing' ? [row, null] : [null, row]
  return { kind, key, columns: [], source, target, copies }
}

type Changed = {
  readonly key: Key
  readonly columns: readonly string[]
  readonly ours: Row
  readonly theirs: Row
}

function changed({ key, columns, ours, theirs }: Changed): Difference {
  return {
    kind: 'changed',
    key,
    columns,
    source: pick(ours, columns),
    target: pick(theirs, columns),
    copies: 1,
  }
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((name) => [name, row[name] ?? null]))
}

function keyOf({ key }: TablePair, row: Row): Record<string, string> | null {
  if (key === null) return null
  const texts: Record<string, string> = {}
  for (const name of key) {
    const value = row[name]
    if (typeof value !== 'string') return null
    texts[name] = value
  }
  return texts
}

type Counted = { readonly row: Row; copies: number }

/** By the key, or by the whole content where there is none. */
async function readAll(url: string, pair: TablePair, side: Side): Promise<Map<string, Counted>> {
  await using sql = await openReader(url, { snapshot: false })
  const names = pair.columns.map(({ name }) => name)
  const texts = pair.columns.map(
    ({ own }) => `CASE WHEN num_nulls(${own}) = 0 THEN format('%s', ${own}) END`,
  )
  const rows = await sql
    .unsafe(`SELECT ${texts.join(', ')} FROM ${quoteQualified(pair[side])} AS t`)
    .raw()
  const found = new Map<string, Counted>()
  for (const values of rows) {
    const row = Object.fromEntries(names.map((name, at) => [name, cut(values[at])]))
    const content = JSON.stringify(keyOf(pair, row) ?? ['no key', row])
    const counted = found.get(content) ?? { row, copies: 0 }
    counted.copies += 1
    found.set(content, counted)
  }
  return found
}

function cut(bytes: unknown): Value {
  if (!(bytes instanceof Uint8Array)) return null
  const text = Buffer.from(bytes).toString('utf8')
  const characters = Array.from(text)
  if (characters.length <= 1000) return text
  const sha256 = createHash('sha256').update(text).digest('hex')
  return { cut: characters.slice(0, 1000).join(''), length: characters.length, sha256 }
}

/** Every row as its columns print, sorted: what has to be the same on both sides in the end. */
export async function contentOf(
  sql: Sql,
  { target, columns }: TablePair,
): Promise<readonly string[]> {
  const texts = columns.map(
    ({ own }) => `CASE WHEN num_nulls(${own}) = 1 THEN 'NULL' ELSE '=' || format('%s', ${own}) END`,
  )
  const row = `concat_ws(chr(31), ${texts.join(', ')})`
  const rows = await sql.unsafe<{ row: string }[]>(
    `SELECT ${row} COLLATE "C" AS row FROM ${quoteQualified(target)} AS t ORDER BY 1`,
  )
  return rows.map((each) => each.row)
}

export type Repaired = Repair & { readonly outcome: Applied }

/** Compares, writes the repair, and applies it. */
export async function repairAll(
  urls: Urls,
  pairs: readonly TablePair[],
  path: string,
): Promise<Repaired> {
  const repair = await writeRepair(urls, pairs, path)
  const signal = new AbortController().signal
  return { ...repair, outcome: await applyRepair({ path, target: urls.target, signal }) }
}

/** Compares, and writes the repair. */
export async function writeRepair(
  urls: Urls,
  pairs: readonly TablePair[],
  path: string,
): Promise<Repair> {
  await using writer = await openRepair({ path, ...urls, signal: new AbortController().signal })
  for (const pair of pairs) {
    for (const difference of await plainDifferences(urls, pair)) await writer.add(pair, difference)
  }
  return await writer.finish()
}
