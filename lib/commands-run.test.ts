/** Every command of the README and of the runbook that takes less than half a minute, run, with the exit code that they promise. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { appendRun, baselineRun, emptyBaseline } from './baseline-runs.ts'
import { commandsOf, parseCommand, root } from './scratch-commands.ts'
import { startLiveServers } from './scratch-live.ts'
import { follow, loader, runToEnd } from './scratch-script.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { sampleResult } from './sample-result.ts'
import type { LiveServers } from './scratch-live.ts'
import type { Command } from './scratch-commands.ts'

type Story = {
  /** The command after `npx tsx`. */
  readonly run: string
  /** Statements on the target before it. */
  readonly first?: string
  readonly code: number
  /** In the files that it writes, by their names. */
  readonly files?: Readonly<Record<string, RegExp>>
  readonly stdout?: RegExp
}

const lost = 'DELETE FROM public.orders WHERE id = 17'
const copies = ['orders', 'new_table'].map(
  (table) =>
    `CREATE TABLE cdc.${table} (LIKE public.${table} INCLUDING ALL);
     INSERT INTO cdc.${table} SELECT * FROM public.${table}`,
)
const renamed = `CREATE SCHEMA cdc; ${copies.join(';')}; UPDATE cdc.orders SET total = 1.00 WHERE id = 1`

/** One pair of databases that replicate, and what becomes of it: in this order. */
const compares: readonly Story[] = [
  {
    run: 'scripts/reconcile.ts --live --report differences.jsonl --report shop.html',
    first: lost,
    code: 1,
    files: { 'differences.jsonl': /"missing".*"17"/, 'shop.html': /public\.orders/ },
  },
  { run: 'scripts/reconcile.ts --recheck differences.jsonl --live', code: 1 },
  { run: 'scripts/reconcile.ts --repair fix.sql --apply', code: 0, files: { 'fix.sql': /INSERT/ } },
  { run: 'scripts/reconcile.ts --live --recheck differences.jsonl', code: 0 },
  {
    run: 'scripts/reconcile.ts --live --report differences.jsonl',
    first: `UPDATE public.orders SET total = 7 WHERE id = 3`,
    code: 1,
    files: { 'differences.jsonl': /"changed".*"total"/ },
  },
  {
    run: 'scripts/reconcile.ts --live --table public.orders --checkpoint orders.checkpoint --connections 4',
    code: 1,
  },
  {
    run: 'scripts/reconcile.ts --live --repair fix.sql',
    code: 1,
    files: { 'fix.sql': /UPDATE/ },
  },
  { run: 'scripts/reconcile.ts --live --repair fix.sql --apply', code: 0 },
  { run: 'scripts/reconcile.ts --live --settle 1m', code: 0 },
  { run: 'scripts/reconcile.ts --live --table public.new_table', code: 0 },
  {
    run: 'scripts/reconcile.ts --table public.new_table --depth counts',
    first: 'DELETE FROM public.new_table WHERE id = 1',
    code: 1,
  },
  {
    run: 'scripts/reconcile.ts --cut-over --report cut-over.html',
    first: `INSERT INTO public.new_table SELECT 1, 'one'; DROP INDEX public.orders_total_index`,
    code: 1,
    files: { 'cut-over.html': /orders_total_index/ },
  },
  {
    run: 'scripts/reconcile.ts --live --quiet --report /var/lib/node_exporter/cdc_reconcile.prom',
    code: 0,
    stdout: /^$/,
    files: { 'cdc_reconcile.prom': /^cdc_testbench_run_verdict\{.*verdict="pass"\} 1$/m },
  },
  {
    run: `scripts/reconcile.ts --table public.* --map public.*=cdc.* --compare public.orders.total=sql-equal --cut-over`,
    first: `${renamed}; CREATE INDEX orders_total_index ON cdc.orders (total)`,
    code: 0,
  },
]

const others: readonly Story[] = [
  { run: 'mutation/faults.ts --list --stack embedded', code: 0, stdout: /^ *C19 /m },
  { run: 'mutation/faults.ts --fault C19', code: 0, stdout: /C19/ },
  { run: 'mutation/faults.ts --fault L1 --stack embedded', code: 0, stdout: /L1/ },
  {
    run: 'scripts/report.ts light.json shop.json --report both.html',
    code: 0,
    files: { 'both.html': /public\.orders/ },
  },
  { run: 'scripts/compare.ts main.json change.json', code: 1, stdout: /regressed/ },
]

