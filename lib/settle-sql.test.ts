/** The statement that reads suspect rows again: which conditions find them, and what comes back of each. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { packedTexts, printed } from './row-text.ts'
import { scratchPair } from './scratch-pair.ts'
import { tableNamed } from './scratch-table.ts'
import {
  columnsBefore,
  groupOf,
  operatorsStatement,
  settleStatement,
  shownColumns,
} from './settle-sql.ts'
import type { SettleSql } from './settle-sql.ts'
import type { TablePair } from './table.ts'

const columns = ['id', 'Region', 'price'].map((name) => ({ name, type: 'numeric' }))

function pairOf(more: Partial<TablePair> = {}): TablePair {
  const table = tableNamed('public', 't', {
    columns: ['other text', 'id integer', 'Region numeric', 'price numeric'],
  })
  const pair = scratchPair({ table: 't', columns, key: ['Region', 'id'] })
  return { ...pair, source: table, target: { ...table, schema: 'cdc' }, ...more }
}

/** With single spaces, as one line. */
function statement(more: Partial<SettleSql> = {}): string {
  const settle = { pair: pairOf(), side: 'source', lookup: 'key', versioned: true } as const
  return settleStatement({ ...settle, operators: new Map(), ...more })
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** The conditions of the statement, each as it stands in its parentheses. */
function conditions(more: Partial<SettleSql> = {}): readonly string[] {
  const [, where = ''] = / WHERE \((.*) \) \) AS found\(/.exec(statement(more)) ?? []
  return where.split(' ) AND (')
}

const region = printed('t."Region"')
const id = printed('t."id"')

test('settleStatement() reads all suspects in one statement, each with a line at least', () => {
  const shown = packedTexts(['t."id"', 't."Region"', 't."price"'].map(printed))
  assert.equal(
    statement(),
    `SELECT cdc_at, pg_backend_pid(), count(version), ` +
      `CASE count(version) WHEN 1 THEN min(version) ELSE sum(hashtextextended(version, 0))::text END, ` +
      `bool_or(is_touched), shown ` +
      `FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS suspect(cdc_key0, cdc_key1, cdc_at) ` +
      `LEFT JOIN LATERAL ( SELECT t.tableoid || ' ' || t.xmin || ' ' || t.ctid, t.xmax <> '0'::xid, ` +
      `${shown} COLLATE "C" FROM "public"."t" AS t ` +
      `WHERE (t."Region" = suspect.cdc_key0::numeric ) AND (${region} COLLATE "C" = suspect.cdc_key0 ) AND ` +
      `(t."id" = suspect.cdc_key1::integer ) AND (${id} COLLATE "C" = suspect.cdc_key1 ) ` +
      `) AS found(version, is_touched, shown) ON true GROUP BY cdc_at, shown`,
  )
})

test('settleStatement() has five columns before the values of a row', () => {
  const [, list = ''] = /^SELECT (.*?) FROM/.exec(statement()) ?? []
  const outside = list.replaceAll(/\([^()]*\)/g, '').replaceAll(/\([^()]*\)/g, '')
  assert.equal(outside.split(', ').length - 1, columnsBefore)
})

test('settleStatement() reads no versions where the relation has none', () => {
  assert.match(statement({ versioned: false }), /LATERAL \( SELECT '', false, /)
})

test('settleStatement() reads its side, and adds the condition of the user in a line of its own', () => {
  const pair = pairOf({ where: 'id > 1 -- mine' })
  assert.match(statement({ pair, side: 'target' }), / FROM "cdc"\."t" AS t /)
  assert.equal(conditions({ pair }).length, 5)
  const sql = settleStatement({
    pair,
    side: 'source',
    lookup: 'key',
    versioned: true,
    operators: new Map(),
  })
  assert.match(sql, /\(id > 1 -- mine\n\)/)
})

test('settleStatement() finds a key by the operator of its type, from the schema that the search path leaves out', () => {
  const { typeOid = 0 } = pairOf().source.columns.find(({ name }) => name === 'id') ?? {}
  assert.deepEqual(conditions({ operators: new Map([[typeOid, 'My Types']]) }), [
    't."Region" = suspect.cdc_key0::numeric',
    `${region} COLLATE "C" = suspect.cdc_key0`,
    't."id" OPERATOR("My Types".=) suspect.cdc_key1::integer',
    `${id} COLLATE "C" = suspect.cdc_key1`,
  ])
})

test('settleStatement() finds a key by its text alone where it is no value of the type', () => {
  assert.deepEqual(conditions({ lookup: 'key text' }), [
    `${region} COLLATE "C" = suspect.cdc_key0`,
    `${id} COLLATE "C" = suspect.cdc_key1`,
  ])
})

test('settleStatement() finds rows without a key, or with a NULL in it, by their group', () => {
  const pair = pairOf({ key: null })
  const group = `${groupOf(pair, 'source')} = suspect.cdc_key0::int8`
  assert.deepEqual(conditions({ pair, lookup: 'group' }), [group])
  assert.match(
    statement({ pair, lookup: 'group' }),
    /unnest\(\$1::text\[\]\) WITH ORDINALITY AS suspect\(cdc_key0, cdc_at\)/,
  )
  assert.deepEqual(conditions({ lookup: 'group' }), [group, 't."Region" IS NULL OR t."id" IS NULL'])
})

test('settleStatement() refuses a key whose column the table does not have', () => {
  const pair = pairOf({ source: tableNamed('public', 't', { columns: ['id integer'] }) })
  assert.throws(() => statement({ pair }), {
    message: 'Cannot find the column "Region" of "public.t"',
  })
})

test('shownColumns() adds the own values of a side where these are other than what is compared', () => {
  const pair = scratchPair({
    table: 't',
    columns: [
      { name: 'a', type: 'int', value: 't."a"::bigint' },
      { name: 'b', type: 'int' },
    ],
  })
  assert.deepEqual(shownColumns(pair, 'target'), ['t."a"::bigint', 't."b"', 't."a"'])
})

test('groupOf() hashes printed values by their characters, but those that are only near', () => {
  const pair = scratchPair({
    table: 't',
    columns: [
      { name: 'a', type: 'int' },
      { name: 'x', type: 'float8', policy: { name: 'epsilon', epsilon: 1 } },
      { name: 'b', type: 'int' },
    ],
  })
  const [a, b] = ['t."a"', 't."b"'].map((value) => `(${printed(value)}) COLLATE "C"`)
  assert.equal(groupOf(pair, 'source'), `hash_record_extended(ROW(${a}, ${b}), 0)`)
})

test('operatorsStatement asks for equality of a type with itself, outside of the own schema of the server', () => {
  for (const part of [
    `oprname = '='`,
    'oprleft = oprright',
    `nspname <> 'pg_catalog'`,
    'ANY($1::text[])',
  ]) {
    assert.ok(operatorsStatement.includes(part), part)
  }
})
