/** The tables of a compare on a terminal: whole, narrow, and to be pasted. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { renderTable } from './report-table.ts'
import { sampleResult } from './sample-result.ts'
import { largeCompare } from './sample-tables.ts'
import { textWidth } from './table-text.ts'

async function textOf(name: 'tables' | 'tables-hostile', width: number): Promise<string> {
  return renderTable(await sampleResult(name), { color: false, width })
}

test('renderTable() has a line a table, what is not equal first, and "-" for what was not measured', async () => {
  const text = await textOf('tables', 140)
  const lines = text.split('\n').map((line) => line.split(/\s{2,}/))
  assert.deepEqual(
    lines[0],
    'Verdict,Table,Source,Target,Diff,Missing,Extra,Changed,Unres.,rows/s,Time'.split(','),
  )
  assert.deepEqual(
    lines[2],
    '✗ different|public.orders → cdc.orders|1,000,000|999,999|-1|2|1|4|0|846,123|1.2 s'.split('|'),
  )
  const counted = lines.find(([, table]) => table === 'public.events') ?? []
  assert.deepEqual(counted.slice(2, 9), ['120,000,000', '120,000,000', '0', '-', '-', '-', '-'])
})

test('renderTable() names the first rows so that each line says all', async () => {
  const text = await textOf('tables', 140)
  for (const line of [
    "public.orders id=1000001: not in the source: customer_id=5, price=5.00, note='', placed_at=NULL",
    "public.order_lines order_id=17, line=2: quantity 3 → 4, sku A-1 → 'A-1 '",
    'public.stock id=3: unresolved: amount 3 → 30',
    'public.products column price: numeric(10,2) → double precision',
    'public.places unsupported: column area is of type polygon, which has no equality',
    'Shown are 15 of 1,222 rows; --report FILE.jsonl or FILE.csv holds them all.',
  ]) {
    assert.equal(text.split('\n').includes(line), true, line)
  }
  assert.doesNotMatch(text, /public\.customers: rows equal/)
  assert.match(text, /✓ pass +sequences ahead of their columns/)
})

for (const name of ['tables', 'tables-hostile'] as const) {
  for (const width of [80, 100, 120, 200]) {
    test(`renderTable() of the ${name} sample keeps within ${width} columns`, async () => {
      const [tables = ''] = (await textOf(name, width)).split('\nAgain:')
      const wide = tables.split('\n').filter((line) => textWidth(line) > width)
      assert.deepEqual(wide, [])
    })
  }
}

test('renderTable() of 300 equal tables says that those it does not list are equal', async () => {
  const base = await sampleResult('tables')
  const equal = largeCompare(base, { tables: 300, rows: 0, columns: 3 })
  const text = renderTable(equal, { color: false, width: 120 })
  assert.equal(text.match(/^✓ equal/gm)?.length, 100)
  assert.match(text, /^ {2}and 200 more tables, all equal$/m)
  assert.match(text, /PASS .*300 of 300 checks, 300,044,850 rows in/)
  const different = largeCompare(base, { tables: 300, rows: 1000, columns: 80 })
  const lines = renderTable(different, { color: false, width: 120 }).split('\n')
  assert.equal(lines.filter((line) => line.startsWith('✗ different')).length, 300)
  assert.equal(lines.filter((line) => /^public\.inventory_\d+ id=/.test(line)).length, 20)
})