/** Scripts that hold until Ctrl-C, the word by which they are seen to be ready, and what a test has to give them. */
const holding: readonly {
  readonly run: string
  readonly ready: RegExp
  readonly more: string[]
}[] = [
  { run: 'load/ui.ts --users-max 200', ready: /http:\S+#/, more: ['--port', '0'] },
  { run: 'load/ui.ts --port 0 --threshold p99<300ms', ready: /http:\S+#/, more: [] },
  { run: 'mutation/faults.ts --fault C19 --keep', ready: /postgres:\S+/, more: [] },
]

/** The suites, and what needs a record of a run of mutants, or an ID. */
const long = /^(?:scripts\/(?:all|bench)|load\/stress|mutation\/(?:run|gate|survived))\.ts| ID /

function written({ script, words }: Command): string {
  return [script, ...words].join(' ')
}

async function isLong(command: Command): Promise<boolean> {
  const { flags } = await parseCommand(command)
  return long.test(written(command)) || Number(Reflect.get(flags, 'run-time') ?? 0) >= 30_000
}

describe('the commands of the README and of the runbook', () => {
  let live: LiveServers
  let folder = ''
  const commands = [...commandsOf('README.md'), ...commandsOf('.github/RUNBOOK.md')]

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-commands-'))
    await writeFile(join(folder, 'mine.ts'), '')
    process.chdir(folder)
    live = await startLiveServers()
    const orders = { name: 'orders', columns: 'id int PRIMARY KEY, total numeric' }
    const index = 'CREATE INDEX orders_total_index ON orders (total)'
    await live.makeTable({ ...orders, after: [index] })
    await live.makeTable({ name: 'new_table', columns: 'id int PRIMARY KEY, name text' })
    await live.source`INSERT INTO orders SELECT id, 1.0 FROM generate_series(1, 100) AS id`
    await live.source`INSERT INTO new_table VALUES (1, 'one'), (2, 'two')`
    await saveResults()
  })
  after(async () => {
    process.chdir(root)
    await live[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  /** What the commands that read files find. */
  async function saveResults(): Promise<void> {
    const light = await sampleResult('pass')
    await writeFile(join(folder, 'light.json'), JSON.stringify(light))
    await writeFile(join(folder, 'shop.json'), JSON.stringify(await sampleResult('tables')))
    const run = baselineRun(light, { startedAt: light.startedAt, fingerprint: {} })
    assert.ok(run !== null)
    const slower = { ...run, totals: { ...run.totals, p99: (run.totals.p99 ?? 0) * 2 } }
    for (const [name, one, count] of [
      ['main.json', run, 10],
      ['change.json', slower, 3],
    ] as const) {
      const runs = Array.from({ length: count }, () => one)
      await writeFile(join(folder, name), JSON.stringify(runs.reduce(appendRun, emptyBaseline)))
    }
  }

  async function holds({ run, code, files = {}, stdout = /(?:)/ }: Story): Promise<void> {
    const [script = '', ...words] = run.split(' ')
    const args = words.map((word) => word.replace('/var/lib/node_exporter', folder))
    const { source, target } = live.urls
    const isOurs = script.startsWith('mutation/') && !words.includes('--stack')
    const environment = isOurs ? {} : { CDC_SOURCE_URL: source, CDC_TARGET_URL: target }
    const ended = await runToEnd(join(root, script), { args, environment, cwd: folder })
    assert.equal(ended.code, code, `${run}\n${ended.stdout}${ended.stderr}`)
    assert.match(ended.stdout, stdout)
    for (const [name, text] of Object.entries(files)) {
      assert.match(await readFile(join(folder, name), 'utf8'), text, `${run}: ${name}`)
    }
  }

  test('each is run here, or takes longer than half a minute', async () => {
    const run = new Set([...compares, ...others, ...holding].map((story) => story.run))
    const missing: string[] = []
    for (const command of commands) {
      if (!run.has(written(command)) && !(await isLong(command))) missing.push(written(command))
    }
    assert.deepEqual(missing, [])
    const named = new Set(commands.map(written))
    assert.deepEqual(
      [...run].filter((each) => !named.has(each)),
      [],
    )
  })

  for (const story of compares) {
    test(`npx tsx ${story.run} ends with ${story.code}`, async () => {
      if (story.first !== undefined) await live.target.unsafe(story.first)
      await holds(story)
      // A checkpoint is removed at the end of a whole compare.
      await assert.rejects(stat(join(folder, 'orders.checkpoint')), { code: 'ENOENT' })
    })
  }

  for (const story of others) {
    test(`npx tsx ${story.run} ends with ${story.code}`, async () => await holds(story))
  }

  for (const { run, ready, more } of holding) {
    test(`npx tsx ${run} holds until Ctrl-C, and ends with 130`, async () => {
      await using worker = await scratchServer((_, response) => answerJson(response, []))
      const [script = '', ...words] = run.split(' ')
      const args = ['--import', loader, join(root, script), ...words, ...more]
      const environment = script.startsWith('load/') ? { CDC_CONNECT_URL: worker.url } : undefined
      await using started = follow(process.execPath, args, environment)
      await started.until(ready)
      started.child.kill('SIGINT')
      assert.equal((await started.ended).code, 130)
    })
  }
})
