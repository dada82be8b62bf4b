/** Counts are exact whatever is listed, and whoever takes the differences sets the pace. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { startTally } from './tally.ts'
import type { Difference, DifferenceKind } from './table.ts'

function difference(kind: DifferenceKind, id: string, copies = 1): Difference {
  return { kind, key: { id }, columns: [], source: null, target: null, copies }
}

test('startTally() counts every row, lists the first ones, and says that it left some out', async () => {
  const taken: string[] = []
  const tally = startTally(2, async ({ key }) => void taken.push(key?.['id'] ?? ''))
  for (const id of ['10', '9', '8']) await tally.add(difference('changed', id))
  await tally.add(difference('extra', '7', 3))
  assert.deepEqual(tally.counts(), { missing: 0, extra: 3, changed: 3, unresolved: 0 })
  assert.deepEqual(
    tally.listed().map(({ key }) => key?.['id']),
    ['9', '10'],
  )
  assert.equal(tally.truncated(), true)
  assert.deepEqual(taken, ['10', '9', '8', '7'])
})

test('startTally() lists numbers by their value, and texts by their characters', async () => {
  const tally = startTally(9, async () => undefined)
  for (const id of ['b', '-2', '100', '20', 'a']) await tally.add(difference('changed', id))
  assert.deepEqual(
    tally.listed().map(({ key }) => key?.['id']),
    ['-2', '20', '100', 'a', 'b'],
  )
  assert.equal(tally.truncated(), false)
})

test('startTally() hands on one difference at a time, in their order, and waits for it', async () => {
  const order: string[] = []
  const tally = startTally(9, async ({ key }) => {
    order.push(`begin ${key?.['id']}`)
    await new Promise((resolve) => setImmediate(resolve))
    order.push(`end ${key?.['id']}`)
  })
  await Promise.all(['1', '2'].map(async (id) => tally.add(difference('missing', id))))
  assert.deepEqual(order, ['begin 1', 'end 1', 'begin 2', 'end 2'])
})
