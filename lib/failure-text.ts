/** Messages of failures without what changes from request to request: an id, an amount, a name in quotes. */

/** In place of what was left out. */
const gap = '…'
/** A text in quotes of so many words is no name: it is read on. */
const wordsMin = 4

const code = String.raw`(?:[A-Z0-9]{1,5}|E\d+|[A-Z][A-Z_]{3,}[A-Z0-9_]*)(?![\w…])`

const kept = [
  // A status or a code, by the word before it: `HTTP 503`, `SQLSTATE 40001`, `"error_code": 404`.
  String.raw`(?<![A-Za-z\d])(?:[A-Za-z]+_)*(?:SQLSTATE|HTTP(?:/[\d.]+)?|[Ss]tatus|[Cc]ode|errno)[-_\s:=(#/]{0,3}(?<quote>["']?)${code}\k<quote>`,
  String.raw`"\w*(?:code|status|errno)"\s?:\s?"?${code}`,
  String.raw`"\w*(?:error|reason|type|state|status)"\s?:\s?"[A-Za-z_. ]{1,40}"`,
  // One that is known by its form, and one that stands before all else.
  String.raw`(?<![\w…-])(?:ERR_\w+|(?:ORA|TNS|SQL|ERR|ERROR)-?\d+[A-Z]?|E\d{2,6})(?![\w…-])`,
  String.raw`(?<![\w…-])(?=\d{0,4}[A-Z])(?:[0-5]\d|0[A-Z]|[23][BDF]|HV|XX|P0|F0)(?:P0|[0-9A-Z]0)[0-9A-Z](?![\w…-])`,
  String.raw`^\d{4,5}(?=:)`,
  // An address with a port that somebody listens on; a version.
  String.raw`(?<![\w.…])\d{1,3}(?:\.\d{1,3}){2,}(?![\w…]|\.\d)(?::(?:\d{1,4}|[12]\d{4})(?!\d))?`,
  // A key of JSON.
  String.raw`(?<=[{,]\s?)"[\w.-]+"(?=\s?:)`,
]

const quoted = String.raw`(?<![\w…])'[^']+'(?![\w…])|"[^"]+"|` + '`[^`]+`'

const gaps = [
  String.raw`(?<![\w…])\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w…])`,
  String.raw`(?<![\w…])\d\d:\d\d:\d\d(?:[.,]\d+)?(?![\w…])`,
  String.raw`(?<![\w…])[\dA-Fa-f]{8}(?:-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}(?![\w…])`,
  String.raw`(?<![\w…])0x[\dA-Fa-f]+(?![\w…])`,
  // An amount, whose unit stays.
  String.raw`(?<![\w.,…])\d+(?:[.,]\d+)*(?=\s?(?:[mµun]?s|seconds?|minutes?|bytes?|[kKMG]i?B)(?![\w…]))`,
  // An id, by what stands before it: `#17`, `/users/17`, `id 17`.
  String.raw`(?<=#|[a-z…]/|(?<![A-Za-z])[Ii][Dd][\s:=]{1,2})\d+(?![\w.…])`,
  String.raw`(?<![\w.,…])(?=(?:[.,]?\d){4})\d+(?:[.,]\d+)*(?![\w…-])`,
]

const word = String.raw`[\p{L}\p{N}]+(?:[-_]+[\p{L}\p{N}]+)*`

/** Read from left to right, the first that fits: what is kept stands before what is like it and is not. */
const pieces = new RegExp(
  `(?<kept>${kept.join('|')})|(?<quoted>${quoted})|(?<gap>${gaps.join('|')})|${word}`,
  'gu',
)

/** A number that belongs to them is none of an id. */
const names =
  /^(?:utf-?|u?int|float|sha-?|md|base|ipv|https?|tlsv?|x|latin|iso-?|aes-?|rsa-?)\d{1,4}$/i

/**
 * What messages that differ in ids alone have in common. Numbers of up to three digits that stand alone, codes, addresses
 * and sentences in quotes stay: they tell faults apart.
 *
 * @example normalText('User 6f9619ff-8b86-d011-b42d-00c04fc964ff not found in "orders"') // User … not found in "…"
 */
export function normalText(message: string): string {
  // What was left out may show the next one for what it is; each turn leaves less.
  for (let text = message; ;) {
    const shorter = withoutIds(text)
    if (shorter === text) return text
    text = shorter
  }
}

/** In one line, cut where it is longer. */
export function oneLine(message: string, most: number): string {
  const line = message.replaceAll(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1)}${gap}` : line
}

function withoutIds(text: string): string {
  return text.replaceAll(pieces, (piece, ...found) => {
    const groups = found.at(-1) as Readonly<Record<string, string | undefined>>
    if (groups['kept'] !== undefined) return piece
    if (groups['quoted'] !== undefined) return withoutName(piece)
    return groups['gap'] === undefined ? withoutNumbers(piece) : gap
  })
}

function withoutName(piece: string): string {
  const [quote = ''] = piece
  const content = piece.slice(1, -1)
  // As states and constants are written.
  if (/^[A-Z][A-Z_]{2,}$/.test(content)) return piece
  const isSentence = content.trim().split(/\s+/).length >= wordsMin
  return quote + (isSentence ? withoutIds(content) : gap) + quote
}

/** Of `connector-17` and `user42` the word stays; of `8f3a9c12` nothing does. */
function withoutNumbers(token: string): string {
  if (names.test(token)) return token
  const hasLetters = /\p{L}/u.test(token)
  return token.replaceAll(/[\p{L}\p{N}]+/gu, (part) => {
    if (!/\p{N}/u.test(part)) return part
    if (/^\p{N}+$/u.test(part)) return hasLetters || part.length > 3 ? gap : part
    if (/^[\da-f]{8,}$/i.test(part)) return gap
    const [, letters] = /^(\p{L}+)\p{N}+$/u.exec(part) ?? []
    if (letters !== undefined) return letters + gap
    // `k8s` and `2nd` are words, `a1b2` and `x7Kq9mB` are none.
    return /^\P{N}*\p{N}\P{N}*$/u.test(part) && part.length < 6 ? part : gap
  })
}
