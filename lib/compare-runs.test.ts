/** Two files of runs side by side, as scripts/compare.ts is used. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { fingerprintOf } from './baseline-fingerprint.ts'
import { appendRun, baselineRun, emptyBaseline } from './baseline-runs.ts'
import { compareRuns } from './compare-runs.ts'
import { sampleResult } from './sample-result.ts'
import { runToEnd } from './scratch-script.ts'
import type { Result } from './result.ts'

const compare = fileURLToPath(new URL('../scripts/compare.ts', import.meta.url))
const sample = await sampleResult('pass')
let folder = ''
before(async () => (folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-compare-'))))
after(() => rm(folder, { recursive: true, force: true }))

async function file(name: string, value: unknown): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, JSON.stringify(value))
  return path
}

/** As many runs as there are p99s. */
async function runs(name: string, p99s: readonly number[]): Promise<string> {
  const one = baselineRun(sample, { startedAt: '', fingerprint: fingerprintOf(sample) })
  assert.ok(one !== null)
  const baseline = p99s
    .map((p99) => ({ ...one, totals: { ...one.totals, p99 } }))
    .reduce(appendRun, emptyBaseline)
  return await file(name, baseline)
}

const ten = [17, 17.1, 16.9, 17.2, 16.8, 17, 17.1, 16.9, 17.2, 16.8]

test('three slower runs beside ten fail, two or one have no verdict, three as before pass', async () => {
  const old = await runs('old.json', ten)
  const stories = [
    [[25, 24, 26], 'fail', 'regressed'],
    [[25, 24], 'unknown', 'suspect'],
    [[25], 'unknown', 'suspect'],
    [[17, 25, 17.1], 'pass', 'within noise'],
    [[10, 10, 10], 'pass', 'improved'],
  ] as const
  for (const [p99s, verdict, word] of stories) {
    const { checks, baseline } = compareRuns({ before: old, now: await runs('new.json', p99s) })
    const found = checks.find(({ name }) => name === 'p99 against the baseline')
    assert.deepEqual([found?.verdict, baseline?.verdict], [verdict, word], String(p99s))
    assert.equal(checks.length, 5)
  }
})

test('two reports are shown side by side, and are too few to say more', async () => {
  const old = await file('a.json', sample)
  const { code, stdout } = await runToEnd(compare, { args: [old, old] })
  assert.equal(code, 3)
  assert.match(stdout, /p99 +17\.1 ms +17\.1 ms/)
  assert.match(stdout, /too few runs: the baseline has 1 of this load, expected 10/)
})

test('other loads, invalid runs and compares of tables are not comparable, and say why', async () => {
  const old = await runs('old.json', ten)
  async function why(result: Result): Promise<string> {
    const now = await file('other.json', result)
    const { code, stdout } = await runToEnd(compare, { args: [old, now, '--json'] })
    const { checks } = JSON.parse(stdout) as Result
    assert.deepEqual([code, checks.length], [3, 1])
    return checks[0]?.message ?? ''
  }
  const other = { ...sample, settings: { ...sample.settings, users: 11 } }
  assert.match(await why(other), /not comparable: .*--users 10 → 11/)
  assert.match(await why(await sampleResult('invalid')), /an invalid Result of load\//)
  assert.match(await why(await sampleResult('tables')), /a Result of scripts\/reconcile/)
})

test('what is no file of runs is told at once, for both files, with exit code 2', async () => {
  const { code, stderr, stdout } = await runToEnd(compare, {
    args: [join(folder, 'none.json'), await file('list.json', [])],
  })
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /Cannot compare ".*none\.json": .*no such file/)
  assert.match(stderr, /Cannot compare ".*list\.json": it holds no runs/)
  const one = await runToEnd(compare, { args: ['a.json'] })
  assert.deepEqual([one.code, one.stdout], [2, ''])
  assert.match(one.stderr, /expected two files, OLD\.json NEW\.json/)
})
