/** Two streams in the order of a hash give the rows that differ, however they are cut into batches. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sameDigest, unmatchedRows } from './row-merge.ts'
import type { RowRules, StreamedRow } from './row-merge.ts'

/** `5 k1 d1`: hash, key (`-`: none) and digest of a row. */
function row(text: string): StreamedRow {
  const [hash = '0', key = '-', digest = ''] = text.split(' ')
  return { hash: BigInt(hash), key: key === '-' ? null : key.split(','), digest, more: [] }
}

async function* stream(
  rows: readonly string[],
  { size = 2, onEnd = () => undefined }: { size?: number; onEnd?: () => void } = {},
): AsyncIterable<readonly StreamedRow[]> {
  try {
    for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size).map(row)
  } finally {
    onEnd()
  }
}

async function told(
  source: readonly string[],
  target: readonly string[],
  size?: number,
): Promise<readonly string[]> {
  const found: string[] = []
  const options = size === undefined ? {} : { size }
  for await (const each of unmatchedRows(stream(source, options), stream(target, options))) {
    const [ours, theirs] = [each.source, each.target].map((side) =>
      side.map(({ row: { digest }, count }) => `${digest}×${count}`).join('+'),
    )
    found.push(`${each.key?.join() ?? '-'} ${ours ?? ''}|${theirs ?? ''}`)
  }
  return found
}

const stories: readonly (readonly [
  string,
  readonly string[],
  readonly string[],
  readonly string[],
])[] = [
  ['nothing on either side', [], [], []],
  ['equal rows', ['-5 a x', '7 b y'], ['-5 a x', '7 b y'], []],
  ['one side empty', ['-5 a x', '7 b y'], [], ['a x×1|', 'b y×1|']],
  ['the other one', [], ['7 b y'], ['b |y×1']],
  ['a changed row', ['1 a x', '2 b y', '3 c z'], ['1 a x', '2 b Y', '3 c z'], ['b y×1|Y×1']],
  [
    'hashes beyond 2^53 apart by one',
    ['9007199254740993 a x'],
    ['9007199254740992 a x'],
    ['a |x×1', 'a x×1|'],
  ],
  ['two keys of one hash', ['1 a x', '1 b y'], ['1 b y', '1 a z'], ['a x×1|z×1']],
  ['two keys of one hash, equal', ['1 a x', '1 b x'], ['1 b x', '1 a x'], []],
  ['a key that is there twice', ['1 a x'], ['1 a x', '1 a x', '1 a y'], ['a |x×1+y×1']],
  [
    'rows without a key, counted',
    ['1 - 1', '1 - 1', '1 - 1', '2 - 2'],
    ['1 - 1', '2 - 2', '2 - 2'],
    ['- 1×2|', '- |2×1'],
  ],
  ['two keys of one hash and one digest', ['1 a x'], ['1 b x'], ['a x×1|', 'b |x×1']],
  ['keys of two parts', ['1 a,b x'], ['1 a,c x'], ['a,b x×1|', 'a,c |x×1']],
  ['a key beside none', ['1 - x'], ['1 a x'], ['- x×1|', 'a |x×1']],
  ['none beside a key', ['1 a x'], ['1 - x'], ['a x×1|', '- |x×1']],
  [
    'a row that the target has more often',
    ['1 a x', '1 a x'],
    ['1 a x', '1 a x', '1 a x'],
    ['a |x×1'],
  ],
  [
    'a row of several that the source has more often',
    ['1 a x', '1 a x', '1 a y'],
    ['1 a x', '1 a y'],
    ['a x×1|'],
  ],
  [
    'rows on one side, then on the other',
    ['1 a x', '4 d x'],
    ['2 b x', '3 c x'],
    ['a x×1|', 'b |x×1', 'c |x×1', 'd x×1|'],
  ],
]

for (const [story, source, target, expected] of stories) {
  test(`unmatchedRows() of ${story}, in batches of any size`, async () => {
    for (const size of [1, 2, 3, 100]) {
      assert.deepEqual(await told(source, target, size), expected)
    }
  })
}

