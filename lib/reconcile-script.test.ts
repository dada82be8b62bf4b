/** scripts/reconcile.ts as a user runs it: what it refuses, what it says, and the code that it exits with. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { connectPostgres } from './postgres.ts'
import { filledDatabases, onServer, storyDatabases, toldTable } from './scratch-reconcile.ts'
import { follow, loader, runToEnd } from './scratch-script.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Result } from './result.ts'
import type { Ended, Live } from './scratch-script.ts'
import type { Both } from './table.ts'

const script = fileURLToPath(new URL('../scripts/reconcile.ts', import.meta.url))

let server: PostgresServer
let folder: string

before(async () => {
  server = await startPostgres({ name: 'script' })
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-reconcile-'))
})

after(async () => {
  await rm(folder, { recursive: true, force: true })
  await server[Symbol.asyncDispose]()
})

async function databases(both: string, target = ''): Promise<Both<string>> {
  return await filledDatabases(server, { both, target })
}

async function run({ source, target }: Both<string>, args: readonly string[]): Promise<Ended> {
  const environment = { CDC_SOURCE_URL: source, CDC_TARGET_URL: target }
  return await runToEnd(script, { args, environment, cwd: folder })
}

async function resultOf(urls: Both<string>, args: readonly string[]): Promise<Result> {
  const { stdout, stderr } = await run(urls, ['--json', ...args])
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout) as Result
}

test('a condition that would end outside of its brackets is a mistake in the flags, of which nothing is started', async () => {
  const nowhere = 'postgres://127.0.0.1:1/nowhere'
  const args = ['--where', 'a=1) or (true', '--where', "public.t: note = 'x"]
  const { code, stderr } = await run({ source: nowhere, target: nowhere }, args)
  assert.equal(code, 2)
  assert.match(stderr, /--where "a=1\) or \(true": expected one condition in SQL, found "\)" that/)
  assert.match(stderr, /--where "public.t: note = 'x": expected .* found ' that nothing closes/)
  assert.equal(stderr.trimEnd().split('\n').length, 2, stderr)
})

test('a table with the name of a header is told by its name', async () => {
  const urls = await databases(`CREATE TABLE "authorization" (id int); CREATE TABLE api_token ()`)
  const { checks, exitCode } = await resultOf(urls, [])
  assert.deepEqual(
    checks.map(({ name }) => name),
    ['public."authorization": rows equal', 'public.api_token: rows equal'],
  )
  assert.equal(exitCode, 0)
})

test('a database without an encoding is compared by its bytes, as far as they are text', async () => {
  const ascii = `ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'`
  const urls = await storyDatabases(
    { source: server, target: server },
    { source: ascii, target: '' },
  )
  const both = `CREATE TABLE same (id int PRIMARY KEY, v text); INSERT INTO same VALUES (1, 'grün'), (2, '猫');
    CREATE TABLE other (id int PRIMARY KEY, v text); INSERT INTO other VALUES (1, 'grün'), (2, '猫');
    CREATE TABLE torn (id int PRIMARY KEY, v text); INSERT INTO torn VALUES (1, 'x')`
  await onServer(urls.source, `${both}; UPDATE torn SET v = convert_from('\\xff', 'SQL_ASCII')`)
  await onServer(urls.target, `${both}; UPDATE other SET v = '犬' WHERE id = 2`)
  const { tables = [], exitCode } = await resultOf(urls, [])
  assert.deepEqual(
    tables.map(({ table, verdict }) => [table, verdict]),
    [
      ['public.other', 'different'],
      ['public.same', 'equal'],
      ['public.torn', 'unresolved'],
    ],
  )
  assert.deepEqual(toldTable(tables[0]).differs, ['changed id=2: v 猫 → 犬'])
  assert.match(tables[2]?.reason ?? '', /invalid byte sequence for encoding "UTF8": 0xff/)
  assert.equal(exitCode, 1)
  assert.equal((await run(urls, ['--table', 'public.torn'])).code, 3)
  assert.equal((await run(urls, ['--table', 'public.same'])).code, 0)
})

test('two compares of the same databases at once say the same', async () => {
  const urls = await databases(
    `CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT i, 'v' FROM generate_series(1, 30000) i; ANALYZE t`,
    `UPDATE t SET v = 'w' WHERE id % 10000 = 0`,
  )
  const results = await Promise.all([resultOf(urls, []), resultOf(urls, ['--connections', '3'])])
  for (const { tables = [], exitCode } of results) {
    assert.equal(exitCode, 1)
    assert.deepEqual(toldTable(tables[0]), {
      verdict: 'different',
      differs: [1, 2, 3].map((row) => `changed id=${row}0000: v v → w`),
    })
  }
})

test('a repair that the target refuses is told with its line, changes nothing, and the verdict is that of the compare', async () => {
  const urls = await databases(
    `CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t VALUES (1, 1), (2, 2), (3, -3)`,
    `UPDATE t SET v = 0; ALTER TABLE t ADD CHECK (v >= 0)`,
  )
  const { checks, tables = [], exitCode } = await resultOf(urls, ['--repair', 'fix.sql', '--apply'])
  assert.equal(exitCode, 1)
  assert.equal(tables[0]?.changed, 3)
  const [, written, applied] = checks
  assert.deepEqual([written?.name, written?.verdict], ['repair written', 'pass'])
  assert.deepEqual([applied?.name, applied?.verdict], ['repair applied', 'unknown'])
  const refused =
    /^nothing was changed: Cannot apply the repair, line (\d+), public\.t: .*violates check constraint "t_v_check"/
  const [, line] = refused.exec(applied?.message ?? '') ?? []
  const lines = (await readFile(join(folder, 'fix.sql'), 'utf8')).split('\n')
  assert.match(lines[Number(line) - 1] ?? '', /^UPDATE .* SET "v" = '-3' WHERE t\."id" = '3'/)
})

/** A compare that has told three rows of `first` and now waits for the rows of `slow`. */
async function heldCompare(
  args: readonly string[],
): Promise<Live & { readonly urls: Both<string> }> {
  const urls = await databases(
    `CREATE TABLE first (id int PRIMARY KEY, v text); INSERT INTO first SELECT i, 'v' FROM generate_series(1, 9) i`,
    `UPDATE first SET v = 'w' WHERE id < 4; CREATE VIEW slow AS SELECT id, v FROM first`,
  )
  await onServer(urls.source, 'CREATE VIEW slow AS SELECT id, v FROM first, pg_sleep(600)')
  const flags = ['--source', urls.source, '--target', urls.target, '--connections', '1', ...args]
  const tables = ['--table', 'public.first', '--table', 'public.slow']
  const live = follow(process.execPath, ['--import', loader, script, ...flags, ...tables])
  await using admin = await connectPostgres(urls.source, { max: 1 })
  async function isHeld(): Promise<boolean> {
    const rows =
      await admin`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`
    return rows.length > 0
  }
  await until(isHeld, { what: 'the compare held', deadlineMs: 60_000 })
  return { ...live, urls }
}

