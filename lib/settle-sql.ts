/** The SQL that reads suspect rows again: by key through an index, by the text of the key, or as members of a group of equal rows. */
import { quoteName } from './quote.ts'
import { packedTexts, printed } from './row-text.ts'
import { fromTable } from './segments.ts'
import { keyColumns } from './digest-sql.ts'
import type { Side, TablePair } from './table.ts'

/** How rows are found: an index serves the first alone; the second is for a key that is no value of that side's type. */
export type Lookup = 'key' | 'key text' | 'group'

export type SettleSql = {
  readonly pair: TablePair
  readonly side: Side
  readonly lookup: Lookup
  /** The relation has row versions: xmin and ctid. */
  readonly versioned: boolean
  /** Of the types of the key that are not the server's own, by oid: the schema of their operators, which the search path leaves out. */
  readonly operators: ReadonlyMap<number, string>
}

/** Gives the rows of `operators`; its parameter is an array of oids. */
export const operatorsStatement = `
  SELECT oprleft, nspname FROM pg_operator JOIN pg_namespace ON pg_namespace.oid = oprnamespace
  WHERE oprname = '=' AND oprleft = oprright AND nspname <> 'pg_catalog' AND oprleft::text = ANY($1::text[])`

/** What stands before a row's values: suspect (from 1), backend, copies (0: no such row), version, whether it was touched. */
export const columnsBefore = 5

/**
 * Reads all rows of the suspects in one statement, which is one snapshot. Parameters: an array of texts for each column of the key,
 * or one array of groups. Every suspect comes with one line at least, rows that print the same in one line, with a digest of their
 * versions. The text of the key decides: equality of its type may be coarser (1.0 and 1.00, citext, a nondeterministic collation),
 * and only narrows the rows down.
 */
export function settleStatement(settle: SettleSql): string {
  const { pair, side, lookup, versioned } = settle
  const conditions = [...matches(settle), ...(pair.where === null ? [] : [pair.where])]
  const names = argumentNames(pair, lookup)
  const version = versioned
    ? `t.tableoid || ' ' || t.xmin || ' ' || t.ctid, t.xmax <> '0'::xid`
    : `'', false`
  // Values are grouped by their characters, whatever the collation of their column calls equal.
  const shown = `${packedTexts(shownColumns(pair, side).map(printed))} COLLATE "C"`
  return `
    SELECT cdc_at, pg_backend_pid(), count(version),
      CASE count(version) WHEN 1 THEN min(version) ELSE sum(hashtextextended(version, 0))::text END,
      bool_or(is_touched), shown
    FROM unnest(${names.map((_, index) => `$${index + 1}::text[]`).join(', ')})
      WITH ORDINALITY AS suspect(${[...names, 'cdc_at'].join(', ')})
    LEFT JOIN LATERAL (
      SELECT ${version}, ${shown} FROM ${fromTable(pair, side)}
      WHERE ${conditions.map((condition) => `(${condition}\n)`).join(' AND ')}
    ) AS found(version, is_touched, shown) ON true
    GROUP BY cdc_at, shown`
}

/** What is read of a row: each compared value and, of those columns where the side's own value is another one, that too. */
export function shownColumns(pair: TablePair, side: Side): readonly string[] {
  const others = pair.columns.filter(({ value, own }) => own !== value[side])
  return [...pair.columns.map(({ value }) => value[side]), ...others.map(({ own }) => own)]
}

/**
 * What rows without a key, or with a NULL in it, are told by: a hash over their printed values, as int8. Rows that print the same
 * are in one group on both sides, whatever their bytes are; columns that are compared with a tolerance do not count.
 */
export function groupOf(pair: TablePair, side: Side): string {
  const texts = pair.columns
    .filter(({ policy }) => policy.name !== 'epsilon')
    .map(({ value }) => `(${printed(value[side])}) COLLATE "C"`)
  return `hash_record_extended(ROW(${texts.join(', ')}), 0)`
}

function argumentNames(pair: TablePair, lookup: Lookup): readonly string[] {
  const count = lookup === 'group' ? 1 : keyColumns(pair).length
  return Array.from({ length: count }, (_, index) => `cdc_key${index}`)
}

function matches({ pair, side, lookup, operators }: SettleSql): readonly string[] {
  if (lookup === 'group') {
    const nulls = (pair.key ?? []).map((name) => `t.${quoteName(name)} IS NULL`)
    const isGroup = `${groupOf(pair, side)} = suspect.cdc_key0::int8`
    return nulls.length === 0 ? [isGroup] : [isGroup, nulls.join(' OR ')]
  }
  return keyColumns(pair).flatMap(({ name, value }, index) => {
    const wanted = `suspect.cdc_key${index}`
    const isText = `${printed(value[side])} COLLATE "C" = ${wanted}`
    if (lookup === 'key text') return [isText]
    const column = pair[side].columns.find((each) => each.name === name)
    if (column === undefined) throw new Error(`Cannot find the column "${name}" of "${pair.label}"`)
    // The base type has no modifier, which would round or cut the key.
    const schema = operators.get(column.baseOid)
    const equals = schema === undefined ? '=' : `OPERATOR(${quoteName(schema)}.=)`
    return [`t.${quoteName(name)} ${equals} ${wanted}::${column.baseType}`, isText]
  })
}
