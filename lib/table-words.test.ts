/** Tables and rows in words, and the check that a table makes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sampleResult } from './sample-result.ts'
import { tableCheck, tablesOfChecks } from './table-check.js'
import { differenceWords, keyWords, sumOfTables, tableRows } from './table-words.js'
import type { Difference } from './table.ts'

test('tableCheck() passes what is equal, fails what differs, and leaves open what was not compared', async () => {
  const { tables = [] } = await sampleResult('tables')
  const verdicts = tables.map((table) => [table.verdict, tableCheck(table).verdict].join())
  assert.deepEqual([...new Set(verdicts)].toSorted(), [
    'different,fail',
    'equal,pass',
    'missing,fail',
    'skipped,unknown',
    'unresolved,unknown',
    'unsupported,unknown',
  ])
})

test('tableCheck() names the depth that was held, and says what was found', async () => {
  const { tables = [] } = await sampleResult('tables')
  const byName = new Map(tables.map((table) => [table.table, tableCheck(table)]))
  assert.deepEqual(byName.get('public.events'), {
    name: 'public.events: counts equal',
    verdict: 'pass',
  })
  assert.deepEqual(byName.get('public.metrics'), {
    name: 'public.metrics: checksums equal',
    verdict: 'fail',
    message: 'the checksums differ',
  })
  assert.equal(byName.get('public.orders')?.message, '2 missing, 1 extra, 4 changed')
  const [products] = tables.filter(({ table }) => table === 'public.products')
  assert.ok(products)
  const counts = { missing: null, extra: null, changed: null, unresolved: null, schema: [] }
  const counted = { ...products, ...counts, depth: 'counts', targetRows: 1, difference: -48_209 }
  assert.equal(
    tableCheck({ ...counted, depth: 'counts' }).message,
    '48,210 rows in the source, 1 in the target',
  )
})

test('tablesOfChecks() finds the table of each check that is about one', async () => {
  const { tables = [], ...others } = await sampleResult('tables')
  const tableOf = tablesOfChecks({ ...others, tables })
  const found = others.checks.map((check) => tableOf(check)?.table ?? check.name)
  assert.deepEqual(found, [...tables.map(({ table }) => table), 'sequences ahead of their columns'])
})

test('tableRows() lists what failed first, then what is open', async () => {
  const { tables = [], ...others } = await sampleResult('tables')
  const order = tableRows({ ...others, tables }).map(({ verdict }) => verdict)
  assert.deepEqual(
    [...new Set(order)],
    ['different', 'missing', 'unresolved', 'unsupported', 'skipped', 'equal'],
  )
})

test('sumOfTables() is null where nothing was counted, and never 0', async () => {
  const { tables = [] } = await sampleResult('tables')
  assert.equal(sumOfTables(tables, 'changed'), 1211)
  const events = tables.filter(({ table }) => table === 'public.events')
  assert.equal(sumOfTables(events, 'changed'), null)
})

const row: Difference = {
  kind: 'missing',
  key: { order_id: '17', Line: '2' },
  columns: [],
  source: { order_id: '17', Line: '2', sku: 'A 1', note: null },
  target: null,
  copies: 1,
}

test('differenceWords() and keyWords() say what is wrong with a row in one line', () => {
  assert.equal(keyWords(row.key), 'order_id=17, "Line"=2')
  assert.equal(keyWords(null), '(no key)')
  assert.equal(differenceWords(row), "missing in the target: sku='A 1', note=NULL")
  const extra = { ...row, kind: 'extra', key: null, target: { a: 'b' }, copies: 3 } as const
  assert.equal(differenceWords(extra), 'not in the source ×3: a=b')
  const hot = { ...row, kind: 'unresolved', source: null } as const
  assert.equal(differenceWords(hot), 'unresolved')
  const wide = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`c${index}`, '1']))
  const changed = {
    ...row,
    kind: 'changed',
    columns: Object.keys(wide),
    source: wide,
    target: {},
  } as const
  assert.equal(
    differenceWords(changed, { columnsMax: 2 }),
    'c0 1 → NULL, c1 1 → NULL, and 78 more columns',
  )
})
