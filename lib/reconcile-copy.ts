/** Chunk sums made in the client, from `COPY … (FORMAT binary)`: for servers whose hashes do not agree. */
import { openCopy } from './copy-session.ts'
import { addHash, bucketOfHash, newSum, rowHasher, totalOf } from './digest.ts'
import { hashedColumns, keyColumns, keySeed } from './digest-sql.ts'
import { quoteQualified } from './quote.ts'
import type { CopySession, CopySource } from './copy-session.ts'
import type { DigestSum, RowFields, RunningSum } from './digest.ts'
import type { Hash } from './lookup3.ts'
import type { Side, TablePair } from './table.ts'

export type CopyScan = {
  readonly pair: TablePair
  readonly side: Side
  /** SQL over `t`, the user's own included; null: all rows. */
  readonly where: string | null
  readonly seed: string
  /** A power of two to 2^30. */
  readonly buckets: number
}

/**
 * Count and sum of the digests by chunk, empty ones left out: what `bucketOf` (not native) and `rowDigest` give on a server.
 * Where there is no key, the digest tells the chunk.
 *
 * @throws UnreachableError where the server goes away; the reason of the signal when aborted.
 */
export async function copyChunkSums(
  source: CopySource,
  scan: CopyScan,
): Promise<ReadonlyMap<number, DigestSum>> {
  const sums = new Map<number, RunningSum>()
  await copyHashes(source, { ...scan, texts: [] }, ({ digest, chunk }) => {
    let sum = sums.get(chunk)
    if (sum === undefined) {
      sum = newSum()
      sums.set(chunk, sum)
    }
    addHash(sum, digest)
  })
  return new Map([...sums].map(([chunk, sum]) => [chunk, totalOf(sum)]))
}

export type TextScan = CopyScan & {
  /** Expressions of type text over `t` that are read along with each row. */
  readonly texts: readonly string[]
}

/** One row of a COPY; good only while it is told. */
export type HashedRow = {
  readonly digest: Readonly<Hash>
  /** Of the key; null where the pair has none. */
  readonly key: Readonly<Hash> | null
  readonly chunk: number
  readonly text: (index: number) => string | null
}

/** Tells the hashes of every row, in no order. */
export async function copyHashes(
  source: CopySource,
  scan: TextScan,
  onRow: (row: HashedRow) => void,
): Promise<void> {
  const { pair, side, texts } = scan
  const columns = hashedColumns(pair)
  const keys = pair.key === null ? [] : keyColumns(pair)
  // Of a key that is not hashed with the row, the value is read beside.
  const beside = keys.filter((key) => !columns.includes(key))
  const hashed = [...columns, ...beside]
  const values = hashed.map(({ value }) => value[side])
  await using session = await openCopy(source)
  const types = await typesOf(session, { scan, values })
  const ofRow = rowHasher({ types: types.slice(0, columns.length), seed: BigInt(scan.seed) })
  const fields = keys.map((key) => hashed.indexOf(key))
  const ofKey = rowHasher({
    types: fields.map((field) => types[field] ?? 0),
    fields,
    seed: BigInt(keySeed),
  })
  await session.copy(selectOf(scan, [...values, ...texts]), (row) => {
    const digest = ofRow(row)
    const key = pair.key === null ? null : ofKey(row)
    const chunk = bucketOfHash(key ?? digest, scan.buckets)
    onRow({ digest, key, chunk, text: (index) => textOf(row, values.length + index) })
  })
}

type Values = { readonly scan: CopyScan; readonly values: readonly string[] }

/** The type of each value as record_send writes it: the server's word, from a row that need not be there. */
async function typesOf(session: CopySession, { scan, values }: Values): Promise<readonly number[]> {
  const oids = values.map((value) => `pg_typeof(${value})::oid::int8::text`)
  const types = await session.texts(
    `SELECT ARRAY[${oids.join(', ')}]::text[] FROM (SELECT) AS one LEFT JOIN ${tableOf(scan)} ON false`,
  )
  return types.map(Number)
}

function selectOf(scan: CopyScan, columns: readonly string[]): string {
  const condition = scan.where === null ? '' : ` WHERE (${scan.where}\n)`
  return `SELECT ${columns.join(', ')} FROM ${tableOf(scan)}${condition}`
}

function tableOf({ pair, side }: CopyScan): string {
  const table = pair[side]
  return `${table.inherited ? 'ONLY ' : ''}${quoteQualified(table)} AS t`
}

/** Text in binary form is its UTF-8. */
function textOf({ bytes, starts, sizes }: RowFields, field: number): string | null {
  const start = starts[field] ?? 0
  const size = sizes[field] ?? -1
  return size === -1 ? null : bytes.toString('utf8', start, start + size)
}
