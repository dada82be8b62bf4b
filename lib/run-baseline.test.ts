/** A load script beside its baseline: saved, held, run again where it looks worse; and a slow server beside a fast one. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { holdAgainst } from './baseline-result.ts'
import { appendRun, baselineRun, emptyBaseline } from './baseline-runs.ts'
import { ramp } from './pacer.ts'
import { runToEnd } from './scratch-script.ts'
import { shortRun } from './scratch-run.ts'
import type { Baseline, BaselineRun } from './baseline-runs.ts'
import type { GatedTotals } from './baseline.ts'
import type { Result } from './result.ts'

const light = fileURLToPath(new URL('../load/light.ts', import.meta.url))
let folder = ''
let server: Server
let url = ''

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-baseline-'))
  server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    const body = request.url === '/connectors' ? '["one"]' : '{"version":"4.3.1"}'
    const [, wait] = /^\/wait\/(\d+)/.exec(request.url ?? '') ?? []
    if (wait === undefined) response.end(body)
    else setTimeout(() => response.end(body), Number(wait))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

after(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

const short = ['--users', '5', '--spawn-rate', '100', '--run-time', '500ms']
const lenient = ['p99<60s', 'p95<60s', 'throughput>=0'].flatMap((each) => ['--threshold', each])

async function run(args: readonly string[]) {
  const words = ['--connect', url, ...short, ...lenient, ...args, '--json']
  const ended = await runToEnd(light, { args: words })
  if (ended.stdout === '') return { ...ended, result: null }
  return { ...ended, result: JSON.parse(ended.stdout) as Result }
}

/** Once more where the machine was too busy to measure: such a run has no verdict, and this is not about that. */
async function validRun(args: readonly string[], again = 0) {
  for (let tries = 0; tries < 8; tries++) {
    const { result, ...ended } = await run(args)
    const repeated = result?.baseline?.again.length ?? 0
    if (result?.load?.valid === true && repeated === again) return { ...ended, result }
  }
  throw new Error('this machine is too busy to measure anything')
}

/** A baseline of ten runs on this very machine, whose totals are those of a real one but for what is given. */
async function tenRuns(name: string, totals: Partial<GatedTotals>): Promise<string> {
  const path = join(folder, name)
  const { result } = await validRun(['--save-baseline', path])
  const saved = JSON.parse(await readFile(path, 'utf8')) as Baseline
  const [load] = saved.loads
  const [one] = load?.runs ?? []
  assert.ok(load !== undefined && one !== undefined)
  assert.equal(one.totals.p99, result.totals?.responseTimeMs.p99)
  assert.equal(one.totals['achieved-rate'], result.load?.achievedRate)
  const runs = Array.from({ length: 10 }, () => ({ ...one, totals: { ...one.totals, ...totals } }))
  await writeFile(path, JSON.stringify({ ...saved, loads: [{ ...load, runs }] }))
  return path
}

const slow = { p50: 1000, p95: 1000, p99: 1000, 'achieved-rate': 1 }

test('a run that looks worse is made three times more, fails when these agree, and is not saved', async () => {
  const path = await tenRuns('fast.json', { ...slow, p99: 0.001 })
  const { code, result, stderr } = await validRun(['--baseline', path, '--save-baseline', path], 3)
  assert.equal(code, 1, stderr)
  assert.match(stderr, /p99 worse than the baseline: running three times more/)
  assert.match(stderr, /not saved to ".*fast\.json": regressed/)
  const failed = result.checks.filter(({ verdict }) => verdict === 'fail')
  assert.deepEqual(
    failed.map(({ name }) => name),
    ['p99 against the baseline'],
  )
  const saved = JSON.parse(await readFile(path, 'utf8')) as Baseline
  assert.equal(saved.loads[0]?.runs.length, 10)
})

test('--no-rerun leaves what looks worse without a verdict', async () => {
  const path = await tenRuns('suspect.json', { ...slow, p99: 0.001 })
  const { code, result, stderr } = await validRun(['--baseline', path, '--no-rerun'])
  assert.deepEqual([code, result.verdict], [3, 'unknown'], stderr)
  assert.ok(!stderr.includes('three times more'))
})

test('a run that is no worse passes, is saved, and is told beside the earlier ones', async () => {
  const path = await tenRuns('slow.json', slow)
  const report = join(folder, 'slow.html')
  const args = ['--baseline', path, '--baseline-required', '--save-baseline', path]
  const { code, result, stderr } = await validRun([...args, '--report', report])
  assert.deepEqual([code, result.verdict], [0, 'pass'], stderr)
  assert.equal(result.baseline?.verdict, 'improved')
  const saved = JSON.parse(await readFile(path, 'utf8')) as Baseline
  assert.equal(saved.loads[0]?.runs.length, 11)
  assert.match(await readFile(report, 'utf8'), /improved: 10 earlier runs since/)
})

test('the first run of a baseline changes no verdict, and has none where the baseline is required', async () => {
  const path = join(folder, 'new.json')
  const first = await validRun(['--baseline', path, '--save-baseline', path])
  assert.equal(first.code, 0, first.stderr)
  assert.equal(first.result.baseline?.verdict, 'too few runs')
  const required = await run(['--baseline', path, '--baseline-required'])
  assert.deepEqual([required.code, required.result?.verdict], [3, 'unknown'])
})

test('a baseline that is not there, and flags without one, are told before anything is started', async () => {
  const missing = await run(['--baseline', join(folder, 'none.json')])
  assert.deepEqual([missing.code, missing.stdout], [2, ''])
  assert.match(missing.stderr, /Cannot use --baseline ".*none\.json": .*no such file/)
  const alone = await run(['--baseline-required', '--no-rerun'])
  assert.equal(alone.code, 2)
  assert.match(alone.stderr, /--baseline-required alone: expected --baseline/)
})

async function waitRun(ms: number): Promise<BaselineRun> {
  const settings = { url, paths: [`/wait/${ms}`] }
  const plan = ramp({ users: 5, spawnRate: 1000, runTimeMs: 400 })
  const measured = await shortRun({ settings, ramp: plan })
  const load = { ...measured.load, valid: true }
  const run_ = baselineRun({ checks: [], ...measured, load }, { startedAt: '', fingerprint: {} })
  assert.ok(run_ !== null)
  return run_
}

test('a server that is half as slow again is found, or lost in noise that is told: never within noise', async () => {
  const same: BaselineRun[] = []
  const slower: BaselineRun[] = []
  // In turn, so that what the machine does besides falls on both alike.
  for (let nth = 0; nth < 10; nth++) {
    same.push(await waitRun(20))
    if (nth % 3 === 0) slower.push(await waitRun(30))
  }
  const found = holdAgainst(same.reduce(appendRun, emptyBaseline), { runs: slower })
  assert.ok(['regressed', 'too noisy'].includes(found.verdict), JSON.stringify(found.metrics))
})
