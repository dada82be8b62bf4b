/** The whole record of a table, field by field, with what was read of it and without. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { resultOf } from './scratch-findings.ts'
import { unreadResult } from './table-result.ts'

test('tableResult() is the whole record of a table', () => {
  const difference = {
    kind: 'changed',
    key: { id: '1' },
    columns: [],
    source: null,
    target: null,
    copies: 1,
  } as const
  const schema = [{ column: 'x', source: 'text', target: null }]
  const counts = { missing: 1, extra: 2, changed: 3, unresolved: 4 }
  const story = {
    totals: { rows: { source: 10, target: 11 }, sums: { source: 7n, target: 2n ** 64n } },
  }
  const { table, targetTable } = resultOf()
  const result = resultOf({
    ...story,
    pair: { schema, label: 'public.t', targetLabel: 'cdc.u' },
    tally: { counts: () => counts, listed: () => [difference], truncated: () => true },
    durationMs: 3.4,
  })
  assert.deepEqual([table, targetTable], ['public.t', 'public.t'])
  assert.deepEqual(result, {
    table: 'public.t',
    targetTable: 'cdc.u',
    verdict: 'different',
    reason: 'changed during the compare; use --live',
    depth: 'rows',
    sourceRows: 10,
    targetRows: 11,
    difference: 1,
    match: false,
    sourceChecksum: '7',
    targetChecksum: '18446744073709551616',
    ...counts,
    truncated: true,
    schema,
    differences: [difference],
    rowsPerSecond: 2941,
    durationMs: 3,
  })
})

test('tableResult() has no rate where no time has passed, and no rows where a table failed or was not read so far down', () => {
  assert.equal(resultOf({ durationMs: 0 }).rowsPerSecond, null)
  const nulls = { missing: null, extra: null, changed: null, unresolved: null }
  const none = { ...nulls, sourceRows: null, targetRows: null, difference: null, match: null }
  const sums = { sourceChecksum: null, targetChecksum: null }
  const failed = resultOf({ totals: { failure: 'gone' }, counts: { missing: 1 } })
  assert.deepEqual(failed, { ...failed, ...none, ...sums })
  const counted = resultOf({ depth: 'counts' })
  assert.deepEqual(counted, { ...counted, ...nulls, ...sums, match: true })
  const summed = resultOf({ depth: 'checksums', totals: { sums: { source: 7n, target: 8n } } })
  assert.deepEqual(summed, { ...summed, ...nulls, sourceChecksum: '7', targetChecksum: '8' })
})

test('unreadResult() is the whole record of a table that was not read', () => {
  const schema = [{ column: 'x', source: 'text', target: null }]
  const of = {
    table: 't',
    targetTable: 'u',
    verdict: 'different',
    reason: 'only at the source',
    depth: 'counts',
    schema,
  } as const
  assert.deepEqual(unreadResult(of), {
    ...of,
    sourceRows: null,
    targetRows: null,
    difference: null,
    match: null,
    sourceChecksum: null,
    targetChecksum: null,
    missing: null,
    extra: null,
    changed: null,
    unresolved: null,
    truncated: false,
    differences: [],
    rowsPerSecond: null,
    durationMs: 0,
  })
})
