/** Ids of mutants: the same in every run, and after edits elsewhere in the file. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError } from './errors.ts'
import { mutantIds, withIds } from './mutant-id.ts'
import type { PlacedMutant } from './mutant-id.ts'

function placed(more: Partial<PlacedMutant> = {}): PlacedMutant {
  return {
    file: 'lib/quote.ts',
    line: 12,
    mutator: 'EqualityOperator',
    original: 'a < b',
    replacement: 'a <= b',
    from: 100,
    to: 105,
    context: 'if (a < b) return',
    offset: 4,
    ...more,
  }
}

function idOf(more: Partial<PlacedMutant> = {}): string | undefined {
  return withIds([placed(more)])[0]?.id
}

test('an id stays where other lines were put in before its own', () => {
  assert.match(String(idOf()), /^[0-9a-f]{10}$/)
  assert.equal(idOf({ line: 20, from: 300, to: 305 }), idOf())
})

test('an id changes with file, mutator, line of code, place in it, original and replacement', () => {
  const others: readonly Partial<PlacedMutant>[] = [
    { file: 'lib/units.ts' },
    { mutator: 'ConditionalExpression' },
    { context: 'while (a < b) next()' },
    { offset: 5 },
    { original: 'a > b' },
    { replacement: 'a >= b' },
  ]
  assert.equal(new Set([idOf(), ...others.map(idOf)]).size, 7)
})

test('mutants that are alike in every respect are told apart by their order', () => {
  const ids = withIds([placed(), placed({ line: 30 }), placed({ line: 40 })]).map(({ id }) => id)
  assert.equal(new Set(ids).size, 3)
  assert.equal(ids[0], idOf())
})

test('an id is the same for all time: accepted survivors are named by it', () => {
  const ids = withIds([placed(), placed(), placed()]).map(({ id }) => id)
  assert.deepEqual(ids, ['ea692bd894', 'e1f7b51ac5', 'd8d42bd991'])
})

test('a mutant keeps what is told of it, and loses what only made its id', () => {
  const [mutant] = withIds([placed()])
  const { context: _context, offset: _offset, ...rest } = placed()
  assert.deepEqual(mutant, { ...rest, id: idOf() })
})

test('mutantIds() takes ids and their beginnings, with commas between', () => {
  assert.deepEqual(mutantIds()('0123, abcdef0123'), ['0123', 'abcdef0123'])
})

for (const text of ['', '012', '0123456789a', 'ABCD', 'wxyz', '0123,', '0123 4567', 'x0123']) {
  test(`mutantIds() refuses "${text}"`, () => {
    assert.throws(
      () => mutantIds()(text),
      (error) =>
        error instanceof UsageError && /expected 4 to 10 of the digits 0-9/.test(error.message),
    )
  })
}
