/** Texts of flags for all tables or for one: which table is meant, what is left to read, and which text counts for which table. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError } from './errors.ts'
import { allScopes, nearestScope, pairNamed, readScoped } from './scoped-list.ts'
import { tableNamed } from './scratch-table.ts'
import type { Pair, Scoped } from './scoped-list.ts'

function paired(source: readonly [string, string], target = source): Pair {
  return { source: tableNamed(...source), target: tableNamed(...target) }
}

const orders = paired(['public', 'orders'], ['cdc', 'orders'])
const odd = paired(['My Schema', 'A.b:c'])
/** At the source it has the name that orders has at the target. */
const copied = paired(['cdc', 'orders'], ['cdc', 'copy'])
const pairs = [orders, odd]

/** The scope of a text, what is left of it, and what is wrong. */
function scopeOf(text: string, parse = (rest: string) => rest) {
  const problems: string[] = []
  const [found] = readScoped([text], { flag: '--where', pairs, parse, problems })
  return { pair: found?.pair, rest: found?.value, problems }
}

const scopes: readonly (readonly [text: string, pair: Pair | null, rest: string])[] = [
  ['id > 3', null, 'id > 3'],
  ['public.orders: id > 3', orders, 'id > 3'],
  ['public.orders:id > 3', orders, 'id > 3'],
  [' public.orders : id > 3 ', orders, 'id > 3'],
  ['cdc.orders: id', orders, 'id'],
  ['"public"."orders": id', orders, 'id'],
  ['"My Schema"."A.b:c": x::text = \'a:b\'', odd, "x::text = 'a:b'"],
  ['public.orders: a: b', orders, 'a: b'],
  ['id::text = 5', null, 'id::text = 5'],
  ['public.orders::text', null, 'public.orders::text'],
  ['orders: id', null, 'orders: id'],
  ['a.b.c: id', null, 'a.b.c: id'],
  ['1.orders: id', null, '1.orders: id'],
  ['lower(t.x): id', null, 'lower(t.x): id'],
  ["t.x = 'a': id", null, "t.x = 'a': id"],
  ['"a.b": id', null, '"a.b": id'],
  [' : id ', null, ' : id '],
]

for (const [text, pair, rest] of scopes) {
  test(`readScoped() of ${JSON.stringify(text)}`, () => {
    assert.deepEqual(scopeOf(text), { pair, rest, problems: [] })
  })
}

test('readScoped() takes names in letters of any language, with digits, blanks and hyphens in them', () => {
  const wide = paired(['Größe_1', 'Öl 2-x$'], ['"q"', '_y'])
  for (const text of ['"Größe_1"."Öl 2-x$": id', '"""q"""."_y": id']) {
    const [found] = readScoped([text], {
      flag: '--key',
      pairs: [wide],
      parse: (rest) => rest,
      problems: [],
    })
    assert.deepEqual([found?.pair, found?.value], [wide, 'id'], text)
  }
})

test('readScoped() tells a table that is not compared, and what cannot be read, one line each', () => {
  const problems: string[] = []
  function parse(text: string): string {
    if (text === 'x') throw new UsageError('expected y')
    return text
  }
  const texts = ['public.other: id', 'x', 'y', 'public.orders: x']
  const read = readScoped(texts, { flag: '--where', pairs, parse, problems })
  assert.deepEqual(read, [{ flag: '--where', text: 'y', pair: null, value: 'y' }])
  assert.deepEqual(problems, [
    'Cannot use --where "public.other: id": public.other is not a table that is compared',
    'Cannot use --where "x": expected y',
    'Cannot use --where "public.orders: x": expected y',
  ])
})

test('readScoped() without texts reads nothing, and a bug is no problem of the caller', () => {
  const reading = { flag: '--where', pairs, problems: [] }
  assert.deepEqual(readScoped(undefined, { ...reading, parse: String }), [])
  const bug = new TypeError('a bug')
  assert.throws(
    () =>
      scopeOf('x', () => {
        throw bug
      }),
    bug,
  )
})

test('pairNamed() takes the name at the source before that at the target', () => {
  assert.equal(pairNamed(['cdc', 'orders'], [orders, copied]), copied)
  assert.equal(pairNamed(['public', 'orders'], [copied, orders]), orders)
  assert.equal(pairNamed(['cdc', 'copy'], [orders, copied]), copied)
})

test('pairNamed() of what is not selected, or no name of a table, is refused', () => {
  const refused: readonly (readonly [readonly string[], string])[] = [
    [['public', 'Other'], 'public."Other"'],
    [['orders'], 'orders'],
    [['public', 'orders', 'id'], 'public.orders.id'],
  ]
  for (const [names, label] of refused) {
    assert.throws(
      () => pairNamed(names, pairs),
      new UsageError(`${label} is not a table that is compared`),
    )
  }
})

test('nearestScope() takes those of the table where there are any, allScopes() those for all first', () => {
  function scoped(text: string, pair: Pair | null): Scoped<string> {
    return { flag: '--key', text, pair, value: text }
  }
  const own = scoped('own', orders)
  const [one, two] = [scoped('one', null), scoped('two', null)]
  const list = [own, one, scoped('other', odd), two]
  assert.deepEqual(nearestScope(list, orders), [own])
  assert.deepEqual(nearestScope(list, copied), [one, two])
  assert.deepEqual(allScopes(list, orders), [one, two, own])
  assert.deepEqual(allScopes(list, copied), [one, two])
})
