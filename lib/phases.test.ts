/** How the stretches of a run are called, and what is counted in each, also where the run is changed or stopped. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { packCharts, unpackCharts } from './chart-payload.js'
import { phaseSection } from './html-phases.js'
import { htmlText } from './html-text.ts'
import { constant, held, ramp, stages } from './pacer.ts'
import { createPhases, rampPhases } from './phases.ts'
import { strictResultProblems } from './result-schema.ts'
import { sampleResult } from './sample-result.ts'
import type { Exchange } from './exchange-log.ts'
import type { Ramp } from './pacer.ts'
import type { PhaseRecord, PhasesOf } from './phases.ts'

const closed = { model: 'closed', warmUpMs: 0 } as const
const open = { model: 'open', warmUpMs: 0 } as const

function staged(...list: readonly (readonly [seconds: number, target: number])[]): Ramp {
  return stages({
    from: 0,
    stages: list.map(([seconds, target]) => ({ durationMs: seconds * 1000, target })),
  })
}

const users = { users: 10, spawnRate: 5, runTimeMs: 8000 }

const named: readonly (readonly [
  string,
  Ramp,
  PhasesOf,
  readonly (readonly [string, number])[],
])[] = [
  [
    'users that come',
    ramp(users),
    closed,
    [
      ['ramp up', 0],
      ['steady', 2000],
    ],
  ],
  ['users that come at once', ramp({ ...users, spawnRate: 100 }), closed, [['hold 10 users', 0]]],
  ['users that come all the time', ramp({ ...users, spawnRate: 1 }), closed, [['ramp up', 0]]],
  ['one rate', constant({ rate: 9, runTimeMs: 3000 }), open, [['hold 9/s', 0]]],
  [
    'stages of users',
    staged([3, 100], [4, 100], [5, 100], [2, 1]),
    closed,
    [
      ['to 100 users', 0],
      ['hold 100 users', 3000],
      ['down to 1 user', 12_000],
    ],
  ],
  [
    'stages of a rate with a jump',
    staged([3, 50], [0, 80], [4, 80]),
    open,
    [
      ['to 50/s', 0],
      ['hold 80/s', 3000],
    ],
  ],
  [
    'a ramp that begins in the warm-up',
    held(ramp(users), 12_000),
    { model: 'closed', warmUpMs: 1500 },
    [
      ['ramp up', 0],
      ['steady', 500],
    ],
  ],
  [
    'a ramp that ends in the warm-up',
    held(ramp(users), 12_000),
    { model: 'closed', warmUpMs: 4000 },
    [['steady', 0]],
  ],
]

for (const [story, of, how, expected] of named) {
  test(`rampPhases() of ${story}`, () => {
    const starts = rampPhases(of, how).map(({ name, fromMs }) => [name, fromMs])
    assert.deepEqual(starts, expected)
  })
}

function end(endedMs: number, outcome: Exchange['outcome'] = 'ok'): Exchange {
  const plain = { endpoint: 0, serviceUs: 1, lagUs: 0, bodyBytes: 1, failure: -1 }
  return { ...plain, outcome, endedMs, responseUs: endedMs }
}

function told(phases: PhaseRecord, untilMs: number) {
  return phases
    .read(untilMs)
    .map(({ name, from, to, ok, failed }) => [name, from, to, ok, failed] as const)
}

test('what ends is counted in the phase in which it ends, with percentiles of its own', () => {
  const phases = createPhases(ramp(users), closed)
  for (const ms of [5, 1999, 2000, 7999]) phases.take(end(ms))
  phases.take(end(2500, 'failed'))
  phases.take(end(2600, 'timedOut'))
  phases.take(end(2700, 'interrupted'))
  phases.take(end(8500))
  assert.deepEqual(told(phases, 9500), [
    ['ramp up', 0, 2, 2, 0],
    ['steady', 2, 8, 2, 2],
    ['drain', 8, 9.5, 1, 0],
  ])
  const [up, steady] = phases.read(9500)
  assert.deepEqual([up?.p50, up?.p99, steady?.p99], [0.005, 1.999, 7.999])
  assert.deepEqual(
    told(phases, 8010).map(([name]) => name),
    ['ramp up', 'steady'],
    'a drain of ms',
  )
  assert.deepEqual(told(phases, 1500), [], 'one so far')
})

test('a run of one stretch has no phases, whatever its warm-up, unless it is drained for a second', () => {
  const warm = createPhases(held(constant({ rate: 5, runTimeMs: 3000 }), 5000), {
    model: 'open',
    warmUpMs: 2000,
  })
  assert.deepEqual(told(warm, 3500), [])
  assert.deepEqual(told(warm, 4200), [
    ['warm-up', -2, 0, null, null],
    ['hold 5/s', 0, 3, 0, 0],
    ['drain', 3, 4.2, 0, 0],
  ])
})

test('a change begins a new phase, and what was counted stays', () => {
  const phases = createPhases(ramp(users), closed)
  phases.take(end(2500))
  phases.change({ from: 10, to: 30, durationMs: 1000 }, 3000)
  phases.take(end(3500))
  phases.take(end(4000))
  phases.change({ from: 30, to: 4, durationMs: 0 }, 5000)
  phases.take(end(6000, 'failed'))
  assert.deepEqual(told(phases, 7000), [
    ['ramp up', 0, 2, 0, 0],
    ['steady', 2, 3, 1, 0],
    ['to 30 users', 3, 4, 1, 0],
    ['hold 30 users', 4, 5, 1, 0],
    ['hold 4 users', 5, 7, 0, 1],
  ])
})

test('changes without end make no phases without end', () => {
  const phases = createPhases(ramp({ ...users, runTimeMs: 600_000 }), closed)
  for (let ms = 3000; ms < 300_000; ms += 1000) {
    phases.change({ from: 10, to: 11, durationMs: 0 }, ms)
  }
  assert.equal(told(phases, 400_000).length, 30)
})

test('a run that is stopped is drained from there on', () => {
  const phases = createPhases(ramp(users), closed)
  phases.stop(3000)
  phases.take(end(3500))
  phases.stop(9000)
  assert.deepEqual(told(phases, 4500), [
    ['ramp up', 0, 2, 0, 0],
    ['steady', 2, 3, 0, 0],
    ['drain', 3, 4.5, 1, 0],
  ])
  const early = createPhases(ramp(users), closed)
  early.stop(-5)
  assert.deepEqual(told(early, 10), [])
})

test('phases stand in a Result, in its table, and in what a file draws', async () => {
  const phases = createPhases(held(ramp(users), 9000), { model: 'closed', warmUpMs: 1000 })
  phases.take(end(500))
  phases.take(end(4000, 'failed'))
  const result = { ...(await sampleResult('pass')), phases: phases.read(8000) }
  assert.deepEqual(strictResultProblems(JSON.parse(JSON.stringify(result))), [])
  const drawn = unpackCharts(packCharts(result)).phases
  assert.deepEqual(
    drawn,
    result.phases.map(({ name, from, to }) => ({ name, from, to })),
  )
  const rows = phaseSection(result).map(htmlText).join('').split('<tr>')
  const texts = rows.slice(2).map((row) => row.split(/<[^>]+>/).filter((text) => text !== ''))
  assert.deepEqual(texts, [
    ['warm-up', '-0:01', '1.00', '-', '-', '-', '-', '-', '-'],
    ['ramp up', '0:00', '1.00', '1', '1.00', '0 %', '0.500', '0.500', '0.500'],
    ['steady', '0:01', '7.00', '1', '0.143', '100 %', '-', '-', '-'],
  ])
  assert.deepEqual(phaseSection({ ...result, phases: [] }), [])
})

test('a stretch of which the warm-up leaves a millisecond is a part of the next', () => {
  const pieces = [
    { durationMs: 5001, from: 0, to: 0 },
    { durationMs: 1, from: 0, to: 1 },
    { durationMs: 5000, from: 1, to: 1 },
  ]
  assert.deepEqual(
    rampPhases({ pieces, first: 0, every: 1 }, { model: 'closed', warmUpMs: 5000 }),
    [{ name: 'hold 1 user', fromMs: 0 }],
  )
})
