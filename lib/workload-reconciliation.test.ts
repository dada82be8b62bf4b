/** Load by reconciliation: every size and way is asked for, a table that is told wrongly fails, and nothing stays on either side. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { runEngine } from './load-engine.ts'
import { ramp } from './pacer.ts'
import { connectPostgres } from './postgres.ts'
import { onServer, storyDatabases } from './scratch-reconcile.ts'
import { assertBalanced } from './scratch-run.ts'
import { follow, loader, runToEnd } from './scratch-script.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { Measurement } from './load-engine.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { ReconciliationUserClass } from './reconciliation-user-classes.ts'
import type { Result } from './result.ts'
import type { Both } from './table.ts'
import type { ReconciledTable } from './workload-reconciliation.ts'

const light = fileURLToPath(new URL('../load/light.ts', import.meta.url))

let server: PostgresServer
let urls: Both<string>

before(async () => {
  server = await startPostgres({ name: 'reconciliation' })
  urls = await storyDatabases({ source: server, target: server })
  const table = `CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t SELECT i, i FROM generate_series(1, 500) i`
  await onServer(urls.source, table)
  await onServer(urls.target, `${table}; UPDATE t SET v = 0 WHERE id % 100 = 0`)
})

after(async () => await server[Symbol.asyncDispose]())

function environment(): Record<string, string> {
  return { CDC_SOURCE_URL: urls.source, CDC_TARGET_URL: urls.target }
}

async function schemasLeft(): Promise<number> {
  let count = 0
  for (const url of Object.values(urls)) {
    await using sql = await connectPostgres(url, { max: 1 })
    count += (await sql`SELECT FROM pg_namespace WHERE nspname LIKE 'cdc_testbench%'`).length
  }
  return count
}

const shape = '--workload reconciliation --sizes 1k,11k --users 3 --spawn-rate 100'.split(' ')

test('a run compares tables of every size that there is, tells how many a minute, and leaves none', async () => {
  const args = [...shape, '--run-time', '6s', '--json', '--threshold', 'failure-rate<=0%']
  const { code, stdout, stderr } = await runToEnd(light, { args, environment: environment() })
  assert.notEqual(stdout, '', stderr)
  const result = JSON.parse(stdout) as Result & { tablesPerMinute?: number }
  assert.equal(result.totals?.failed, 0, JSON.stringify(result.failures))
  assert.equal(result.totals?.timedOut, 0)
  assert.ok((result.totals?.ok ?? 0) > 0)
  assert.ok((result.tablesPerMinute ?? 0) > 0)
  for (const { name, measured: p99, over } of result.checks) {
    if (!name.startsWith('RECONCILE')) continue
    const highest = Math.max(...(over?.values ?? []).map((value) => value ?? 0))
    // That of the run is at most that of its worst second.
    assert.ok(highest >= (p99 ?? 0) * 0.99, `${name}: ${highest} of ${p99}`)
  }
  assert.deepEqual(
    result.checks.map(({ name }) => name).filter((name) => name.startsWith('RECONCILE')),
    ['RECONCILE small p99<1s', 'RECONCILE medium p99<10s'],
  )
  assert.notEqual(code, 2)
  assert.equal(await schemasLeft(), 0)
})

test('a run that is stopped leaves no tables on either side', async () => {
  const given = ['--source', urls.source, '--target', urls.target, '--run-time', '60s']
  await using live = follow(process.execPath, ['--import', loader, light, ...shape, ...given])
  await using admin = await connectPostgres(urls.source, { max: 1 })
  const comparing = `SELECT FROM pg_stat_activity WHERE query LIKE '%hash_record_extended%cdc_testbench_load_%' AND pid <> pg_backend_pid()`
  await until(async () => (await admin.unsafe(comparing)).length > 0, {
    what: 'a compare',
    deadlineMs: 60_000,
    everyMs: 2,
  })
  live.child.kill('SIGINT')
  assert.equal((await live.ended).code, 130)
  assert.equal(await schemasLeft(), 0)
})

/** One user for a second, on a table of which five rows differ; `differing`: how many it is said to be. */
async function measured(user: ReconciliationUserClass, differing: number): Promise<Measurement> {
  const some: readonly ReconciledTable[] = [{ pattern: 'public.t', differing }]
  const tables = { small: some, medium: some, large: some, 'row-level': some, parallel: some }
  const module = new URL('workload-reconciliation.ts', import.meta.url).href
  const found = await runEngine(
    {
      model: 'closed',
      ramp: ramp({ users: 1, spawnRate: 1000, runTimeMs: 1000 }),
      connections: 1,
      workers: 1,
      warmUpMs: 0,
      requestTimeoutMs: 30_000,
      stopTimeoutMs: 30_000,
      seed: 7,
      userClasses: [{ name: user, weight: 1 }],
      workload: { module, settings: { urls, tables } },
    },
    { signal: AbortSignal.timeout(90_000) },
  )
  assertBalanced(found)
  return found
}

for (const user of ['RowLevelUser', 'ParallelUser'] as const) {
  test(`a table that is told as it is passes, and another answer is a failure: ${user}`, async () => {
    const right = await measured(user, 5)
    assert.ok(right.totals.ok > 0)
    assert.deepEqual(right.failures, [])
    const wrong = await measured(user, 6)
    assert.equal(wrong.totals.ok, 0)
    assert.deepEqual(
      wrong.failures.map(({ kind, message }) => [kind, message]),
      [
        [
          'body',
          'the table is different with 6 changed rows, and was told different with 5 changed rows',
        ],
      ],
    )
  })
}
