/** The probe says that servers agree where they do, and what does not agree where they do not. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { openLane } from './lane.ts'
import { connectPostgres } from './postgres.ts'
import { probe } from './probe.ts'
import { scratchPair } from './scratch-pair.ts'
import { missingPostgres15, startPostgres15 } from './scratch-postgres15.ts'
import { makeSchema } from './seed-data.ts'
import { startPostgres } from './stack-postgres.ts'
import type { Lane } from './lane.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { TablePair } from './table.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'probe', databases: ['one', 'other'] })
  await using sql = await connectPostgres(server.url('postgres'), { max: 1 })
  await sql`CREATE DATABASE latin TEMPLATE template0 ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE 'C'`
})

after(async () => await server[Symbol.asyncDispose]())

async function laneTo(url: string): Promise<Lane> {
  return await openLane({ url, signal: new AbortController().signal, statementTimeoutMs: 60_000 })
}

const pair = scratchPair({
  table: 'x',
  columns: [
    { name: 'i', type: 'integer', hash: 'int' },
    { name: 'u', type: 'uuid', hash: 'uuid' },
    { name: 's', type: 'text', hash: 'text' },
    { name: 'z', type: 'timestamp with time zone', hash: 'timestamp' },
    { name: 'n', type: 'numeric(10,2)' },
    { name: 'a', type: 'text[]' },
  ],
  key: ['i', 'u', 's', 'z'],
})

const agreed = { digests: true, native: true, portable: true, direct: true, disagreements: [] }

test('probe() finds a server in agreement with itself, with or without tables', async () => {
  await using source = await laneTo(server.url('one'))
  await using target = await laneTo(server.url('other'))
  for (const pairs of [[pair], []]) {
    assert.deepEqual(await probe({ source, target }, { pairs, seed: '-5' }), agreed)
  }
})

test(
  'probe() finds PostgreSQL 15 and 18 in agreement over every type',
  { skip: missingPostgres15 },
  async () => {
    await using older = await startPostgres15({ name: 'probe-15' })
    await using source = await laneTo(older.url('postgres'))
    await using target = await laneTo(server.url('one'))
    const everyType = await everyTypePair()
    assert.ok(everyType.columns.length > 50)
    assert.deepEqual(
      await probe({ source, target }, { pairs: [pair, everyType], seed: '7' }),
      agreed,
    )
  },
)

/** The columns of the table of all types that have a type of the server's own. */
async function everyTypePair(): Promise<TablePair> {
  await using sql = await connectPostgres(server.url('one'), { max: 1 })
  await makeSchema(sql)
  const columns = await sql<{ name: string; type: string }[]>`
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
    WHERE attrelid = 'public.every_type'::regclass AND attnum > 0 AND atttypid < 10000`
  return scratchPair({ table: 'every_type', columns: [...columns], key: null })
}

test('probe() names the text hash of servers that keep text in other bytes', async () => {
  await using source = await laneTo(server.url('one'))
  await using target = await laneTo(server.url('latin'))
  assert.deepEqual(await probe({ source, target }, { pairs: [pair], seed: '7' }), {
    ...agreed,
    native: false,
    direct: false,
    disagreements: ['native hash of text'],
  })
  const byNumber = { ...pair, key: ['i'] }
  assert.deepEqual(await probe({ source, target }, { pairs: [byNumber], seed: '7' }), {
    ...agreed,
    direct: false,
  })
  const numbers = { ...byNumber, columns: pair.columns.filter(({ name }) => name !== 's') }
  assert.deepEqual(await probe({ source, target }, { pairs: [numbers], seed: '7' }), agreed)
})

test('probe() names a type whose bytes differ between the servers', async () => {
  for (const name of ['one', 'other']) {
    await using sql = await connectPostgres(server.url(name), { max: 1 })
    await sql`CREATE TYPE public.mood AS ENUM ('calm')`
  }
  await using source = await laneTo(server.url('one'))
  await using target = await laneTo(server.url('other'))
  const pairs = [scratchPair({ table: 'x', columns: [{ name: 'm', type: 'public.mood' }] })]
  assert.deepEqual(await probe({ source, target }, { pairs, seed: '7' }), {
    digests: false,
    native: true,
    portable: false,
    direct: false,
    disagreements: ['row digest of public.mood', 'SHA-256 of public.mood'],
  })
})

test('probe() needs no right but to connect', async () => {
  await using owner = await connectPostgres(server.url('one'), { max: 1 })
  await owner`CREATE ROLE nobody LOGIN PASSWORD 'of-no-use'`
  const url = new URL(server.url('one'))
  url.username = 'nobody'
  url.password = 'of-no-use'
  await using source = await laneTo(url.href)
  await using target = await laneTo(server.url('other'))
  assert.deepEqual(await probe({ source, target }, { pairs: [pair], seed: '7' }), agreed)
})
