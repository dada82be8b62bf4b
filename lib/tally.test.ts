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

/** The keys in the order in which they are listed, each as its values with `/`. */
async function listedKeys(keys: readonly Difference['key'][]): Promise<readonly string[]> {
  const tally = startTally(99, async () => undefined)
  for (const key of keys) await tally.add({ ...difference('missing', ''), key })
  return tally.listed().map(({ key }) => Object.values(key ?? { none: '-' }).join('/'))
}

test('startTally() lists by the first part of a key that differs', async () => {
  const keys = ['b/1', 'a/10', 'a/9', 'b/0', 'a/10'].map((text) => {
    const [shop = '', number = ''] = text.split('/')
    return { shop, number }
  })
  assert.deepEqual(await listedKeys(keys), ['a/9', 'a/10', 'a/10', 'b/0', 'b/1'])
})

test('startTally() takes for numbers only what is one from end to end, however long', async () => {
  async function order(...ids: string[]): Promise<string> {
    const [ahead, back] = [ids, ids.toReversed()].map((each) => each.map((id) => ({ id })))
    assert.deepEqual(await listedKeys(ahead ?? []), await listedKeys(back ?? []))
    return (await listedKeys(ahead ?? [])).join(' ')
  }
  assert.equal(await order('x9', 'x10'), 'x10 x9')
  assert.equal(await order('9x', '10x'), '10x 9x')
  assert.equal(await order('9', '10x'), '10x 9')
  assert.equal(await order('9x', '10'), '10 9x')
  // Two texts of one number.
  assert.equal(await order('7', '007'), '007 7')
  assert.equal(await order('9', 'x10'), '9 x10')
  assert.equal(await order('x9', '10'), '10 x9')
  assert.equal(
    await order('9007199254740993', '9007199254740992'),
    '9007199254740992 9007199254740993',
  )
})

test('startTally() lists rows without a key, and of one key, as they came', async () => {
  const rows = ['1', '2', '3'].map((copies) => ({
    ...difference('extra', '5'),
    copies: Number(copies),
  }))
  for (const key of [null, { id: '5' }]) {
    const tally = startTally(9, async () => undefined)
    for (const row of rows) await tally.add({ ...row, key })
    assert.deepEqual(
      tally.listed().map(({ copies }) => copies),
      [1, 2, 3],
    )
  }
})

test('startTally() gives counts that stay as they were, of each kind its own', async () => {
  const tally = startTally(0, async () => undefined)
  const before = tally.counts()
  await tally.add(difference('missing', '1', 2))
  await tally.add(difference('unresolved', '2', 4))
  assert.deepEqual(before, { missing: 0, extra: 0, changed: 0, unresolved: 0 })
  assert.deepEqual(tally.counts(), { missing: 2, extra: 0, changed: 0, unresolved: 4 })
  assert.deepEqual([tally.listed(), tally.truncated()], [[], true])
})
