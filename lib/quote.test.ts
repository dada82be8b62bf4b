/** What is quoted is read back unchanged, by PostgreSQL itself too (stack-postgres.test.ts runs a server). */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  arrayText,
  quoteConninfo,
  quoteLineLiteral,
  quoteLineName,
  quoteLiteral,
  quoteName,
  quoteQualified,
} from './quote.ts'

const names: readonly (readonly [story: string, name: string, quoted: string])[] = [
  ['wraps a plain name', 'orders', '"orders"'],
  ['doubles embedded quotes', 'say "hi"', '"say ""hi"""'],
  ['keeps capitals, dots and semicolons', 'A.b; DROP', '"A.b; DROP"'],
  ['keeps backslashes', 'a\\b', '"a\\b"'],
]

for (const [story, name, quoted] of names) {
  test(`quoteName() ${story}`, () => assert.equal(quoteName(name), quoted))
}

test('quoteName() refuses an empty name and a NUL', () => {
  assert.throws(() => quoteName(''), /Cannot quote the name ""/)
  assert.throws(() => quoteName('a\0b'), /NUL/)
})

test('quoteQualified() quotes both parts, so that a dot in one is no separator', () => {
  assert.equal(quoteQualified({ schema: 'a.b', name: 'c"d' }), '"a.b"."c""d"')
})

const literals: readonly (readonly [story: string, text: string, quoted: string])[] = [
  ['wraps an empty text', '', "''"],
  ['doubles quotes', "it's", "'it''s'"],
  ['marks and doubles backslashes', 'a\\b', "E'a\\\\b'"],
  ['cannot be left by a backslash before a quote', "\\'; DROP", "E'\\\\''; DROP'"],
]

for (const [story, text, quoted] of literals) {
  test(`quoteLiteral() ${story}`, () => assert.equal(quoteLiteral(text), quoted))
}

test('quoteConninfo() escapes quotes and backslashes in values', () => {
  const text = quoteConninfo({ host: '127.0.0.1', port: 5432, password: "a'b\\c d" })
  assert.equal(text, "host='127.0.0.1' port='5432' password='a\\'b\\\\c d'")
})

const lines: readonly (readonly [story: string, text: string, literal: string, name: string])[] = [
  ['leaves what has no line break', "it's", "'it''s'", '"it\'s"'],
  [
    'leaves no line of its own to a command of psql',
    'a\n\\! rm',
    "E'a\\u000a\\\\! rm'",
    'U&"a\\000a\\\\! rm"',
  ],
  ['escapes a carriage return', 'a\rb', "E'a\\u000db'", 'U&"a\\000db"'],
  ['escapes what editors take for an end', '\u2028', "E'\\u2028'", 'U&"\\2028"'],
]

for (const [story, text, literal, name] of lines) {
  test(`quoteLineLiteral() and quoteLineName() ${story}`, () => {
    assert.equal(quoteLineLiteral(text), literal)
    assert.equal(quoteLineName(text), name)
  })
}

test('arrayText() marks NULL, and quotes every element', () => {
  assert.equal(arrayText([]), '{}')
  assert.equal(arrayText(['a', null, '', 'NULL']), '{"a",NULL,"","NULL"}')
  assert.equal(arrayText(['"', '\\', '{,}', 'a"b\\c']), '{"\\"","\\\\","{,}","a\\"b\\\\c"}')
})

test('quoteLiteral() and quoteConninfo() refuse a NUL', () => {
  for (const quote of [quoteLiteral, (value: string) => quoteConninfo({ value })]) {
    assert.throws(() => quote('a\0b'), /^Error: Cannot quote a text with a NUL in it/)
  }
  assert.equal(quoteConninfo({}), '')
})

test('quoteLineLiteral() and quoteLineName() escape every end of a line, each time it stands there', () => {
  for (const [end, code] of [
    ['\n', '000a'],
    ['\v', '000b'],
    ['\f', '000c'],
    ['\r', '000d'],
    ['\u0085', '0085'],
    ['\u2028', '2028'],
    ['\u2029', '2029'],
  ] as const) {
    assert.equal(quoteLineLiteral(`a${end}b${end}`), `E'a\\u${code}b\\u${code}'`)
    assert.equal(quoteLineName(`a${end}b${end}`), `U&"a\\${code}b\\${code}"`)
  }
  assert.equal(quoteLineName('\n\\"'), 'U&"\\000a\\\\"""')
  assert.equal(quoteLineLiteral('\\n'), "E'\\\\n'")
})
