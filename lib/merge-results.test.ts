/** Saved Results rendered again: one as it was, several as one, and what is no Result told as that. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { mergedResult, worstExit } from './merge-results.ts'
import { renderJson } from './report-json.ts'
import { renderJunit } from './report-junit.ts'
import { strictResultProblems } from './result-schema.ts'
import { largeResult, sampleNames, sampleResult } from './sample-result.ts'
import { runToEnd } from './scratch-script.ts'
import { otherChecks, tablesOfChecks } from './table-check.js'
import type { Result } from './result.ts'

const report = fileURLToPath(new URL('../scripts/report.ts', import.meta.url))
const by = { script: 'scripts/report', version: '0.1.0' }
let folder = ''
before(async () => (folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-merge-'))))
after(() => rm(folder, { recursive: true, force: true }))

async function merged(names: readonly (typeof sampleNames)[number][]): Promise<Result> {
  const results = await Promise.all(names.map(sampleResult))
  return mergedResult(
    results.map((result) => ({ result, report: null })),
    by,
  )
}

async function saved(name: (typeof sampleNames)[number]): Promise<string> {
  const path = join(folder, `${name}.json`)
  await writeFile(path, renderJson(await sampleResult(name)))
  return path
}

test('one alone is itself, and any of the samples stays what it was when it is rendered again', async () => {
  for (const name of sampleNames) {
    const { code, stdout } = await runToEnd(report, { args: [await saved(name), '--json'] })
    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(stdout), JSON.parse(renderJson(await sampleResult(name))), name)
  }
})

test('a check that has a row of its own in one has it in several too', async () => {
  const names = ['tables', 'faults', 'pass'] as const
  const each = await Promise.all(names.map(sampleResult))
  const expected = each.flatMap((result) =>
    otherChecks(result).map((check) => `${result.script}: ${check.name}`),
  )
  const found = otherChecks(await merged(names)).map(({ name }) => name)
  assert.deepEqual(found.toSorted(), expected.toSorted())
})

test('where one table was compared twice, a check of it is of neither row', async () => {
  const all = await merged(['tables', 'tables'])
  const tableOf = tablesOfChecks(all)
  assert.deepEqual(
    all.checks.map(tableOf).filter((table) => table !== null),
    [],
  )
  assert.equal(otherChecks(all).length, all.checks.length)
})

test('of several every check stands under the name of its script, and the worst verdict is that of all', async () => {
  const all = await merged(['pass', 'tables', 'pass', 'invalid'])
  assert.deepEqual(strictResultProblems(JSON.parse(JSON.stringify(all))), [])
  assert.equal(all.verdict, 'fail')
  assert.equal(all.exitCode, 1)
  const light = await sampleResult('pass')
  const [check] = light.checks
  const names = all.checks.map(({ name }) => name)
  assert.ok(names.includes(`load/light: ${check?.name}`))
  assert.ok(names.includes(`load/light #2: ${check?.name}`))
  assert.equal(new Set(names).size, names.length)
  assert.deepEqual(
    all.parts?.map(({ script, verdict }) => [script, verdict]),
    [
      ['load/light', 'pass'],
      ['scripts/reconcile', 'fail'],
      ['load/light', 'pass'],
      ['load/heavy', 'unknown'],
    ],
  )
  assert.match(renderJunit(all), /load\/light #2/)
})

test('tables of all are there; the requests of one load are, those of several are not made into one', async () => {
  const one = await merged(['pass', 'tables'])
  assert.deepEqual(one.totals, (await sampleResult('pass')).totals)
  assert.deepEqual(one.tables, (await sampleResult('tables')).tables)
  const several = await merged(['pass', 'invalid'])
  for (const key of ['totals', 'requests', 'load', 'series', 'failures'] as const) {
    assert.equal(several[key], undefined, key)
  }
})

test('all that the charts and the marks of one load show comes along beside a compare', async () => {
  const load = largeResult(await sampleResult('pass'), { endpoints: 2, seconds: 3 })
  const marks = [{ t: 2, kind: 'note', text: 'deployed' }] as const
  const connectorStates = [{ t: 1, name: 'source', state: 'RUNNING' }]
  const results = [{ ...load, marks, connectorStates }, await sampleResult('tables')]
  const whole = mergedResult(
    results.map((result) => ({ result, report: null })),
    by,
  )
  assert.deepEqual([whole.marks, whole.connectorStates], [marks, connectorStates])
  assert.deepEqual([whole.pulse, whole.series], [load.pulse, load.series])
})

test('the numbers of each load stand in its part, as they were', async () => {
  const { parts = [] } = await merged(['pass', 'tables', 'fail'])
  const { totals } = await sampleResult('fail')
  assert.equal(parts[1]?.load, undefined)
  const { p50, p95, p99, failureRate } = parts[2]?.load ?? assert.fail('no numbers')
  assert.deepEqual(
    [p50, p95, p99],
    [50, 95, 99].map((each) => totals?.responseTimeMs[`p${each}` as 'p50']),
  )
  assert.equal(failureRate, totals?.failureRate)
  const rate = (totals?.throughput ?? 0) + (totals?.failuresPerSecond ?? 0)
  assert.equal(parts[2]?.load?.rate, rate)
})

test('a part that checked nothing is no pass of the whole', async () => {
  const empty = { ...(await sampleResult('empty')), checks: [] }
  const parts = [await sampleResult('pass'), empty].map((result) => ({ result, report: null }))
  const all = mergedResult(parts, by)
  assert.equal(all.verdict, 'unknown')
  assert.ok(all.checks.some(({ verdict }) => verdict === 'unknown'))
})

test('worstExit() puts a failure first and a pass last; of nothing there is no verdict', () => {
  assert.deepEqual(
    [
      worstExit([0, 3, 1]),
      worstExit([0, 3]),
      worstExit([3, 4, 0]),
      worstExit([0, 0]),
      worstExit([]),
    ],
    [1, 3, 4, 0, 3],
  )
})

test('scripts/report.ts writes every format, exits with 0, and with --exit-code as the worst of them', async () => {
  const files = [await saved('pass'), await saved('tables')]
  const html = join(folder, 'all.html')
  const json = join(folder, 'all.json')
  const ended = await runToEnd(report, { args: [...files, '--report', html, '--report', json] })
  assert.equal(ended.code, 0, ended.stderr)
  const page = await readFile(html, 'utf8')
  assert.match(page, /<section id="?parts/)
  for (const name of ['all-1-load-light.html', 'all-2-scripts-reconcile.html']) {
    assert.ok(page.includes(`href="./${name}"`), name)
    assert.match(await readFile(join(folder, name), 'utf8'), /^<!doctype html>/i)
  }
  assert.match(ended.stdout, /load\/light +pass +0/)
  const { verdict, exitCode } = JSON.parse(await readFile(json, 'utf8')) as Result
  assert.deepEqual([verdict, exitCode], ['fail', 1])
  const theirs = await runToEnd(report, { args: [...files, '--exit-code', '--quiet'] })
  assert.equal(theirs.code, 1)
  const stopped = await runToEnd(report, { args: [await saved('interrupted'), '--exit-code'] })
  assert.equal(stopped.code, (await sampleResult('interrupted')).exitCode)
})

test('what is no Result, and a report over its own source, are told at once with exit code 2', async () => {
  const list = join(folder, 'list.json')
  await writeFile(list, '{"script":"load/light","checks":[{"name":"x"}]}')
  const missing = join(folder, 'none.json')
  const wrong = await runToEnd(report, { args: [list, missing] })
  assert.deepEqual([wrong.code, wrong.stdout], [2, ''])
  assert.match(
    wrong.stderr,
    /Cannot render ".*list\.json": it is no Result, expected a \.json report: #/,
  )
  assert.match(wrong.stderr, /Cannot render ".*none\.json": .*no such file/)
  const later = join(folder, 'later.json')
  await writeFile(later, '{"schema":"cdc-testbench/result/2"}')
  assert.equal(
    (await runToEnd(report, { args: [later] })).stderr,
    `scripts/report: Cannot render "${later}": its format is "cdc-testbench/result/2", expected "cdc-testbench/result/1"\n`,
  )
  const source = await saved('pass')
  const before_ = await readFile(source, 'utf8')
  const over = await runToEnd(report, { args: [source, '--report', source] })
  assert.equal(over.code, 2)
  assert.match(over.stderr, /--report names the same file, expected another/)
  assert.equal(await readFile(source, 'utf8'), before_)
  const nothing = await runToEnd(report, {})
  assert.equal(nothing.code, 2)
})
