/** A load beside its baseline: run again where it looks worse, judged and kept; decided on Results, and told alike by a script. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { fingerprintOf } from './baseline-fingerprint.ts'
import { saveRun, readBaseline } from './baseline-file.ts'
import { baselineRun } from './baseline-runs.ts'
import { environmentOf } from './cli-result.ts'
import { exitCodeOf, worst } from './result.ts'
import { heldAgainstBaseline } from './run-baseline.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { runToEnd } from './scratch-script.ts'
import { sampleResult } from './sample-result.ts'
import type { BaselineGiven } from './run-baseline.ts'
import type { Findings, Result } from './result.ts'

const light = fileURLToPath(new URL('../load/light.ts', import.meta.url))
let folder = ''

before(async () => (folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-baseline-'))))
after(() => rm(folder, { recursive: true, force: true }))

const { settings: told, ...sample } = await sampleResult('pass')
// As they were given: a Result has the same with ~ for the home.
const settings = { ...told, workload: join(homedir(), 'mine.ts') }

/** The sample, as a run whose percentiles are that many times those of the sample. */
function measured(times: number): Findings {
  const { load, totals, requests = [], series = [] } = sample
  assert.ok(load !== undefined && totals !== undefined)
  const { responseTimeMs: found } = totals
  const [p50, p95, p99] = [found.p50, found.p95, found.p99].map((each) => (each ?? 0) * times)
  assert.ok(p50 !== undefined && p95 !== undefined && p99 !== undefined)
  const responseTimeMs = { ...found, p50, p95, p99 }
  return { checks: [], load, totals: { ...totals, responseTimeMs }, requests, series }
}

/** What a generator that fell behind has found. */
function invalid(): Findings {
  const found = measured(9)
  assert.ok(found.load !== undefined)
  return { ...found, load: { ...found.load, valid: false, invalidBecause: ['too slow'] } }
}

/** Within 4 % of the sample, as runs of one load are. */
const noise = [0.98, 1.01, 1.03, 0.97, 1, 1.02, 0.99, 1.04, 0.96, 1]

async function saved(name: string, runs: readonly number[] = noise): Promise<string> {
  const path = join(folder, name)
  const environment = environmentOf('yours', measured(1))
  const inResult = { ...told, workload: '~/mine.ts' }
  const fingerprint = fingerprintOf({ settings: inResult, environment })
  for (const times of runs) {
    const run = baselineRun(measured(times), { startedAt: '2026-01-01T00:00:00.000Z', fingerprint })
    assert.ok(run !== null)
    await saveRun(path, run)
  }
  return path
}

type Held = {
  readonly found: Findings
  readonly code: number
  readonly notes: string
  readonly loads: number
}

/** Holds runs against a baseline one after the other, as a script does that measures just these. */
async function held(
  flags: Partial<BaselineGiven['flags']>,
  runs: readonly Findings[],
): Promise<Held> {
  const notes: string[] = []
  let loads = 0
  const given: BaselineGiven = {
    flags: {
      baseline: undefined,
      'save-baseline': undefined,
      'baseline-required': false,
      'no-rerun': false,
      'abort-on-fail': false,
      stages: undefined,
      'run-time': 1000,
      ...flags,
    },
    settings,
    stack: { stack: 'yours' },
    signal: new AbortController().signal,
    note: (text) => notes.push(text),
  }
  const found = await heldAgainstBaseline(given, () => {
    const run = runs[loads++]
    assert.ok(run !== undefined, 'no more runs than these are expected')
    return Promise.resolve(run)
  })
  const code = exitCodeOf(worst(found.checks.map(({ verdict }) => verdict)))
  return { found, code, notes: notes.join('\n'), loads }
}

function runsIn(path: string): number | undefined {
  return readBaseline(path, { missing: false }).loads[0]?.runs.length
}

test('a run that looks worse is made three times more, fails when these agree, and is not saved', async () => {
  const path = await saved('worse.json')
  const runs = [1.5, 1.5, 1.5, 1].map(measured)
  const flags = { baseline: path, 'save-baseline': path }
  const { found, code, notes, loads } = await held(flags, runs)
  assert.deepEqual([code, found.baseline?.verdict, loads], [1, 'regressed', 4])
  assert.match(notes, /p50, p95, p99 worse than the baseline: running three times more/)
  assert.match(notes, /not saved to ".*worse\.json": regressed/)
  const failed = found.checks.filter(({ verdict }) => verdict === 'fail')
  assert.deepEqual(
    failed.map(({ name }) => name),
    ['p50', 'p95', 'p99'].map((metric) => `${metric} against the baseline`),
  )
  assert.equal(runsIn(path), 10)
})

test('a run that looks worse passes, and is saved, where two of three more are as ever', async () => {
  const path = await saved('once.json')
  const runs = [1.5, 1.01, 1.5, 0.99].map(measured)
  const { found, code } = await held({ baseline: path, 'save-baseline': path }, runs)
  assert.deepEqual([code, found.baseline?.verdict], [0, 'within noise'])
  assert.deepEqual([found.baseline?.again.length, runsIn(path)], [3, 11])
})

