/** Texts of flags that are for all tables or, as `schema.table: TEXT`, for one. */
import { messageOf, UsageError } from './errors.ts'
import { tableLabel } from './identifier.ts'
import { parseNames } from './name-pattern.ts'
import type { Both, Table } from './table.ts'

export type Pair = Both<Table>

/** What a text says, and for which pair of tables; null: for all. */
export type Scoped<T> = {
  readonly flag: string
  readonly text: string
  readonly pair: Pair | null
  readonly value: T
}

export type ScopedReading<T> = {
  readonly flag: string
  readonly pairs: readonly Pair[]
  readonly parse: (text: string) => T
  /** Where what cannot be read is told. */
  readonly problems: string[]
}

/**
 * Reads the texts of one flag. What stands before the first single colon (`::` is a cast) is taken as a table only where it is the dotted
 * name of a selected one, as the source or as the target has it.
 */
export function readScoped<T>(
  texts: readonly string[] = [],
  { flag, pairs, parse, problems }: ScopedReading<T>,
): readonly Scoped<T>[] {
  return texts.flatMap((text) => {
    try {
      const { pair, rest } = scopeOf(text, pairs)
      return [{ flag, text, pair, value: parse(rest) }]
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      problems.push(`Cannot use ${flag} "${text}": ${messageOf(error)}`)
      return []
    }
  })
}

/** Those for one pair where there are any, else those for all. */
export function nearestScope<T>(list: readonly Scoped<T>[], pair: Pair): readonly Scoped<T>[] {
  const own = list.filter((each) => each.pair === pair)
  return own.length > 0 ? own : list.filter((each) => each.pair === null)
}

/** Those for all, then those for one pair. */
export function allScopes<T>(list: readonly Scoped<T>[], pair: Pair): readonly Scoped<T>[] {
  return [
    ...list.filter((each) => each.pair === null),
    ...list.filter((each) => each.pair === pair),
  ]
}

/** The selected pair of a name, as one of its sides has it. @throws UsageError where none is selected. */
export function pairNamed(names: readonly string[], pairs: readonly Pair[]): Pair {
  const [schema = '', name = ''] = names
  const label = names.length === 2 ? tableLabel({ schema, name }) : null
  const found =
    pairs.find(({ source }) => tableLabel(source) === label) ??
    pairs.find(({ target }) => tableLabel(target) === label)
  if (found !== undefined) return found
  throw new UsageError(`${label ?? names.join('.')} is not a table that is compared`)
}

function scopeOf(
  text: string,
  pairs: readonly Pair[],
): { readonly pair: Pair | null; readonly rest: string } {
  const colon = firstSingleColon(text)
  const before = text.slice(0, colon).trim()
  if (colon < 0 || !looksDotted(before)) return { pair: null, rest: text }
  return { pair: pairNamed(parseNames(before), pairs), rest: text.slice(colon + 1).trim() }
}

/** Outside of double quotes. */
function firstSingleColon(text: string): number {
  const masked = text.replaceAll(/"(?:[^"]|"")*"|::+/g, (found) => '_'.repeat(found.length))
  return masked.indexOf(':')
}

/** Nothing else than two names with a dot between them: no condition and no list of columns starts like that and goes on with a colon. */
function looksDotted(text: string): boolean {
  return /^(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$ -]*)\.(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$ -]*)$/u.test(
    text,
  )
}
