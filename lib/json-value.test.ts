/** What JSON has no form for comes back as it was; the law of all values is in property/integrity-values.test.ts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { fromJson, toJson } from './json-value.ts'

function kept(value: unknown): unknown {
  return fromJson(JSON.parse(JSON.stringify(toJson(value))))
}

const values = [new Date(0), new Date(-1), -0, Number.NaN, 5n, undefined]

for (const value of values) {
  test(`fromJson() reads back ${String(value)}`, () => {
    assert.deepStrictEqual(kept({ $in: [value] }), { $in: [value] })
  })
}

test('fromJson() reads back a date that is none', () => {
  const date = kept(new Date(Number.NaN))
  assert.ok(date instanceof Date && Number.isNaN(date.getTime()), String(date))
})

test('fromJson() reads dates of files that were written as numbers', () => {
  assert.deepStrictEqual(fromJson({ $date: 86_400_000 }), new Date(86_400_000))
})
