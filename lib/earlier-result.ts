/** The rows that an earlier result of a compare names: a `.json` report, or the complete `.jsonl`. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'

import { messageOf, UsageError } from './errors.ts'
import { otherSchema } from './result.ts'

/** A row that differed. Without a key it is told by its values; `null` where these cannot be read back (cut, redacted). */
export type EarlierRow = {
  readonly key: Readonly<Record<string, string>> | null
  readonly values: Readonly<Record<string, string | null>> | null
}

export type EarlierTable = {
  /** As quote_ident prints it, at the source. */
  readonly table: string
  /** It says why its rows are not known; null: they are, as far as they are listed. */
  readonly unread: string | null
  /** It listed some of its rows only. */
  readonly truncated: boolean
}

export type EarlierResult = {
  /** Those that were not equal. */
  readonly tables: readonly EarlierTable[]
  rowsOf(table: string): AsyncIterable<EarlierRow>
}

/** @throws UsageError where it is no such file, with the line at which it is not */
export async function readEarlierResult(path: string): Promise<EarlierResult> {
  try {
    return path.toLowerCase().endsWith('.jsonl') ? await fromLines(path) : await fromJson(path)
  } catch (error) {
    throw new UsageError(`Cannot recheck "${path}": ${messageOf(error)}`)
  }
}

async function fromJson(path: string): Promise<EarlierResult> {
  const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
  const other = otherSchema(parsed)
  if (other !== null) throw new Error(other)
  const tables = isRecord(parsed) ? parsed['tables'] : undefined
  if (!Array.isArray(tables))
    throw new Error('expected the Result of scripts/reconcile, with tables')
  const known = new Map<string, readonly EarlierRow[]>()
  const earlier: EarlierTable[] = []
  for (const each of tables as readonly unknown[]) {
    const { table, verdict, differences, truncated } = isRecord(each) ? each : {}
    if (typeof table !== 'string') throw new Error('expected a table with its name')
    if (verdict === 'equal') continue
    const rows = Array.isArray(differences) ? differences.map(earlierRow) : []
    known.set(table, rows)
    const isTold = rows.length > 0 || truncated === true
    const unread = isTold ? null : `it was ${String(verdict)}, and no row of it was named`
    earlier.push({ table, unread, truncated: truncated === true })
  }
  async function* rowsOf(table: string): AsyncIterable<EarlierRow> {
    yield* known.get(table) ?? []
  }
  return { tables: earlier, rowsOf }
}

/** Read once for the names, and again for each table: a million lines need not be in memory. */
async function fromLines(path: string): Promise<EarlierResult> {
  const tables = new Set<string>()
  for await (const { table } of lines(path)) tables.add(table)
  async function* rowsOf(wanted: string): AsyncIterable<EarlierRow> {
    for await (const { table, row } of lines(path)) if (table === wanted) yield row
  }
  return {
    tables: [...tables].map((table) => ({ table, unread: null, truncated: false })),
    rowsOf,
  }
}

async function* lines(path: string): AsyncIterable<{ table: string; row: EarlierRow }> {
  let number = 0
  const input = createReadStream(path)
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1
    if (line === '') continue
    const parsed = parseLine(line, number)
    yield { table: parsed.table, row: parsed.row }
  }
}

function parseLine(line: string, number: number): { table: string; row: EarlierRow } {
  try {
    const parsed: unknown = JSON.parse(line)
    if (!isRecord(parsed) || typeof parsed['table'] !== 'string') {
      throw new Error('expected a difference with its table')
    }
    return { table: parsed['table'], row: earlierRow(parsed) }
  } catch (error) {
    throw new Error(`line ${number}: ${messageOf(error)}`, { cause: error })
  }
}

function earlierRow(parsed: unknown): EarlierRow {
  if (!isRecord(parsed)) throw new Error('expected a difference')
  const { key, source, target } = parsed
  if (key !== null && !isRecord(key)) throw new Error('expected a key, or null')
  return { key: key === null ? null : textsOf(key), values: valuesOf(source ?? target) }
}

function textsOf(key: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(key).map(([name, value]) => {
      if (typeof value === 'string') return [name, value]
      throw new Error(`the key column "${name}" is not a text: it cannot be looked for`)
    }),
  )
}

function valuesOf(row: unknown): EarlierRow['values'] {
  if (!isRecord(row)) return null
  const values = Object.entries(row)
  const isWhole = values.every(([, value]) => value === null || typeof value === 'string')
  return isWhole ? (row as Readonly<Record<string, string | null>>) : null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
