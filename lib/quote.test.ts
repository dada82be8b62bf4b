/** What is quoted is read back unchanged, by PostgreSQL itself too (stack-postgres.test.ts runs a server). */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
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
