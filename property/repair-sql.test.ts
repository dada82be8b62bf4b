/** Laws of the statements of a repair, on a real server: they change what was seen, and nothing that changed since. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { sqlTexts } from '../lib/arbitraries.ts'
import { shared } from '../lib/property-given.ts'
import { openScratchSession } from '../lib/property-sql.ts'
import { propertiesOf } from '../lib/property.ts'
import { referencedQuery, sequenceSql, statementOf } from '../lib/repair-statement.ts'
import type { Connection } from '../lib/postgres.ts'
import type { Operation, Reference, RepairTable } from '../lib/repair-statement.ts'

const property = propertiesOf(import.meta.url)

const given = shared(async () => {
  const sql = await openScratchSession('repair')
  await sql.unsafe(
    `CREATE SCHEMA mended; CREATE TABLE mended.rows (id int, v text); CREATE SEQUENCE mended."it's";
    CREATE TABLE mended.tree (id int, side int, up int, up_side int)`,
  )
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
    share: 0.5,
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
    share: 0.5,
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

/** Rows of a tree, in their order the ids from 0 on: each points to one of both sides, or to none. */
const trees = fc.array(
  fc.tuple(fc.nat(1), fc.option(fc.nat(4), { freq: 3 }), fc.option(fc.nat(1), { freq: 6 })),
  { minLength: 1, maxLength: 5 },
)

const nothing = { seen: {}, set: {}, copies: null, pieces: [] }

property(
  'referenced',
  'a row that others point to is found, and stays where they would go with it; a row may point to itself',
  {
    given,
    share: 0.5,
    patience: 4,
    arbitrary: fc.tuple(trees, fc.boolean(), fc.boolean()),
    labels: {
      'a row points to itself': {
        percent: 10,
        is: ([rows]) => rows.some(([side, up, upSide], id) => up === id && upSide === side),
      },
      'a row is pointed to': {
        percent: 20,
        is: ([rows]) => rows.some((_, id) => pointers(rows, id).length > 0),
      },
    },
    holds: async ([rows, self, cascades], sql) => {
      const reference: Reference = {
        child: 'mended.tree',
        childColumns: ['up', 'up_side'],
        parentColumns: ['id', 'side'],
        self,
        cascades,
      }
      const column = tableOf(true).columns['id']
      assert.ok(column, 'the column of an id')
      const columns = { id: column }
      const only = { label: 'tree', sql: 'mended.tree', only: false, columns }
      const table: RepairTable = { ...only, references: [reference] }
      const texts = rows.map(([side, up, upSide], id) => `(${id}, ${side}, ${up}, ${upSide})`)
      await sql.unsafe(`TRUNCATE mended.tree; INSERT INTO mended.tree VALUES ${texts.join(', ')}`)
      for (const id of rows.keys()) {
        const key = { id: String(id) }
        const operation: Operation = { kind: 'delete', table: 0, key, ...nothing }
        const others = pointers(rows, id).filter((each) => !self || each !== id)
        const pointing = await sql.unsafe(referencedQuery(table, operation))
        assert.equal(pointing.length, others.length > 0 ? 1 : 0, `row ${id}`)
        const none = await sql.unsafe(referencedQuery({ ...only, references: [] }, operation))
        assert.equal(none.length, 0)
        const { count } = await sql.unsafe(
          `WITH gone AS (${statementOf(table, operation).replace(/;$/, '')} RETURNING id) SELECT FROM gone`,
        )
        assert.equal(count, cascades && others.length > 0 ? 0 : 1, `row ${id} goes`)
        // As it was, for the next one.
        if (count === 1) await sql.unsafe(`INSERT INTO mended.tree VALUES ${texts[id]}`)
      }
    },
  },
)

type Tree = readonly (readonly [side: number, up: number | null, upSide: number | null])[]

function pointers(rows: Tree, id: number): number[] {
  const side = rows[id]?.[0]
  return [...rows.keys()].filter((at) => rows[at]?.[1] === id && rows[at]?.[2] === side)
}

property(
  'sequences',
  'the next value of a sequence is behind all that its column has, and never before where it stood',
  {
    given,
    share: 0.5,
    patience: 4,
    arbitrary: fc.record({
      ids: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }),
      last: fc.integer({ min: 1, max: 9 }),
      isCalled: fc.boolean(),
    }),
    labels: {
      'it stands at the top': { percent: 2, is: ({ ids, last }) => Math.max(...ids) === last },
      'no rows': { percent: 2, is: ({ ids }) => ids.length === 0 },
    },
    holds: async ({ ids, last, isCalled }, sql) => {
      await written(
        sql,
        ids.map((id): Written => [id, null]),
      )
      await sql`SELECT setval('mended."it''s"', ${last}::int8, ${isCalled})`
      const sequence = { column: 'id', schema: 'mended', name: "it's" }
      const { count } = await sql.unsafe(sequenceSql('mended.rows', sequence))
      const [next] = await sql`SELECT nextval('mended."it''s"')::int AS value`
      const before = isCalled ? last + 1 : last
      const after = Math.max(before, ...ids.map((id) => id + 1))
      assert.deepEqual([next?.['value'], count], [after, after === before ? 0 : 1])
    },
  },
)
