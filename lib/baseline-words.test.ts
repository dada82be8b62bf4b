/** A run beside earlier ones as people read it: its sentence, its rows, and what the earlier runs have drifted by. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  baselineColumns,
  baselineRows,
  baselineSentence,
  driftSentence,
  endpointChanges,
  endpointColumns,
  endpointRows,
  totalChanges,
} from './baseline-words.js'
import { emptyStatistics } from './request-tally.ts'
import type { MetricComparison } from './baseline.ts'
import type { BaselineResult } from './baseline-result.ts'

const baseline: BaselineResult = {
  verdict: 'within noise',
  runs: 12,
  since: '2026-01-15T10:00:00.000Z',
  differs: [],
  metrics: [],
  again: [],
  drift: [],
  endpoints: [],
  line: null,
}

const totals = { 'achieved-rate': 1, 'failure-rate': 0, p50: 1, p95: 1, p99: 1 }

const sentences: readonly (readonly [given: Partial<BaselineResult>, sentence: string])[] = [
  [{}, 'within noise: 12 earlier runs since 2026-01-15'],
  [{ runs: 1 }, 'within noise: 1 earlier run since 2026-01-15'],
  [
    { verdict: 'too few runs', runs: 0, since: null, differs: ['x'] },
    'too few runs: 0 earlier runs',
  ],
  [
    { verdict: 'regressed', again: [totals, totals, totals] },
    'regressed: 12 earlier runs since 2026-01-15, 3 more runs were made',
  ],
  [{ verdict: 'not comparable' }, 'not comparable: 12 earlier runs since 2026-01-15'],
  [
    { verdict: 'not comparable', runs: 0, since: null, differs: ['users 10, now 20', 'a\u202eb'] },
    'not comparable: no earlier run of this load; users 10, now 20, a\\u{202e}b',
  ],
  [{ since: '\u202e26-01-15T10' }, 'within noise: 12 earlier runs since \\u{202e}26'],
]

for (const [given, sentence] of sentences) {
  test(`baselineSentence() says ${sentence}`, () => {
    assert.equal(baselineSentence({ ...baseline, ...given }), sentence)
  })
}

const p95: MetricComparison = {
  metric: 'p95',
  unit: 'ms',
  comparison: '<=',
  verdict: 'within noise',
  median: 20,
  measured: 21,
  visible: 2,
  limit: 22,
}

const rate = { ...p95, metric: 'achieved-rate', unit: '1/s', median: 1000, visible: 50 } as const
const failures = { ...p95, metric: 'failure-rate', unit: 'ratio', median: 0.01 } as const

const rows: readonly (readonly [given: MetricComparison, row: readonly string[]])[] = [
  [p95, ['p95', '20.0 ms', '21.0 ms', '+5.00 %', '±10.0 %', 'within noise']],
  [
    { ...p95, measured: 15, verdict: 'improved' },
    ['p95', '20.0 ms', '15.0 ms', '−25.0 %', '±10.0 %', 'improved'],
  ],
  [{ ...p95, measured: 20 }, ['p95', '20.0 ms', '20.0 ms', '+0 %', '±10.0 %', 'within noise']],
  [
    { ...rate, measured: 900 },
    ['achieved-rate', '1,000/s', '900/s', '−10.0 %', '±5.00 %', 'within noise'],
  ],
  [
    { ...failures, measured: 0.03, visible: 0.001 },
    ['failure-rate', '1.00 %', '3.00 %', '+2.00 points', '±0.100 points', 'within noise'],
  ],
  [
    { ...failures, measured: 0, visible: 0.02 },
    ['failure-rate', '1.00 %', '0 %', '−1.00 points', '±2.00 points', 'within noise'],
  ],
  [
    { ...p95, median: 0, measured: 3, visible: 4 },
    ['p95', '0 ms', '3.00 ms', '+3.00 ms', '±4.00 ms', 'within noise'],
  ],
  [
    { ...p95, median: 0, measured: 0, visible: 0 },
    ['p95', '0 ms', '0 ms', '+0 ms', '±0 ms', 'within noise'],
  ],
  [
    { ...rate, median: 0, measured: 7, visible: 8 },
    ['achieved-rate', '0/s', '7.00/s', '+7.00/s', '±8.00/s', 'within noise'],
  ],
  [{ ...p95, median: null }, ['p95', '-', '21.0 ms', '-', '-', 'within noise']],
  [{ ...p95, measured: null }, ['p95', '20.0 ms', '-', '-', '±10.0 %', 'within noise']],
  [{ ...p95, visible: null }, ['p95', '20.0 ms', '21.0 ms', '+5.00 %', '-', 'within noise']],
  [
    { ...failures, median: null, measured: 0 },
    ['failure-rate', '-', '0 %', '-', '-', 'within noise'],
  ],
]

for (const [given, row] of rows) {
  test(`baselineRows() has the row ${row.join(' | ')}`, () => {
    assert.deepEqual(baselineRows({ ...baseline, metrics: [given] }), [row])
  })
}

test('baselineRows() and endpointRows() have a cell for each column', () => {
  assert.deepEqual(baselineColumns, [
    'Metric',
    'Earlier runs',
    'This run',
    'Change',
    'Smallest visible',
    'Beside the baseline',
  ])
  assert.deepEqual(endpointColumns, [
    'Request',
    'P50 before',
    'P50',
    'P95 before',
    'P95',
    'P99 before',
    'P99',
  ])
})

test('endpointRows() has what was before each number, with nothing hidden in a name', () => {
  const endpoint = {
    method: 'GET',
    name: '/\u202ex',
    before: { p50: 1, p95: 20, p99: null, failureRate: 0.5 },
    now: { p50: 2, p95: 30, p99: 400, failureRate: 0.25 },
  }
  assert.deepEqual(endpointRows([endpoint, { ...endpoint, name: '/' }]), [
    ['GET /\\u{202e}x', '1.00', '2.00', '20.0', '30.0', '-', '400'],
    ['GET /', '1.00', '2.00', '20.0', '30.0', '-', '400'],
  ])
})

const request = emptyStatistics({ method: 'GET', name: '/' })
const measured = {
  ...request,
  failureRate: 0.02,
  responseTimeMs: { ...request.responseTimeMs, p50: 3, p95: 15, p99: 7 },
}

test('endpointChanges() has what an endpoint has changed by, where both sides have measured it', () => {
  const before = { p50: 2, p95: 20, p99: null, failureRate: 0.01 }
  const endpoints = [{ method: 'GET', name: '/', before, now: before }]
  const changesOf = endpointChanges({ ...baseline, endpoints })
  const times = { p50: ['+50.0 %'], p95: ['−25.0 %'] }
  assert.deepEqual(changesOf(measured), { ...times, failureRate: ['+1.00 points'] })
  assert.deepEqual(changesOf(request), {})
  assert.deepEqual(changesOf({ ...measured, method: 'PUT' }), {})
  assert.deepEqual(changesOf({ ...measured, failureRate: 0.01 }), times)
  assert.deepEqual(endpointChanges(undefined)(measured), {})
})

test('endpointChanges() has the smallest change that could be seen below each, where it is known', () => {
  const before = { p50: 2, p95: 20, p99: 10, failureRate: 0.02 }
  const visible = { p50: 0.1, p95: 4, p99: null, failureRate: 0.001 }
  const changesOf = endpointChanges({
    ...baseline,
    endpoints: [{ method: 'GET', name: '/', before, visible }],
  })
  assert.deepEqual(changesOf(measured), {
    p50: ['+50.0 %', '±5.00 %'],
    p95: ['−25.0 %', '±20.0 %'],
    p99: ['−30.0 %'],
  })
})

test('totalChanges() has the smallest change that could be seen below each', () => {
  const p99 = { ...p95, metric: 'p99', visible: null } as const
  const metrics = [rate, { ...failures, visible: 0.001 }, p95, p99]
  assert.deepEqual(totalChanges({ ...baseline, metrics }, measured), {
    failureRate: ['+1.00 points', '±0.100 points'],
    p95: ['−25.0 %', '±10.0 %'],
    p99: ['−65.0 %'],
  })
  assert.deepEqual(totalChanges({ ...baseline, metrics: [{ ...p95, median: null }] }, measured), {})
  assert.deepEqual(totalChanges({ ...baseline, metrics }, request), {})
  assert.deepEqual(totalChanges(undefined, measured), {})
})

type Drift = BaselineResult['drift'][number]
const since = '2025-11-02T08:00:00.000Z'
const p50: Drift = { metric: 'p50', since, before: 100, now: 100 }

const drifts: readonly (readonly [drift: readonly Drift[], sentence: string])[] = [
  [[], ''],
  [[p50], ''],
  [[{ ...p50, now: 104.9 }], ''],
  [[{ ...p50, now: 95.1 }], ''],
  [[{ ...p50, before: null }], ''],
  [[{ ...p50, now: null }], ''],
  [[{ ...p50, before: 0, now: 5 }], ''],
  [
    [p50, { ...p50, metric: 'p95', before: 64, now: 80 }, { ...p50, metric: 'p99', now: 50 }],
    'The earlier runs have drifted from the first ten, of 2025-11-02: p95 +25.0 %, p99 −50.0 %',
  ],
  [
    [{ ...p50, before: 20, now: 19 }],
    'The earlier runs have drifted from the first ten, of 2025-11-02: p50 −5.00 %',
  ],
  [
    [{ ...p50, since: '\u202e25-11-02T', now: 200 }],
    'The earlier runs have drifted from the first ten, of \\u{202e}25: p50 +100 %',
  ],
]

for (const [drift, sentence] of drifts) {
  test(`driftSentence() of ${JSON.stringify(drift.map(({ before, now }) => [before, now]))}: "${sentence}"`, () => {
    assert.equal(driftSentence({ ...baseline, drift }), sentence)
  })
}
