/** Reads rows again for a repair, by key or by content, as text under the session's pins, long values in pieces. */
import { createHash } from 'node:crypto'

import { connectPostgres } from './postgres.ts'
import { quoteLineLiteral } from './quote.ts'
import { printed, printedMax } from './row-text.ts'
import { sessionPins } from './session-pins.ts'
import type { Connection, Sql } from './postgres.ts'
import type { Row, Value } from './table.ts'

/** A table on one side, and how each of its columns is read: SQL over `t`. */
export type Readable = {
  readonly sql: Sql
  /** With the alias `t`. */
  readonly from: string
  readonly expressions: Readonly<Record<string, string>>
  /** The key's columns, with the type for a cast of a literal. */
  readonly key: readonly { readonly name: string; readonly cast: string }[]
  /** Condition on the rows that are compared. */
  readonly where: string | null
}

/** Bytes in a piece of a long value. */
export const pieceLength = 250_000

/**
 * One connection under the session's pins. The source is read in one snapshot that cannot write; the target statement by
 * statement, so that a value that does not fit there is an error of that statement only.
 */
export async function openReader(
  url: string,
  { snapshot }: { readonly snapshot: boolean },
): Promise<Connection> {
  const sql = await connectPostgres(url, { max: 1 })
  try {
    for (const pin of sessionPins) await sql.unsafe(pin)
    await sql.unsafe('SET default_transaction_read_only = on')
    await sql.unsafe(`SET lock_timeout = '10s'`)
    // While one side is asked, the snapshot of the other one is idle.
    await sql.unsafe('SET idle_in_transaction_session_timeout = 0')
    if (snapshot) await sql.unsafe('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return sql
  } catch (error) {
    await sql[Symbol.asyncDispose]()
    throw error
  }
}

/** The rows of each key, in the order of the keys: none, one, or several where it is no key after all. */
export async function readByKeys(
  readable: Readable,
  keys: readonly (readonly string[])[],
  columns: readonly string[],
): Promise<Row[][]> {
  const { key } = readable
  const values = keys.map((texts, number) => {
    const typed = texts.map((text, at) => `CAST(${quoteLineLiteral(text)} AS ${key[at]?.cast})`)
    return `(${number}, ${typed.join(', ')})`
  })
  const aliases = key.map((_, at) => `k${at}`)
  const joined = key.map(({ name }, at) => `${readable.expressions[name]} = k.k${at}`)
  const list = `(VALUES ${values.join(', ')}) AS k (number, ${aliases.join(', ')})`
  const from = `${list} JOIN ${readable.from} ON ${joined.join(' AND ')}`
  const rows = await readTexts(readable, { first: 'k.number', from, columns })
  const found: Row[][] = keys.map(() => [])
  for (const { first, row } of rows) found[Number(first)]?.push(row)
  return found
}

/** How many rows have the content of each digest. */
export async function countByContent(
  readable: Readable,
  columns: readonly string[],
  digests: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const list = digests.map(quoteLineLiteral).join(', ')
  const rows = await readable.sql
    .unsafe(
      `SELECT digest, count(*) FROM (${contentQuery(readable, columns)}) AS d WHERE digest IN (${list}) GROUP BY digest`,
    )
    .raw()
  return new Map(rows.map((row) => [textOf(row[0]) ?? '', Number(textOf(row[1]))]))
}

function contentQuery(readable: Readable, columns: readonly string[]): string {
  const where = readable.where === null ? '' : ` WHERE (${readable.where}\n)`
  return `SELECT ${contentSql(readable, columns)} AS digest FROM ${readable.from}${where}`
}

/** Condition that holds for the rows with the content. */
export function hasContent(readable: Readable, row: Row): string {
  return `${contentSql(readable, Object.keys(row))} = ${quoteLineLiteral(contentDigest(row))}`
}

/** SQL of a digest of the row's texts; contentDigest() makes the same. */
function contentSql({ expressions }: Readable, columns: readonly string[]): string {
  const parts = columns.map((name) => {
    const text = `format('%s', ${expressions[name]})`
    const short = `'=' || length(${text}) || ':' || ${text}`
    const long = `'#' || length(${text}) || ':' || ${sumOf(text)}`
    return `CASE WHEN num_nulls(${expressions[name]}) = 1 THEN '-' WHEN length(${text}) <= ${printedMax} THEN ${short} ELSE ${long} END`
  })
  return sumOf(parts.map((part) => `(${part})`).join(' || '))
}

export function contentDigest(row: Row): string {
  const hash = createHash('sha256')
  for (const value of Object.values(row)) {
    if (value === null) hash.update('-')
    else if (typeof value === 'string') hash.update(`=${Array.from(value).length}:${value}`)
    else hash.update(`#${value.length}:${value.sha256}`)
  }
  return hash.digest('hex')
}

/** One of the rows for which the condition holds; null where there is none. */
export async function readOne(
  readable: Readable,
  condition: string,
  columns: readonly string[],
): Promise<Row | null> {
  const from = `${readable.from} WHERE ${condition}`
  const [found] = await readTexts(readable, { first: '0', from, columns, one: true })
  return found?.row ?? null
}

type Query = {
  readonly first: string
  readonly from: string
  readonly columns: readonly string[]
  readonly one?: boolean
}

/** The subquery prints each value once; its end keeps it from being merged into the outer one, which uses it three times. */
async function readTexts(
  { sql, expressions }: Readable,
  { first, from, columns, one = false }: Query,
): Promise<{ first: string | null; row: Row }[]> {
  const inner = columns.map((name, at) => {
    return `, ${printed(expressions[name] ?? '')} AS v${at}`
  })
  const outer = columns.map((_, at) => {
    const long = `'#' || length(v${at}) || ':' || ${sumOf(`v${at}`)} || ':' || left(v${at}, ${printedMax})`
    return `, CASE WHEN length(v${at}) <= ${printedMax} THEN '=' || v${at} ELSE ${long} END`
  })
  const subquery = `SELECT ${first} AS f${inner.join('')} FROM ${from} ${one ? 'LIMIT 1' : 'OFFSET 0'}`
  const rows = await sql.unsafe(`SELECT f${outer.join('')} FROM (${subquery}) AS r`).raw()
  return rows.map((row) => ({
    first: textOf(row[0]),
    row: Object.fromEntries(columns.map((name, at) => [name, valueOf(textOf(row[at + 1]))])),
  }))
}

function sumOf(text: string): string {
  return `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`
}

function valueOf(text: string | null): Value {
  if (text === null || text.startsWith('=')) return text === null ? null : text.slice(1)
  const [, length = '0', sha256 = '', cut = ''] = /^#(\d+):([0-9a-f]{64}):(.*)$/s.exec(text) ?? []
  return { cut, length: Number(length), sha256 }
}

/** @throws TypeError for bytes that are no UTF-8: a server without an encoding gives out whatever was put in. */
function textOf(bytes: unknown): string | null {
  if (!(bytes instanceof Uint8Array)) return null
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

type LongValue = {
  /** That holds for the row, and for no other one. */
  readonly condition: string
  readonly column: string
}

/**
 * A long value of one row in pieces of text. Printed once and taken apart row by row of a cursor, as bytes: for each piece of a text
 * the server would count characters from the beginning, and the time would grow with the square of the length.
 */
export async function* readPieces(
  { sql, from, expressions }: Readable,
  { condition, column }: LongValue,
): AsyncGenerator<string> {
  const whole = `SELECT convert_to(format('%s', ${expressions[column]}), 'UTF8') AS v FROM ${from} WHERE ${condition} LIMIT 1`
  await sql.unsafe(
    `DECLARE pieces NO SCROLL CURSOR FOR WITH whole AS MATERIALIZED (${whole})
     SELECT encode(substr(v, n * ${pieceLength} + 1, ${pieceLength}), 'hex')
     FROM whole, generate_series(0, (length(v) - 1) / ${pieceLength}) AS n`,
  )
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  for (;;) {
    const [row] = await sql.unsafe('FETCH 1 FROM pieces').raw()
    if (row === undefined) break
    const bytes = Buffer.from(textOf(row[0]) ?? '', 'hex')
    // A character may lie across two pieces.
    yield decoder.decode(bytes, { stream: true })
  }
  await sql.unsafe('CLOSE pieces')
}

/** Condition for the row of a key. */
export function hasKey({ key, expressions }: Readable, texts: readonly string[]): string {
  return key
    .map(({ name, cast }, at) => {
      return `${expressions[name]} = CAST(${quoteLineLiteral(texts[at] ?? '')} AS ${cast})`
    })
    .join(' AND ')
}
