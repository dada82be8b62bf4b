/** Text that becomes part of SQL or of a connection string: the only place where names are put into statements. */

/** A table, type or other object in a schema. */
export type QualifiedName = { readonly schema: string; readonly name: string }

/**
 * A name as SQL reads it back unchanged, always in double quotes.
 *
 * @example quoteName('say "hi"') === '"say ""hi"""'
 * @throws Error for an empty name and for one with a NUL, which PostgreSQL cannot hold.
 */
export function quoteName(name: string): string {
  if (name === '') throw new Error('Cannot quote the name "": a name has at least one character')
  return `"${withoutNul(name).replaceAll('"', '""')}"`
}

/** `"schema"."name"` */
export function quoteQualified({ schema, name }: QualifiedName): string {
  return `${quoteName(schema)}.${quoteName(name)}`
}

/**
 * A text literal, for the statements that take no parameters (CREATE SUBSCRIPTION, ALTER ROLE). It reads the same whatever
 * standard_conforming_strings is.
 *
 * @example quoteLiteral("it's") === "'it''s'"
 */
export function quoteLiteral(text: string): string {
  const quoted = `'${withoutNul(text).replaceAll("'", "''")}'`
  return quoted.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/**
 * The text of an array, which any type of array is read from: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 *
 * @example arrayText(['a', null, '"']) === '{"a",NULL,"\\""}'
 */
export function arrayText(elements: readonly (string | null)[]): string {
  const quoted = elements.map((element) =>
    element === null ? 'NULL' : `"${element.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
  )
  return `{${quoted.join(',')}}`
}

/** What ends a line for PostgreSQL, for psql, or for an editor that somebody reads the file with. */
const lineEnds = /[\n\r\v\f\u0085\u2028\u2029]/g

/**
 * A text literal without a line break in it, for files of one statement a line: what is inside can start no line, and so
 * neither a comment nor a command of psql.
 *
 * @example quoteLineLiteral('a\n\\! b') === "E'a\\n\\\\! b'"
 */
export function quoteLineLiteral(text: string): string {
  const quoted = quoteLiteral(text)
  if (quoted.search(lineEnds) < 0) return quoted
  const marked = quoted.startsWith('E') ? quoted : `E${quoted}`
  return marked.replace(lineEnds, (end) => `\\u${hexOf(end)}`)
}

/** A name without a line break in it; one that has some needs standard_conforming_strings on. */
export function quoteLineName(name: string): string {
  if (name.search(lineEnds) < 0) return quoteName(name)
  const escaped = quoteName(name).replaceAll('\\', '\\\\')
  return `U&${escaped.replace(lineEnds, (end) => `\\${hexOf(end)}`)}`
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0')
}

/**
 * A libpq connection string: keywords and values in the order given.
 *
 * @example quoteConninfo({ host: '127.0.0.1', password: "it's" }) === "host='127.0.0.1' password='it\\'s'"
 */
export function quoteConninfo(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([keyword, value]) => `${keyword}='${escapeConninfo(String(value))}'`)
    .join(' ')
}

function escapeConninfo(value: string): string {
  return withoutNul(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'")
}

function withoutNul(text: string): string {
  if (text.includes('\0')) {
    throw new Error('Cannot quote a text with a NUL in it: PostgreSQL cannot hold one')
  }
  return text
}
