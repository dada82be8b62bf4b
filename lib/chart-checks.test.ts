/** How what a check measures went over a run: which checks have a line, what its columns are, and what it says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { checkLine, checkPoints, checkSentence, columnsMax, measureOf } from './chart-checks.js'
import { formatClock } from './format-numbers.js'
import type { Check, SeriesPoint } from './result.ts'

function point(t: number, own: Partial<SeriesPoint> = {}): SeriesPoint {
  const none = { max: null, serviceP99: null }
  const times = { p50: 1, p95: 2, p99: 3, ...none }
  return { t, users: 1, due: null, sent: 12, ok: 9, failed: 1, ...times, ...own }
}

const measures: readonly (readonly [name: string, unit: string, measure: string | null])[] = [
  ['p99<500ms', 'ms', 'p99'],
  ['p50==1ms', 'ms', 'p50'],
  ['max<=1s', 'ms', 'max'],
  ['failure-rate<=1%', 'ratio', 'failure-rate'],
  ['throughput>=10', '1/s', 'throughput'],
  ['p95 against the baseline', 'ms', 'p95'],
  ['achieved-rate against the baseline', '1/s', 'achieved-rate'],
  ['p99.9<500ms', 'ms', null],
  ['p90<500ms', 'ms', null],
  ['mean<500ms', 'ms', null],
  ['GET /connectors p95<200ms', 'ms', null],
  ['lag-p99<5s', 'ms', null],
  ['pool-utilization<80%', 'ratio', null],
  ['generator kept its schedule', 'ms', null],
  ['p95 of a rehearsal', 'ms', null],
  ['p95 against the baseline of others', 'ms', null],
  ['throughput>=10', 'ms', null],
]

for (const [name, unit, measure] of measures) {
  test(`measureOf() is ${measure ?? 'nothing'} of ${name} in ${unit}`, () => {
    assert.equal(measureOf({ name, unit }), measure)
  })
}

test('checkLine() has a value a second, and none where nothing was measured or told', () => {
  const series = [point(1), point(2, { p99: null }), point(4, { p99: 30 })]
  assert.deepEqual(checkLine('p99', { checks: [], series }), [3, null, null, 30])
  assert.deepEqual(checkLine('p99', { checks: [], series: [] }), [])
  assert.deepEqual(checkLine('max', { checks: [], series }), [null, null, null, null])
})

test('checkLine() counts failures among what ended, and rates by the second', () => {
  const points = [point(5), point(10, { ok: 0, failed: 0, sent: 0 })]
  const source = { checks: [], chart: { bucketSeconds: 5, points } }
  assert.deepEqual(checkLine('failure-rate', source), [0.1, null])
  assert.deepEqual(checkLine('throughput', source), [9 / 5, 0])
  assert.deepEqual(checkLine('achieved-rate', source), [12 / 5, 0])
})

test('checkLine() has the rate of half a second over that, and none of what was drained', () => {
  const half = point(2, { sent: 6, ok: 5, failed: 2 })
  const drained = point(3, { sent: 0, ok: 4, failed: 0 })
  const load = { measuredSeconds: 1.5, endedSeconds: 2.9 }
  const source = { checks: [], load, series: [point(1), half, drained] }
  assert.deepEqual(checkLine('throughput', source), [9, 5, null])
  assert.deepEqual(checkLine('achieved-rate', source), [12, 12, null])
  assert.deepEqual(checkLine('failure-rate', source), [0.1, 2 / 7, 0])
  assert.deepEqual(
    checkPoints('achieved-rate', source).map(({ t }) => t),
    [1, 2],
  )
})

test('checkLine() makes few columns of many seconds: counts together, of percentiles the highest', () => {
  const series = Array.from({ length: 100 }, (_, index) =>
    point(index + 1, { p99: index, ok: index, failed: 2 * index }),
  )
  const line = checkLine('p99', { checks: [], series })
  assert.deepEqual([line.length, line[0], line[1], line.at(-1)], [34, 2, 5, 99])
  assert.ok(line.length <= columnsMax)
  assert.deepEqual(checkLine('throughput', { checks: [], series }).slice(0, 2), [1, 4])
  assert.equal(checkLine('failure-rate', { checks: [], series })[5], 2 / 3)
})

const check: Check = {
  name: 'p99<500ms',
  verdict: 'pass',
  measured: 3,
  limit: 500,
  unit: 'ms',
  comparison: '<',
}
const peak = [point(1), point(2, { p99: 500.3 }), point(3, { p99: 900 }), point(4)]

const sentences: readonly (readonly [
  Partial<Record<keyof Check, unknown>>,
  readonly SeriesPoint[],
  string,
])[] = [
  [{}, [point(1)], 'Always 3.00 ms. The limit < 500 ms was held at every point.'],
  [
    {},
    peak,
    'From 3.00 ms to 900 ms, highest at 0:03. The limit < 500 ms was missed at 2 of 4 points, first at 0:02.',
  ],
  [{ limit: undefined }, peak, 'From 3.00 ms to 900 ms, highest at 0:03.'],
  [{ comparison: undefined }, peak, 'From 3.00 ms to 900 ms, highest at 0:03.'],
  [{}, [point(1, { p99: null })], 'Nothing was measured.'],
  [
    { comparison: '>=', limit: 900 },
    peak,
    'From 3.00 ms to 900 ms, lowest at 0:01. The limit >= 900 ms was missed at 3 of 4 points, first at 0:01.',
  ],
  [
    { comparison: '>', limit: 900 },
    peak.slice(2, 3),
    'Always 900 ms. The limit > 900 ms was missed at 1 of 1 points, first at 0:03.',
  ],
  [
    { comparison: '<=', limit: 3 },
    peak.slice(0, 1),
    'Always 3 ms. The limit <= 3 ms was held at every point.',
  ],
  [
    { comparison: '==', limit: 3 },
    peak,
    'From 3 ms to 900 ms, highest at 0:03. The limit == 3 ms was missed at 2 of 4 points, first at 0:02.',
  ],
]

for (const [own, series, sentence] of sentences) {
  test(`checkSentence() says ${sentence}`, () => {
    const told = checkPoints('p99', { checks: [], series })
    const said = checkSentence({ ...check, ...own } as Check, { told, clock: formatClock })
    assert.equal(said, sentence)
  })
}

test('checkSentence() tells its seconds by the clock of the page', () => {
  const told = checkPoints('p99', { checks: [], series: peak })
  const said = checkSentence(check, { told, clock: (seconds) => `12:00:0${seconds}` })
  assert.match(said, /highest at 12:00:03.* first at 12:00:02\.$/)
})
