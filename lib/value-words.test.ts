/** Values as people read them: no two that differ look the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { showPair, textOfShown, valueWords } from './value-words.js'

const words: readonly (readonly [value: Parameters<typeof valueWords>[0], text: string])[] = [
  [null, 'NULL'],
  ['NULL', "'NULL'"],
  ['', "''"],
  [' ', "' '"],
  ['1.00', '1.00'],
  ['-0', '-0'],
  ['2026-01-15 09:30:00+00', '2026-01-15 09:30:00+00'],
  [String.raw`\xdeadbeef`, String.raw`\xdeadbeef`],
  [String.raw`\N`, String.raw`'\N'`],
  ["it's", "'it''s'"],
  ['a\nb\\c', String.raw`E'a\nb\\c'`],
  ['\u001b[31m', String.raw`E'\x1b[31m'`],
  ['a\u00a0b', String.raw`E'a\u00a0b'`],
  ['\u202egnp', String.raw`E'\u202egnp'`],
  ['\u{e0041}', String.raw`E'\U000e0041'`],
  ['表', '表'],
  ['a → b', "'a → b'"],
  ['x'.repeat(70), `'${'x'.repeat(60)}…' (70 characters)`],
  [
    { cut: 'y'.repeat(1000), length: 50_000_000, sha256: '9f86d081884c' },
    `'${'y'.repeat(60)}…' (50,000,000 characters, sha256 9f86d081…)`,
  ],
  [{ redacted: 'is ***' }, "'is ***' (redacted)"],
]

for (const [value, text] of words) {
  test(`valueWords() of ${JSON.stringify(value).slice(0, 60)}`, () => {
    assert.equal(valueWords(value), text)
  })
}

function pair(source: string | null, target: string | null, longest = 20): string {
  const shown = showPair(source, target, longest)
  return `${textOfShown(shown.source)} → ${textOfShown(shown.target)}`
}

test('showPair() says where a value differs', () => {
  const { source, target } = showPair('12.50', '12.75')
  assert.deepEqual([source.before, source.changed, source.after], ['12.', '50', ''])
  assert.deepEqual([target.before, target.changed, target.after], ['12.', '75', ''])
  const shorter = showPair('aa', 'aaa')
  assert.deepEqual([shorter.source.changed, shorter.target.changed], ['', 'a'])
  assert.equal(showPair(null, 'x').source.changed, 'NULL')
})

test('showPair() shows of long values the place where they differ', () => {
  const [start, end] = ['a'.repeat(300), 'z'.repeat(300)]
  assert.equal(
    pair(`${start}1${end}`, `${start}2${end}`),
    `'…aaaaaa1zzzzzzzzzzzzz…' (601 characters) → '…aaaaaa2zzzzzzzzzzzzz…' (601 characters)`,
  )
  const cut = { cut: 'b'.repeat(1000), length: 5000, sha256: 'aaaaaaaaaa' }
  const shown = showPair(cut, { ...cut, sha256: 'bbbbbbbbbb' }, 4)
  assert.equal(textOfShown(shown.source), "'bbbb…' (5,000 characters, sha256 aaaaaaaa…)")
  assert.equal(textOfShown(shown.target), "'bbbb…' (5,000 characters, sha256 bbbbbbbb…)")
})

test('showPair() of values that are drawn alike shows them apart', () => {
  assert.equal(pair('caf\u00e9', 'cafe\u0301'), String.raw`E'caf\u00e9' → E'cafe\u0301'`)
  assert.equal(pair('a b', 'a\u00a0b'), String.raw`E'a b' → E'a\u00a0b'`)
  assert.equal(pair('a', 'a '), "a → 'a '")
  assert.equal(pair('null', null), "'null' → NULL")
})

test('showPair() never cuts a character in half', () => {
  for (let length = 0; length < 40; length += 1) {
    const text = pair(`${'x'.repeat(length)}😀${'😀'.repeat(30)}`, `${'x'.repeat(length)}😁`)
    assert.doesNotMatch(text, /\p{Surrogate}/u)
    assert.doesNotMatch(text, /\\u/)
  }
})
