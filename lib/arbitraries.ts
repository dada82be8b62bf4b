/** What generated texts are made of: ordinary ones, and those that break what quotes, escapes, cuts or redacts. */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'

/** Pieces that end, escape or begin something in SQL, psql, HTML, Markdown, CSV, XML or a shell. */
const hostile = [
  `'`,
  `''`,
  `"`,
  `""`,
  `\\`,
  `\\'`,
  `--`,
  `/*`,
  `*/`,
  `;`,
  `$$`,
  `$1`,
  `$x$`,
  `E'`,
  `U&'`,
  `\\q`,
  `\\!`,
  `:x`,
  `:'x'`,
  `\n`,
  `\r\n`,
  `\t`,
  `\v`,
  `\u0085`,
  `\u2028`,
  `\0`,
  ` `,
  ``,
  `<`,
  `>`,
  `&`,
  `</script>`,
  `<b onclick=x>`,
  '`',
  '```',
  `|`,
  `*`,
  `?`,
  `%`,
  `_`,
  `,`,
  `=`,
  `(`,
  `)`,
  `{`,
  `}`,
  `[`,
  `]`,
  `.`,
  `..`,
  `/`,
  `@`,
  `#`,
  `~`,
  `\u001b[31m`,
  `\ufeff`,
  `ü`,
  `ß`,
  `İ`,
  `é`,
  `é`,
  `中`,
  `🛒`,
  `👩‍👩‍👧`,
  `NULL`,
  `null`,
  `NaN`,
  `-0`,
  `\\N`,
  `\\x00`,
  `DROP TABLE canary; --`,
] as const

const surrogates = { first: 0xd800, count: 0x800 }

/**
 * Any code point that is no half of a surrogate pair. The unit `binary` of fast-check says the same, but makes a map of all
 * million of them as soon as it is used, which takes longer than most laws.
 */
const codePoints = fc.nat({ max: 0x10ffff - surrogates.count }).map(
  (number) => String.fromCodePoint(number < surrogates.first ? number : number + surrogates.count),
  (text) => {
    const code = typeof text === 'string' ? (text.codePointAt(0) ?? -1) : -1
    const isOne = code >= 0 && String.fromCodePoint(code) === text && !/\p{Cs}/u.test(text)
    if (!isOne) throw new TypeError('it is not one code point')
    return code < surrogates.first ? code : code - surrogates.count
  },
)

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  { weight: 2, arbitrary: fc.string({ unit: codePoints, maxLength: 4 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 8 }) },
)

/** Any text, NUL included, no half of a surrogate pair. */
export function texts({ maxPieces = 8 }: { readonly maxPieces?: number } = {}): Arbitrary<string> {
  return fc.array(piece, { maxLength: maxPieces }).map((pieces) => pieces.join(''))
}

/** Any text that PostgreSQL can hold. */
export function sqlTexts(options: { readonly maxPieces?: number } = {}): Arbitrary<string> {
  return texts(options).map((text) => text.replaceAll('\0', ''))
}

/** The most bytes of a name; PostgreSQL cuts the rest off. */
export const nameBytesMax = 63

/** Names as PostgreSQL can hold them: 1 to 63 bytes, plain ones, keywords, and hostile ones. */
export function sqlNames(): Arbitrary<string> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom('id', 'user', 'select', 'Order', 'x y', 'a.b') },
    { weight: 4, arbitrary: sqlTexts({ maxPieces: 5 }).map(cutToName) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('n', 'ü', '"').map((each) => cutToName(each.repeat(63))),
    },
  )
}

/** As much of a text as fits into a name, whole characters only; `x` where nothing is left. */
export function cutToName(text: string): string {
  let name = ''
  for (const character of text) {
    if (Buffer.byteLength(name + character) > nameBytesMax) break
    name += character
  }
  return name === '' ? 'x' : name
}

/** Passwords as people have them, long enough to be told from ordinary words. */
export function secrets(): Arbitrary<string> {
  return fc
    .tuple(fc.string({ unit: 'grapheme-ascii', minLength: 4, maxLength: 20 }), fc.nat())
    .map(([text, number]) => `${text}s3cr3t${number}`)
}
