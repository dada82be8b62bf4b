/** The steps of a search for a limit as a table reads them, and the sentence of a raw saturation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { saturationSentence, stepColumns, stepRows } from './capacity-words.js'
import type { Attempt, Saturation } from './capacity.ts'

const limit = { sustainedRate: 1200, limitedBy: 'p99<1s', limitedIn: 'target' } as const

const step: Attempt = {
  rate: 1200,
  connections: 50,
  seconds: 10,
  holds: true,
  limitedBy: null,
  limitedIn: null,
  achievedRate: 1190,
  failureRate: 0.0005,
  p50: 4,
  p95: 20,
  p99: 300,
  scheduleLagP99: 1,
}

const saturation: Saturation = {
  requestsPerSecond: 12_345,
  answered: 100_000,
  not2xx: 0,
  errors: 0,
  timeouts: 0,
  connections: 10,
  seconds: 8,
}

function sentenceOf(given: Partial<Saturation>): string {
  return saturationSentence({ ...limit, steps: [], saturation: { ...saturation, ...given } })
}

test('stepRows() has each step in its order, with what did not hold', () => {
  const broken: Attempt = {
    ...step,
    rate: 2400,
    connections: 100,
    holds: false,
    limitedBy: 'p99\u202e<1s',
    achievedRate: 1500,
    failureRate: null,
    p50: null,
    p95: 2000,
    p99: null,
    scheduleLagP99: 30,
  }
  assert.deepEqual(
    [stepColumns, ...stepRows({ ...limit, steps: [step, broken], saturation: null })],
    [
      [
        'Rate',
        'Connections',
        'Holds',
        'Achieved',
        'Fails %',
        'P50',
        'P95',
        'P99',
        'Lag P99',
        'Because',
      ],
      ['1,200/s', '50', 'yes', '1,190/s', '0.050 %', '4.00', '20.0', '300', '1.00', ''],
      ['2,400/s', '100', 'no', '1,500/s', '-', '-', '2,000', '-', '30.0', 'p99\\u{202e}<1s'],
    ],
  )
})

test('saturationSentence() tells what was not answered as it should be, and nothing of what was not measured', () => {
  const sentence =
    'Raw saturation by autocannon, GET /connectors in a closed loop: 12,345/s on 10 connections'
  assert.equal(saturationSentence({ ...limit, steps: [], saturation: null }), '')
  assert.equal(sentenceOf({}), sentence)
  assert.equal(sentenceOf({ not2xx: 1 }), `${sentence}, 1 not 2xx, 0 errors`)
  assert.equal(sentenceOf({ not2xx: 3, errors: 3 }), `${sentence}, 3 not 2xx, 3 errors`)
})
