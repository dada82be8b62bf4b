/** What one Result of several holds: whose sections, whose checks, and when it ran. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { mergedFindings, mergedResult, worstExit } from './merge-results.ts'
import { emptyStatistics } from './request-tally.ts'
import type { ExitCode, Load, Result } from './result.ts'

const by = { script: 'scripts/report', version: '0.1.0' }

const load: Load = {
  model: 'closed',
  valid: true,
  invalidBecause: [],
  usersMax: 1,
  requestedRate: null,
  achievedRate: 10,
  measuredSeconds: 10,
  dropped: 0,
  serverCounted: 100,
  sentInAll: 100,
  unsent: 0,
  scheduleLagMs: { p50: 0, p99: 1, max: 2 },
  generator: { cpuPercent: 1, eventLoopDelayMs: { p99: 1, max: 1 }, rssMiB: 50, workers: 1 },
}

function resultOf(given: Partial<Result> = {}): Result {
  return {
    script: 'load/light',
    version: '0.0.9',
    verdict: 'pass',
    exitCode: 0,
    startedAt: '2026-01-15T10:00:00.000Z',
    durationMs: 60_000,
    seed: 7,
    interrupted: false,
    command: 'npx tsx load/light.ts',
    settings: { users: 10 },
    environment: {},
    checks: [{ name: 'p99<1s', verdict: 'pass' }],
    ...given,
  }
}

function merged(...given: readonly Partial<Result>[]) {
  return given.map((each) => ({ result: resultOf(each), report: null }))
}

test('mergedResult() of one is itself, and of none an error', () => {
  const [only] = merged({})
  assert.ok(only !== undefined)
  assert.equal(mergedResult([only], by), only.result)
  assert.throws(() => mergedResult([], by), new Error('Cannot merge no Result at all'))
})

test('mergedResult() lasts from the first start to the last end, and keeps what all have in common', () => {
  const all = mergedResult(
    merged(
      {
        startedAt: '2026-01-15T10:01:00.000Z',
        durationMs: 90_000,
        environment: { stack: 'embedded', cpu: { cores: 2 }, node: 'v20', only: 1 },
      },
      {
        script: 'scripts/reconcile',
        verdict: 'fail',
        exitCode: 1,
        seed: 8,
        command: 'npx tsx scripts/reconcile.ts',
        interrupted: true,
        environment: { stack: 'embedded', cpu: { cores: 2 }, node: 'v22' },
        checks: [{ name: 'equal', verdict: 'fail', message: '3 rows differ' }],
      },
    ),
    by,
  )
  const { parts, ...rest } = all
  assert.deepEqual(rest, {
    schema: 'cdc-testbench/result/1',
    ...by,
    verdict: 'fail',
    exitCode: 1,
    startedAt: '2026-01-15T10:00:00.000Z',
    durationMs: 150_000,
    seed: 7,
    interrupted: true,
    command: 'npx tsx load/light.ts ; npx tsx scripts/reconcile.ts',
    settings: {},
    environment: { stack: 'embedded', cpu: { cores: 2 } },
    checks: [
      { name: 'load/light: p99<1s', verdict: 'pass' },
      { name: 'scripts/reconcile: equal', verdict: 'fail', message: '3 rows differ' },
    ],
  })
  assert.deepEqual(parts, [
    {
      script: 'load/light',
      verdict: 'pass',
      exitCode: 0,
      startedAt: '2026-01-15T10:01:00.000Z',
      durationMs: 90_000,
      reason: '1 of 1 checks in 1 min 30 s',
      command: 'npx tsx load/light.ts',
      report: null,
    },
    {
      script: 'scripts/reconcile',
      verdict: 'fail',
      exitCode: 1,
      startedAt: '2026-01-15T10:00:00.000Z',
      durationMs: 60_000,
      reason: 'equal: 3 rows differ',
      command: 'npx tsx scripts/reconcile.ts',
      report: null,
    },
  ])
})

test('mergedResult() ends where the last part ends, and is interrupted only where one is', () => {
  const all = mergedResult(merged({ startedAt: '2026-01-15T10:05:00.000Z' }, { durationMs: 1 }), by)
  assert.deepEqual([all.durationMs, all.interrupted], [360_000, false])
})

test('mergedFindings() tells the runs of one script apart, and a part that checked nothing is no pass', () => {
  const { checks } = mergedFindings(
    merged({}, { script: 'load/heavy', checks: [], verdict: 'unknown' }, {}, {}),
  )
  assert.deepEqual(checks, [
    { name: 'load/light: p99<1s', verdict: 'pass' },
    {
      name: 'load/heavy: checked',
      verdict: 'unknown',
      message: 'load/heavy checked nothing',
    },
    { name: 'load/light #2: p99<1s', verdict: 'pass' },
    { name: 'load/light #3: p99<1s', verdict: 'pass' },
  ])
})

test('mergedFindings() names the report of each part', () => {
  const [one, two] = merged({}, {})
  assert.ok(one !== undefined && two !== undefined)
  const { parts = [] } = mergedFindings([{ ...one, report: 'light.html' }, two])
  assert.deepEqual(
    parts.map(({ report }) => report),
    ['light.html', null],
  )
})

/** Of a load: all that its page shows. */
const ofLoad = {
  load,
  pool: {
    size: 1,
    waits: 0,
    waitMs: { p50: null, p95: null, p99: null, max: null },
    utilizationPercent: { mean: null, busiestSecond: null, max: null },
    samples: 0,
    replaced: 0,
  },
  tablesPerMinute: 3,
  totals: emptyStatistics({ method: '', name: 'Aggregated' }),
  requests: [],
  failures: [],
  series: [],
  chart: { bucketSeconds: 2, points: [] },
  capacity: {
    sustainedRate: null,
    limitedBy: null,
    limitedIn: null,
    steps: [],
    saturation: null,
  },
  baseline: {
    verdict: 'too few runs',
    runs: 0,
    since: null,
    differs: [],
    metrics: [],
    again: [],
    drift: [],
    endpoints: [],
    line: null,
  },
} as const satisfies Partial<Result>

