/** A suspect row is found again by the text of its key alone, whatever the key's type calls equal, and through an index. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { pairOf, startLiveServers } from './scratch-live.ts'
import { settleReader } from './settle-reader.ts'
import { operatorsStatement, settleStatement } from './settle-sql.ts'
import type { Lane } from './lane.ts'
import type { LiveServers } from './scratch-live.ts'
import type { Side, TablePair } from './table.ts'

let live: LiveServers
let lane: Lane

before(async () => {
  live = await startLiveServers()
  lane = await live.open('source')
  await live.source.unsafe(`
    CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE DOMAIN code AS text CHECK (value <> '');
    CREATE TYPE mood AS ENUM ('sad', 'very happy', '{"x"}');
    CREATE TYPE pair AS (a int, b text)`)
})

after(async () => {
  await lane[Symbol.asyncDispose]()
  await live[Symbol.asyncDispose]()
})

type KeyCase = readonly [type: string, values: readonly string[], others?: readonly string[]]

/** Keys that one table holds, and texts that the type calls equal to one of them, or that are no values of it. */
const cases: readonly KeyCase[] = [
  ['int', ['-1', '0', '2147483647'], ['00', '2147483648', 'none', '']],
  ['bigint', ['9007199254740993', '-9223372036854775808']],
  ['numeric', ['1.00', '2', 'NaN', '0.0001'], ['1.0', '2.000', '1e-4']],
  ['numeric(10,2)', ['1.50'], ['1.5', '1.504']],
  ['float8', ['0.1', '-0', 'NaN', 'Infinity'], ['0']],
  [
    'text',
    ['', ' ', 'NULL', '{}', `it's "quoted" \\ back`, 'two\nlines', 'ünï 🛒', 'a,b', 'A'],
    ['a '],
  ],
  ['text COLLATE any_case', ['Straße', 'b'], ['STRASSE', 'B']],
  ['varchar(5)', ['abc', 'abcde'], ['abcdef']],
  ['char(5)', ['ab   ', 'abcde'], ['ab', 'abcdef']],
  ['name', ['some', 'Name']],
  ['code', ['x', ''.padEnd(1500, 'long')], ['', 'y']],
  ['mood', ['sad', 'very happy', '{"x"}'], ['glad']],
  ['uuid', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'], ['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11']],
  ['timestamptz', ['2026-01-01 00:00:00+00', 'infinity', '0044-03-15 12:00:00.123456+00 BC']],
  ['date', ['2026-01-01'], ['01-01-2026', 'tomorrow']],
  ['interval', ['1 mon'], ['30 days']],
  ['bytea', ['\\x', '\\x00ff27'], ['\\x00FF27']],
  ['boolean', ['t', 'f'], ['true']],
  ['int[]', ['{1,2}', '[2:3]={1,2}', '{NULL}'], ['{1, 2}']],
  ['code[]', ['{x}', '{NULL,"a b"}'], ['{ x }']],
  ['pair', ['(1,"a b")', '(,)'], ['(1,a)']],
  ['jsonb', ['{"a": 1}', 'null'], ['{"a":1}']],
  ['inet', ['10.0.0.1', '10.0.0.0/8'], ['10.0.0.1/32']],
  ['bit varying', ['101', ''], ['1010']],
  ['bit(3)', ['101'], ['10']],
  ['"char"', ['x']],
  ['int4range', ['[1,3)', 'empty'], ['[1,2]']],
]

for (const [index, [type, values, others = []]] of cases.entries()) {
  test(`settleReader() finds a key of type ${type} by its text alone`, async () => {
    const name = `keyed_${index}`
    await makeTwin(name, `k ${type} PRIMARY KEY, v int`)
    for (const [at, value] of values.entries()) {
      const bare = type.replace(/ COLLATE .*/, '')
      await live.source.unsafe(`INSERT INTO ${name} VALUES ($1::text::${bare}, ${at})`, [value])
    }
    const pair = await pairOf({ source: live.source, target: live.source }, name)
    const reader = await settleReader({ reader: lane, pair, side: 'source', versioned: true })
    const suspects = [...values, ...others].map((key) => ({ key: [key] }))
    const seen = await reader.read(suspects)
    assert.deepEqual(
      seen.map((rows) => rows.map(({ row }) => row.own[1])),
      [...values.map((_, at) => [String(at)]), ...others.map(() => [])],
    )
  })
}

/** The columns of one table, in step with itself: only reading is looked at here. */
async function makeTwin(name: string, columns: string): Promise<void> {
  await live.source.unsafe(`CREATE TABLE ${name} (${columns})`)
}

test('settleReader() finds composite keys in the order of the key, and every copy of a key that is not unique', async () => {
  await makeTwin('composite', 'v int, b text, a int, PRIMARY KEY (a, b)')
  await live.source`INSERT INTO composite VALUES (1, '7', 8), (2, '8', 7)`
  const composite = await pairOf({ source: live.source, target: live.source }, 'composite')
  const options = { reader: lane, side: 'source', versioned: true } as const
  const seen = await (
    await settleReader({ ...options, pair: composite })
  ).read([{ key: ['8', '7'] }, { key: ['7', '8'] }, { key: ['7', '7'] }])
  assert.deepEqual(
    seen.map((rows) => rows.map(({ row }) => row.own[0])),
    [['1'], ['2'], []],
  )
  await makeTwin('loose', 'k int, v int')
  await live.source`INSERT INTO loose VALUES (1, 5), (1, 5), (1, 6), (2, 5)`
  const loose = await pairOf({ source: live.source, target: live.source }, 'loose', {
    columns: { key: ['k'] },
  })
  const [copies] = await (await settleReader({ ...options, pair: loose })).read([{ key: ['1'] }])
  assert.deepEqual(
    new Map(copies?.map(({ row, copies: count }) => [row.own[1], count])),
    new Map([
      ['5', 2],
      ['6', 1],
    ]),
  )
})

test('settleReader() cuts a long value on the server', async () => {
  await makeTwin('long', 'k int PRIMARY KEY, v text')
  await live.source`INSERT INTO long VALUES (1, repeat('ü', 20000))`
  const pair = await pairOf({ source: live.source, target: live.source }, 'long')
  const reader = await settleReader({ reader: lane, pair, side: 'source', versioned: true })
  const [rows] = await reader.read([{ key: ['1'] }])
  const value = rows?.[0]?.row.own[1]
  assert.ok(typeof value === 'object' && value !== null)
  assert.deepEqual([value.cut, value.length], ['ü'.repeat(1000), 20_000])
})

async function planOf(pair: TablePair, side: Side, keys: readonly string[]): Promise<string> {
  const found = await lane.rows(operatorsStatement, [[]])
  const operators = new Map(found.map(([oid, schema]) => [Number(oid), schema ?? '']))
  const statement = settleStatement({ pair, side, lookup: 'key', versioned: true, operators })
  return (await lane.rows(`EXPLAIN ${statement}`, [keys])).join('\n')
}

test('settleReader() looks keys up in an index, also where the values are compared in another form', async () => {
  const rows = 'SELECT i, i::text, 0 FROM generate_series(1, 50000) AS i'
  await makeTwin('wide', 'id bigint PRIMARY KEY, code code UNIQUE NOT NULL, v int')
  await live.source.unsafe(`INSERT INTO wide ${rows}; ANALYZE wide`)
  const keys = Array.from({ length: 1000 }, (_, index) => String(index * 7))
  for (const key of ['id', 'code']) {
    const pair = await pairOf({ source: live.source, target: live.source }, 'wide', {
      columns: { key: [key] },
    })
    const plan = await planOf(pair, 'source', keys)
    assert.match(plan, /Index Scan/, plan)
    assert.doesNotMatch(plan, /Seq Scan/, plan)
  }
})

test('settleReader() pins its session anew when the connection was lost', async () => {
  await makeTwin('pinned', 'k int PRIMARY KEY, at timestamptz')
  await live.source`INSERT INTO pinned VALUES (1, '2026-01-01 00:00:00+00')`
  const pair = await pairOf({ source: live.source, target: live.source }, 'pinned')
  await using other = await live.open('source')
  const reader = await settleReader({ reader: other, pair, side: 'source', versioned: true })
  const first = reader.backend()
  await live.source`SELECT pg_terminate_backend(${first}::int)`
  await live.source`ALTER DATABASE shop SET TimeZone = 'Asia/Tokyo'`
  // Whether this one fails is chance: the client may have seen the end of its connection before.
  await reader.read([{ key: ['1'] }]).catch(() => null)
  const [rows] = await reader.read([{ key: ['1'] }])
  assert.notEqual(reader.backend(), first)
  assert.equal(rows?.[0]?.row.own[1], '2026-01-01 00:00:00+00')
})
