/** Names and patterns of tables and columns, as people write them on a command line. */
import { UsageError } from './errors.ts'
import { escapeRegExp } from './escape-regexp.ts'
import type { QualifiedName } from './quote.ts'

/** A text and whether it stands for itself: an unquoted star stands for any text. */
type Piece = { readonly text: string; readonly star: boolean }

/** The pieces of one name between dots. */
type NamePattern = readonly Piece[]

export type TablePattern = {
  /** As it was written. */
  readonly text: string
  /** Null where no schema was written: any schema. */
  readonly schema: NamePattern | null
  readonly name: NamePattern
}

/**
 * Splits `a."b.c".d` at the dots that stand outside of quotes. In double quotes everything stands for itself and `""` is one
 * quote. Outside of them too, letters keep their case, and only the star stands for any text.
 *
 * @throws UsageError for an empty name and for a quote that is not closed.
 */
function parseDotted(text: string): readonly NamePattern[] {
  const parts: Piece[][] = [[]]
  for (const [token] of text.matchAll(/"(?:[^"]|"")*"|\*|\.|[^"*.]+|"/g)) {
    const part = parts.at(-1) ?? []
    if (token === '"') throw new UsageError('expected a closing quote (two quotes are one)')
    if (token === '.') parts.push([])
    else if (token === '*') part.push({ text: '', star: true })
    else if (token.startsWith('"'))
      part.push({ text: token.slice(1, -1).replaceAll('""', '"'), star: false })
    else part.push({ text: token, star: false })
  }
  for (const part of parts) {
    if (part.every((piece) => !piece.star && piece.text === ''))
      throw new UsageError('expected no empty name')
    if (part.some((piece) => piece.text.includes('\0')))
      throw new UsageError('expected no NUL in a name')
  }
  return parts
}

/**
 * A pattern of tables: `schema.name`, or a name alone, which means that name in any schema. A star, outside of quotes, stands
 * for any text, also an empty one. Letters keep their case without quotes too: `public.Orders` is `"Orders"`.
 *
 * @example matches(parsePattern('public.*_log'), { schema: 'public', name: 'audit_log' }) === true
 * @throws UsageError that says what was expected.
 */
export function parsePattern(text: string): TablePattern {
  const parts = parseDotted(text.trim())
  const [first, second] = parts
  if (first === undefined || parts.length > 2) {
    throw new UsageError('expected schema.name (a name with a dot in double quotes)')
  }
  return second === undefined
    ? { text, schema: null, name: first }
    : { text, schema: first, name: second }
}

/** Names without stars, with dots between them. @throws UsageError that says what was expected. */
export function parseNames(text: string): readonly string[] {
  return parseDotted(text.trim()).map((part) => {
    const name = literalOf(part)
    if (name === null) throw new UsageError('expected a name without a star (or in double quotes)')
    return name
  })
}

/** Names with commas between them, each in double quotes where it holds a comma. @throws UsageError that says what was expected. */
export function parseNameList(text: string): readonly string[] {
  return splitOutsideQuotes(text, ',').map((each) => {
    const pieces = each.trim()
    // A dot has no meaning in the name of a column: `a.b` is one name.
    const closed = /^(?:"(?:[^"]|"")*"|[^"])+$/.test(pieces)
    const name = pieces.replaceAll(/"((?:[^"]|"")*)"/g, (_, inner: string) =>
      inner.replaceAll('""', '"'),
    )
    if (closed && name !== '') return name
    throw new UsageError('expected names with commas between them, none empty')
  })
}

/** Splits a text where `separator` stands outside of double quotes. */
export function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const parts = ['']
  let quoted = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    if (character === separator && !quoted) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${character}`)
  }
  return parts
}

/** The name that a pattern without a star stands for, `schema` null for any; null where it has a star. */
export function exactName(
  pattern: TablePattern,
): { readonly schema: string | null; readonly name: string } | null {
  const name = literalOf(pattern.name)
  const schema = pattern.schema === null ? null : literalOf(pattern.schema)
  if (name === null || (pattern.schema !== null && schema === null)) return null
  return { schema, name }
}

export function matches(pattern: TablePattern, table: QualifiedName): boolean {
  return captures(pattern, table) !== null
}

/** What the stars of a pattern stand for in a name, from left to right; null where the pattern does not match. */
export function captures(pattern: TablePattern, table: QualifiedName): readonly string[] | null {
  const name = capturesOf(pattern.name, table.name)
  const schema = pattern.schema === null ? [] : capturesOf(pattern.schema, table.schema)
  return name === null || schema === null ? null : [...schema, ...name]
}

export function starsOf({ schema, name }: TablePattern): number {
  return [...(schema ?? []), ...name].filter(({ star }) => star).length
}

/** A name from a pattern whose stars are given, from left to right; a pattern without a schema keeps the one given. */
export function fillPattern(
  pattern: TablePattern,
  { stars, schema }: { readonly stars: readonly string[]; readonly schema: string },
): QualifiedName {
  const left = [...stars]
  function fill(parts: NamePattern): string {
    return parts.map(({ text, star }) => (star ? (left.shift() ?? '') : text)).join('')
  }
  const filledSchema = pattern.schema === null ? schema : fill(pattern.schema)
  return { schema: filledSchema, name: fill(pattern.name) }
}

function literalOf(part: NamePattern): string | null {
  return part.some(({ star }) => star) ? null : part.map(({ text }) => text).join('')
}

function capturesOf(part: NamePattern, name: string): readonly string[] | null {
  const source = part.map(({ text, star }) => (star ? '(.*?)' : escapeRegExp(text))).join('')
  const found = new RegExp(`^${source}$`, 'su').exec(name)
  return found === null ? null : found.slice(1)
}
