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

/** A difference in which nothing is a secret but what a story puts there. */
const clean = {
  ...listed,
  key: { id: '1' },
  columns: ['note'],
  source: { note: 'a' },
  target: { note: 'b' },
}

const places: readonly (readonly [place: string, part: Partial<typeof listed>, told: object])[] = [
  ['the table', { table: 'a place-secret' }, { table: 'a ***' }],
  ['the table at the target', { targetTable: 'a place-secret' }, { targetTable: 'a ***' }],
  ['the name of a column', { columns: ['note', 'place-secret'] }, { columns: ['note', '***'] }],
  ['a key', { key: { id: 'place-secret' } }, { key: { id: { redacted: '***' } } }],
  ['the name of a key', { key: { 'place-secret': '1' } }, { key: { '***': '1' } }],
  [
    'a value of the source',
    { source: { note: 'place-secret' } },
    { source: { note: { redacted: '***' } } },
  ],
  [
    'a value of the target',
    { target: { note: 'place-secret' } },
    { target: { note: { redacted: '***' } } },
  ],
  ['the name of a value', { source: { 'place-secret': null } }, { source: { '***': null } }],
]

for (const [place, part, told] of places) {
  test(`redactListed() takes a password out of ${place} alone`, () => {
    keepSecret('place-secret')
    assert.deepEqual(redactListed({ ...clean, ...part }), { ...clean, ...told })
  })
}

test('redactListed() of a row that one side lacks, or that has no key', () => {
  keepSecret('place-secret')
  const row = { ...clean, key: null, source: null, target: { note: 'place-secret', none: null } }
  assert.deepEqual(redactListed(row), { ...row, target: { note: { redacted: '***' }, none: null } })
  const empty = { ...clean, key: null, source: null, target: null }
  assert.equal(redactListed(empty), empty)
})

test('redactTables() takes the passwords of the process out of names and of the schema', () => {
  keepSecret('place-secret')
  const table = {
    table: 'place-secret',
    targetTable: 'a place-secret',
    reason: null,
    schema: [
      { column: 'place-secret', source: 'DEFAULT place-secret', target: null },
      { column: 'b', source: null, target: 'DEFAULT place-secret' },
    ],
    differences: [],
  }
  assert.deepEqual(redactTables([table as unknown as TableResult]), [
    {
      ...table,
      table: '***',
      targetTable: 'a ***',
      schema: [
        { column: '***', source: 'DEFAULT ***', target: null },
        { column: 'b', source: null, target: 'DEFAULT ***' },
      ],
    },
  ])
})
