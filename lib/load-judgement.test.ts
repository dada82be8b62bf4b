/** A run that cannot be trusted has no verdict, whichever way its numbers point. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createAbortRule, loadChecks } from './load-judgement.ts'
import { emptyStatistics } from './request-tally.ts'
import { parseThreshold } from './threshold.ts'
import type { Load, RequestStatistics } from './result.ts'

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

function totals(given: Partial<RequestStatistics>): RequestStatistics {
  return {
    ...emptyStatistics({ method: '', name: 'Aggregated' }),
    sent: 100,
    ok: 100,
    failureRate: 0,
    ...given,
  }
}

const thresholds = ['failure-rate<=1%', 'p99<1s'].map(parseThreshold)

function verdicts(
  given: Partial<Load>,
  {
    counts = true,
    statistics = {},
  }: { counts?: boolean; statistics?: Partial<RequestStatistics> } = {},
) {
  const measured = { load: { ...load, ...given }, requests: [], totals: totals(statistics), counts }
  return Object.fromEntries(
    loadChecks(measured, thresholds).map(({ name, verdict }) => [name, verdict]),
  )
}

test('loadChecks() judges thresholds, schedule and count, each on its own', () => {
  assert.deepEqual(verdicts({}), {
    'failure-rate<=1%': 'pass',
    'p99<1s': 'unknown',
    'generator kept its schedule': 'pass',
    "sent equals the server's own count": 'pass',
  })
})

test('loadChecks() gives an invalid run no verdict, neither pass nor fail', () => {
  const invalid = { valid: false, invalidBecause: ['schedule lag p99 340 ms > 50 ms'] }
  const found = verdicts(invalid, { statistics: { failureRate: 1 } })
  assert.deepEqual(
    [found['failure-rate<=1%'], found['generator kept its schedule']],
    ['unknown', 'unknown'],
  )
})

test('loadChecks() distrusts numbers that the server counted otherwise, and needs no count elsewhere', () => {
  assert.equal(verdicts({ serverCounted: 99 })["sent equals the server's own count"], 'unknown')
  assert.equal(verdicts({ serverCounted: null })["sent equals the server's own count"], 'unknown')
  const elsewhere = verdicts({ serverCounted: null }, { counts: false })
  assert.equal(elsewhere["sent equals the server's own count"], undefined)
})

test('createAbortRule() wants five bad seconds in a row and 100 requests', () => {
  const rule = createAbortRule(thresholds)
  const bad = { requests: [], totals: totals({ failureRate: 0.5 }) }
  const good = { requests: [], totals: totals({}) }
  const story = [bad, bad, bad, bad, good, bad, bad, bad, bad, bad]
  assert.deepEqual(story.map(rule), [
    false,
    false,
    false,
    false,
    false,
    false,
    false,
    false,
    false,
    true,
  ])
  const few = createAbortRule(thresholds)
  const early = { requests: [], totals: totals({ sent: 99, failureRate: 0.5 }) }
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => few(early)),
    [false, false, false, false, false, false],
  )
})

test('loadChecks() says what was measured, what was allowed, and why there is no verdict', () => {
  const invalidBecause = ['schedule lag p99 340 ms > 50 ms', 'CPU 99 %']
  const base = { requests: [], totals: totals({}), counts: true }
  const schedule = {
    name: 'generator kept its schedule',
    measured: 1,
    limit: 50,
    unit: 'ms',
    comparison: '<=',
  }
  const count = {
    name: "sent equals the server's own count",
    measured: 100,
    unit: 'requests',
    comparison: '==',
  }
  assert.deepEqual(loadChecks({ ...base, load }, []), [
    { ...schedule, verdict: 'pass' },
    { ...count, limit: 100, verdict: 'pass' },
  ])
  assert.deepEqual(
    loadChecks({ ...base, load: { ...load, valid: false, invalidBecause, serverCounted: 99 } }, []),
    [
      { ...schedule, verdict: 'unknown', message: invalidBecause.join('; ') },
      { ...count, limit: 99, verdict: 'unknown', message: 'sent 100, the server counted 99' },
    ],
  )
  const [judged] = loadChecks(
    { ...base, load: { ...load, valid: false, invalidBecause } },
    thresholds,
  )
  assert.equal(judged?.message, `the run is invalid: ${invalidBecause.join('; ')}`)
  const uncounted = loadChecks({ ...base, load: { ...load, serverCounted: null } }, [])
  assert.deepEqual(uncounted[1], {
    ...count,
    verdict: 'unknown',
    message: 'the server did not tell its count',
  })
  assert.equal(loadChecks({ ...base, counts: false, load }, []).length, 1)
})
