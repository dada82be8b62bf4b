/** Laws of the statements of a repair, on a real server: they change what was seen, and nothing that changed since. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { sqlTexts } from '../lib/arbitraries.ts'
import { shared } from '../lib/property-given.ts'
import { openScratchSession } from '../lib/property-sql.ts'
import { propertiesOf } from '../lib/property.ts'
import { statementOf } from '../lib/repair-statement.ts'
import type { Connection } from '../lib/postgres.ts'
import type { Operation, RepairTable } from '../lib/repair-statement.ts'

const property = propertiesOf(import.meta.url)

const given = shared(async () => {
  const sql = await openScratchSession('repair')
  await sql.unsafe('CREATE SCHEMA mended; CREATE TABLE mended.rows (id int, v text)')
  return sql
})

function tableOf(exact: boolean): RepairTable {
  const fixed = { lengthMax: null, notNull: false, generated: false, identityAlways: false }
  const id = { name: 'id', type: 'integer', cast: 'int4', typeName: 'int4', exact: true, ...fixed }
  const v = { name: 'v', type: 'text', cast: 'text', typeName: 'text', exact, ...fixed }
  return { label: 'rows', sql: 'mended.rows', only: false, columns: { id, v }, references: [] }
}

type Written = readonly [id: number, v: string | null]

async function written(sql: Connection, rows: readonly Written[]): Promise<void> {
  await sql.unsafe('TRUNCATE mended.rows')
  for (const [id, v] of rows) await sql`INSERT INTO mended.rows VALUES (${id}, ${v})`
}

async function found(sql: Connection): Promise<Written[]> {
  const rows = await sql`SELECT id, v FROM mended.rows ORDER BY id`
  return rows.map(({ id, v }) => [id as number, v as string | null])
}

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(null, '', 'a') },
  { weight: 1, arbitrary: sqlTexts() },
)

property(
  'guarded',
  'a row is inserted where there is none, updated or deleted where it is as it was seen, and no other is touched',
  {
    given,
    patience: 4,
    arbitrary: fc.tuple(fc.boolean(), value, value, value),
    labels: { 'as it was seen': { percent: 10, is: ([, seen, actual]) => seen === actual } },
    holds: async ([exact, seen, actual, wanted], sql) => {
      async function after(change: Partial<Operation>): Promise<Written[]> {
        await written(sql, [
          [1, actual],
          [2, actual],
        ])
        const none = { key: { id: '1' }, seen: { v: seen }, set: {}, copies: null, pieces: [] }
        const operation: Operation = { kind: 'update', table: 0, ...none, ...change }
        await sql.unsafe(statementOf(tableOf(exact), operation))
        return await found(sql)
      }
      const [isSeen, other] = [seen === actual, [2, actual]]
      const updated = await after({ kind: 'update', set: { v: wanted } })
      assert.deepEqual(updated, [[1, isSeen ? wanted : actual], other])
      assert.deepEqual(await after({ kind: 'delete' }), isSeen ? [other] : [[1, actual], other])
      for (const id of [1, 3]) {
        const change = { key: { id: String(id) }, seen: {}, set: { id: String(id), v: wanted } }
        const inserted = await after({ kind: 'insert', ...change })
        assert.deepEqual(inserted, [[1, actual], other, ...(id === 3 ? [[3, wanted]] : [])])
      }
    },
  },
)

property(
  'copies',
  'copies of a row are added or removed to the number that is wanted, where there are as many as were seen',
  {
    given,
    patience: 4,
    arbitrary: fc
      .tuple(value, fc.nat(3), fc.nat(3), fc.nat(3), fc.boolean())
      .map(
        ([v, before, after, others, isSeen]) =>
          [v, before, after, isSeen ? before : others] as const,
      ),
    labels: {
      'as many as were seen': { percent: 30, is: ([, before, , there]) => before === there },
    },
    holds: async ([v, before, after, there], sql) => {
      fc.pre(before !== after)
      await written(sql, [...Array.from({ length: there }, (): Written => [1, v]), [2, v]])
      const operation: Operation = {
        kind: before < after ? 'add' : 'remove',
        table: 0,
        key: null,
        seen: { id: '1', v },
        set: before < after ? { id: '1', v } : {},
        copies: { before, after },
        pieces: [],
      }
      await sql.unsafe(statementOf(tableOf(false), operation))
      const rows = await found(sql)
      assert.equal(rows.length - 1, there === before ? after : there)
      assert.deepEqual(rows.at(-1), [2, v])
    },
  },
)
