/** Values as people read them: no two that differ look the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { showPair, textOfShown, valueIn, valueWords } from './value-words.js'

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
  [{ redacted: 'x' }, 'x (redacted)'],
  [undefined, 'NULL'],
  ['x'.repeat(60), 'x'.repeat(60)],
  [`${'x'.repeat(59)}😀y`, `'${'x'.repeat(59)}…' (62 characters)`],
  [
    { cut: 'abc', length: 5000, sha256: '0123456789' },
    "'abc…' (5,000 characters, sha256 01234567…)",
  ],
  ['\r\t', String.raw`E'\r\t'`],
  ["it's\n", String.raw`E'it''s\n'`],
  ['a\u007f', String.raw`E'a\x7f'`],
  ['\u0080', String.raw`E'\u0080'`],
  ['\uffff', String.raw`E'\uffff'`],
  ['a\u3000\ufeff', String.raw`E'a\u3000\ufeff'`],
  ['a.b:c+d/e@f-g', 'a.b:c+d/e@f-g'],
  ['_x-', '_x-'],
  ['é1', 'é1'],
  ['-', "'-'"],
  ['--1', "'--1'"],
  ['.5', "'.5'"],
  [String.raw`\xDE`, String.raw`'\xDE'`],
  [String.raw`x\xde`, String.raw`'x\xde'`],
  [String.raw`\xdez`, String.raw`'\xdez'`],
  ['2026-01-15 09:30:00.123+05:30', '2026-01-15 09:30:00.123+05:30'],
  ['2026-01-15 09:30:00 BC', "'2026-01-15 09:30:00 BC'"],
  ['12026-01-15 09:30:00', "'12026-01-15 09:30:00'"],
  ['Null', "'Null'"],
  ['nullx', 'nullx'],
  ['xnull', 'xnull'],
]

for (const [value, text] of words) {
  test(`valueWords() of ${JSON.stringify([value]).slice(0, 60)}`, () => {
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

/** Both sides with `[]` around what differs. */
function marked(source: string | null | undefined, target: string | null, longest = 9): string {
  const shown = showPair(source, target, longest)
  return [shown.source, shown.target]
    .map(({ changed, ...rest }) => textOfShown({ ...rest, changed: `[${changed}]` }))
    .join(' → ')
}

const repeated = 'a'.repeat(30)
const middle = 'z'.repeat(12)

const pairs: readonly (readonly [
  source: string | null | undefined,
  target: string | null,
  text: string,
])[] = [
  [null, null, '[NULL] → [NULL]'],
  [undefined, 'x', '[NULL] → [x]'],
  ['x', null, '[x] → [NULL]'],
  ['abc', 'abc', 'abc[] → abc[]'],
  ['', 'a', "'[]' → [a]"],
  ['ab', 'b', '[a]b → []b'],
  ['xab', 'xb', 'x[a]b → x[]b'],
  ['😀', '😁', "'[😀]' → '[😁]'"],
  ['a😀', 'a😁', "'a[😀]' → 'a[😁]'"],
  // Their second halves are the same.
  ['😀a', '\u{1fa00}a', "'[😀]a' → '[\u{1fa00}]a'"],
  ['𝐀~', 'A~', String.raw`E'[\U0001d400]~' → E'[A]~'`],
  ['𐀀\u00a0', '𐀀 ', String.raw`E'\U00010000[\u00a0]' → E'\U00010000[ ]'`],
  [`${repeated}1`, `${repeated}2`, "'…aaa[1]' (31 characters) → '…aaa[2]' (31 characters)"],
  [
    `1${repeated}`,
    `2${repeated}`,
    "'[1]aaaaaaaa…' (31 characters) → '[2]aaaaaaaa…' (31 characters)",
  ],
  [
    `aaaa1${middle}2zzz`,
    `aaaa3${middle}4zzz`,
    "'…aaa[1zzzzz]…' (21 characters) → '…aaa[3zzzzz]…' (21 characters)",
  ],
  [repeated, `${repeated}aaa`, "'…aaa[]' (30 characters) → '…aaa[aaa]' (33 characters)"],
]

for (const [source, target, text] of pairs) {
  test(`showPair() of ${JSON.stringify([source, target])} marks what differs`, () => {
    assert.equal(marked(source, target), text)
  })
}

test('showPair() takes of a value of which only the beginning is known no end for shared', () => {
  const cut = { cut: 'b'.repeat(30), length: 5000, sha256: 'aaaaaaaaaa' }
  const long = "'…bbbbbbbbb…' (5,000 characters, sha256 aaaaaaaa…)"
  for (const whole of ['bbbbbx', 'bbbbbxb']) {
    const { source, target } = showPair(cut, whole, 9)
    assert.deepEqual([textOfShown(source), textOfShown(target)], [long, whole])
    assert.deepEqual([source.changed, source.after], ['bbbbbb', ''])
    assert.deepEqual([target.changed, target.after], [whole.slice(5), ''])
    assert.deepEqual(showPair(whole, cut, 9), { source: target, target: source })
  }
  const other = showPair(cut, { ...cut, cut: `${'b'.repeat(29)}c` }, 9)
  assert.deepEqual([other.source.before, other.source.changed], ['bbb', 'b'])
  assert.deepEqual([other.target.before, other.target.changed], ['bbb', 'c'])
})

test('valueIn() has nothing of a column that the row has not, whatever it is called', () => {
  const row = { constructor: 'steel' }
  assert.equal(valueIn(row, 'constructor'), 'steel')
  assert.equal(valueIn(row, 'toString'), undefined)
  assert.equal(valueIn(null, 'toString'), undefined)
})
