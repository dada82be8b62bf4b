/** Tables and rows in words, and the check that a table makes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sampleResult } from './sample-result.ts'
import { unreadResult } from './table-result.ts'
import { tableCheck, tablesOfChecks } from './table-check.js'
import {
  columnWords,
  countWords,
  differenceWords,
  keyWords,
  reasonOfTable,
  schemaWords,
  sumOfTables,
  tableName,
  tableRows,
  verdictOfTable,
} from './table-words.js'
import type { Difference, TableResult } from './table.ts'

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

/** A table of which nothing is known but this. */
function tableWith(more: Partial<TableResult> = {}): TableResult {
  const names = { table: 'public.t', targetTable: 'public.t' }
  return { ...unreadResult({ ...names, verdict: 'equal', reason: '', depth: 'rows' }), ...more }
}

test('verdictOfTable() passes only what is equal', () => {
  const verdicts = [
    'equal',
    'different',
    'missing',
    'unresolved',
    'unsupported',
    'skipped',
  ] as const
  assert.deepEqual(verdicts.map(verdictOfTable), [
    'pass',
    'fail',
    'fail',
    'unknown',
    'unknown',
    'unknown',
  ])
})

test('tableName() has both names where they differ', () => {
  assert.equal(tableName({ table: 'public.a', targetTable: 'public.a' }), 'public.a')
  assert.equal(tableName({ table: 'a\u001b', targetTable: 'b\u001b' }), 'a\\x1b → b\\x1b')
})

test('countWords() leaves out what was not measured, and what is not there', () => {
  const counts = { missing: 1200, extra: 0, changed: null, unresolved: 2 }
  assert.equal(countWords(tableWith(counts)), '1,200 missing, 2 unresolved')
  assert.equal(countWords(tableWith({ extra: 1, changed: 3 })), '1 extra, 3 changed')
  assert.equal(countWords(tableWith()), '')
})

const sums = { sourceChecksum: '1', targetChecksum: '2', depth: 'checksums' } as const
const reasons: readonly (readonly [more: Partial<TableResult>, text: string])[] = [
  [{}, ''],
  [{ verdict: 'skipped' }, 'skipped'],
  [{ reason: 'gone\u001b', verdict: 'unresolved' }, 'gone\\x1b'],
  [{ difference: 0, ...sums, targetChecksum: '1' }, ''],
  [{ ...sums, verdict: 'different' }, 'the checksums differ'],
  [{ ...sums, depth: 'rows', verdict: 'different' }, 'different'],
  [{ ...sums, sourceChecksum: null, verdict: 'different' }, 'different'],
  [{ ...sums, targetChecksum: null, verdict: 'different' }, 'different'],
  [
    { ...sums, difference: -1, sourceRows: 1000, targetRows: 999, verdict: 'different' },
    '1,000 rows in the source, 999 in the target; the checksums differ',
  ],
  [{ ...sums, difference: -1, missing: 1, verdict: 'different', reason: 'hot' }, '1 missing; hot'],
  [
    { schema: [{ column: 'price', source: 'text', target: null }], verdict: 'different' },
    'column price: text, only in the source',
  ],
]

for (const [more, text] of reasons) {
  test(`reasonOfTable() says "${text}" of ${JSON.stringify(more)}`, () => {
    assert.equal(reasonOfTable(tableWith({ reason: null, ...more })), text)
  })
}

test('schemaWords() says on which side a column is, or both of its types', () => {
  const [column, source, target] = ['Price', 'text\u001b', 'int\u001b']
  assert.equal(schemaWords({ column, source, target }), 'column "Price": text\\x1b → int\\x1b')
  const onlyThere = schemaWords({ column, source: null, target })
  assert.equal(onlyThere, 'column "Price": int\\x1b, only in the target')
  const onlyHere = schemaWords({ column, source, target: null })
  assert.equal(onlyHere, 'column "Price": text\\x1b, only in the source')
})

test('columnWords() quotes what SQL would', () => {
  const names = ['id', '_x', 'größe_2$', '1st', 'Id', 'a b', 'say "hi"', '$x', '']
  assert.deepEqual(
    names.map((name) => columnWords(name)),
    ['id', '_x', 'größe_2$', '"1st"', '"Id"', '"a b"', '"say ""hi"""', '"$x"', '""'],
  )
  assert.equal(columnWords('x'.repeat(80)), 'x'.repeat(80))
  assert.equal(columnWords('x'.repeat(81)), `"${'x'.repeat(80)}… (81 characters)"`)
})

test('differenceWords() says what changed, what is open, and how many columns more there are', () => {
  const both = { source: { id: '1', a: '1', b: null }, target: { id: '1', a: '2', b: '' } }
  const changed: Difference = { ...row, ...both, kind: 'changed', columns: ['a', 'b'] }
  assert.equal(differenceWords(changed), "a 1 → 2, b NULL → ''")
  assert.equal(differenceWords({ ...changed, copies: 2 }), "a 1 → 2, b NULL → ''")
  assert.equal(differenceWords(changed, { columnsMax: 1 }), 'a 1 → 2, and 1 more column')
  assert.equal(
    differenceWords({ ...changed, kind: 'unresolved' }),
    "unresolved: a 1 → 2, b NULL → ''",
  )
  const twice: Difference = { ...row, key: { order_id: '17' }, copies: 2 }
  assert.equal(
    differenceWords(twice, { columnsMax: 1 }),
    'missing in the target ×2: "Line"=2, and 2 more columns',
  )
  assert.equal(differenceWords({ ...row, key: null, source: null }), 'missing in the target')
})
