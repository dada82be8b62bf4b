/** Which tables there are, how large, and what of them we may not read. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { readTables } from './schema.ts'
import { scratchDatabase, startScratchServers } from './scratch-values.ts'
import type { Connection } from './postgres.ts'
import type { ScratchServers } from './scratch-values.ts'
import type { Table } from './table.ts'

let servers: ScratchServers

before(async () => {
  servers = await startScratchServers('tables')
})

after(async () => await servers[Symbol.asyncDispose]())

type Place = {
  readonly sql: Connection
  /** Another session in the same database, as the superuser or as another role. */
  readonly connect: (role?: string) => Promise<Connection>
}

/** Runs a test on a new database of each version. */
async function onEach(check: (place: Place) => Promise<void>): Promise<void> {
  for (const server of servers.each) {
    await using sql = await scratchDatabase(server)
    const [row] = await sql<{ name: string }[]>`SELECT current_database() AS name`
    await check({
      sql,
      connect: async (role) => {
        const url = new URL(server.url(row?.name ?? ''))
        if (role !== undefined) Object.assign(url, { username: role, password: 'secret' })
        return await connectPostgres(url.href, { max: 1 })
      },
    })
  }
}

async function readAll(sql: Connection, setup: string): Promise<readonly Table[]> {
  await sql.unsafe(setup)
  return await readTables(sql)
}

const kinds = `
  CREATE TABLE public.plain (id int); CREATE TEMPORARY TABLE mine (id int); CREATE VIEW public.seen AS SELECT 1 AS id;
  CREATE MATERIALIZED VIEW public.kept AS SELECT 1 AS id;
  CREATE TABLE public.parted (id int PRIMARY KEY) PARTITION BY RANGE (id);
  CREATE TABLE public.low PARTITION OF public.parted FOR VALUES FROM (0) TO (1000);
  CREATE TABLE public.high PARTITION OF public.parted FOR VALUES FROM (1000) TO (5000) PARTITION BY RANGE (id);
  CREATE TABLE public.higher PARTITION OF public.high FOR VALUES FROM (2000) TO (3000);
  CREATE TABLE public.parent (id int PRIMARY KEY); CREATE TABLE public.child (more int) INHERITS (public.parent);
  INSERT INTO public.parted SELECT generate_series(1, 999) UNION ALL SELECT generate_series(2000, 2999);
  INSERT INTO public.child SELECT generate_series(1, 500)`

test('readTables() lists tables and partitioned parents, and other kinds only by name', async () => {
  await onEach(async ({ sql }) => {
    const tables = await readAll(sql, kinds)
    assert.deepEqual(
      tables.map(({ name, kind, inherited, keys }) => [name, kind, inherited, keys.length]),
      [
        ['child', 'table', false, 0],
        ['parent', 'table', true, 1],
        ['parted', 'partitioned', false, 1],
        ['plain', 'table', false, 0],
      ],
    )
    const named = [
      { schema: null, name: 'seen' },
      { schema: 'public', name: 'kept' },
      { schema: 'other', name: 'low' },
      { schema: null, name: 'higher' },
    ]
    const more = await readTables(sql, { named })
    assert.deepEqual(
      more
        .filter(({ name }) => !tables.some((table) => table.name === name))
        .map(({ name, kind }) => [name, kind]),
      [
        ['higher', 'table'],
        ['kept', 'materialized view'],
        ['seen', 'view'],
      ],
    )
  })
})

test('readTables() estimates a partitioned table by its leaves, and says when nobody has counted', async () => {
  await onEach(async ({ sql }) => {
    const empty = (await readAll(sql, kinds)).find(({ name }) => name === 'parted')
    assert.equal(empty?.rowsEstimate, -1)
    assert.equal(empty.bytes % 8192, 0)
    assert.ok(empty.bytes >= 2 * 8192)
    await sql.unsafe('ANALYZE')
    const rows = (await readTables(sql)).map(({ name, rowsEstimate }) => [name, rowsEstimate])
    assert.deepEqual(rows, [
      ['child', 500],
      ['parent', 0],
      ['parted', 1999],
      ['plain', 0],
    ])
  })
})

test('readTables() does not wait for a table that somebody alters', async () => {
  await onEach(async ({ sql, connect }) => {
    await sql.unsafe('CREATE TABLE public.t (id int)')
    await using other = await connect()
    await other.unsafe('BEGIN; LOCK TABLE public.t')
    await sql.unsafe(`SET lock_timeout = '1s'`)
    assert.deepEqual(
      (await readTables(sql)).map(({ name }) => name),
      ['t'],
    )
    await other.unsafe('ROLLBACK')
  })
})

const roles = `
  DROP ROLE IF EXISTS nobody_special; DROP ROLE IF EXISTS table_owner; DROP ROLE IF EXISTS sees_all;
  CREATE ROLE nobody_special LOGIN PASSWORD 'secret'; CREATE ROLE table_owner LOGIN PASSWORD 'secret';
  CREATE ROLE sees_all LOGIN BYPASSRLS PASSWORD 'secret';`

test('readTables() sees with no grant at all what it may not read', async () => {
  const setup = `${roles}
    CREATE SCHEMA closed; CREATE TABLE closed.t (id int); CREATE TABLE public.none (a int, b int);
    CREATE TABLE public.part (a int, "B b" int, c int); GRANT SELECT (a, c) ON public.part TO nobody_special;
    CREATE TABLE public.all (a int); GRANT SELECT ON public.all TO PUBLIC;`
  await onEach(async ({ sql, connect }) => {
    await sql.unsafe(setup)
    await using sessions = await connect('nobody_special')
    assert.deepEqual(
      (await readTables(sessions)).map(({ name, forbidden, schemaForbidden, columns }) => [
        name,
        forbidden,
        schemaForbidden,
        columns.length,
      ]),
      [
        ['t', ['id'], true, 1],
        ['all', [], false, 1],
        ['none', ['a', 'b'], false, 2],
        ['part', ['B b'], false, 3],
      ],
    )
    assert.deepEqual(
      (await readTables(sql)).flatMap(({ forbidden }) => forbidden),
      [],
    )
    await sql.unsafe('DROP OWNED BY nobody_special')
  })
})

test('readTables() says where row security hides rows from us, also with row_security off', async () => {
  const setup = `${roles}
    CREATE TABLE public.free (id int); CREATE TABLE public.secured (id int); CREATE TABLE public.forced (id int);
    ALTER TABLE public.secured ENABLE ROW LEVEL SECURITY; ALTER TABLE public.forced ENABLE ROW LEVEL SECURITY;
    ALTER TABLE public.forced FORCE ROW LEVEL SECURITY;
    ALTER TABLE public.secured OWNER TO table_owner; ALTER TABLE public.forced OWNER TO table_owner;`
  const hidden = { nobody_special: ['forced', 'secured'], table_owner: ['forced'], sees_all: [] }
  await onEach(async ({ sql, connect }) => {
    await sql.unsafe(setup)
    for (const [role, expected] of Object.entries(hidden)) {
      await using session = await connect(role)
      for (const setting of ['on', 'off']) {
        await session.unsafe(`SET row_security = ${setting}`)
        const tables = await readTables(session)
        const secured = tables.filter(({ rowSecurity }) => rowSecurity).map(({ name }) => name)
        assert.deepEqual(secured, expected, `${role}, row_security ${setting}`)
      }
    }
    await sql.unsafe('DROP OWNED BY table_owner')
  })
})
