/** Reads JSON as the worker's parser (Jackson) does: numbers keep their text, and errors have its words, line and column. */
import { ConnectError } from './connect-errors.ts'

/** `at` is where a value begins, `end` the place after it. */
export type JsonNode = { readonly at: number; readonly end: number } & (
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string' | 'number' | 'boolean'; readonly text: string }
  | { readonly kind: 'null' }
)

const source = 'Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)'
const expected = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

/** Deeper than this the worker's parser refuses to go. */
const depthMax = 500

/**
 * The first value of the text; what follows it is not read. Null for a text without any value.
 *
 * @throws ConnectError 500 with Jackson's text where it is not JSON.
 */
export function readJson(text: string): JsonNode | null {
  const start = skipSpace(text, 0)
  return start >= text.length ? null : readValue({ text, depth: 0 }, start)
}

/** A problem at a place of the text, as Jackson tells it; `chain` names the field that was read. */
export function jacksonError(problem: string, place: { text: string; at: number; chain?: string }) {
  const chain = place.chain === undefined ? '' : ` (through reference chain: ${place.chain})`
  return new ConnectError(500, `${problem}\n at [${locationOf(place.text, place.at)}]${chain}`)
}

function locationOf(text: string, at: number): string {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  // Jackson counts bytes, not characters.
  const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1)) + 1
  return `${source}; line: ${line}, column: ${column}`
}

type Reading = { readonly text: string; readonly depth: number }

function readValue(reading: Reading, at: number): JsonNode {
  const { text, depth } = reading
  if (depth > depthMax) {
    throw jacksonError(
      `Document nesting depth (${depth}) exceeds the maximum allowed (${depthMax}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
      { text, at },
    )
  }
  const first = text[at]
  const inside = { text, depth: depth + 1 }
  if (first === '{') return readObject(inside, at)
  if (first === '[') return readArray(inside, at)
  if (first === '"') {
    const { value, end } = readString(text, at)
    return { kind: 'string', text: value, at, end }
  }
  return readScalar(text, at)
}

function readScalar(text: string, at: number): JsonNode {
  const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/.exec(text.slice(at, at + 1100))?.[0]
  if (number !== undefined) return { kind: 'number', text: number, at, end: at + number.length }
  const word = /^[\p{L}\p{N}_$]+/u.exec(text.slice(at, at + 300))?.[0]
  if (word === undefined) throw unexpected(text, at, `expected a valid value ${expected}`)
  const end = at + word.length
  if (word === 'true' || word === 'false') return { kind: 'boolean', text: word, at, end }
  if (word === 'null') return { kind: 'null', at, end }
  throw jacksonError(`Unrecognized token '${word.slice(0, 256)}': was expecting ${expected}`, {
    text,
    at,
  })
}

function readObject(reading: Reading, at: number): JsonNode {
  const { text } = reading
  const entries: (readonly [string, JsonNode])[] = []
  for (let next = inner(text, at + 1, at); ; next = inner(text, next + 1, at)) {
    if (text[next] === '}' && entries.length === 0) {
      return { kind: 'object', entries, at, end: next + 1 }
    }
    if (text[next] !== '"') {
      throw unexpected(text, next, 'was expecting double-quote to start field name')
    }
    const name = readString(text, next)
    const colon = between(text, name.end)
    if (text[colon] !== ':') {
      throw unexpected(text, colon, 'was expecting a colon to separate field name and value')
    }
    const value = readValue(reading, between(text, colon + 1))
    entries.push([name.value, value])
    next = inner(text, value.end, at)
    if (text[next] === '}') return { kind: 'object', entries, at, end: next + 1 }
    if (text[next] !== ',') {
      throw unexpected(text, next, 'was expecting comma to separate Object entries')
    }
  }
}

function readArray(reading: Reading, at: number): JsonNode {
  const { text } = reading
  const items: JsonNode[] = []
  for (let next = inner(text, at + 1, at); ; next = inner(text, next + 1, at)) {
    if (text[next] === ']' && items.length === 0) {
      return { kind: 'array', items, at, end: next + 1 }
    }
    const value = readValue(reading, next)
    items.push(value)
    next = inner(text, value.end, at)
    if (text[next] === ']') return { kind: 'array', items, at, end: next + 1 }
    if (text[next] !== ',') {
      throw unexpected(text, next, 'was expecting comma to separate Array entries')
    }
  }
}

function readString(text: string, at: number): { readonly value: string; readonly end: number } {
  let end = at + 1
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  if (end >= text.length) {
    throw jacksonError('Unexpected end-of-input: was expecting closing quote for a string value', {
      text,
      at: text.length,
    })
  }
  try {
    return { value: String(JSON.parse(text.slice(at, end + 1))), end: end + 1 }
  } catch {
    const control = Array.from(text.slice(at, end)).find((character) => character < ' ')
    const problem =
      control === undefined
        ? 'Unrecognized character escape in a string value'
        : `Illegal unquoted character ((CTRL-CHAR, code ${control.charCodeAt(0)})): has to be escaped using backslash to be included in string value`
    throw jacksonError(problem, { text, at })
  }
}

/** The next character inside an object or array; at the end of the text Jackson names the bracket that was left open. */
function inner(text: string, from: number, opened: number): number {
  const at = skipSpace(text, from)
  if (at < text.length) return at
  const kind = text[opened] === '{' ? 'Object' : 'Array'
  throw jacksonError(
    `Unexpected end-of-input: expected close marker for ${kind} (start marker at [${locationOf(text, opened)}])`,
    { text, at },
  )
}

/** The next character around a colon. */
function between(text: string, from: number): number {
  const at = skipSpace(text, from)
  if (at < text.length) return at
  throw jacksonError('Unexpected end-of-input within/between Object entries', { text, at })
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \n\r\t'.includes(text.charAt(at))) at += 1
  return at
}

function unexpected(text: string, at: number, wanted: string): ConnectError {
  const code = text.codePointAt(at) ?? 0
  return jacksonError(
    `Unexpected character ('${String.fromCodePoint(code)}' (code ${code})): ${wanted}`,
    { text, at },
  )
}
