/** Names and patterns mean what people expect of them, quotes, dots, stars and letters of every kind included. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError } from './errors.ts'
import {
  captures,
  exactName,
  fillPattern,
  matches,
  parseNameList,
  parseNames,
  parsePattern,
  splitOutsideQuotes,
  starsOf,
} from './name-pattern.ts'

const stories: readonly (readonly [
  pattern: string,
  schema: string,
  name: string,
  matches: boolean,
])[] = [
  ['public.orders', 'public', 'orders', true],
  ['public.orders', 'other', 'orders', false],
  ['public.orders', 'public', 'orders2', false],
  ['orders', 'public', 'orders', true],
  ['orders', 'other', 'orders', true],
  ['*', 'any', 'thing', true],
  ['public.*', 'public', 'a.b', true],
  ['public.*', 'publicity', 'a', false],
  ['*.orders', 'sales', 'orders', true],
  ['*_log', 'x', 'audit_log', true],
  ['*_log', 'x', 'audit_logs', false],
  ['a*c', 'x', 'ac', true],
  ['a*c*e', 'x', 'abcde', true],
  ['a*c*e', 'x', 'abce2', false],
  ['a*', 'x', 'a\nb', true],
  ['a+', 'x', 'aa', false],
  ['a+', 'x', 'a+', true],
  ['a.b', 'a', 'xb', false],
  // Letters keep their case, with quotes and without.
  ['public.Orders', 'public', 'Orders', true],
  ['public.Orders', 'public', 'orders', false],
  ['"public"."Orders"', 'public', 'Orders', true],
  // In quotes a dot, a star and a blank stand for themselves, and two quotes for one.
  ['"a.b"', 'x', 'a.b', true],
  ['"a.b"', 'a', 'b', false],
  ['"a*"', 'x', 'ab', false],
  ['"a*"', 'x', 'a*', true],
  ['"My Schema".*', 'My Schema', 'x', true],
  ['My Schema.A b', 'My Schema', 'A b', true],
  ['"say ""hi"""', 'x', 'say "hi"', true],
  ['x."a."*', 'x', 'a.z', true],
  ['ünï.🛒*', 'ünï', '🛒🛒', true],
  [' public.orders ', 'public', 'orders', true],
]

test('parsePattern() and matches(): a story a row', () => {
  for (const [pattern, schema, name, expected] of stories) {
    assert.equal(
      matches(parsePattern(pattern), { schema, name }),
      expected,
      `${pattern} for ${schema} ${name}`,
    )
  }
})

test('parsePattern() says what it expected', () => {
  for (const [text, expected] of [
    ['', /no empty name/],
    ['public.', /no empty name/],
    ['.orders', /no empty name/],
    ['public.""', /no empty name/],
    ['a.b.c', /schema\.name \(a name with a dot in double quotes\)/],
    ['"a', /closing quote/],
    ['a"b', /closing quote/],
    ['a\0b', /no NUL/],
  ] as const) {
    assert.throws(
      () => parsePattern(text),
      (error) => error instanceof UsageError && expected.test(error.message),
      text,
    )
  }
})

test('exactName() is the name of a pattern without a star', () => {
  assert.deepEqual(exactName(parsePattern('public."A*"')), { schema: 'public', name: 'A*' })
  assert.deepEqual(exactName(parsePattern('orders')), { schema: null, name: 'orders' })
  assert.equal(exactName(parsePattern('public.*')), null)
  assert.equal(exactName(parsePattern('*.orders')), null)
})

test('parseNames() splits at dots outside of quotes', () => {
  assert.deepEqual(parseNames('public."a.b".C'), ['public', 'a.b', 'C'])
  assert.deepEqual(parseNames('"*"'), ['*'])
  assert.throws(() => parseNames('public.*'), /without a star/)
})

test('parseNameList() splits at commas outside of quotes, and takes a dot for part of a name', () => {
  assert.deepEqual(parseNameList('id, "a,b" ,"say ""hi""",Größe,a.b,t'), [
    'id',
    'a,b',
    'say "hi"',
    'Größe',
    'a.b',
    't',
  ])
  for (const text of ['', 'a,,b', ',a', '""', 'a,"', '"a" b"'])
    assert.throws(() => parseNameList(text), UsageError, text)
})

const starred: readonly (readonly [
  pattern: string,
  stars: number,
  name: readonly [schema: string, name: string],
  captures: readonly string[] | null,
])[] = [
  ['public.orders', 0, ['public', 'orders'], []],
  ['*', 1, ['public', 'orders'], ['orders']],
  ['*.*', 2, ['public', 'orders'], ['public', 'orders']],
  ['p*c.*_*', 3, ['public', 'a_b_c'], ['ubli', 'a', 'b_c']],
  ['public.**', 2, ['public', 'orders'], ['', 'orders']],
  ['"*".*', 1, ['*', 'x'], ['x']],
  ['other.*', 1, ['public', 'orders'], null],
  ['public.x*', 1, ['public', 'orders'], null],
]

for (const [text, stars, [schema, name], captured] of starred) {
  test(`captures() and starsOf() of ${text} for ${schema}.${name}`, () => {
    const pattern = parsePattern(text)
    assert.equal(starsOf(pattern), stars)
    assert.deepEqual(captures(pattern, { schema, name }), captured)
  })
}

test('captures() takes each mark of a regular expression for itself', () => {
  for (const mark of '\\^$+?()[]{}|/-') {
    const pattern = parsePattern(`a${mark}*`)
    assert.deepEqual(captures(pattern, { schema: 's', name: `a${mark}b` }), ['b'], mark)
    assert.equal(captures(pattern, { schema: 's', name: 'ab' }), null, mark)
  }
})

test('fillPattern() puts what the stars stood for in their places', () => {
  const stars = ['one', 'two']
  const [both, name] = ['x*."a.b"*', 'cdc_*_*'].map(parsePattern)
  assert.ok(both !== undefined && name !== undefined)
  assert.deepEqual(fillPattern(both, { stars, schema: 's' }), { schema: 'xone', name: 'a.btwo' })
  assert.deepEqual(fillPattern(name, { stars, schema: 's' }), { schema: 's', name: 'cdc_one_two' })
  assert.deepEqual(fillPattern(name, { stars: [], schema: 's' }), { schema: 's', name: 'cdc__' })
  assert.deepEqual(stars, ['one', 'two'])
})

test('splitOutsideQuotes() splits where no quote is open', () => {
  assert.deepEqual(splitOutsideQuotes('', ','), [''])
  assert.deepEqual(splitOutsideQuotes('a,,b,', ','), ['a', '', 'b', ''])
  assert.deepEqual(splitOutsideQuotes('"a,b",c "d,",e', ','), ['"a,b"', 'c "d,"', 'e'])
})
