/** A value that no row has: where a row goes for the moment in which another one takes its own. */
import { quoteLineLiteral, quoteName } from './quote.ts'
import type { RepairColumn } from './repair-literal.ts'
import type { Readable } from './repair-read.ts'
import type { Both } from './table.ts'

type From = {
  readonly read: Both<Readable>
  /** In hex, of the row and the column: the same repair makes the same file. */
  readonly digest: string
}

/** As text; undefined where the type has too few values, or none can be told to be free. */
export async function freeValue(
  column: RepairColumn,
  { read, digest }: From,
): Promise<string | undefined> {
  const made = fromDigest(column, digest)
  if (made !== undefined) return (await isFree(column, read.target, made)) ? made : undefined
  const step = { int2: '1', int4: '1', int8: '1', oid: '1', numeric: '1', date: '1' }[
    column.typeName
  ]
  const time = column.typeName.startsWith('timestamp') ? `interval '1 day'` : null
  if (step === undefined && time === null) return undefined
  return await beyond(column, { read, step: step ?? time ?? '', digest })
}

function fromDigest({ typeName, lengthMax }: RepairColumn, digest: string): string | undefined {
  switch (typeName) {
    case 'text':
    case 'varchar':
    case 'bpchar':
    case 'citext':
    case 'name':
      return shortened(digest, lengthMax ?? 63)
    case 'uuid':
      return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    case 'bytea':
      return `\\x${digest.slice(0, 32)}`
    default:
      return undefined
  }
}

/** Under six characters chance would meet a value that somebody has. */
function shortened(digest: string, length: number): string | undefined {
  if (length < 6) return undefined
  return length < 24 ? digest.slice(0, length) : `repair-${digest.slice(0, 16)}`
}

async function isFree(column: RepairColumn, target: Readable, value: string): Promise<boolean> {
  const literal = quoteLineLiteral(value)
  const rows = await target.sql.unsafe(
    `SELECT FROM ${target.from} WHERE t.${quoteName(column.name)} = ${literal} LIMIT 1`,
  )
  return rows.length === 0
}

type Beyond = From & { readonly step: string }

/**
 * Beyond the largest value of both sides, so far beyond as the digest says: rows of one repair do not meet. A CHECK is more often
 * on the lower end.
 */
async function beyond(
  { name, type }: RepairColumn,
  { read, step, digest }: Beyond,
): Promise<string | undefined> {
  const tops = []
  for (const side of [read.source, read.target]) {
    const query = `SELECT format('%s', max(t.${quoteName(name)})) FROM ${side.from}`
    const [row] = await side.sql.unsafe(query).raw()
    tops.push(`(CAST(nullif(${quoteLineLiteral(String(row?.[0] ?? ''))}, '') AS ${type}))`)
  }
  const times = 1 + Number.parseInt(digest.slice(0, 5), 16)
  // A type without so much room above gets what it has: the distance is halved until it fits.
  for (let distance = times; distance >= 1; distance = Math.floor(distance / 2)) {
    const query = `SELECT format('%s', CAST(greatest(${tops.join(', ')}) + ${distance} * ${step} AS ${type}))`
    const rows = await read.target.sql.unsafe(query).raw().catch(outOfRange)
    const text = rows[0] === undefined ? '' : String(rows[0][0])
    if (text !== '' && !text.includes('inf') && !text.includes('NaN')) return text
  }
  return undefined
}

function outOfRange(error: unknown): [] {
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('22')) return []
  throw error
}
