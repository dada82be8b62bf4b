/** For tests: a pair of tables with as much of a catalogue as their digests need. */
import { quoteName } from './quote.ts'
import type { ComparedColumn, Policy, Table, TablePair } from './table.ts'

export type ScratchColumn = {
  readonly name: string
  readonly type: string
  readonly hash?: ComparedColumn['hash']
  readonly policy?: Policy
  /** SQL over `t`; by default the column itself. */
  readonly value?: string
}

export type ScratchPair = {
  /** In the schema `public` on both sides. */
  readonly table: string
  readonly columns: readonly ScratchColumn[]
  readonly key?: readonly string[] | null
  readonly where?: string | null
}

export function scratchPair({ table, columns, key = null, where = null }: ScratchPair): TablePair {
  return {
    source: scratchTable(table),
    target: scratchTable(table),
    label: `public.${table}`,
    targetLabel: `public.${table}`,
    columns: columns.map(scratchColumn),
    key,
    keyNullable: false,
    where,
    schema: [],
    schemaReason: null,
    refusal: null,
  }
}

function scratchColumn({ name, type, hash = null, policy, value }: ScratchColumn): ComparedColumn {
  const own = `t.${quoteName(name)}`
  const compared = value ?? own
  return {
    name,
    policy: policy ?? { name: 'exact' },
    value: { source: compared, target: compared },
    own,
    valueType: type,
    hash,
  }
}

function scratchTable(name: string): Table {
  return {
    schema: 'public',
    name,
    oid: 0,
    kind: 'table',
    inherited: false,
    columns: [],
    keys: [],
    rowSecurity: false,
    systemColumns: true,
    forbidden: [],
    rowsEstimate: -1,
    bytes: 0,
  }
}
