/** Thresholds: what they say, what they refuse, and that nothing unmeasured ever passes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError } from './errors.ts'
import { judge, parseThreshold, withDefaults } from './threshold.ts'
import type { LatencyMs, RequestStatistics } from './result.ts'

const none: LatencyMs = {
  min: null,
  mean: null,
  p50: null,
  p66: null,
  p75: null,
  p80: null,
  p90: null,
  p95: null,
  p98: null,
  p99: null,
  p999: null,
  p9999: null,
  max: null,
}

function statistics(given: Partial<RequestStatistics>): RequestStatistics {
  return {
    method: 'GET',
    name: '/connectors',
    sent: 100,
    ok: 99,
    failed: 1,
    timedOut: 0,
    interrupted: 0,
    throughput: 9.9,
    failuresPerSecond: 0.1,
    failureRate: 0.01,
    bodyBytesMean: 10,
    responseTimeMs: { ...none, p95: 80, p99: 100, p999: 120 },
    serviceTimeMs: none,
    failedTimeMs: none,
    distribution: [],
    ...given,
  }
}

const measured = {
  totals: statistics({ method: '', name: 'Aggregated' }),
  requests: [statistics({})],
}

const verdicts: [string, string][] = [
  ['p99<101ms', 'pass'],
  ['p99<100ms', 'fail'],
  ['p99<=100ms', 'pass'],
  ['p99>=0.1s', 'pass'],
  ['p99.9<121ms', 'pass'],
  ['p99.9<120ms', 'fail'],
  ['failure-rate<=1%', 'pass'],
  ['failure-rate<1%', 'fail'],
  ['failure-rate==0.01', 'pass'],
  ['throughput>=9.9', 'pass'],
  ['throughput>=10/s', 'fail'],
  [' GET /connectors  p95 < 200ms ', 'pass'],
  ['GET /connectors p95<80ms', 'fail'],
  ['p50<1s', 'unknown'],
  ['GET /nowhere p95<1s', 'unknown'],
  ['lag-p99<5s', 'unknown'],
  ['pool-utilization<80%', 'unknown'],
]

for (const [text, verdict] of verdicts) {
  test(`judge() says ${verdict} of "${text}"`, () => {
    assert.equal(judge(parseThreshold(text), measured).verdict, verdict)
  })
}

test('judge() says unknown where no request was sent, though its failure rate would hold', () => {
  const totals = statistics({ sent: 0, ok: 0, failed: 0, throughput: 0, failureRate: null })
  const nothing = { totals, requests: [] }
  for (const text of ['failure-rate<=1%', 'throughput>=0', 'p99<1s']) {
    assert.equal(judge(parseThreshold(text), nothing).verdict, 'unknown', text)
  }
})

test('judge() shows measured and limit with their units', () => {
  const check = judge(parseThreshold('p99<0.001ms'), measured)
  assert.equal(check.message, 'p99 response time 100 ms, limit < 0.001 ms')
  assert.deepEqual([check.measured, check.limit, check.unit], [100, 0.001, 'ms'])
})

test('parseThreshold() refuses what it could only guess', () => {
  const rows: [string, RegExp][] = [
    ['p99', /expected METRIC<LIMIT/],
    ['p99<100', /a duration with its unit/],
    ['p97<1s', /unknown metric p97/],
    ['failure-rate<2', /a percentage/],
    ['failure-rate<101%', /a percentage/],
    ['throughput>=10%', /a number for a second/],
    ['/connectors p95<1s', /is no endpoint/],
    ['p99<-1ms', /a duration with its unit/],
    ['p99=<1ms', /expected METRIC<LIMIT/],
  ]
  for (const [text, pattern] of rows) {
    assert.throws(
      () => parseThreshold(text),
      (error) => error instanceof UsageError && pattern.test(error.message),
      text,
    )
  }
})

test('withDefaults() lets a given metric take the place of its default, an endpoint of its own does not', () => {
  const defaults = ['p99<1s', 'p95<500ms'].map(parseThreshold)
  const given = ['p99<2s', 'GET /connectors p95<1s'].map(parseThreshold)
  const texts = withDefaults(given, { defaults }).map(({ text }) => text)
  assert.deepEqual(texts, ['p95<500ms', 'p99<2s', 'GET /connectors p95<1s'])
})

const told: readonly (readonly [text: string, unit: string, message: string])[] = [
  ['throughput>9.9', '1/s', 'throughput 9.9/s, limit > 9.9/s'],
  ['throughput>9', '1/s', 'throughput 9.90/s, limit > 9/s'],
  ['failure-rate<=1%', 'ratio', 'failure-rate 1 %, limit <= 1 %'],
  ['failure-rate<=100%', 'ratio', 'failure-rate 1.00 %, limit <= 100 %'],
  ['failure-rate<0.1234567', 'ratio', 'failure-rate 1.00 %, limit < 12.34567 %'],
  ['p95<1234.5678ms', 'ms', 'p95 response time 80.0 ms, limit < 1,234.5678 ms'],
  [
    'GET /connectors p95<1s',
    'ms',
    'p95 response time of GET /connectors 80.0 ms, limit < 1,000 ms',
  ],
  [
    'GET /connectors failure-rate<=1',
    'ratio',
    'failure-rate of GET /connectors 1.00 %, limit <= 100 %',
  ],
  ['p50<1s', 'ms', 'p50<1s was not measured'],
  ['lag-p99<1s', 'ms', 'lag-p99<1s was not measured'],
  ['GET /x p95<1s', 'ms', 'GET /x p95<1s was not measured; measured were: GET /connectors, PUT /y'],
]

for (const [text, unit, message] of told) {
  test(`judge() of "${text}" says ${message}`, () => {
    const requests = [statistics({}), statistics({ method: 'PUT', name: '/y' })]
    const check = judge(parseThreshold(text), { ...measured, requests })
    assert.deepEqual([check.unit, check.message], [unit, message])
  })
}

test('judge() tells that no endpoint was measured at all', () => {
  const check = judge(parseThreshold('GET /x p95<1s'), { totals: undefined, requests: [] })
  assert.equal(check.message, 'GET /x p95<1s was not measured; measured were: none')
})

test('judge() passes above a limit only what lies above it', () => {
  assert.equal(judge(parseThreshold('throughput>9.9'), measured).verdict, 'fail')
  assert.equal(judge(parseThreshold('throughput>9.8'), measured).verdict, 'pass')
})

test('parseThreshold() takes no more and no less than a threshold', () => {
  const refused: readonly (readonly [text: string, message: string])[] = [
    ['', "expected METRIC<LIMIT such as 'p99<500ms' or 'failure-rate<=1%'"],
    ['<1s', "expected METRIC<LIMIT such as 'p99<500ms' or 'failure-rate<=1%'"],
    ['P99<1s', "expected METRIC<LIMIT such as 'p99<500ms' or 'failure-rate<=1%'"],
    ['p99<1s or so', "expected METRIC<LIMIT such as 'p99<500ms' or 'failure-rate<=1%'"],
    [
      'a GET /x p99<1s',
      '"a GET /x" is no endpoint, expected one such as \'GET /connectors p95<200ms\'',
    ],
    ['failure-rate<1x', 'the limit is "1x", expected a percentage from 0% to 100%'],
    ['failure-rate<x1', 'the limit is "x1", expected a percentage from 0% to 100%'],
    ['failure-rate<1/s', 'the limit is "1/s", expected a percentage from 0% to 100%'],
    ['throughput>x', 'the limit is "x", expected a number for a second such as 10 or 10/s'],
    [
      'throughput>10/sec',
      'the limit is "10/sec", expected a number for a second such as 10 or 10/s',
    ],
  ]
  for (const [text, message] of refused) {
    assert.throws(() => parseThreshold(text), new UsageError(message), text)
  }
  assert.throws(
    () => parseThreshold('p97<1s'),
    /expected one of p50 p66 p75 p80 p90 p95 p98 p99 p99\.9 p99\.99 min mean max failure-rate throughput /,
  )
})
