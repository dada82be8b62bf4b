/** What one second has of each metric of a threshold, where a law would have to be lucky to tell two apart. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { amountIn } from './measured-second.ts'
import { parseThreshold } from './threshold.ts'
import type { Amount, MeasuredSecond } from './measured-second.ts'

/** A thousand answers of 1 to 1000 ms, in no order, and one of another endpoint. */
const times = Array.from({ length: 1000 }, (_, index) => 1000 * (1 + ((index * 7) % 1000)))
const second: MeasuredSecond = {
  t: 3,
  isWhole: true,
  endpoints: [
    { method: 'GET', name: '/slow' },
    { method: 'GET', name: '/quick' },
  ],
  bins: new Map([
    [0, { ok: 990, failed: 30, timedOut: 10, times }],
    [1, { ok: 1, failed: 0, timedOut: 0, times: [500] }],
  ]),
  lagP99Ms: 7,
}

const stories: readonly (readonly [threshold: string, amount: Amount])[] = [
  ['GET /slow min<1s', 1],
  ['GET /slow p50<1s', 500],
  ['GET /slow p98<1s', 980],
  ['GET /slow p99.9<1s', 999],
  ['GET /slow max<1s', 1000],
  ['GET /slow mean<1s', 500.5],
  ['GET /slow failure-rate<1%', [40, 1030]],
  ['GET /slow throughput>1', [990, 1]],
  ['GET /quick max<1s', 0.5],
  ['min<1s', 0.5],
  ['throughput>1', [991, 1]],
  ['GET /never p50<1s', null],
  ['GET /never failure-rate<1%', null],
  ['GET /never throughput>1', [0, 1]],
  ['GET /slow pool-utilization<1%', null],
  ['pool-utilization<1%', 0.25],
  ['lag-p99<1s', null],
]

for (const [text, amount] of stories) {
  test(`amountIn() of ${text} is ${String(amount)}`, () => {
    const told = amountIn(second, parseThreshold(text), { 'pool-utilization': 0.25 })
    assert.deepEqual(told, amount)
  })
}
