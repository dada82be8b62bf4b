/** Each part of the question has a check, also the part that has no answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { mendChecks, reconcileChecks } from './reconcile-checks.ts'
import { unreadResult } from './table-result.ts'
import type { Reconciled } from './reconcile.ts'
import type { TableResult } from './table.ts'

function table(name: string, part: Partial<TableResult> = {}): TableResult {
  const of = { table: name, targetTable: name, reason: '', depth: 'rows' } as const
  return { ...unreadResult({ ...of, verdict: 'equal' }), reason: null, ...part }
}

function found(tables: readonly TableResult[], unmatched: readonly string[] = []): Reconciled {
  return { tables, unmatched, notes: [], checks: [], versions: { source: '18', target: '18' } }
}

test('reconcileChecks() has a check for each table, then for each pattern that named none', () => {
  const refused = table('b', { verdict: 'skipped', reason: 'no right' })
  assert.deepEqual(reconcileChecks(found([table('a'), refused], ['x.*'])), [
    { name: 'a: rows equal', verdict: 'pass' },
    { name: 'b: rows equal', verdict: 'unknown', message: 'no right' },
    {
      name: '--table x.* names a table',
      verdict: 'unknown',
      message: 'neither side has a table x.*',
    },
  ])
})

test('reconcileChecks() of nothing is unknown', () => {
  assert.deepEqual(reconcileChecks(found([])), [
    { name: 'tables were compared', verdict: 'unknown', message: 'neither side has any table' },
  ])
  assert.equal(reconcileChecks(found([], ['x'])).length, 1)
})

const repaired = { statements: 3, cannotRepair: [] }
const applied = { applied: true, statements: 3, rows: 4, skipped: [], failure: null }

test('mendChecks() says where the repair is, and what it changed', () => {
  const of = { path: 'repair.sql', found: found([table('a')]), written: repaired }
  const written = { name: 'repair written', verdict: 'pass', message: '3 statements in repair.sql' }
  assert.deepEqual(mendChecks({ ...of, applied: null }), [written])
  assert.deepEqual(mendChecks({ ...of, applied }), [
    written,
    { name: 'repair applied', verdict: 'pass', message: '3 statements changed 4 rows' },
  ])
  const skipped = [
    { table: 'a', statements: 1 },
    { table: 'b', statements: 2 },
  ]
  const told = [skipped, skipped.slice(1)].map(
    (each) => mendChecks({ ...of, applied: { ...applied, skipped: each } })[1]?.message,
  )
  const alone = '3 statements changed 4 rows; no longer as they were compared, and left alone:'
  assert.deepEqual(told, [`${alone} 1 of a, 2 of b`, `${alone} 2 of b`])
})

test('mendChecks() of what was not applied says why', () => {
  const of = { path: 'x', found: found([]), written: repaired }
  const not = { ...applied, applied: false }
  const told = [null, 'locked'].map(
    (failure) => mendChecks({ ...of, applied: { ...not, failure } })[1],
  )
  assert.deepEqual(
    told.map((check) => [check?.verdict, check?.message]),
    [
      ['unknown', 'nothing was changed: no reason was given'],
      ['unknown', 'nothing was changed: locked'],
    ],
  )
})

test('mendChecks() names each table that no statement can mend, and none that rows can', () => {
  const rows = { missing: 0, extra: 0, changed: 0 }
  const written = { statements: 1, cannotRepair: [{ table: 'k', reason: 'no key', rows: 1 }] }
  const tables = [
    table('equal'),
    table('missing', { ...rows, verdict: 'different', missing: 1 }),
    table('extra', { ...rows, verdict: 'different', extra: 1 }),
    table('changed', { ...rows, verdict: 'different', changed: 1 }),
    table('as many on both sides', { ...rows, verdict: 'different', missing: 1, extra: 1 }),
    table('as many changed', { verdict: 'different', missing: 1, extra: 1, changed: 2 }),
    table('column', { ...rows, verdict: 'different', reason: 'column x is missing' }),
    table('unread', { verdict: 'unresolved' }),
  ]
  assert.deepEqual(mendChecks({ path: 'x', found: found(tables), written, applied: null }), [
    {
      name: 'repair written',
      verdict: 'unknown',
      message:
        'cannot repair k: no key; column: column x is missing; unread: no row of it was read',
    },
  ])
})
