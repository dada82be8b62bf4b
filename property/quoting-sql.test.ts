/** Laws of quoting on a real server: it returns exactly the text that was quoted, and nothing else in a statement changes. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { sqlNames, sqlTexts } from '../lib/arbitraries.ts'
import { identifier, tableLabel } from '../lib/identifier.ts'
import { parseNames } from '../lib/name-pattern.ts'
import { openScratchSession } from '../lib/property-sql.ts'
import { shared } from '../lib/property-given.ts'
import { propertiesOf } from '../lib/property.ts'
import {
  arrayText,
  quoteLineLiteral,
  quoteLineName,
  quoteLiteral,
  quoteName,
  quoteQualified,
} from '../lib/quote.ts'
import { literalSql, pieceSql, piecesTable, repairPins, seenSql } from '../lib/repair-literal.ts'
import type { RepairColumn } from '../lib/repair-literal.ts'
import type { Connection } from '../lib/postgres.ts'

const property = propertiesOf(import.meta.url)

const given = shared(async () => {
  const sql = await openScratchSession('quoting')
  await sql.unsafe(
    `CREATE SCHEMA kept; CREATE TABLE kept.canary (song text); INSERT INTO kept.canary VALUES ('alive')`,
  )
  return sql
})

const dear = { given, patience: 4 }
const someTexts = fc.array(sqlTexts(), { minLength: 1, maxLength: 20 })
const someNames = fc.uniqueArray(sqlNames(), { minLength: 1, maxLength: 8 })
/** Of the characters that decide whether a name needs its quotes. */
const shortNames = fc.stringMatching(/^[a_0$A]{1,3}$/)
const hostile = {
  percent: 40,
  is: (list: readonly string[]) => list.some((one) => /['"\\]|--|;/.test(one)),
}

/** Hostile text that got out of its quotes would most likely try this, and anything else shows too. */
async function canaryLives(sql: Connection): Promise<void> {
  const tables =
    await sql`SELECT relname FROM pg_class WHERE relnamespace = 'kept'::regnamespace AND relkind = 'r'`
  assert.deepEqual(
    tables.map(({ relname }) => relname as string),
    ['canary'],
  )
  const rows = await sql`SELECT song FROM kept.canary`
  assert.deepEqual(
    rows.map(({ song }) => song as string),
    ['alive'],
  )
}

property('literals', 'a server returns exactly the text of a literal, and how many there were', {
  ...dear,
  arbitrary: someTexts,
  labels: { hostile },
  holds: async (list, sql) => {
    for (const quote of [quoteLiteral, quoteLineLiteral]) {
      for (const conforming of ['on', 'off']) {
        if (conforming === 'off' && quote === quoteLineLiteral) continue
        await sql.unsafe(`SET standard_conforming_strings = ${conforming}`)
        const rows = await sql.unsafe(
          `SELECT unnest(ARRAY[${list.map(quote).join(', ')}]::text[]) AS text`,
        )
        await sql.unsafe('SET standard_conforming_strings = on')
        assert.deepEqual(
          rows.map(({ text }) => text as string),
          list,
        )
      }
    }
    await canaryLives(sql)
  },
})

property('arrays', 'a server reads the text of an array as the elements that it was made of', {
  ...dear,
  arbitrary: fc.array(fc.option(sqlTexts()), { maxLength: 8 }),
  holds: async (list, sql) => {
    const array = `${quoteLiteral(arrayText(list))}::text[]`
    const [row] = await sql.unsafe(`SELECT to_json(${array})::text AS elements`)
    assert.deepEqual(JSON.parse(String(row?.['elements'])), list)
  },
})

property('names', 'a server gives a column exactly the name that was quoted', {
  ...dear,
  arbitrary: someNames,
  labels: { hostile },
  holds: async (list, sql) => {
    for (const quote of [quoteName, quoteLineName]) {
      const rows = await sql.unsafe(
        `SELECT ${list.map((one, index) => `${index} AS ${quote(one)}`).join(', ')}`,
      )
      assert.deepEqual(
        rows.columns.map(({ name }) => name),
        list,
      )
    }
    await canaryLives(sql)
  },
})

property(
  'long-names',
  'a name of over 63 bytes is read as its first 63, as the server cuts every name',
  {
    ...dear,
    arbitrary: fc
      .tuple(sqlNames(), fc.integer({ min: 2, max: 5 }))
      .map(([one, times]) => one.repeat(times)),
    labels: { 'over 63 bytes': { percent: 20, is: (one) => Buffer.byteLength(one) > 63 } },
    holds: async (one, sql) => {
      const rows = await sql.unsafe(
        `SELECT 1 AS ${quoteName(one)}, ${quoteLiteral(one)}::name::text AS cut`,
      )
      const [name] = rows.columns.map((column) => column.name)
      assert.equal(name, rows[0]?.['cut'])
      assert.ok(one.startsWith(name ?? ' '))
    },
  },
)

property('identifiers', 'a name for people is the one that quote_ident() prints', {
  ...dear,
  arbitrary: fc.uniqueArray(fc.oneof(sqlNames(), shortNames), { minLength: 1, maxLength: 8 }),
  holds: async (list, sql) => {
    const rows = await sql.unsafe(
      `SELECT quote_ident(unnest(ARRAY[${list.map(quoteLiteral).join(', ')}])) AS printed`,
    )
    assert.deepEqual(
      list.map(identifier),
      rows.map(({ printed }) => printed as string),
    )
  },
})

property(
  'tables',
  'a table of any name in a schema of any name is made, filled, found and dropped, and no other is touched',
  {
    ...dear,
    share: 0.5,
    arbitrary: fc.record(
      { schema: sqlNames(), table: sqlNames(), column: sqlNames(), value: sqlTexts() },
      { noNullPrototype: true },
    ),
    labels: { hostile: { percent: 40, is: (one) => hostile.is(Object.values(one)) } },
    holds: async ({ schema, table, column, value }, sql) => {
      fc.pre(!schema.startsWith('pg_'))
      const where = quoteQualified({ schema, name: table })
      await sql.unsafe(
        `DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE; CREATE SCHEMA ${quoteName(schema)}`,
      )
      try {
        await sql.unsafe(
          `CREATE TABLE ${where} (${quoteName(column)} text); INSERT INTO ${where} VALUES (${quoteLiteral(value)})`,
        )
        const rows = await sql.unsafe(
          `SELECT * FROM ${where} WHERE ${quoteName(column)} = ${quoteLiteral(value)}`,
        )
        assert.deepEqual(
          rows.map((row) => row[column] as string),
          [value],
        )
        const found =
          await sql`SELECT format('%s', c.oid::regclass) AS label FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ${schema} AND c.relname = ${table}`
        // With an empty search_path a server prints the schema too.
        assert.deepEqual(
          found.map(({ label }) => label as string),
          [tableLabel({ schema, name: table })],
        )
        assert.deepEqual(parseNames(String(found[0]?.['label'])), [schema, table])
      } finally {
        await sql.unsafe(`DROP SCHEMA ${quoteName(schema)} CASCADE`)
      }
      await canaryLives(sql)
    },
  },
)

function columnOf(name: string, typeName: string): RepairColumn {
  const fixed = { lengthMax: null, notNull: false, generated: false, identityAlways: false }
  return { name, type: typeName, cast: `pg_catalog.${typeName}`, typeName, exact: false, ...fixed }
}

property(
  'repair-literals',
  'a repair writes exactly the value, whole or in pieces, and its condition finds that row and no other',
  {
    ...dear,
    share: 0.25,
    arbitrary: fc.tuple(
      sqlNames(),
      fc.array(fc.option(sqlTexts()), { minLength: 1, maxLength: 8 }),
    ),
    labels: { 'a NULL': { percent: 20, is: ([, list]) => list.includes(null) } },
    holds: async ([name, list], sql) => {
      const column = columnOf(name, 'text')
      await sql.begin(async (within) => {
        for (const pin of repairPins) await within.unsafe(pin)
        await within.unsafe(
          `CREATE TEMPORARY TABLE cdc_testbench_pieces (value int, number int, piece text) ON COMMIT DROP`,
        )
        assert.equal(piecesTable, 'pg_temp.cdc_testbench_pieces')
        await within.unsafe(
          `CREATE TEMPORARY TABLE written (n int, ${quoteLineName(name === 'n' ? 'm' : name)} text) ON COMMIT DROP`,
        )
        const shown = name === 'n' ? { ...column, name: 'm' } : column
        for (const [index, value] of list.entries()) {
          const literal = value === null || index % 2 === 0 ? value : { pieces: index }
          if (typeof literal === 'object' && literal !== null) {
            const half = Math.floor(Array.from(value ?? '').length / 2)
            const characters = Array.from(value ?? '')
            const parts = [characters.slice(0, half).join(''), characters.slice(half).join('')]
            for (const [number, text] of parts.entries())
              await within.unsafe(pieceSql(index, { number, text }))
          }
          await within.unsafe(
            `INSERT INTO pg_temp.written SELECT ${index}, ${literalSql(shown, literal)}`,
          )
        }
        const rows = await within.unsafe(
          `SELECT ${quoteName(shown.name)} AS value FROM pg_temp.written ORDER BY n`,
        )
        assert.deepEqual(
          rows.map(({ value }) => value as string | null),
          list,
        )
        for (const value of list) {
          const found = await within.unsafe(
            `SELECT n FROM pg_temp.written AS t WHERE ${seenSql(shown, value)} ORDER BY n`,
          )
          assert.deepEqual(
            found.map(({ n }) => n as number),
            list.flatMap((each, index) => (each === value ? [index] : [])),
          )
        }
      })
      await canaryLives(sql)
    },
  },
)
