/** Which columns of a table are compared, and how: `--columns --ignore-columns --key --where --compare`. */
import { parseCondition } from './condition.ts'
import { messageOf, UsageError } from './errors.ts'
import { identifier, tableLabel } from './identifier.ts'
import { parseNameList, parseNames } from './name-pattern.ts'
import { parsePolicy } from './policy.ts'
import { allScopes, nearestScope, pairNamed, readScoped } from './scoped-list.ts'
import type { Pair, Scoped } from './scoped-list.ts'
import type { Policy } from './table.ts'

/** The flags as they were written. */
export type ColumnFlags = {
  readonly columns?: readonly string[]
  readonly ignoreColumns?: readonly string[]
  readonly key?: readonly string[]
  readonly where?: readonly string[]
  readonly compare?: readonly string[]
}

/** What the flags say of one pair of tables. */
export type ColumnChoice = {
  /** Null: all. */
  readonly columns: ReadonlySet<string> | null
  readonly ignored: ReadonlySet<string>
  /** `general`: for every table that has these columns. */
  readonly key: { readonly names: readonly string[]; readonly general: boolean } | null
  readonly where: string | null
  readonly policies: ReadonlyMap<string, Policy>
}

export type ColumnChoices = {
  readonly of: (pair: Pair) => ColumnChoice
  readonly problems: readonly string[]
}

type NamedPolicy = { readonly column: string; readonly policy: Policy }

/**
 * Reads the flags for the pairs that are selected. What is for one table stands instead of what is for all (a list of columns, a key, a
 * condition, the policy of a column), but for the columns that are ignored, which add up. Conditions of one scope are joined by AND. A
 * column that no table has, where it was asked for, is a problem.
 */
export function chooseColumns(flags: ColumnFlags, pairs: readonly Pair[]): ColumnChoices {
  const problems: string[] = []
  const lists = { pairs, problems, parse: parseNameList }
  const columns = readScoped(flags.columns, { ...lists, flag: '--columns' })
  const ignored = readScoped(flags.ignoreColumns, { ...lists, flag: '--ignore-columns' })
  const keys = readScoped(flags.key, { ...lists, flag: '--key' })
  const conditions = readScoped(flags.where, { ...lists, flag: '--where', parse: parseCondition })
  const policies = readPolicies(flags.compare, { pairs, problems })
  problems.push(...repeated(keys, () => 'a key'))
  problems.push(...repeated(policies, ({ column }) => `a policy for ${identifier(column)}`))
  const compared = policies.map((each) => ({ ...each, value: [each.value.column] }))
  for (const list of [...columns, ...ignored, ...keys, ...compared]) {
    problems.push(...unknownColumns(list, pairs))
  }
  function of(pair: Pair): ColumnChoice {
    const [key] = nearestScope(keys, pair)
    const chosen = nearestScope(columns, pair).flatMap(({ value }) => value)
    return {
      columns: chosen.length === 0 ? null : new Set(chosen),
      ignored: new Set(allScopes(ignored, pair).flatMap(({ value }) => value)),
      key: key === undefined ? null : { names: key.value, general: key.pair === null },
      where: joined(nearestScope(conditions, pair).map(({ value }) => value)),
      policies: new Map(
        allScopes(policies, pair).map(({ value }) => [value.column, value.policy] as const),
      ),
    }
  }
  return { of, problems }
}

function joined(conditions: readonly string[]): string | null {
  if (conditions.length < 2) return conditions[0] ?? null
  // A line of its own for each bracket: a condition may end in a comment.
  return conditions.map((condition) => `(${condition}\n)`).join(' AND ')
}

/** `[schema.table.]COLUMN=POLICY`; the policy stands behind the last equals sign. */
function readPolicies(
  texts: readonly string[] = [],
  { pairs, problems }: { readonly pairs: readonly Pair[]; readonly problems: string[] },
): readonly Scoped<NamedPolicy>[] {
  const flag = '--compare'
  return texts.flatMap((text) => {
    try {
      const { names, column, policy } = parseCompare(text)
      const pair = names.length === 3 ? pairNamed(names.slice(0, 2), pairs) : null
      return [{ flag, text, pair, value: { column, policy } }]
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      problems.push(`Cannot use ${flag} "${text}": ${messageOf(error)}`)
      return []
    }
  })
}

/** What is given twice for the same tables, where only one can be meant. */
function repeated<T>(list: readonly Scoped<T>[], what: (value: T) => string): readonly string[] {
  const seen = new Set<string>()
  return list.flatMap(({ flag, text, pair, value }) => {
    const scope = pair === null ? 'all tables' : tableLabel(pair.source)
    const named = `${what(value)} of ${scope}`
    if (!seen.has(named)) {
      seen.add(named)
      return []
    }
    return [`Cannot use ${flag} "${text}": ${named} stands there already`]
  })
}

function unknownColumns(
  { flag, text, pair, value }: Scoped<readonly string[]>,
  pairs: readonly Pair[],
): readonly string[] {
  const asked = pair === null ? pairs : [pair]
  // Where no table is selected at all, that is what must be told.
  if (asked.length === 0) return []
  const present = new Set(
    asked.flatMap(({ source, target }) =>
      [...source.columns, ...target.columns].map(({ name }) => name),
    ),
  )
  const where =
    pair === null ? 'no table that is compared' : `neither side of ${tableLabel(pair.source)}`
  return value
    .filter((name) => !present.has(name))
    .map((name) => `Cannot use ${flag} "${text}": ${where} has a column ${identifier(name)}`)
}

/**
 * `COLUMN=POLICY`, or `schema.table.COLUMN=POLICY`; `names` are all of them.
 *
 * @throws UsageError that says what was expected
 */
export function parseCompare(text: string): NamedPolicy & { readonly names: readonly string[] } {
  const equals = text.lastIndexOf('=')
  const names = equals < 1 ? [] : parseNames(text.slice(0, equals))
  const column = names.at(-1)
  if (column === undefined || (names.length !== 1 && names.length !== 3)) {
    throw new UsageError('expected COLUMN=POLICY or schema.table.COLUMN=POLICY')
  }
  return { names, column, policy: parsePolicy(text.slice(equals + 1).trim()) }
}
