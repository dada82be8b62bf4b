/** Names at the target that differ from those at the source: `--map 'public.*=cdc.*'`. */
import { UsageError } from './errors.ts'
import { captures, fillPattern, parsePattern, splitOutsideQuotes, starsOf } from './name-pattern.ts'
import type { TablePattern } from './name-pattern.ts'
import type { QualifiedName } from './quote.ts'

export type TableMap = {
  /** As it was written. */
  readonly text: string
  readonly from: TablePattern
  readonly to: TablePattern
}

/**
 * What a star stands for at the source, the star of the same place stands for at the target. Without schemas (`orders=orders_copy`) a
 * table keeps its own.
 *
 * @throws UsageError that says what was expected.
 */
export function parseMap(text: string): TableMap {
  const [left = '', right, ...more] = splitOutsideQuotes(text, '=')
  if (right === undefined || more.length > 0) {
    throw new UsageError('expected SOURCE=TARGET (a name with = in double quotes)')
  }
  const map = { text, from: parsePattern(left), to: parsePattern(right) }
  if ((map.from.schema === null) !== (map.to.schema === null)) {
    throw new UsageError('expected a schema on both sides of the =, or on none')
  }
  if (starsOf(map.from) !== starsOf(map.to)) {
    throw new UsageError('expected as many stars on both sides of the =')
  }
  return map
}

/** The name at the target of a table of the source: by the first map that fits, else the same. */
export function targetName(name: QualifiedName, maps: readonly TableMap[]): QualifiedName {
  for (const { from, to } of maps) {
    const stars = captures(from, name)
    if (stars !== null) return fillPattern(to, { stars, schema: name.schema })
  }
  return { schema: name.schema, name: name.name }
}

/** The names, without schemas, that a table of this name may have at the target: which map is the first that fits is a matter of its schema. */
export function targetNames(name: string, maps: readonly TableMap[]): readonly string[] {
  const named: string[] = []
  // A pattern without a schema looks at none: it is no matter what stands there.
  const anywhere = { schema: name, name }
  for (const { from, to } of maps) {
    const stars = captures({ ...from, schema: null }, anywhere)
    if (stars === null) continue
    named.push(fillPattern({ ...to, schema: null }, { ...anywhere, stars }).name)
    if (from.schema?.every(({ star }) => star) ?? true) return [...new Set(named)]
  }
  return [...new Set([...named, name])]
}

/** The name that a table of the target has, or would have, at the source; null where the maps leave none that leads to it. */
export function sourceName(name: QualifiedName, maps: readonly TableMap[]): QualifiedName | null {
  const candidates = maps.flatMap(({ from, to }) => {
    const stars = captures(to, name)
    return stars === null ? [] : [fillPattern(from, { stars, schema: name.schema })]
  })
  const leads = [...candidates, { schema: name.schema, name: name.name }].find((candidate) => {
    const reached = targetName(candidate, maps)
    return reached.schema === name.schema && reached.name === name.name
  })
  return leads ?? null
}
