// @ts-check
/** Values of rows as people read them: as SQL writes them, so that NULL, nothing and a blank cannot be taken for each other. */
import { formatCount } from './format-numbers.js'

/** @typedef {import('./table.ts').Value | import('./table.ts').Redacted} Value */

/**
 * A value in pieces: `changed` is where it differs from the other side, `note` what the text alone does not tell.
 * @typedef {{ readonly open: string, readonly before: string, readonly changed: string, readonly after: string, readonly close: string, readonly note: string }} Shown
 */

/** @typedef {'bare' | 'quoted' | 'escaped' | 'ascii'} Mode */

/**
 * @param {Value | undefined} value
 * @param {number} [longest] characters of it that are shown
 * @returns {string}
 */
export function valueWords(value, longest = 60) {
  const known = knownOf(value)
  return textOfShown(
    known.text === null ? sqlNull : excerpt(known, { from: 0, to: 0, longest, mode: null }),
  )
}

/**
 * Both sides of a column, each cut around the place where they begin to differ.
 * @param {Value | undefined} source
 * @param {Value | undefined} target
 * @param {number} [longest]
 * @returns {{ source: Shown, target: Shown }}
 */
export function showPair(source, target, longest = 60) {
  const [left, right] = [knownOf(source), knownOf(target)]
  const [shared, back] = sharedEnds(left, right)
  // Two long values that differ behind their known beginnings: there is no place to show.
  const from = !left.whole && !right.whole && left.text === right.text ? 0 : shared
  const mode = lookAlike(left, right) ? 'ascii' : null
  /** @param {Known} known */
  function side({ text, ...rest }) {
    if (text === null) return { ...sqlNull, changed: sqlNull.before, before: '' }
    const to = from < shared ? 0 : text.length - back
    return excerpt({ text, ...rest }, { from, to, longest, mode })
  }
  return { source: side(left), target: side(right) }
}

/**
 * What a row has in a column; a column that it has not may be called as something that every object has.
 * @param {import('./table.ts').Row | null} row
 * @param {string} column
 * @returns {Value | undefined}
 */
export function valueIn(row, column) {
  return row !== null && Object.hasOwn(row, column) ? row[column] : undefined
}

/** @param {Shown} shown */
export function textOfShown({ open, before, changed, after, close, note }) {
  return `${open}${before}${changed}${after}${close}${note}`
}

/** @type {Shown} */
const sqlNull = { open: '', before: 'NULL', changed: '', after: '', close: '', note: '' }

/**
 * What is known of a value: of a long one only its beginning.
 * @typedef {{ readonly text: string | null, readonly length: number, readonly note: string, readonly whole: boolean }} Known
 */

/**
 * @param {Value | undefined} value
 * @returns {Known}
 */
function knownOf(value) {
  if (value === null || value === undefined) return { text: null, length: 0, note: '', whole: true }
  if (typeof value === 'string') return { text: value, length: value.length, note: '', whole: true }
  if ('redacted' in value) {
    const { redacted } = value
    return { text: redacted, length: redacted.length, note: ' (redacted)', whole: true }
  }
  const note = `, sha256 ${value.sha256.slice(0, 8)}…`
  return { text: value.cut, length: value.length, note, whole: false }
}

/**
 * How many characters both begin with, and end with.
 * @param {Known} left
 * @param {Known} right
 */
function sharedEnds(left, right) {
  const [one, other] = [left.text ?? '', right.text ?? '']
  const shorter = Math.min(one.length, other.length)
  let from = 0
  while (from < shorter && one[from] === other[from]) from += 1
  // An emoji is not cut in half.
  if (from > 0 && /[\ud800-\udbff]/.test(one[from - 1] ?? '')) from -= 1
  let back = 0
  const most = left.whole && right.whole ? shorter - from : 0
  while (back < most && one.at(-1 - back) === other.at(-1 - back)) back += 1
  if (back > 0 && /[\udc00-\udfff]/.test(one.at(-back) ?? '')) back -= 1
  return /** @type {const} */ ([from, back])
}

/**
 * Texts that differ, and are drawn alike: é as one character, and as two.
 * @param {Known} left
 * @param {Known} right
 */
function lookAlike(left, right) {
  if (left.text === null || right.text === null || left.text === right.text) return false
  return left.text.normalize('NFKC') === right.text.normalize('NFKC')
}

/**
 * @param {Known} known
 * @param {{ from: number, to: number, longest: number, mode: Mode | null }} how
 * @returns {Shown}
 */
function excerpt({ text, length, note, whole }, { from, to, longest, mode }) {
  const all = text ?? ''
  const fits = all.length <= longest
  const start = fits ? 0 : wholeAt(all, Math.max(0, Math.min(from, to) - Math.floor(longest / 3)))
  const end = fits ? all.length : wholeAt(all, Math.min(all.length, start + longest))
  const isCut = start > 0 || end < all.length || !whole
  const used = mode ?? modeOf(all.slice(start, end), isCut)
  /** @param {number} begin @param {number} stop */
  function piece(begin, stop) {
    return escapeText(all.slice(Math.max(begin, start), Math.min(Math.max(stop, start), end)), used)
  }
  const first = Math.min(from, to)
  const quote = used === 'bare' ? '' : "'"
  const sign = used === 'escaped' || used === 'ascii' ? 'E' : ''
  const size = isCut ? ` (${formatCount(length)} characters${note})` : note
  return {
    open: `${sign}${quote}${start > 0 ? '…' : ''}`,
    before: piece(0, first),
    changed: piece(first, to),
    after: piece(to, all.length),
    close: `${end < all.length || !whole ? '…' : ''}${quote}`,
    note: size,
  }
}

/**
 * @param {string} text
 * @param {number} at
 */
function wholeAt(text, at) {
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at
}

// What a terminal would obey or not show, and any space that is not the ordinary one.
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\ufffe\uffff]|(?! )\p{Zs}/u
const hiddenAll = new RegExp(hidden, 'gu')
const plain =
  /^(?:-?[\p{L}\p{N}_][\p{L}\p{N}_.:+/@-]*|\\x[0-9a-f]*|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[\d.:+-]*)$/u

/**
 * @param {string} text
 * @param {boolean} isCut
 * @returns {Mode}
 */
function modeOf(text, isCut) {
  if (hidden.test(text)) return 'escaped'
  return !isCut && plain.test(text) && !/^null$/i.test(text) ? 'bare' : 'quoted'
}

/**
 * @param {string} text
 * @param {Mode} mode
 */
function escapeText(text, mode) {
  if (mode === 'bare') return text
  const quoted = text.replaceAll("'", "''")
  if (mode === 'quoted') return quoted
  const escaped = quoted.replaceAll('\\', '\\\\')
  return mode === 'ascii'
    ? escaped.replace(/[^ -~]/gu, sqlEscape)
    : escaped.replace(hiddenAll, sqlEscape)
}

/**
 * As PostgreSQL reads it in E''.
 * @param {string} character
 */
function sqlEscape(character) {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`
}
