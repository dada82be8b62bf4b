/** Laws on a terminal: a line of counts each, what does not hold first, and of that the counterexample as it can be pasted. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chalk } from 'chalk'

import { propertyBlock } from './table-properties.ts'
import type { PropertyResult } from './property-result.ts'
import type { Result } from './result.ts'

const law: PropertyResult = {
  id: 'checksum/order',
  file: 'property/checksum.test.ts',
  name: 'order is nothing',
  verdict: 'pass',
  examples: 1000,
  discarded: 20,
  slow: 3,
  durationMs: 41,
  labels: {},
  counterexample: null,
  message: null,
  seed: 42,
  path: null,
  replay: 'npx tsx property/run.ts --replay checksum/order',
}
const failed: PropertyResult = {
  ...law,
  id: 'checksum/bits',
  verdict: 'fail',
  message: `a bit is lost\nfor [1, 2]\n\u001b[31m${'x'.repeat(5000)}`,
}
const open: PropertyResult = { ...law, id: 'load/ramp', verdict: 'unknown', name: 'a ramp is even' }

function block(properties: readonly PropertyResult[] | undefined, level: 0 | 1 = 0): string {
  return propertyBlock({ properties } as Result, { paint: new Chalk({ level }), width: 100 })
}

test('propertyBlock() of a Result without laws is empty', () => {
  assert.equal(block(undefined), '')
  assert.equal(block([]), '')
})

test('propertyBlock() tells laws in columns, numbers to the right', () => {
  const [head, rule, row, ...rest] = block([law]).split('\n')
  assert.match(head ?? '', /^Verdict {2,}Law {2,}Examples {2}Discarded {2}Slow {3}Time$/)
  assert.match(rule ?? '', /^[─\- ]+$/)
  assert.match(row ?? '', /^✓ pass {3}checksum\/order {5,}1,000 {9}20 {5}3 {2}41 ms$/)
  assert.deepEqual(rest, [])
})

test('propertyBlock() puts what does not hold first, and tells it below, each line to 4,000 characters', () => {
  const [table = '', bits = '', ramp, ...rest] = block([law, open, failed]).split('\n\n')
  assert.deepEqual(
    table
      .split('\n')
      .map((line) => line.split(/ {2,}/).slice(0, 2).join(' '))
      .slice(2),
    ['✗ fail checksum/bits', '? unknown load/ramp', '✓ pass checksum/order'],
  )
  const [first, second, third = '', ...more] = bits.split('\n')
  assert.deepEqual([first, second, more], ['checksum/bits: a bit is lost', 'for [1, 2]', []])
  // Of the line 4,000 characters, the first of them escaped, and how many it had.
  assert.equal(third, `\\x1b[31m${'x'.repeat(3995)}… (5005 characters)`)
  assert.equal(ramp, 'load/ramp: could not be checked: a ramp is even')
  assert.deepEqual(rest, [])
})

test('propertyBlock() paints what holds green, what does not red, and what could not be checked yellow', () => {
  const text = block([law, open, failed], 1)
  for (const [code, sign] of [
    [31, '✗ fail'],
    [33, '? unknown'],
    [32, '✓ pass'],
  ] as const) {
    assert.ok(text.includes(`\u001b[${code}m${sign}\u001b[39m`), sign)
  }
})
