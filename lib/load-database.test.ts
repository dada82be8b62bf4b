/** The database workload from the command line: verdicts and exit codes, flags without meaning, and nothing left behind. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { connectPostgres } from './postgres.ts'
import { follow, loader, runToEnd } from './scratch-script.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { Connection } from './postgres.ts'
import type { Result } from './result.ts'
import type { PostgresServer } from './stack-postgres.ts'

const light = fileURLToPath(new URL('../load/light.ts', import.meta.url))

let server: PostgresServer
let admin: Connection
let environment: Record<string, string>

before(async () => {
  server = await startPostgres({ name: 'load', databases: ['load'] })
  admin = await connectPostgres(server.url('load'), { max: 1 })
  environment = { CDC_SOURCE_URL: server.url('load') }
})

after(async () => {
  await admin[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const shape = '--workload database --sizes 1k --users 10 --spawn-rate 100 --run-time'.split(' ')
const short = [...shape, '2s']

async function run(args: readonly string[], also: Record<string, string> = environment) {
  const ended = await runToEnd(light, { args: [...args, '--json'], environment: also })
  assert.notEqual(ended.stdout, '', ended.stderr)
  return { ...ended, result: JSON.parse(ended.stdout) as Result }
}

async function schemas(): Promise<number> {
  const rows = await admin`SELECT FROM pg_namespace WHERE nspname LIKE 'cdc_testbench%'`
  return rows.length
}

test('a run on your source alone passes, shows its pool, and leaves no schema', async () => {
  const { code, result, stdout } = await run([...short, '--threshold', 'pool-utilization<=100%'])
  assert.equal(code, result.load?.valid ? 0 : 3, JSON.stringify(result.checks))
  assert.equal(result.environment['stack'], 'yours')
  assert.match(String(result.environment['source']), /^PostgreSQL 18/)
  assert.equal(result.pool?.size, 10)
  assert.equal(result.pool?.waits, result.totals?.sent)
  assert.equal(result.load?.serverCounted, null)
  assert.deepEqual(
    result.checks.map(({ name }) => name),
    ['failure-rate<=1%', 'pool-utilization<=100%', 'generator kept its schedule'],
  )
  assert.doesNotMatch(stdout, new RegExp(new URL(server.url('load')).password))
  assert.equal(await schemas(), 0)
})

test('a pool that is exhausted fails the threshold that everyone has, with 1', async () => {
  const { code, result } = await run([
    ...short,
    ...'--pool 2 --user-class PoolExhaustionUser'.split(' '),
  ])
  const check = result.checks.find(({ name }) => name === 'pool-utilization<80%')
  assert.ok((check?.measured ?? 0) > 0.8)
  // The busiest second is what it is held against.
  const values = check?.over?.values ?? []
  assert.ok(values.length >= 2, values.join(' '))
  assert.equal(Math.max(...values.map((value) => value ?? 0)), check?.measured)
  assert.deepEqual(
    [code, check?.verdict],
    result.load?.valid ? [1, 'fail'] : [3, 'unknown'],
    JSON.stringify(result.checks),
  )
})

test('where there is no pool, pool-utilization was not measured', async () => {
  const own = await ownWorkload('mine.ts')
  const { code, result } = await run(
    [...own.args, '--threshold', 'pool-utilization<80%'],
    environment,
  )
  const check = result.checks.find(({ name }) => name === 'pool-utilization<80%')
  assert.deepEqual([code, check?.verdict, result.pool], [3, 'unknown', undefined])
  await own.remove()
})

test('a workload of your own gets the URLs, and is measured like any other', async () => {
  const own = await ownWorkload('mine.ts')
  const { code, result } = await run(own.args)
  assert.equal(code, result.load?.valid ? 0 : 3, JSON.stringify(result.checks))
  assert.deepEqual(
    result.requests?.map(({ method, name }) => `${method} ${name}`),
    ['OWN work on load'],
  )
  await own.remove()
})

/** A module that asks nothing of anybody, and says the name of the database that it was given. */
async function ownWorkload(name: string): Promise<{ args: string[]; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-own-'))
  const file = join(folder, name)
  await writeFile(
    file,
    `export async function start(settings: { source: string }) {
      const name = 'work on ' + new URL(settings.source).pathname.slice(1)
      return {
        endpoints: [{ method: 'OWN', name }],
        classes: { Me: { weights: [1], think: { minMs: 50, maxMs: 50, burst: 1 } } },
        defaultClass: 'Me',
        open: () => ({
          start: (_endpoint: number, reply) => { reply.sent(); setTimeout(() => reply.ok(2), 5) },
          abandon: () => {},
          close: () => {},
        }),
        stop: async () => {},
      }
    }`,
  )
  return {
    args: ['--workload', file, '--users', '5', '--spawn-rate', '50', '--run-time', '1s'],
    remove: async () => await rm(folder, { recursive: true }),
  }
}

