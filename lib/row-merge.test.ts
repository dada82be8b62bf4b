/** Two streams in the order of a hash give the rows that differ, however they are cut into batches. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { unmatchedRows } from './row-merge.ts'
import type { StreamedRow } from './row-merge.ts'

/** `5 k1 d1`: hash, key (`-`: none) and digest of a row. */
function row(text: string): StreamedRow {
  const [hash = '0', key = '-', digest = ''] = text.split(' ')
  return { hash: BigInt(hash), key: key === '-' ? null : [key], digest, more: [] }
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
