/** Rows of a catalogue by their table. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { byTable } from './by-table.ts'

test('byTable() gives the rows of each table in their order, and none of a table without', () => {
  const rows = [
    { table: 7, name: 'b' },
    { table: 3, name: 'c' },
    { table: 7, name: 'a' },
  ]
  const of = byTable(rows)
  assert.deepEqual([of(7), of(3), of(1)], [[rows[0], rows[2]], [rows[1]], []])
})
