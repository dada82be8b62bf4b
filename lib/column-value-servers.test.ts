/** What is the same value has the same digest on two servers; what is another one has another, unless a policy calls them the same. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { readTables } from './schema.ts'
import { digestsOf, scratchDatabase, startScratchServers } from './scratch-values.ts'
import { makeSchema } from './seed-data.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { ColumnFlags } from './column-selection.ts'
import type { Connection } from './postgres.ts'
import type { ScratchServers } from './scratch-values.ts'
import type { PlannedPairs } from './table-pairs.ts'
import type { Both } from './table.ts'

let servers: ScratchServers

before(async () => {
  servers = await startScratchServers('values')
})

after(async () => await servers[Symbol.asyncDispose]())

const extensions = ['hstore', 'citext', 'ltree']
  .map((name) => `CREATE EXTENSION ${name} SCHEMA public`)
  .join('; ')

const ownTypes = `
  CREATE TYPE public.mood AS ENUM ('sad', 'happy');
  CREATE DOMAIN public.age AS integer CHECK (VALUE >= 0);
  CREATE DOMAIN public.ages AS public.age;
  CREATE DOMAIN public.code AS varchar(10);
  CREATE DOMAIN public.padded AS char(5);
  CREATE DOMAIN public.grid AS integer[];
  CREATE DOMAIN public.share AS float8;
  CREATE TYPE public.place AS (name text, "at" timestamptz, size public.age, pad char(4));
  CREATE DOMAIN public.here AS public.place;
  CREATE TYPE public.floats AS RANGE (subtype = float8);
  CREATE TYPE public.moods AS RANGE (subtype = public.mood)`

/** In another order on the target: a type of the user's has another oid there. */
async function makeTypes({ source, target }: Both<Connection>): Promise<void> {
  await source.unsafe(`${ownTypes}; ${extensions}`)
  await target.unsafe(`CREATE TYPE public.earlier AS ENUM ('x'); ${extensions}; ${ownTypes}`)
}

async function plan(
  { source, target }: Both<Connection>,
  columns: ColumnFlags = {},
): Promise<PlannedPairs> {
  const tables = { source: await readTables(source), target: await readTables(target) }
  return planPairs({ ...tables, selection: parseSelection({}), columns })
}

async function fixture(name: string): Promise<string> {
  return await readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
}

async function rowsOfEveryType(): Promise<string> {
  const rows = await fixture('every-type.sql')
  // Before PostgreSQL 17 no interval is infinite.
  return rows.replaceAll(/'-?infinity', ('[^']*\{)/g, "'-1 day', $1")
}

test('comparedColumn() of every type has the same digests on two servers', async () => {
  for (const combination of servers.combinations) {
    await using source = await scratchDatabase(combination.source)
    await using target = await scratchDatabase(combination.target)
    await target.unsafe(`CREATE TYPE public.earlier AS ENUM ('x')`)
    for (const sql of [source, target]) {
      await sql.unsafe('SET search_path = public')
      await makeSchema(sql)
      await sql.unsafe(await rowsOfEveryType())
      await sql.unsafe(`SET search_path = ''`)
    }
    const { pairs } = await plan({ source, target })
    const pair = pairs.find(({ label }) => label === 'public.every_type')
    assert.ok(pair)
    assert.equal(pair.refusal, null)
    const digests = await digestsOf(source, { side: 'source', pair })
    assert.equal(new Set(digests).size, 9)
    assert.deepEqual(await digestsOf(target, { side: 'target', pair }), digests)
    // In binary an enum is an oid of its server: were its text not taken, this would show it.
    const columns = pair.columns.map((column) => {
      return { ...column, value: { source: column.own, target: column.own } }
    })
    assert.notDeepEqual(
      await digestsOf(source, { side: 'source', pair: { ...pair, columns } }),
      await digestsOf(target, { side: 'target', pair: { ...pair, columns } }),
    )
  }
})

const policies = ['exact', 'sql-equal', 'instant', 'json']

