/** The statements of a repair as they are read: guarded, on one line, in the type's own text. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { literalSql, pieceSql, repairPins, seenSql } from './repair-literal.ts'
import { repairTally } from './repair-tally.ts'
import { referencedQuery, rowsOf, sequenceSql, statementOf } from './repair-statement.ts'
import type { RepairColumn } from './repair-literal.ts'
import type { Operation, RepairTable } from './repair-statement.ts'

function column(name: string, typeName: string, exact: boolean): RepairColumn {
  const rest = { lengthMax: null, notNull: false, generated: false, identityAlways: name === 'id' }
  return { name, type: typeName, cast: `"pg_catalog"."${typeName}"`, typeName, exact, ...rest }
}

const id = column('id', 'int4', true)
const doc = column('doc', 'json', false)
const table: RepairTable = {
  label: 'public.page',
  sql: '"public"."page"',
  only: false,
  columns: { id, doc },
  references: [],
}

const row: Operation = {
  kind: 'update',
  table: 0,
  key: { id: '7' },
  seen: { doc: '{}' },
  set: { doc: '[]' },
  copies: null,
  pieces: [],
}

const key = `t."id" = '7'`
const seen = `format('%s', t."doc") = '{}' COLLATE "C"`

const statements: readonly (readonly [story: string, operation: Operation, sql: string])[] = [
  [
    'guards an update by the key and by what was seen',
    row,
    `UPDATE "public"."page" AS t SET "doc" = '[]' WHERE ${key} AND ${seen};`,
  ],
  [
    'guards a delete so, too',
    { ...row, kind: 'delete', set: {} },
    `DELETE FROM "public"."page" AS t WHERE ${key} AND ${seen};`,
  ],
  [
    'inserts only where the key is absent, also what is always generated',
    { ...row, kind: 'insert', seen: {}, set: { id: '7', doc: null } },
    `INSERT INTO "public"."page" ("id", "doc") OVERRIDING SYSTEM VALUE SELECT '7', NULL WHERE NOT EXISTS (SELECT FROM "public"."page" AS t WHERE ${key});`,
  ],
  [
    'adds copies only to as many as were seen',
    { ...row, kind: 'add', key: null, set: { doc: '{}' }, copies: { before: 1, after: 3 } },
    `INSERT INTO "public"."page" ("doc") SELECT '{}' FROM generate_series(1, 2) WHERE (SELECT count(*) FROM "public"."page" AS t WHERE ${seen}) = 1;`,
  ],
  [
    'removes copies down to those of the source',
    { ...row, kind: 'remove', key: null, set: {}, copies: { before: 3, after: 1 } },
    `DELETE FROM "public"."page" AS t WHERE (t.tableoid, t.ctid) IN (SELECT t.tableoid, t.ctid FROM "public"."page" AS t WHERE ${seen} OFFSET 1) AND (SELECT count(*) FROM "public"."page" AS t WHERE ${seen}) = 3;`,
  ],
  [
    'sees a key again whose type takes several texts for one, once',
    { ...row, kind: 'delete', key: { id: '7', doc: '{}' }, seen: { id: '7' }, set: {} },
    `DELETE FROM "public"."page" AS t WHERE ${key} AND t."doc" = '{}' AND ${seen};`,
  ],
  [
    'sees such a key as it was seen',
    { ...row, kind: 'delete', key: { doc: '[]' }, seen: { id: '7', doc: '{}' }, set: {} },
    `DELETE FROM "public"."page" AS t WHERE t."doc" = '[]' AND ${seenSql(id, '7')} AND ${seen};`,
  ],
  [
    'sets several columns, and sees several',
    { ...row, set: { doc: '[]', id: '8' }, key: { id: '7' }, seen: { id: '7', doc: null } },
    `UPDATE "public"."page" AS t SET "doc" = '[]', "id" = '8' WHERE ${key} AND num_nulls(t."doc") = 1;`,
  ],
  [
    'adds copies where none was seen, told by all columns',
    {
      ...row,
      kind: 'add',
      key: null,
      seen: { id: '7', doc: '{}' },
      copies: { before: 0, after: 1 },
    },
    `INSERT INTO "public"."page" ("doc") SELECT '[]' FROM generate_series(1, 1) WHERE (SELECT count(*) FROM "public"."page" AS t WHERE ${seenSql(id, '7')} AND ${seen}) = 0;`,
  ],
  [
    'puts a long value together from its pieces',
    { ...row, set: { doc: { pieces: 3 } } },
    `UPDATE "public"."page" AS t SET "doc" = CAST((SELECT string_agg(p.piece, '' ORDER BY p.number) FROM pg_temp.cdc_testbench_pieces AS p WHERE p.value = 3) AS "pg_catalog"."json") WHERE ${key} AND ${seen};`,
  ],
]

for (const [story, operation, sql] of statements) {
  test(`statementOf() ${story}`, () => assert.equal(statementOf(table, operation), sql))
}

test('statementOf() leaves a parent whose end would take rows of another table along', () => {
  const child = { child: '"public"."line"', childColumns: ['page'], parentColumns: ['id'] }
  const references = [{ ...child, self: false, cascades: true }]
  const sql = statementOf({ ...table, references }, { ...row, kind: 'delete', set: {} })
  assert.match(
    sql,
    / AND NOT EXISTS \(SELECT FROM "public"."line" AS c WHERE c."page" = t."id"\);$/,
  )
})

test('statementOf() refuses a column that the target does not have', () => {
  const operation = { ...row, set: { gone: '1' } }
  assert.throws(() => statementOf(table, operation), /Cannot repair column "gone" of "public.page"/)
})

test('seenSql() tells NULL from what prints as nothing, and long values by their sum', () => {
  assert.equal(seenSql(id, null), 't."id" IS NULL')
  assert.equal(seenSql(doc, null), 'num_nulls(t."doc") = 1')
  assert.equal(
    seenSql(doc, ''),
    `num_nulls(t."doc") = 0 AND format('%s', t."doc") = '' COLLATE "C"`,
  )
  assert.equal(
    seenSql(id, { cut: 'x', length: 2000, sha256: 'ab' }),
    `length(format('%s', t."id")) = 2000 AND encode(sha256(convert_to(format('%s', t."id"), 'UTF8')), 'hex') = 'ab'`,
  )
})

test('sequenceSql() names the sequence as a name and as a text', () => {
  const sql = sequenceSql('"public"."page"', { column: 'id', schema: 'public', name: "it's" })
  assert.match(
    sql,
    /^SELECT setval\('"public"."it''s"', r.top\) FROM .*, "public"."it's" AS s WHERE /,
  )
})

test('the settings of a repair end with its transaction, and leave triggers and roles alone', () => {
  for (const pin of repairPins) assert.match(pin, /^SET LOCAL /)
  assert.doesNotMatch(repairPins.join(), /replication_role|ROLE|AUTHORIZATION/)
})

test('repairTally() counts rows by table and reason', () => {
  const tally = repairTally()
  tally.add('a', 'x')
  tally.add('b', 'x')
  tally.add('a', 'x')
  assert.deepEqual(tally.list(), [
    { table: 'a', reason: '2 rows: x' },
    { table: 'b', reason: 'x' },
  ])
})

test('literalSql() writes NULL, a text for the type to read, or the pieces of a long one', () => {
  assert.equal(literalSql(doc, null), 'NULL')
  assert.equal(literalSql(doc, "it's"), `'it''s'`)
  assert.equal(
    literalSql(doc, { pieces: 3 }),
    `CAST((SELECT string_agg(p.piece, '' ORDER BY p.number) FROM pg_temp.cdc_testbench_pieces AS p WHERE p.value = 3) AS "pg_catalog"."json")`,
  )
})

test('pieceSql() brings a piece of a long value, quoted on one line', () => {
  assert.equal(
    pieceSql(3, { number: 2, text: "it's\n" }),
    String.raw`INSERT INTO pg_temp.cdc_testbench_pieces VALUES (3, 2, E'it''s\u000a');`,
  )
})

test('seenSql() of an exact column is by =, so that an index can serve', () => {
  assert.equal(seenSql(id, "7'"), `t."id" = '7'''`)
  assert.equal(seenSql(id, ''), `t."id" = ''`)
})

test('statementOf() looks at references that cascade alone, and not at the row itself', () => {
  const child = { child: '"public"."line"', childColumns: ['a', 'b'], parentColumns: ['x', 'y'] }
  const references = [
    { ...child, self: true, cascades: true },
    { ...child, child: '"public"."note"', self: false, cascades: false },
  ]
  const joined = 'c."a" = t."x" AND c."b" = t."y"'
  const own = `EXISTS (SELECT FROM "public"."line" AS c WHERE ${joined} AND (c.tableoid, c.ctid) <> (t.tableoid, t.ctid))`
  const operation: Operation = { ...row, kind: 'delete', set: {} }
  assert.equal(
    statementOf({ ...table, only: true, references }, operation),
    `DELETE FROM ONLY "public"."page" AS t WHERE ${key} AND ${seen} AND NOT ${own};`,
  )
  const other = `EXISTS (SELECT FROM "public"."note" AS c WHERE ${joined})`
  assert.equal(
    referencedQuery({ ...table, references }, { ...operation, key: { id: '7', doc: '[]' } }),
    `SELECT FROM "public"."page" AS t WHERE ${key} AND t."doc" = '[]' AND (${own} OR ${other})`,
  )
  assert.equal(
    referencedQuery(table, operation),
    `SELECT FROM "public"."page" AS t WHERE ${key} AND (false)`,
  )
})

test('rowsOf() is one row of a key, and as many copies as are added or removed', () => {
  assert.equal(rowsOf(row), 1)
  assert.equal(rowsOf({ ...row, copies: { before: 1, after: 4 } }), 3)
  assert.equal(rowsOf({ ...row, copies: { before: 4, after: 1 } }), 3)
})