test('unmatchedRows() that is left early ends both streams', async () => {
  let ended = 0
  function onEnd(): void {
    ended += 1
  }
  const rows = Array.from({ length: 100 }, (_, index) => `${index} k${index} x`)
  for await (const _ of unmatchedRows(stream(rows, { onEnd }), stream([], { onEnd }))) break
  assert.equal(ended, 2)
})

test('unmatchedRows() raises what a stream raises', async () => {
  async function* failing(): AsyncIterable<readonly StreamedRow[]> {
    yield [row('1 a x')]
    throw new Error('the server is gone')
  }
  async function all(): Promise<void> {
    for await (const _ of unmatchedRows(failing(), stream(['1 a x', '2 b y'])));
  }
  await assert.rejects(all(), /the server is gone/)
})

/** Digests are numbers, and equal where they are one apart. */
const near: RowRules = {
  same: (source, target) => Math.abs(Number(source.digest) - Number(target.digest)) <= 1,
  order: (left, right) => Number(left.digest) - Number(right.digest),
}

async function unmatched(
  source: readonly StreamedRow[],
  target: readonly StreamedRow[],
  rules?: RowRules,
): Promise<readonly string[]> {
  const found: string[] = []
  async function* one(rows: readonly StreamedRow[]): AsyncIterable<readonly StreamedRow[]> {
    yield rows
  }
  for await (const each of unmatchedRows(one(source), one(target), rules)) {
    const sides = [each.source, each.target].map((side) =>
      side.map((counted) => `${counted.row.digest}×${counted.count}`).join('+'),
    )
    found.push(`${each.hash} ${sides.join('|')}`)
  }
  return found
}

test('unmatchedRows() says the hash, whichever side has the rows', async () => {
  assert.deepEqual(await unmatched([row('5 a x')], []), ['5 x×1|'])
  assert.deepEqual(await unmatched([], [row('6 a x')]), ['6 |x×1'])
  assert.deepEqual(await unmatched([row('7 a x')], [row('7 a y')]), ['7 x×1|y×1'])
})

test('unmatchedRows() takes rows for equal as the rules say, with a key and without', async () => {
  const rules: RowRules = { ...near, order: null }
  for (const key of ['a', '-']) {
    const source = [row(`1 ${key} 10`), row(`2 ${key} 20`)]
    const target = [row(`1 ${key} 11`), row(`2 ${key} 22`)]
    const apart = key === 'a' ? ['2 20×1|22×1'] : ['2 20×1|', '2 |22×1']
    assert.deepEqual((await unmatched(source, target, rules)).slice(-apart.length), apart)
  }
  assert.deepEqual(
    [sameDigest(row('1 a x'), row('1 b x')), sameDigest(row('1 a x'), row('1 a y'))],
    [true, false],
  )
})

test('unmatchedRows() matches what may be the same as several in the order of the rules', async () => {
  const [source, target] = [
    [row('1 a 2'), row('1 a 1')],
    [row('1 a 3'), row('1 a 2')],
  ]
  assert.deepEqual(await unmatched(source, target, near), [])
  assert.deepEqual(await unmatched(target, source, near), [])
  assert.deepEqual(await unmatched(source, [row('1 a 2')], near), ['1 2×1|'])
  assert.deepEqual(await unmatched([...source, row('1 a 1')], target, near), ['1 1×1|'])
})

test('unmatchedRows() keeps rows apart by what was asked for beside, where a key or the rules can tell them apart', async () => {
  function rows(key: string): StreamedRow[] {
    return ['p', 'q'].map((more) => ({ ...row(`1 ${key} 5`), more: [more] }))
  }
  assert.deepEqual(await unmatched(rows('a'), []), ['1 5×1+5×1|'])
  assert.deepEqual(await unmatched(rows('-'), []), ['1 5×2|'])
  assert.deepEqual(await unmatched(rows('-'), [], near), ['1 5×1+5×1|'])
})
