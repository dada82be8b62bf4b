/** What the client makes of a COPY is what the server's own statements say: chunks, sums, digests, order. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { bucketOf, keyHash, rowDigest } from './digest-sql.ts'
import { UnreachableError } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { copyChunkSums, copyHashes } from './reconcile-copy.ts'
import { copyRowDigests } from './reconcile-copy-rows.ts'
import { scratchPair } from './scratch-pair.ts'
import { sessionPins } from './session-pins.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { CopySource } from './copy-session.ts'
import type { Connection } from './postgres.ts'
import type { CopiedRow, CopyRows } from './reconcile-copy-rows.ts'
import type { CopyScan } from './reconcile-copy.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { TablePair } from './table.ts'

let server: PostgresServer
let sql: Connection

const rows = 20_000

before(async () => {
  server = await startPostgres({ name: 'copy' })
  sql = await pinned()
  await sql.unsafe(`CREATE TABLE public.mixed (id int8 PRIMARY KEY, name text, part int2, "Wide" jsonb, x float8);
    INSERT INTO public.mixed SELECT i, CASE WHEN i % 7 > 0 THEN 'name ' || i END, NULLIF(i % 3, 0),
      jsonb_build_object('n', i % 100), i / 3.0 FROM generate_series(1, ${rows}) AS i;
    CREATE TABLE public.loose (a int4, b text);
    INSERT INTO public.loose SELECT i % 100, 'b' FROM generate_series(1, 5000) AS i;
    CREATE TABLE public.child () INHERITS (public.loose);
    INSERT INTO public.child VALUES (1, 'not of the parent');
    CREATE TABLE public.empty (LIKE public.mixed);
    CREATE VIEW public.endless AS SELECT repeat('x', 1000000) AS long FROM generate_series(1, 1000) AS i, generate_series(1, 1000) AS j;
    CREATE TABLE public.bare ();
    INSERT INTO public.bare SELECT FROM generate_series(1, 3)`)
})

after(async () => {
  await sql[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function pinned(): Promise<Connection> {
  const opened = await connectPostgres(server.url('postgres'), { max: 1 })
  await opened.unsafe(sessionPins.join(';')).simple()
  return opened
}

function source({
  signal = new AbortController().signal,
  snapshot = null,
}: Given = {}): CopySource {
  return { url: server.url('postgres'), snapshot, statementTimeoutMs: 0, signal }
}

type Given = { readonly signal?: AbortSignal; readonly snapshot?: string | null }

const mixedColumns = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'text' },
  { name: 'part', type: 'integer', value: 't."part"::integer' },
  { name: 'Wide', type: 'jsonb' },
  { name: 'x', type: 'double precision' },
]

function mixed(key: readonly string[] | null, table = 'mixed'): TablePair {
  return scratchPair({ table, columns: mixedColumns, key })
}

const loose = scratchPair({
  table: 'loose',
  columns: [
    { name: 'a', type: 'integer' },
    { name: 'b', type: 'text' },
  ],
})
const onlyLoose: TablePair = { ...loose, source: { ...loose.source, inherited: true } }

const near: TablePair = scratchPair({
  table: 'mixed',
  columns: [
    { name: 'x', type: 'double precision', policy: { name: 'epsilon', epsilon: 1 } },
    { name: 'id', type: 'bigint' },
  ],
  key: ['x', 'id'],
})

type Case = readonly [story: string, pair: TablePair, where: string | null]

const cases: readonly Case[] = [
  ['a key of one column', mixed(['id']), null],
  ['a composite key with NULLs, not in the order of the columns', mixed(['part', 'name']), null],
  ['no key', mixed(null), null],
  ['a condition that ends in a comment', mixed(['id']), 't.id > 100 AND t.id < 12000 -- mine'],
  ['a condition that no row meets', mixed(['id']), 'false'],
  ['rows that repeat', { ...loose, target: loose.target }, null],
  ['a parent without its children', onlyLoose, null],
  ['an empty table', mixed(['id'], 'empty'), null],
  ['a table without columns', scratchPair({ table: 'bare', columns: [] }), null],
  ['a key that is compared by nearness', near, null],
]

for (const [story, pair, where] of cases) {
  const scan: CopyScan = { pair, side: 'source', where, seed: '-77', buckets: 64 }
  const from = `FROM ${pair.source.inherited ? 'ONLY ' : ''}public.${pair.source.name} AS t
    ${where === null ? '' : `WHERE ${where}`}`
  const digest = rowDigest(pair, 'source', { seed: '-77' })
  const bucket = bucketOf(pair, 'source', { buckets: 64, native: false, digest })

  test(`copyChunkSums() gives the server's own sums: ${story}`, async () => {
    const expected = await sql.unsafe(
      `SELECT ${bucket} AS g, count(*) AS n, sum(${digest}) AS s ${from}\nGROUP BY 1`,
    )
    const found = await copyChunkSums(source(), scan)
    assert.deepEqual(
      [...found].map(([g, sum]) => `${g} ${sum.rows} ${sum.sum}`).toSorted(),
      expected.map(({ g, n, s }) => `${g} ${n} ${s}`).toSorted(),
    )
  })

  test(`copyRowDigests() gives the server's own digests in its order: ${story}`, async () => {
    const hash = pair.key === null ? digest : keyHash(pair, 'source')
    const chosen = [1, 5, 33, 60]
    const expected = await sql.unsafe(
      `SELECT * FROM (SELECT ${hash} AS h, ${digest} AS d, ${bucket} AS g ${from}\n) AS s
       WHERE g = ANY ('{${chosen.join(',')}}') AND h > '-4611686018427387904' ORDER BY 1, 2`,
    )
    const wanted = {
      ...scan,
      chunks: new Set(chosen),
      after: -4611686018427387904n,
      // A key that is never NULL to the reader: rows with one are told by their digest.
      keyTexts: pair.key === null ? [] : [`'key'`],
      moreTexts: [],
    }
    for (const charactersMax of [20_000, 8_000_000]) {
      const found = await all({ ...wanted, charactersMax })
      assert.deepEqual(
        found.map((row) => `${row.hash} ${row.digest}`),
        expected.map(({ h, d }) => `${h} ${d}`),
      )
    }
  })
}

async function all(wanted: CopyRows): Promise<CopiedRow[]> {
  const found: CopiedRow[] = []
  for await (const batch of copyRowDigests(source(), wanted)) found.push(...batch)
  return found
}

test('copyRowDigests() brings key and texts along, and tells rows with a NULL in the key by their digest', async () => {
  const wanted = {
    pair: mixed(['id', 'name']),
    side: 'source',
    where: 't.id IN (7, 8)',
    seed: '1',
    buckets: 4,
    chunks: null,
    after: null,
    keyTexts: ['t.id::text', 't.name'],
    moreTexts: ['t."Wide"::text', 't.name', `'ü'`],
  } as const
  const found = new Map((await all(wanted)).map((row) => [row.more[0], row]))
  assert.equal(found.size, 2)
  const [whole, partly] = [found.get('{"n": 8}'), found.get('{"n": 7}')]
  assert.deepEqual(whole?.key, ['8', 'name 8'])
  assert.deepEqual(whole?.more, ['{"n": 8}', 'name 8', 'ü'])
  assert.notEqual(String(whole?.hash), whole?.digest)
  assert.equal(partly?.key, null)
  assert.equal(partly?.more[1], null)
  assert.equal(String(partly?.hash), partly?.digest)
})

/** A COPY that goes on for as long as anybody waits: each row of it sends 1 MB, or would. */
const endless = scratchPair({
  table: 'endless',
  columns: [{ name: 'long', type: 'text' }],
})

