/** Reads suspect rows again on one side, in one session whose settings are sure. */
import { sessionPins } from './session-pins.ts'
import { columnsBefore, operatorsStatement, settleStatement, shownColumns } from './settle-sql.ts'
import { partsOfValue, unpacked, valueAt } from './row-text.ts'
import type { Lookup } from './settle-sql.ts'
import type { PrintedRow } from './row-text.ts'
import type { SeenRow } from './settle-judgement.ts'
import type { Side, TablePair } from './table.ts'
import type { RowReader, TextRow } from './lane.ts'

/** A row, or rows, that differed in the bulk scans. */
export type Suspect = {
  /** The text of each compared value of the key, in key order; of a group its one number, as `groupOf` computes it. */
  readonly key: readonly string[]
  /** It has no key, or a NULL in it: all rows that print the same are settled together. */
  readonly isGroup?: boolean
}

/** By suspect, in their order. */
export type SeenRows = readonly (readonly SeenRow[])[]

export type SettleReader = {
  /** All rows of the suspects, from one snapshot. */
  read(suspects: readonly Suspect[]): Promise<SeenRows>
  /** Of the session that was read in last: another one may be another server's, or one after a crash. */
  backend(): string
}

export type SettleReaderOptions = {
  readonly reader: RowReader
  readonly pair: TablePair
  readonly side: Side
  readonly versioned: boolean
}

/** A key that is no value of this side's type: data exceptions, and names (regclass, enum) that are not there. */
const notOfType = /^(?:22|42P01|42704|42883)/

export async function settleReader(options: SettleReaderOptions): Promise<SettleReader> {
  const { reader } = options
  let backend = ''
  let keyLookup: Lookup = 'key'
  let operators: ReadonlyMap<number, string> = new Map()

  /** A lost connection is opened again behind our back, with the settings of the server. */
  async function pin(): Promise<void> {
    for (const setting of sessionPins) await reader.rows(setting)
    const [row] = await reader.rows('SELECT pg_backend_pid()')
    backend = row?.[0] ?? ''
  }

  async function pinned(suspects: readonly Suspect[], lookup: Lookup): Promise<readonly TextRow[]> {
    for (;;) {
      const wasIn = backend
      const found = await reader.rows(
        settleStatement({ ...options, lookup, operators }),
        parametersOf(suspects),
      )
      if (found[0]?.[1] === wasIn) return found
      await pin()
    }
  }

  async function rowsOf(suspects: readonly Suspect[], lookup: Lookup): Promise<readonly TextRow[]> {
    try {
      return await pinned(suspects, lookup)
    } catch (error) {
      if (lookup !== 'key' || !notOfType.test(sqlState(error))) throw error
      keyLookup = 'key text'
      return await pinned(suspects, keyLookup)
    }
  }

  await pin()
  operators = await operatorsOf(options)
  return {
    backend: () => backend,
    async read(suspects) {
      const isGroup = suspects[0]?.isGroup === true
      if (suspects.length === 0) return []
      return seenRows(options, suspects, await rowsOf(suspects, isGroup ? 'group' : keyLookup))
    },
  }
}

async function operatorsOf({
  reader,
  pair,
  side,
}: SettleReaderOptions): Promise<ReadonlyMap<number, string>> {
  const keys = pair[side].columns.filter(({ name }) => pair.key?.includes(name))
  const found = await reader.rows(operatorsStatement, [keys.map(({ baseOid }) => String(baseOid))])
  return new Map(found.map(([oid, schema]) => [Number(oid), schema ?? '']))
}

/** The SQLSTATE of an error that a server raised, else an empty text. */
export function sqlState(error: unknown): string {
  const isCoded = error instanceof Error && 'code' in error && typeof error.code === 'string'
  return isCoded ? String(error.code) : ''
}

function parametersOf(suspects: readonly Suspect[]): readonly (readonly string[])[] {
  const columns = suspects[0]?.key.length ?? 0
  return Array.from({ length: columns }, (_, index) => suspects.map(({ key }) => key[index] ?? ''))
}

function seenRows(
  { pair, side }: SettleReaderOptions,
  suspects: readonly Suspect[],
  found: readonly TextRow[],
): SeenRows {
  const seen: SeenRow[][] = suspects.map(() => [])
  for (const row of found) {
    const [at, , copies, version, isTouched] = row
    if (copies === '0') continue
    seen[Number(at) - 1]?.push({
      version: version ?? '',
      copies: Number(copies),
      isTouched: isTouched === 't',
      row: printedRow(pair, side, unpacked(row)),
    })
  }
  return seen
}

function printedRow(pair: TablePair, side: Side, row: TextRow): PrintedRow {
  const shown = shownColumns(pair, side).map((_, index) =>
    valueAt(row, columnsBefore + index * partsOfValue),
  )
  const values = shown.slice(0, pair.columns.length)
  let next = pair.columns.length
  const own = pair.columns.map((column, index) => {
    const at = column.own === column.value[side] ? index : next++
    return shown[at] ?? null
  })
  return { values, own }
}