const scores = {
  score: { score: 90 },
  faultScore: { score: 100 },
} as unknown as Pick<Result, 'score' | 'faultScore'>

function sectionsOf(...given: readonly Partial<Result>[]) {
  const { checks: _checks, parts: _parts, ...sections } = mergedFindings(merged(...given))
  return sections
}

test('mergedFindings() shows the sections of the one load that there is, and the scores beside it', () => {
  assert.deepEqual(sectionsOf(ofLoad, scores), { ...ofLoad, ...scores })
})

test('mergedFindings() shows of several loads none of what belongs to a load, and the scores all the same', () => {
  assert.deepEqual(sectionsOf(ofLoad, { load }, scores), scores)
  assert.deepEqual(sectionsOf(scores, scores), {}, 'of two scores neither is that of the whole')
})

test('mergedFindings() has the tables, properties, mutants and faults of all, one after the other', () => {
  const lists = ['tables', 'properties', 'mutants', 'faults'] as const
  const one = Object.fromEntries(lists.map((key) => [key, [`${key} 1`]])) as Partial<Result>
  const two = Object.fromEntries(lists.map((key) => [key, [`${key} 2`]])) as Partial<Result>
  assert.deepEqual(
    sectionsOf(one, {}, two, { tables: [] }),
    Object.fromEntries(lists.map((key) => [key, [`${key} 1`, `${key} 2`]])),
  )
  assert.deepEqual(sectionsOf({ tables: [], faults: [] }, {}), {})
})

test('worstExit() takes a failure before a bug, that before a mistake, a stop, no verdict, and a pass', () => {
  const order: readonly ExitCode[] = [1, 4, 2, 143, 130, 3, 0]
  for (const [index, code] of order.entries()) {
    assert.equal(worstExit(order.slice(index).toReversed()), code)
  }
  assert.equal(worstExit([]), 3)
})
