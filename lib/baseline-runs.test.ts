/** What a baseline keeps of runs, what it takes as the same load, and how it is read and written. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'

import { differences, fingerprintOf, shapingFlags } from './baseline-fingerprint.ts'
import { baselineProblems, readBaseline } from './baseline-file.ts'
import { baselineOptions } from './baseline-options.ts'
import { parseBaseline } from './baseline-parse.ts'
import { baselineChecks, holdAgainst, whyNot } from './baseline-result.ts'
import { appendRun, baselineRun, emptyBaseline, loadOf } from './baseline-runs.ts'
import { loadOptions } from './load-options.ts'
import { sampleResult } from './sample-result.ts'
import type { BaselineRun } from './baseline-runs.ts'
import type { Result } from './result.ts'

let folder = ''
before(async () => (folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-baseline-'))))
after(() => rm(folder, { recursive: true, force: true }))

const sample = await sampleResult('pass')

/** The sample, as the n-th of its runs, with a p99 of so many ms. */
function run(nth: number, { p99 = 17, result = sample }: { p99?: number; result?: Result } = {}) {
  const startedAt = new Date(Date.UTC(2026, 0, 1 + nth)).toISOString()
  const made = baselineRun(result, { startedAt, fingerprint: fingerprintOf(result) })
  assert.ok(made !== null)
  return { ...made, totals: { ...made.totals, p99 } } satisfies BaselineRun
}

function saved(count: number, p99: (nth: number) => number = () => 17) {
  return Array.from({ length: count }, (_, nth) => run(nth, { p99: p99(nth) })).reduce(
    appendRun,
    emptyBaseline,
  )
}

test('the last 20 runs of a load are kept, with the line of the newest and the medians of the first ten', () => {
  const baseline = saved(25, (nth) => 10 + nth)
  const load = loadOf(baseline, fingerprintOf(sample))
  assert.equal(load?.runs.length, 20)
  assert.equal(load?.runs[0]?.startedAt, run(5).startedAt)
  assert.equal(load?.anchor?.since, run(0).startedAt)
  assert.equal(load?.anchor?.totals.p99, 14.5)
  assert.equal(load?.line.points.length, sample.series?.length)
})

test('another load in the same file is kept apart, and of 50 loads the oldest goes', () => {
  const other = { ...sample, settings: { ...sample.settings, users: 11 } }
  const baseline = appendRun(saved(3), run(4, { result: other }))
  assert.deepEqual(
    baseline.loads.map(({ runs }) => runs.length),
    [3, 1],
  )
  const many = Array.from({ length: 50 }, (_, users) =>
    run(0, { result: { ...sample, settings: { ...sample.settings, users: 100 + users } } }),
  ).reduce(appendRun, baseline)
  assert.equal(many.loads.length, 50)
  assert.equal(loadOf(many, fingerprintOf(sample)), null)
})

test('seeds, thresholds, reports and passwords make no other load; users, Node and the processor do', () => {
  const here = fingerprintOf(sample)
  function settings(more: Record<string, unknown>) {
    return fingerprintOf({ ...sample, settings: { ...sample.settings, ...more } })
  }
  assert.deepEqual(settings({ seed: 7, threshold: [], report: ['x.json'], quiet: true }), here)
  const mine = settings({ source: 'postgres://me:secret@db:5432/shop?sslmode=require' })
  assert.deepEqual(mine, settings({ source: 'postgres://me:***@db:5432/shop' }))
  assert.ok(!JSON.stringify(mine).includes('secret'))
  assert.deepEqual(differences(here, settings({ users: 20 })), ['--users 10 → 20'])
  const environment = { ...sample.environment, cpu: 'another' }
  assert.deepEqual(differences(here, fingerprintOf({ ...sample, environment })), [
    'cpu none → another',
  ])
})

test('every flag of a load script shapes the load or does not: a new one is put into one of the lists', () => {
  const judging = ['threshold', 'abort-on-fail', 'header', 'ca', ...Object.keys(baselineOptions)]
  const flags = Object.keys(loadOptions({ users: '1', 'spawn-rate': '1', 'run-time': '1s' }))
  const listed = new Set<string>([...shapingFlags, ...judging])
  assert.deepEqual(
    flags.filter((flag) => !listed.has(flag)),
    [],
  )
})

