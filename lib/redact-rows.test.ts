/** Which texts of rows stay, which leave, and that what is left is no value. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { redactListed, redactTables } from './redact-rows.ts'
import { keepSecret } from './redact.ts'
import type { Difference, TableResult } from './table.ts'

const difference: Difference = {
  kind: 'changed',
  key: { token: 'Authorization: Basic abc' },
  columns: ['password', 'url'],
  source: { password: 'x', url: 'postgres://bob:pw@h/db?password=1' },
  target: { password: null, url: { cut: 'token=7', length: 7000, sha256: 'ab' } },
  copies: 1,
}
const listed = { table: 'public.users', targetTable: 'public.users', ...difference }

test('redactListed() leaves rows alone that only look as if they held passwords', () => {
  assert.equal(redactListed(listed), listed)
  keepSecret('hunter2-secret')
  assert.deepEqual(redactListed(listed), listed)
})

test('redactListed() takes the passwords of the process out, and leaves an object where the text was', () => {
  keepSecret('hunter2-secret')
  const row = { note: 'is hunter2-secret!', other: 'kept', none: null }
  const cut = { cut: 'hunter2-secret…', length: 5000, sha256: 'ab' }
  const redacted = redactListed({
    ...listed,
    key: { id: 'hunter2-secret' },
    columns: ['note', 'a hunter2-secret'],
    source: row,
    target: { ...row, note: cut },
  })
  assert.doesNotMatch(JSON.stringify(redacted), /hunter2/)
  assert.deepEqual(redacted.key, { id: { redacted: '***' } })
  assert.deepEqual(redacted.columns, ['note', 'a ***'])
  assert.deepEqual(redacted.source, { note: { redacted: 'is ***!' }, other: 'kept', none: null })
  assert.deepEqual(redacted.target, { note: { redacted: '***…' }, other: 'kept', none: null })
})

test('redactTables() keeps verdicts and checksums, whatever the password is', () => {
  for (const secret of ['equal', 'rows', '4711']) keepSecret(secret)
  const table: TableResult = {
    table: 'public.users',
    targetTable: 'public.users',
    verdict: 'equal',
    reason: 'postgres://bob:pw@h/db refused',
    depth: 'rows',
    sourceRows: 4711,
    targetRows: 4711,
    difference: 0,
    match: true,
    sourceChecksum: '47114711',
    targetChecksum: '47114711',
    missing: 0,
    extra: 0,
    changed: 0,
    unresolved: 0,
    truncated: false,
    schema: [{ column: 'n', source: 'text', target: null }],
    differences: [difference],
    rowsPerSecond: 1,
    durationMs: 1,
  }
  const reason = 'postgres://bob:***@h/db refused'
  assert.deepEqual(redactTables([table]), [{ ...table, reason }])
})

test('redactTables() takes what was redacted before: a saved Result is rendered again', () => {
  const saved = { ...difference, source: { url: { redacted: 'postgres://***@db' } } }
  const table = { table: 'a', targetTable: 'a', reason: null, schema: [], differences: [saved] }
  const [told] = redactTables([table as unknown as TableResult])
  assert.deepEqual(told?.differences[0]?.source, saved.source)
})
