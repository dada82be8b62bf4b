/** The tables of the reconciliation bench: ten columns of mixed types, the same on both servers. */
import { connectPostgres } from './postgres.ts'
import type { Both } from './table.ts'

export type BenchTable = {
  readonly name: string
  readonly rows: number
  /** A text key in place of a bigint. */
  readonly textKey?: boolean
  /** The order in which rows lie, as SQL over `i`; by default that of `i`. */
  readonly order?: string
}

/** Makes it on one server, analysed. */
export async function makeBenchTable(url: string, table: BenchTable): Promise<void> {
  const { name, rows, order } = table
  const sorted = order === undefined ? '' : `ORDER BY ${order}`
  const key = table.textKey === true ? 'text' : 'bigint'
  const value = table.textKey === true ? `'key ' || md5(i::text)` : 'i'
  await using sql = await connectPostgres(url, { max: 1 })
  await sql.unsafe(benchTable(name, key))
  await sql.unsafe(`INSERT INTO ${name} SELECT ${value}, md5(i::text)::uuid, 'name ' || i,
      repeat(md5(i::text), 2), (i % 100000) / 100.0, i % 1000, i / 7.0, i % 2 = 0,
      '2025-01-01 00:00+00'::timestamptz + i * interval '1 second',
      jsonb_build_object('n', i, 'hash', md5(i::text))
    FROM generate_series(1, ${rows}) AS i ${sorted}`)
  await sql.unsafe(`VACUUM ANALYZE ${name}`)
}

export function benchTable(name: string, key: string): string {
  return `CREATE TABLE ${name} (id ${key} PRIMARY KEY, u uuid, a text, b text, n numeric(12,2), i int, f float8,
    ok bool, at timestamptz, j jsonb)`
}

/** On both servers at once. */
export async function makeBenchTables(urls: Both<string>, table: BenchTable): Promise<void> {
  await Promise.all(Object.values(urls).map(async (url) => makeBenchTable(url, table)))
}

/** In another order at the target: every row has to be put into a bucket. */
export async function makeUnlikeTables(urls: Both<string>, table: BenchTable): Promise<void> {
  await Promise.all([
    makeBenchTable(urls.source, table),
    makeBenchTable(urls.target, { ...table, order: 'md5(i::text)' }),
  ])
}

/** A database of its own on both servers. */
export async function makeBenchDatabase(urls: Both<string>, name: string): Promise<Both<string>> {
  const [source, target] = await Promise.all(
    [urls.source, urls.target].map(async (url) => {
      await using sql = await connectPostgres(url, { max: 1 })
      await sql.unsafe(`CREATE DATABASE ${name}`)
      const made = new URL(url)
      made.pathname = `/${name}`
      return made.href
    }),
  )
  return { source: source ?? '', target: target ?? '' }
}