test('rows that were found until Ctrl-C stand in FILE.partial, and their name stays free', async () => {
  const [rows, result] = [join(folder, 'rows.jsonl'), join(folder, 'stopped.json')]
  await using live = await heldCompare(['--report', rows, '--report', result])
  live.child.kill('SIGINT')
  const ended = await live.ended
  assert.equal(ended.code, 130, ended.stderr)
  assert.match(ended.stderr, /the 3 rows found until then stand in ".*rows\.jsonl\.partial"/)
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('rows.jsonl')),
    ['rows.jsonl.partial'],
  )
  assert.equal((await readFile(`${rows}.partial`, 'utf8')).trimEnd().split('\n').length, 3)
  const { interrupted, checks, tables = [] } = JSON.parse(await readFile(result, 'utf8')) as Result
  assert.equal(interrupted, true)
  assert.deepEqual(new Set(checks.map(({ verdict }) => verdict)), new Set(['unknown']))
  assert.deepEqual([tables[0]?.verdict, tables[0]?.changed], ['different', 3])
})

test('a checkpoint that is in use, or of another compare, is a mistake in the flags, and is left as it is', async () => {
  const checkpoint = join(folder, 'stopped.checkpoint')
  await using live = await heldCompare(['--checkpoint', checkpoint])
  const args = ['--checkpoint', checkpoint, '--table', 'public.first']
  async function refused(): Promise<string> {
    const kept = await readFile(checkpoint, 'utf8')
    const { code, stderr } = await run(live.urls, args)
    assert.equal(code, 2, stderr)
    assert.doesNotMatch(stderr, /    at /)
    assert.equal(await readFile(checkpoint, 'utf8'), kept)
    return stderr
  }
  assert.match(await refused(), /Cannot use ".*stopped\.checkpoint": process \d+ uses it/)
  live.child.kill('SIGINT')
  assert.equal((await live.ended).code, 130)
  assert.match(await refused(), /Cannot resume from ".*stopped\.checkpoint": its /)
})
