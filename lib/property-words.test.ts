/** Laws in words: what does not hold comes first, and says why. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  propertyCells,
  propertyCheckName,
  propertyColumns,
  propertyLines,
  propertyRows,
  propertySentence,
} from './property-words.js'
import type { PropertyResult } from './property-result.ts'
import type { Result, Verdict } from './result.ts'

function law(more: Partial<PropertyResult> = {}): PropertyResult {
  return {
    id: 'load/ramp',
    file: 'load',
    name: 'a ramp is even',
    verdict: 'pass',
    examples: 1200,
    discarded: 3,
    slow: 0,
    durationMs: 1500,
    labels: {},
    counterexample: null,
    message: null,
    seed: 1,
    path: null,
    replay: 'npx tsx replay',
    ...more,
  }
}

function rowsOf(verdicts: readonly Verdict[]): readonly string[] {
  const properties = verdicts.map((verdict, at) => law({ id: `${verdict} ${at}`, verdict }))
  return propertyRows({ properties } as unknown as Result).map(({ id }) => id)
}

test('propertyRows() has what does not hold first, then what could not be checked, each in its order', () => {
  assert.deepEqual(rowsOf(['pass', 'unknown', 'fail', 'pass', 'fail', 'unknown']), [
    'fail 2',
    'fail 4',
    'unknown 1',
    'unknown 5',
    'pass 0',
    'pass 3',
  ])
  assert.deepEqual(propertyRows({} as unknown as Result), [])
})

test('propertyCells() has a cell for each column, and propertyCheckName() is the id', () => {
  const cells = propertyCells(law({ id: 'a\u001bb' }))
  assert.deepEqual(cells, ['a\\x1bb', '1,200', '3', '0', '1.5 s'])
  assert.equal(cells.length, propertyColumns.length)
  assert.equal(propertyCheckName({ id: 'load/ramp' }), 'load/ramp')
})

const sentences: readonly (readonly [more: Partial<PropertyResult>, sentence: string])[] = [
  [{}, 'a ramp is even'],
  [{ verdict: 'unknown' }, 'could not be checked: a ramp is even'],
  [
    { verdict: 'fail', counterexample: '[0]', message: 'a\nb' },
    'a ramp is even: not for [0] (npx tsx replay)',
  ],
  [{ verdict: 'fail', message: 'a\nb\nc' }, 'a ramp is even: not for b (npx tsx replay)'],
  [{ verdict: 'fail', message: 'a' }, 'a ramp is even: not for its examples (npx tsx replay)'],
  [{ verdict: 'fail' }, 'a ramp is even: not for its examples (npx tsx replay)'],
]

for (const [more, sentence] of sentences) {
  test(`propertySentence() says "${sentence}" of ${JSON.stringify(more)}`, () => {
    assert.equal(propertySentence(law(more)), sentence)
  })
}

test('propertyLines() has the lines of the failure, the first with the law in front', () => {
  assert.deepEqual(propertyLines(law()), ['load/ramp: a ramp is even'])
  assert.deepEqual(propertyLines(law({ verdict: 'fail', message: 'one\ntwo\nthree' })), [
    'load/ramp: one',
    'two',
    'three',
  ])
})