test('an invalid run, an interrupted one, and one without requests are no baseline', async () => {
  const fingerprint = fingerprintOf(sample)
  const invalid = await sampleResult('invalid')
  assert.equal(baselineRun(invalid, { startedAt: '', fingerprint }), null)
  for (const name of ['invalid', 'interrupted', 'checks'] as const) {
    const text = JSON.stringify(await sampleResult(name))
    assert.throws(() => parseBaseline(text), /expected one of a valid and whole load run/, name)
  }
})

test('what is no baseline is told as what it is', () => {
  assert.throws(() => parseBaseline('{'), /it is no JSON, expected a file of --save-baseline/)
  assert.throws(() => parseBaseline('[]'), /it holds no runs, expected a file of --save-baseline/)
  const holed = JSON.stringify(saved(1)).replace('"p99":17,', '').replace(',"p99":17', '')
  assert.throws(() => parseBaseline(holed), /it holds no runs/)
})

test('an empty baseline has too few runs; one of another load is not comparable, and says in what', () => {
  const runs = [run(0)]
  assert.match(whyNot(holdAgainst(emptyBaseline, { runs })), /too few runs.* has 0 .*expected 10/)
  const other = { ...sample, settings: { ...sample.settings, users: 11 } }
  const held = holdAgainst(appendRun(emptyBaseline, run(0, { result: other })), { runs })
  assert.equal(held.verdict, 'not comparable')
  assert.match(whyNot(held), /--users 11 → 10/)
})

test('what cannot be told is no check, or an unknown one where the baseline is required', () => {
  const few = holdAgainst(saved(9), { runs: [run(9)] })
  assert.equal(few.metrics.length, 5)
  assert.deepEqual(baselineChecks(few, { required: false }), [])
  const required = baselineChecks(few, { required: true })
  assert.deepEqual(new Set(required.map(({ verdict }) => verdict)), new Set(['unknown']))
  const [none] = baselineChecks(holdAgainst(emptyBaseline, { runs: [run(0)] }), { required: true })
  assert.equal(none?.verdict, 'unknown')
})

test('a slower run is suspect and unknown, and after three slower ones regressed and a failure', () => {
  const slow = run(11, { p99: 30 })
  const suspect = holdAgainst(saved(10), { runs: [slow] })
  const open = baselineChecks(suspect, { required: false }).filter(
    ({ verdict }) => verdict !== 'pass',
  )
  assert.deepEqual(
    open.map(({ name, verdict }) => [name, verdict]),
    [['p99 against the baseline', 'unknown']],
  )
  const judged = holdAgainst(saved(10), { runs: [slow], again: [slow, slow, run(12)] })
  const failed = baselineChecks(judged, { required: false }).find(
    ({ verdict }) => verdict === 'fail',
  )
  assert.deepEqual(
    [failed?.name, failed?.measured, failed?.limit],
    ['p99 against the baseline', 30, 17 * 1.05],
  )
  assert.match(failed?.message ?? '', /regressed, 10 earlier runs, three more runs agree/)
})

test('runs of several processes that end at once are all in the file', async () => {
  const path = join(folder, 'many.json')
  const module = new URL('baseline-file.ts', import.meta.url).href
  const program = `const { saveRun } = await import(${JSON.stringify(module)})
    await saveRun(${JSON.stringify(path)}, ${JSON.stringify(run(0))})`
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', program]
  const save = promisify(execFile)
  await Promise.all([1, 2, 3].map(() => save(process.execPath, args)))
  assert.equal(readBaseline(path, { missing: false }).loads[0]?.runs.length, 3)
})

test('a file that is missing is an empty baseline only where the run is saved to it', async () => {
  const path = join(folder, 'missing.json')
  assert.deepEqual(baselineProblems({ baseline: path, 'save-baseline': path }), [])
  const [missing] = baselineProblems({ baseline: path, 'save-baseline': undefined })
  assert.match(missing ?? '', /Cannot use --baseline ".*missing\.json": .*no such file/)
  const [lost] = baselineProblems({ baseline: undefined, 'save-baseline': '/nowhere/x.json' })
  assert.match(lost ?? '', /Cannot use --save-baseline .*there is no folder "\/nowhere"/)
  await writeFile(path, 'no JSON')
  assert.equal(baselineProblems({ baseline: path, 'save-baseline': path }).length, 2)
  assert.match(
    baselineProblems({ baseline: folder, 'save-baseline': undefined })[0] ?? '',
    /folder/,
  )
})
