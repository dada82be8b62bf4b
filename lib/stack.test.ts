/** The embedded stack: a real pipeline that can be closed in the middle and stands beside another one. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { identityOf, processesIn } from './process-identity.ts'
import { startEmbeddedStack } from './stack.ts'
import { refreshSubscription, untilApplied } from './stack-replication.ts'
import { ownerFile, temporaryParents } from './temporary-folder.ts'
import type { Connection, Sql } from './postgres.ts'
import type { Stack } from './stack.ts'

const quiet = { signal: new AbortController().signal, progress: () => undefined }

let stack: Stack
let source: Connection
let target: Connection

before(async () => {
  stack = await startEmbeddedStack(quiet)
  source = await connectPostgres(stack.source)
  target = await connectPostgres(stack.target)
})

after(async () => {
  await source[Symbol.asyncDispose]()
  await target[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
})

const tables = ['customers', 'orders', 'order_lines', 'payments', 'every_type'] as const

/** Every row of a table as text, in order. */
async function rowsOf(sql: Sql, table: string): Promise<readonly string[]> {
  const name = `public.${table}`
  const rows = await sql.unsafe<{ row: string }[]>(
    `SELECT t::text AS row FROM ${name} AS t ORDER BY t::text COLLATE "C"`,
  )
  return rows.map(({ row }) => row)
}

for (const table of tables) {
  test(`startEmbeddedStack() is ready when the target holds ${table} as the source does`, async () => {
    const rows = await rowsOf(source, table)
    assert.ok(rows.length > 100)
    assert.deepEqual(await rowsOf(target, table), rows)
  })
}

test('inserts, updates and deletes on the source arrive on the target', async () => {
  await source`INSERT INTO public.customers (id, email, name, country) VALUES (900001, 'new@example.com', 'New', 'DE')`
  await source`UPDATE public.customers SET note = 'changed' WHERE id = 7`
  await source`DELETE FROM public.order_lines WHERE order_id = 11`
  await untilApplied(source)
  const [row] = await target`SELECT
    (SELECT email FROM public.customers WHERE id = 900001) AS inserted,
    (SELECT note FROM public.customers WHERE id = 7) AS updated,
    (SELECT count(*)::int FROM public.order_lines WHERE order_id = 11) AS deleted`
  assert.deepEqual({ ...row }, { inserted: 'new@example.com', updated: 'changed', deleted: 0 })
})

test('a table made later, on the target first, is copied and streamed after a refresh', async () => {
  const statement = 'CREATE TABLE public.later (id int PRIMARY KEY, text text)'
  await target.unsafe(statement)
  await source.unsafe(statement)
  await source`INSERT INTO public.later VALUES (1, 'before')`
  await refreshSubscription(target)
  await source`INSERT INTO public.later VALUES (2, 'after')`
  await untilApplied(source)
  assert.deepEqual(await rowsOf(target, 'later'), ['(1,before)', '(2,after)'])
})

test('nothing but the fixture schema is published, and nothing of ours lies in it', async () => {
  const published = await source<{ name: string }[]>`
    SELECT tablename AS name FROM pg_publication_tables WHERE tablename <> 'later' ORDER BY 1`
  assert.deepEqual(
    published.map(({ name }) => name),
    tables.toSorted(),
  )
  const schemas = await source`SELECT nspname FROM pg_namespace
    WHERE nspname !~ '^(pg_|information_schema$|public$)'`
  assert.equal(schemas.length, 0)
})

test('the URLs of the stand-in answer, and count', async () => {
  const signal = AbortSignal.timeout(20_000)
  const connectors = await fetch(`${stack.connect}/connectors`, { signal })
  assert.deepEqual(await connectors.json(), ['shop-source', 'shop-sink'])
  const counts = await fetch(`${stack.counts}/counts`, { signal })
  assert.equal(counts.status, 200)
})

test('a second stack does not meet the first, and closing it leaves nothing of it', async () => {
  const second = await startEmbeddedStack({ ...quiet, seed: 2 })
  const folder = await folderOf(second)
  const rows = await rowsOf(source, 'customers')
  {
    await using sql = await connectPostgres(second.source)
    assert.notDeepEqual(await rowsOf(sql, 'orders'), await rowsOf(source, 'orders'))
    await sql`DELETE FROM public.order_lines`
  }
  await second[Symbol.asyncDispose]()
  assert.equal(existsSync(folder), false)
  assert.deepEqual(processesIn(folder), [])
  assert.deepEqual(second.pids.map(identityOf), [null, null, null])
  assert.deepEqual(await rowsOf(source, 'customers'), rows)
  assert.equal((await fetch(`${stack.connect}/connectors`)).status, 200)
})

const moments = [
  'starting two PostgreSQL servers',
  'joining them by logical replication',
  'starting the stand-in for Kafka Connect',
]

for (const moment of moments) {
  test(`startEmbeddedStack() aborted while "${moment}" leaves nothing`, async () => {
    const controller = new AbortController()
    const reason = new Error('stopped')
    const foldersBefore = await ourFolders()
    function progress(text: string): void {
      if (text === moment) controller.abort(reason)
    }
    await assert.rejects(startEmbeddedStack({ signal: controller.signal, progress }), reason)
    assert.deepEqual(await ourFolders(), foldersBefore)
  })
}

/** The folder of a stack: the one above those of its servers. */
async function folderOf({ source: url }: Stack): Promise<string> {
  await using sql = await connectPostgres(url)
  const [row] = await sql<{ folder: string }[]>`SELECT current_setting('data_directory') AS folder`
  return dirname(dirname(row?.folder ?? ''))
}

/** The folders of the stacks of this very process; others may run beside it. */
async function ourFolders(): Promise<readonly string[]> {
  const lists = await Promise.all(
    temporaryParents().map(async (parent) => {
      const names = await readdir(parent)
      return names
        .filter((name) => name.startsWith('cdc-testbench-stack-'))
        .map((name) => join(parent, name))
    }),
  )
  const owners = lists.flat().map((path) => ({ path, text: textOf(join(path, ownerFile)) }))
  return owners.filter(({ text }) => text.includes(`"pid":${process.pid},`)).map(({ path }) => path)
}

/** Empty where it is not there, or goes while we look: the stacks of others come and go. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
