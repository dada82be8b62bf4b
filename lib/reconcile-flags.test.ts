/** What the flags of a compare mean: which rows and columns, what is equal, how far down, and going on from an earlier run. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { readEarlierResult } from './earlier-result.ts'
import {
  compareNow,
  filledDatabases,
  onServer,
  storyDatabases,
  toldTable,
} from './scratch-reconcile.ts'
import { scriptEnvironment } from './scratch-script.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { ScratchCompare } from './scratch-reconcile.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Both, ListedDifference } from './table.ts'

let server: PostgresServer
let folder: string

before(async () => {
  server = await startPostgres({ name: 'flags' })
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-flags-'))
})

after(async () => {
  await rm(folder, { recursive: true, force: true })
  await server[Symbol.asyncDispose]()
})

async function databases(both: string, target = ''): Promise<Both<string>> {
  return await filledDatabases(server, { both, target })
}

const orders = `CREATE TABLE orders (id int PRIMARY KEY, total numeric, rate float8, at timestamptz, doc jsonb, code char(4), note text);
  INSERT INTO orders VALUES (1, 1.0, 1, '2025-01-01 00:00+00', '{"a": 1.0}', 'a', 'x'), (2, 2, 2, NULL, NULL, NULL, 'y'), (3, 3, 3, NULL, NULL, NULL, 'z')`

test('--where, --columns and --ignore-columns leave out what they say, of rows and of columns', async () => {
  const urls = await databases(
    orders,
    `UPDATE orders SET note = 'w' WHERE id = 2; UPDATE orders SET total = 9 WHERE id = 3`,
  )
  const cases: readonly (readonly [ScratchCompare['columns'], readonly string[]])[] = [
    [{}, ['changed id=2: note y → w', 'changed id=3: total 3 → 9']],
    [{ where: ['id < 3'] }, ['changed id=2: note y → w']],
    [{ where: ["public.orders: note = 'x' -- a comment"] }, []],
    [{ columns: ['total'] }, ['changed id=3: total 3 → 9']],
    [{ ignoreColumns: ['public.orders: note, total'] }, []],
  ]
  for (const [columns, differs] of cases) {
    const { tables } = await compareNow(urls, columns === undefined ? {} : { columns })
    assert.deepEqual(toldTable(tables[0]).differs, differs, JSON.stringify(columns))
  }
})

test('--compare calls equal what its policy says, and nothing else', async () => {
  const urls = await databases(
    orders,
    `UPDATE orders SET total = 1.00, rate = 1.0000001, doc = '{"a": 1}' WHERE id = 1`,
  )
  async function told(compare: readonly string[]): Promise<readonly string[]> {
    return toldTable((await compareNow(urls, { columns: { compare } })).tables[0]).differs
  }
  assert.deepEqual(await told([]), [
    'changed id=1: total 1.0 → 1.00, rate 1 → 1.0000001, doc {"a": 1.0} → {"a": 1}',
  ])
  assert.deepEqual(await told(['total=sql-equal', 'doc=json', 'rate=epsilon(1e-6)']), [])
  assert.deepEqual(
    await told(['total=sql-equal', 'public.orders.doc=json', 'rate=epsilon(1e-9)']),
    ['changed id=1: rate 1 → 1.0000001'],
  )
})

test('--compare with a tolerance is exact for numbers that no double can tell apart', async () => {
  const urls = await databases(
    `CREATE TABLE big (id int PRIMARY KEY, v numeric); INSERT INTO big VALUES (1, 12345678901234567890.5), (2, 12345678901234567890.5), (3, 'NaN'), (4, 1e40)`,
    `UPDATE big SET v = 12345678901234567890.6 WHERE id = 1; UPDATE big SET v = v + 2 WHERE id = 2; UPDATE big SET v = v + 3 WHERE id = 4`,
  )
  const { tables } = await compareNow(urls, { columns: { compare: ['v=epsilon(1)'] } })
  assert.deepEqual(
    toldTable(tables[0]).differs.map((each) => each.slice(0, 12)),
    ['changed id=2', 'changed id=4'],
  )
})

test('--key tells rows by the columns that are named, and finds what is there twice', async () => {
  const urls = await databases(
    `CREATE TABLE readings (sensor int, at int, v int); INSERT INTO readings VALUES (1, 1, 5), (1, 2, 6), (2, 1, 7)`,
    `UPDATE readings SET v = 60 WHERE at = 2; INSERT INTO readings VALUES (2, 1, 7)`,
  )
  const { tables } = await compareNow(urls, { columns: { key: ['public.readings: sensor, at'] } })
  assert.deepEqual(toldTable(tables[0]), {
    verdict: 'different',
    differs: ['changed sensor=1 at=2: v 6 → 60', 'extra sensor=2 at=1: sensor=2 at=1 v=7'],
  })
})

test('--map finds tables under their names at the target', async () => {
  const urls = await storyDatabases({ source: server, target: server })
  await onServer(
    urls.source,
    `CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders VALUES (1), (2)`,
  )
  await onServer(
    urls.target,
    `CREATE SCHEMA cdc; CREATE TABLE cdc.shop_orders (id int PRIMARY KEY); INSERT INTO cdc.shop_orders VALUES (1)`,
  )
  const { tables } = await compareNow(urls, { map: ['public.*=cdc.shop_*'] })
  assert.deepEqual(
    tables.map(({ table, targetTable, verdict, missing }) => [
      table,
      targetTable,
      verdict,
      missing,
    ]),
    [['public.orders', 'cdc.shop_orders', 'different', 1]],
  )
})

test('--depth counts and checksums say no more than they hold', async () => {
  const urls = await databases(
    `CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t SELECT i, i FROM generate_series(1, 100) i; CREATE TABLE u (id int PRIMARY KEY)`,
    `UPDATE t SET v = 0 WHERE id = 5`,
  )
  const counts = (await compareNow(urls, { depth: 'counts' })).tables
  assert.deepEqual(
    counts.map(({ verdict, sourceRows, sourceChecksum, missing }) => [
      verdict,
      sourceRows,
      sourceChecksum,
      missing,
    ]),
    [
      ['equal', 100, null, null],
      ['equal', 0, null, null],
    ],
  )
  const [table] = (await compareNow(urls, { depth: 'checksums' })).tables
  assert.deepEqual([table?.verdict, table?.changed, table?.differences], ['different', null, []])
  assert.notEqual(table?.sourceChecksum, table?.targetChecksum)
  await onServer(urls.target, 'DELETE FROM t WHERE id = 7')
  const [less] = (await compareNow(urls, { depth: 'counts', table: ['public.t'] })).tables
  assert.deepEqual([less?.verdict, less?.difference, less?.match], ['different', -1, false])
})

test('--recheck reads the rows that were named, and says how they stand now', async () => {
  const urls = await databases(
    `${orders}; CREATE TABLE loose (a int, b text); INSERT INTO loose VALUES (1, 'x'), (2, NULL)`,
    `UPDATE orders SET note = 'w' WHERE id > 1; DELETE FROM loose WHERE a = 2`,
  )
  const rows: ListedDifference[] = []
  const first = await compareNow(urls, { rows })
  const files = { json: join(folder, 'first.json'), jsonl: join(folder, 'first.jsonl') }
  await writeFile(files.json, JSON.stringify(first))
  await writeFile(files.jsonl, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  await onServer(
    urls.target,
    `UPDATE orders SET note = 'y' WHERE id = 2; UPDATE orders SET note = 'unseen' WHERE id = 1`,
  )
  for (const file of Object.values(files)) {
    const { tables } = await compareNow(urls, { recheck: await readEarlierResult(file) })
    assert.deepEqual(tables.map(toldTable), [
      { verdict: 'different', differs: ['missing (no key): a=2 b=NULL'] },
      { verdict: 'different', differs: ['changed id=3: note z → w'] },
    ])
  }
  await onServer(urls.target, `UPDATE orders SET note = 'z' WHERE id = 3`)
  const cut = { tables: first.tables.map((table) => ({ ...table, truncated: true })) }
  await writeFile(files.json, JSON.stringify(cut))
  const again = await compareNow(urls, { recheck: await readEarlierResult(files.json) })
  assert.equal(again.tables.find(({ table }) => table === 'public.orders')?.verdict, 'unresolved')
})

test('--checkpoint goes on after kill -9 with what was finished, tells it, and finds the same', async () => {
  const urls = await databases(
    `CREATE TABLE many (id int PRIMARY KEY, v text); INSERT INTO many SELECT i, repeat(md5(i::text), 10) FROM generate_series(1, 400000) i; ANALYZE many`,
    `UPDATE many SET v = 'x' WHERE id % 40000 = 0`,
  )
  const file = join(folder, 'many.checkpoint')
  const script = fileURLToPath(new URL('../scripts/reconcile.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), script, '--checkpoint', file],
    {
      stdio: 'ignore',
      env: scriptEnvironment({ CDC_SOURCE_URL: urls.source, CDC_TARGET_URL: urls.target }),
    },
  )
  const ended = once(child, 'exit')
  await until(() => existsSync(file) && readFileSync(file, 'utf8').split('\n').length > 6, {
    what: 'some segments in the checkpoint',
    deadlineMs: 60_000,
    everyMs: 2,
  })
  child.kill('SIGKILL')
  await ended
  const other = compareNow(urls, { checkpoint: file, columns: { ignoreColumns: ['v'] } })
  await assert.rejects(other, /checkpoint/)
  const { tables } = await compareNow(urls, { checkpoint: file })
  assert.equal(tables[0]?.changed, 10)
  assert.equal(tables[0]?.sourceRows, 400_000)
  assert.match(
    tables[0]?.reason ?? '',
    /of \d+ segments, up to "range \d+", were read by an earlier run until 20/,
  )
  assert.ok(!existsSync(file), 'a compare that came to its end leaves its checkpoint behind')
})
