/** From what is planned to operations whose values fit the target, the long ones brought over in pieces. */
import { pieceSql } from './repair-literal.ts'
import { fitting } from './repair-plan.ts'
import { hasContent, hasKey, pieceLength, readOne, readPieces } from './repair-read.ts'
import type { Literal } from './repair-literal.ts'
import type { Planned } from './repair-plan.ts'
import type { RepairPair } from './repair-sides.ts'
import type { Operation } from './repair-statement.ts'
import type { Row, Value } from './table.ts'
import type { Spool } from './spool.ts'

export type Built = { readonly operation: Operation | null; readonly failure: string | null }

/** Where the pieces of long values go; the numbers of the values are those of the file. */
export type PieceStore = { readonly lines: Spool; readonly nextValue: () => number }

type Region = { readonly offset: number; readonly length: number }

/** The operation of a planned difference; for rows without a key, what of them was not compared is read first. */
export async function buildOperation(
  repaired: RepairPair,
  planned: Planned,
  store: PieceStore,
): Promise<Built> {
  const { difference, copies, failure } = planned
  if (failure !== null) return { operation: null, failure }
  const condition = conditionOf(repaired, planned)
  const whole =
    copies === null || difference.kind !== 'missing' ? {} : await uncompared(repaired, condition)
  const set: Record<string, Literal> = {}
  const seen: Record<string, Value> = { ...planned.seen }
  const pieces: Region[] = []
  for (const [column, value] of Object.entries({ ...planned.set, ...whole })) {
    const literal = await literalOf(
      repaired,
      { column, value, condition },
      { store, regions: pieces },
    )
    if (literal === undefined) {
      const type = repaired.table.columns[column]?.type ?? ''
      return { operation: null, failure: `a value of column ${column} does not fit into ${type}` }
    }
    set[column] = literal.write
    // Copies are counted by how they print at the target.
    if (copies !== null && column in seen) seen[column] = literal.printed
  }
  const kind = operationKind(planned)
  const { key } = difference
  const operation = { kind, table: repaired.place, key, seen, set, copies, pieces }
  return { operation, failure: null }
}

function operationKind({ difference, copies }: Planned): Operation['kind'] {
  if (copies !== null) return copies.after > copies.before ? 'add' : 'remove'
  if (difference.kind === 'changed') return 'update'
  return difference.kind === 'missing' ? 'insert' : 'delete'
}

/** Condition for the row at the source. */
function conditionOf({ read, pair, compared }: RepairPair, { difference }: Planned): string {
  const { key, source } = difference
  if (key !== null) {
    return hasKey(
      read.source,
      (pair.key ?? []).map((name) => key[name] ?? ''),
    )
  }
  const row = Object.fromEntries(compared.map((name) => [name, source?.[name] ?? null]))
  return hasContent(read.source, row)
}

/** Of rows that are alike in what was compared, any one tells the rest. */
async function uncompared(repaired: RepairPair, condition: string): Promise<Row> {
  const { read, writable, compared } = repaired
  const columns = writable.filter((name) => !compared.includes(name))
  if (columns.length === 0) return {}
  return (await readOne(read.source, condition, columns)) ?? {}
}

type Wanted = { readonly column: string; readonly value: Value; readonly condition: string }

type Written = { readonly write: Literal; readonly printed: Value }

/** Undefined where the value does not fit. */
async function literalOf(
  repaired: RepairPair,
  { column, value, condition }: Wanted,
  { store, regions }: { readonly store: PieceStore; readonly regions: Region[] },
): Promise<Written | undefined> {
  if (value === null) return { write: null, printed: null }
  if (typeof value === 'string') {
    const printed = await fitting(repaired, column, value)
    return printed === null ? undefined : { write: value, printed }
  }
  const target = repaired.table.columns[column]
  // Of two types that may hold as much, only the limit can keep it out.
  if (value.length > (target?.lengthMax ?? Infinity)) return undefined
  const texts = readPieces(repaired.read.source, { condition, column })
  if (value.length <= pieceLength) {
    const text = await joined(texts)
    const printed = await fitting(repaired, column, text)
    return printed === null ? undefined : { write: text, printed: value }
  }
  const pieces = store.nextValue()
  const offset = store.lines.length()
  let number = 0
  for await (const text of texts) {
    await store.lines.append(`${pieceSql(pieces, { number, text })}\n`)
    number += 1
  }
  regions.push({ offset, length: store.lines.length() - offset })
  return { write: { pieces }, printed: value }
}

async function joined(texts: AsyncIterable<string>): Promise<string> {
  const all: string[] = []
  for await (const text of texts) all.push(text)
  return all.join('')
}

/** The INSERT of the source's row as it is, for one that has to be deleted first; null where it cannot be had in one statement. */
export async function remadeOperation(
  repaired: RepairPair,
  { key }: Operation,
  lines: Spool,
): Promise<Operation | null> {
  const { read, writable, pair } = repaired
  const texts = (pair.key ?? []).map((name) => key?.[name] ?? '')
  const row = await readOne(read.source, hasKey(read.source, texts), writable)
  const whole = Object.values(row ?? {}).every(
    (value) => value === null || typeof value === 'string',
  )
  if (row === null || !whole) return null
  const difference = {
    kind: 'missing',
    key,
    columns: [],
    source: row,
    target: null,
    copies: 1,
  } as const
  const states = { before: null, after: row, copies: null, set: row, seen: {}, failure: null }
  const store = { lines, nextValue: () => 0 }
  return (await buildOperation(repaired, { difference, ...states }, store)).operation
}