test('Ctrl-C in the middle leaves a partial report and no schema', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-report-'))
  const report = join(folder, 'r.json')
  const source = ['--source', server.url('load')]
  const args = [...shape, '60s', ...source, '--report', report]
  await using live = follow(process.execPath, ['--import', loader, light, ...args])
  await until(
    async () => {
      const asked = await admin`
        SELECT FROM pg_stat_activity WHERE application_name LIKE 'cdc-testbench load%' AND query LIKE '%rows_1%'`
      return asked.length > 0
    },
    { what: 'the run in the middle', deadlineMs: 60_000 },
  )
  assert.equal(await schemas(), 1)
  live.child.kill('SIGINT')
  assert.equal((await live.ended).code, 130)
  const result = JSON.parse(await readFile(report, 'utf8')) as Result
  assert.equal(result.interrupted, true)
  assert.ok((result.totals?.sent ?? 0) > 0)
  assert.equal(await schemas(), 0)
  await rm(folder, { recursive: true })
})

test('a database that cannot be reached, or not written to, has no verdict', async () => {
  const gone = await run(short, { CDC_SOURCE_URL: 'postgres://me:pa55-word@127.0.0.1:1/nowhere' })
  assert.deepEqual([gone.code, gone.result.verdict], [3, 'unknown'])
  assert.match(gone.result.checks[0]?.message ?? '', /127\.0\.0\.1:1\/nowhere/)
  await admin`CREATE ROLE reader LOGIN PASSWORD 'reader-way'`
  const reader = new URL(server.url('load'))
  reader.username = 'reader'
  reader.password = 'reader-way'
  const refused = await run(short, { CDC_SOURCE_URL: reader.href })
  assert.equal(refused.code, 3)
  assert.match(
    refused.result.checks[0]?.message ?? '',
    /GRANT CREATE ON DATABASE "load" TO "reader"/,
  )
})

type Misuse = readonly [story: string, args: string, problems: readonly RegExp[]]

const misuses: readonly Misuse[] = [
  [
    'flags of the database for Connect',
    '--workload connect --pool 3 --sizes 1k --tables 2',
    [/--pool with --workload connect/, /--sizes with/, /--tables with/],
  ],
  [
    'flags of HTTP for the database',
    '--workload database --insecure --header x:y --user-class SpikeLoadUser',
    [/--insecure with --workload database/, /--header with/, /"SpikeLoadUser".*DatabaseUser/],
  ],
  [
    'connections of the open model beside a pool',
    '--workload database --arrival-rate 5 --connections 7',
    [/--connections with --workload database/],
  ],
  [
    'fewer connections than threads, fewer tables than sizes',
    '--workload database --pool 1 --workers 2 --tables 1',
    [/--workers 2 with --pool 1/, /--tables 1 with 3 sizes/],
  ],
  [
    'a workload that is not there',
    '--workload nothing',
    [/expected connect, .*database.* or \.\/FILE\.ts/],
  ],
  ['a file that is not there', '--workload ./nothing.ts', [/there is no file .*nothing\.ts/]],
  ['sizes that are none', '--workload database --sizes 1k,0', [/"0" is none, expected rows/]],
  [
    'a source where Connect is wanted',
    '--source postgres://me@127.0.0.1:1/x',
    [/--workload connect.*without --connect URL/],
  ],
]

for (const [story, args, problems] of misuses) {
  test(`${story}: usage`, async () => {
    const { code, stderr } = await runToEnd(light, { args: args.split(' ') })
    assert.equal(code, 2, stderr)
    const lines = stderr.trim().split('\n')
    assert.equal(lines.length, problems.length, stderr)
    for (const problem of problems) assert.match(stderr, problem)
  })
}