test('a suspicion stays one where the machine cannot measure three times more', async () => {
  const path = await saved('busy.json')
  const runs = [measured(1.5), measured(1.5), invalid()]
  const { found, code, loads } = await held({ baseline: path, 'save-baseline': path }, runs)
  assert.deepEqual([code, found.baseline?.verdict, loads, runsIn(path)], [3, 'suspect', 3, 10])
})

test('--no-rerun leaves what looks worse without a verdict', async () => {
  const path = await saved('suspect.json')
  const { found, code, notes } = await held({ baseline: path, 'no-rerun': true }, [measured(1.5)])
  assert.deepEqual([code, found.baseline?.verdict, notes], [3, 'suspect', ''])
})

test('a run that is no worse passes, is saved, and is told beside the earlier ones', async () => {
  const path = await saved('better.json')
  const flags = { baseline: path, 'baseline-required': true, 'save-baseline': path }
  const better = await held(flags, [measured(0.5)])
  assert.deepEqual([better.code, better.found.baseline?.verdict], [0, 'improved'])
  assert.deepEqual([better.found.baseline?.runs, runsIn(path)], [10, 11])
  const same = await held(flags, [measured(1.02)])
  assert.deepEqual([same.code, same.found.baseline?.verdict], [0, 'within noise'])
})

test('the first run of a baseline changes no verdict, and has none where the baseline is required', async () => {
  const path = join(folder, 'new.json')
  const first = await held({ baseline: path, 'save-baseline': path }, [measured(1)])
  assert.deepEqual([first.found.checks, runsIn(path)], [[], 1])
  assert.equal(first.found.baseline?.verdict, 'too few runs')
  const required = await held({ baseline: path, 'baseline-required': true }, [measured(9)])
  assert.equal(required.code, 3)
})

test('runs that spread too far hide what they would have to show, and a half as slow again is told', async () => {
  const spread = await saved('spread.json', [1, 1.3, 0.7, 1.4, 0.6, 1.2, 0.8, 1, 1.3, 0.7])
  const hidden = await held({ baseline: spread, 'baseline-required': true }, [measured(1.3)])
  assert.deepEqual([hidden.code, hidden.found.baseline?.verdict], [3, 'too noisy'])
  const steady = await saved('steady.json')
  const seen = await held({ baseline: steady }, [1.5, 1.5, 1.5, 1.5].map(measured))
  assert.deepEqual([seen.code, seen.found.baseline?.verdict], [1, 'regressed'])
})

test('an invalid run, and one that was given up, are neither held against a baseline nor saved', async () => {
  const path = await saved('whole.json')
  const flags = { baseline: path, 'save-baseline': path }
  const none = await held(flags, [invalid()])
  assert.match(none.notes, /not whole and valid: neither held against a baseline nor saved/)
  const aborted = await held({ ...flags, 'abort-on-fail': true, 'run-time': 3_600_000 }, [
    measured(9),
  ])
  for (const { found } of [none, aborted]) assert.equal(found.baseline, undefined)
  assert.equal(runsIn(path), 10)
})

const short = ['--users', '5', '--spawn-rate', '100', '--run-time', '500ms']
const lenient = ['p99<60s', 'p95<60s', 'throughput>=0'].flatMap((each) => ['--threshold', each])

async function runLight(url: string, args: readonly string[]) {
  const words = ['--connect', url, ...short, ...lenient, ...args, '--json']
  const ended = await runToEnd(light, { args: words })
  return { ...ended, result: ended.stdout === '' ? null : (JSON.parse(ended.stdout) as Result) }
}

test('a script says the same of a run in its verdict, its words, its file and its exit code', async () => {
  await using server = await scratchServer((request, response) => {
    answerJson(response, request.url === '/connectors' ? ['one'] : { version: '4.3.1' })
  })
  const path = join(folder, 'script.json')
  const report = join(folder, 'script.html')
  const kept = ['--baseline', path, '--save-baseline', path, '--report', report]
  const { code, result, stderr } = await runLight(server.url, kept)
  assert.ok(result !== null, stderr)
  // On a machine that is too slow to measure this run has no verdict, and then no baseline has one.
  if (result.load?.valid === true) {
    assert.deepEqual([code, result.verdict, result.baseline?.verdict], [0, 'pass', 'too few runs'])
    const [one] = readBaseline(path, { missing: false }).loads[0]?.runs ?? []
    assert.equal(one?.totals.p99, result.totals?.responseTimeMs.p99)
    assert.equal(one?.totals['achieved-rate'], result.load.achievedRate)
    assert.match(await readFile(report, 'utf8'), /too few runs/)
  } else {
    assert.deepEqual([code, result.verdict, result.baseline], [3, 'unknown', undefined])
    assert.match(stderr, /neither held against a baseline nor saved/)
    assert.equal(readBaseline(path, { missing: true }).loads.length, 0)
  }
})

test('a baseline that is not there, and flags without one, are told before anything is started', async () => {
  const missing = await runLight('http://127.0.0.1:1', ['--baseline', join(folder, 'none.json')])
  assert.deepEqual([missing.code, missing.stdout], [2, ''])
  assert.match(missing.stderr, /Cannot use --baseline ".*none\.json": .*no such file/)
  const alone = await runLight('http://127.0.0.1:1', ['--baseline-required', '--no-rerun'])
  assert.equal(alone.code, 2)
  assert.match(alone.stderr, /--baseline-required alone: expected --baseline/)
})