async function running(): Promise<readonly unknown[]> {
  return await sql`SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY%' AND state = 'active'`
}

async function untilRunning(count: number): Promise<void> {
  await until(async () => (await running()).length === count, {
    what: `${count} COPY running`,
    deadlineMs: 20_000,
  })
}

const scanOfEndless = { pair: endless, side: 'source', where: null, seed: '1', buckets: 4 } as const

test('copyChunkSums() ends with the reason when it is told to stop, and so does the server', async () => {
  const stopping = new AbortController()
  const summing = copyChunkSums(source({ signal: stopping.signal }), scanOfEndless)
  await untilRunning(1)
  stopping.abort(new Error('enough'))
  await assert.rejects(summing, /enough/)
  await untilRunning(0)
})

test('copyHashes() whose reader fails raises that, and leaves no COPY running', async () => {
  const scan = { ...scanOfEndless, texts: [] }
  const reading = copyHashes(source(), scan, () => {
    throw new Error('no room for it')
  })
  await assert.rejects(reading, /no room for it/)
  await untilRunning(0)
})

test('copyChunkSums() gives no sums when the server ends the connection', async () => {
  const summing = copyChunkSums(source(), scanOfEndless)
  await untilRunning(1)
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY%' AND state = 'active'`
  await assert.rejects(summing, UnreachableError)
})

test('copyChunkSums() raises what the server says in the middle of a COPY', async () => {
  const pair = scratchPair({
    table: 'mixed',
    columns: [{ name: 'id', type: 'bigint', value: `(1000 / (19000 - t.id))` }],
  })
  await assert.rejects(copyChunkSums(source(), { ...scanOfEndless, pair }), /division by zero/)
})

test('copyChunkSums() cannot reach a server that is not there', async () => {
  const gone = { ...source(), url: 'postgres://me:secret@127.0.0.1:1/shop' }
  await assert.rejects(copyChunkSums(gone, scanOfEndless), (error) => {
    assert.ok(error instanceof UnreachableError)
    assert.doesNotMatch(error.message, /secret/)
    return true
  })
})

test('copyChunkSums() reads in the snapshot that it is given', async () => {
  await using writer = await pinned()
  await sql.unsafe('BEGIN ISOLATION LEVEL REPEATABLE READ')
  const [exported] = await sql`SELECT pg_export_snapshot() AS id`
  await writer`INSERT INTO public.empty (id) VALUES (1)`
  const scan = { ...scanOfEndless, pair: mixed(['id'], 'empty') }
  const found = await copyChunkSums(source({ snapshot: String(exported?.['id']) }), scan)
  assert.equal(found.size, 0)
  await sql.unsafe('COMMIT')
  assert.equal((await copyChunkSums(source(), scan)).size, 1)
})