type Story = {
  readonly line: string
  readonly table: string
  readonly columns: Both<string>
  readonly values: Both<string>
  /** By policy that is asked: whether the values are the same. */
  readonly same: ReadonlyMap<string, boolean>
}

async function stories(): Promise<readonly string[]> {
  const text = await fixture('equality-stories.txt')
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

function storyOf(line: string, index: number): Story {
  const [type = '', source = '', target = '', asked = ''] = line.split(/ \|(?: |$)/)
  const [from = '', to = from] = type.split(' → ')
  const [same = '', other = ''] = asked.split('/')
  return {
    line,
    table: `s${String(index).padStart(3, '0')}`,
    columns: { source: from, target: to },
    values: { source, target },
    same: new Map([
      ['exact', false],
      ...words(other).map((policy) => [policy, false] as const),
      ...words(same).map((policy) => [policy, true] as const),
    ]),
  }
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}

test('comparedColumn() tells values apart, or takes them for the same, as each policy says', async () => {
  const list = (await stories()).map(storyOf)
  for (const combination of servers.combinations) {
    await using source = await scratchDatabase(combination.source)
    await using target = await scratchDatabase(combination.target)
    await makeTypes({ source, target })
    for (const [side, sql] of [
      ['source', source],
      ['target', target],
    ] as const) {
      const tables = list.map(
        ({ table, columns, values }) =>
          `CREATE TABLE public.${table} (c ${columns[side]}); INSERT INTO public.${table} VALUES (${values[side]})`,
      )
      await sql.unsafe(tables.join('; '))
    }
    for (const policy of policies) {
      const asked = list.filter(({ same }) => same.has(policy))
      const compare = asked.map(({ table }) => `public.${table}.c=${policy}`)
      const { pairs, problems } = await plan({ source, target }, { compare })
      assert.deepEqual(problems, [])
      for (const { line, table, same } of asked) {
        const pair = pairs.find(({ label }) => label === `public.${table}`)
        assert.ok(pair)
        const left = await digestsOf(source, { side: 'source', pair })
        const right = await digestsOf(target, { side: 'target', pair })
        assert.equal(left[0] === right[0], same.get(policy), `${policy}: ${line}`)
      }
    }
  }
})

test('comparedColumn() by a policy that does not fit names the column and its type', async () => {
  await using sql = await scratchDatabase(servers.newest)
  await sql.unsafe(`
    CREATE TYPE public.mood AS ENUM ('sad');
    CREATE TABLE public.t (i integer, n numeric, "T x" text, d date, m public.mood, b jsonb[], g gtsvector)`)
  const compare = [
    'i=sql-equal',
    'n=instant',
    '"T x"=epsilon(1)',
    'd=instant',
    'm=sql-equal',
    'b=json',
  ]
  const { problems } = await plan({ source: sql, target: sql }, { compare })
  assert.deepEqual(
    problems.map((problem) => problem.replace(/, expected.*/, '')),
    [
      'Cannot compare column i of public.t by sql-equal: found integer',
      'Cannot compare column n of public.t by instant: found numeric',
      'Cannot compare column "T x" of public.t by epsilon: found text',
      'Cannot compare column d of public.t by instant: found date',
      'Cannot compare column m of public.t by sql-equal: found public.mood',
      'Cannot compare column b of public.t by json: found jsonb[]',
    ],
  )
})

test('comparedColumn() does not take a type for equal that nothing can tell apart', async () => {
  await using sql = await scratchDatabase(servers.newest)
  await sql.unsafe('CREATE TABLE public.t (i integer, g gtsvector, gs gtsvector[])')
  const { pairs } = await plan({ source: sql, target: sql })
  assert.deepEqual(
    pairs.map(({ refusal }) => refusal),
    [
      {
        verdict: 'unsupported',
        reason:
          'values of gtsvector in column g and of gtsvector[] in column gs cannot be compared: --ignore-columns leaves them out',
      },
    ],
  )
})
