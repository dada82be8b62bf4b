/** What each event of the server makes of what the live page knows, and which of it is news. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { newsOf, receive } from './live-events.js'
import { packResult } from './live-packet.js'
import { sampleResult } from './sample-result.ts'
import { noTrends } from './trend-data.js'
import { packWhole } from './whole-payload.js'
import { running as live } from './scratch-live-state.ts'
import type { Model } from './live-events.js'
import type { Live, LiveStateName } from './live-state.ts'
import type { Tick } from './live-packet.js'
import type { Mark, Result } from './result.ts'

const form = { profiles: [], fields: [], workloads: [], values: {}, host: null, usersMax: 1 }
const earlier = { heat: [[1, 2]], pulse: [[1, 2, 30, 40, 5000, 60_000, 7]], states: [] } as const
const empty: Model = {
  live,
  form,
  log: [],
  ghost: null,
  ...earlier,
  trends: noTrends,
  shares: [],
  earlier: null,
  before: [],
  result: null,
  coming: {},
}
const { coming: _coming, ...known } = { ...empty, result: null }
const noRun = { ...known, ...packWhole(known) }
const first: Mark = { t: 3, kind: 'note', text: 'the first' }
const second: Mark = { ...first, text: 'the second' }

let result: Result
before(async () => (result = await sampleResult('pass')))

function running(changes: Partial<Live> = {}, marks?: readonly Mark[]): Model {
  const shown = marks === undefined ? result : { ...result, marks }
  return { ...empty, live: { ...live, ...changes }, result: shown }
}

function failing(model: Model, names: readonly string[]): Model {
  const checks = names.map((name) => ({ name, verdict: 'fail', since: 3 }) as const)
  return { ...model, result: { ...result, marks: model.result?.marks ?? [], checks } }
}

for (const name of ['hello', 'end']) {
  test(`${name} is the whole, whatever was there before`, () => {
    assert.deepEqual(receive(null, name, noRun), empty)
    const page = { ...running(), coming: { checks: [] } }
    const arrived = receive(page, name, { ...noRun, result: packResult(result) })
    assert.deepEqual({ ...arrived, result: null }, empty)
    assert.equal(arrived?.result?.startedAt, result.startedAt)
    assert.equal(arrived.result.requests?.length, result.requests?.length)
  })
}

test('nothing but a whole comes to anything where there is nothing', () => {
  const events = ['tick', 'phase', 'check', 'error', 'state', 'mark', 'log', 'other']
  for (const name of events) {
    assert.equal(receive(null, name, []), null, name)
  }
})

const stopped = { t: 2, name: 'orders', state: 'STOPPED' }

function tickOf(changes: Partial<Live>): Tick {
  const { verdict, load, totals } = result
  assert.ok(load !== undefined && totals !== undefined)
  const head = { verdict, durationMs: 99, load, totals }
  const rows = {
    from: 0,
    names: [],
    rows: [],
    distributions: [],
    points: [],
    trend: [7],
    shares: [0.5],
    before: [[1, 2, 3, 0]],
  }
  const more = { heat: [[3, 4]], pulse: [[2, 3, 31, 41, 5001, 60_001]], states: [stopped] } as const
  return { live: { ...live, ...changes }, head, ...more, ...rows }
}

test('a tick is put over the Result, and its heat, pulse and states behind what is there', () => {
  const model = running()
  const after = receive(model, 'tick', tickOf({ inFlight: 9 }))
  assert.deepEqual(
    [after?.live.inFlight, after?.heat, after?.result?.durationMs],
    [
      9,
      [
        [1, 2],
        [3, 4],
      ],
      99,
    ],
  )
  assert.deepEqual(after?.pulse, [...model.pulse, [2, 3, 31, 41, 5001, 60_001]])
  assert.deepEqual(after.states, [stopped])
  assert.deepEqual([after.shares, after.before], [[0.5], [[1, 2, 3, 0]]])
  assert.deepEqual(after.trends, { step: 1, seen: 1, lines: [[7]] })
  assert.deepEqual([after?.log, after?.form], [model.log, model.form])
})

test('before there is a Result, nothing of one is kept', () => {
  for (const name of ['tick', 'phase', 'check', 'error', 'mark']) {
    assert.equal(receive(empty, name, [{ place: 0 }]), empty, name)
  }
})

const steady = { name: 'steady', from: 0, to: 3, ok: 9, failed: 0, p50: 1, p95: 1, p99: 1 }
const failure = { method: 'GET', name: '/one', kind: 'status', message: 'HTTP 500' }

test('what a second has changed is shown with its tick, and nothing of it before', () => {
  const [check, ...others] = result.checks
  assert.ok(check !== undefined)
  const begun = { ...running(), result: { ...result, failures: [] } }
  const { phases: _phases, ...shown } = begun.result
  const parts = [
    ['phase', [{ place: 0, ...steady }]],
    ['check', [{ ...check, place: 0, measured: 77, line: [1, 0, 5] }]],
    ['error', [failure]],
  ] as const
  let model: Model | null = { ...begun, result: shown }
  for (const [name, value] of parts) {
    model = receive(model, name, value)
    assert.equal(model?.result, shown, name)
  }
  // A mark that comes in between is not lost.
  model = receive(receive(model, 'mark', first), 'tick', tickOf({}))
  const { phases, checks, failures, marks } = model?.result ?? {}
  const over = { step: 1, values: [5] }
  assert.deepEqual(phases, [steady])
  assert.deepEqual(checks, [{ ...check, measured: 77, over }, ...others])
  assert.deepEqual(failures, [failure])
  assert.deepEqual(marks, [...(result.marks ?? []), first])
  const next = receive(model, 'tick', tickOf({}))
  assert.deepEqual([next?.coming, next?.result?.checks], [{}, checks])
})

test('a state is in place of the one before, and a mark behind those that are there', () => {
  const after = receive(running(), 'state', { ...live, state: 'done' })
  assert.deepEqual([after?.live.state, after?.result], ['done', result])
  const marked = receive(running({}, [first]), 'mark', second)
  assert.deepEqual(marked?.result?.marks, [first, second])
  assert.deepEqual(receive({ ...empty, result }, 'mark', first)?.result?.marks, [first])
})

test('of the log the last 500 lines are kept', () => {
  let model: Model | null = empty
  for (let line = 0; line < 502; line += 1) model = receive(model, 'log', ['', String(line)])
  const texts = model?.log.map(([, text]) => text)
  assert.deepEqual([texts?.length, texts?.[0], texts?.at(-1)], [500, '2', '501'])
})

test('an event that is not known changes nothing', () => {
  assert.equal(receive(empty, 'other', ['', 'x']), empty)
})

const words: Readonly<Record<LiveStateName, string>> = {
  idle: 'Nothing runs',
  starting: 'The run is starting',
  running: 'The run goes on',
  stopping: 'The run is stopping',
  done: 'The run has passed',
  failed: 'The run has failed',
  invalid: 'The run has no verdict',
  aborted: 'The run was stopped',
}

for (const [state, text] of Object.entries(words) as [LiveStateName, string][]) {
  test(`newsOf() a run that is ${state}: ${text}`, () => {
    const other = running({ state: state === 'idle' ? 'done' : 'idle' })
    assert.equal(newsOf(other, running({ state })), text)
    assert.equal(newsOf(running({ state }), running({ state })), '')
  })
}

test('newsOf() says nothing where a page begins, and of a mark only that it is new in the same run', () => {
  const marked = running({}, [first, second])
  assert.equal(newsOf(null, marked), '')
  assert.equal(newsOf(running({}, [first]), marked), 'the second')
  assert.equal(newsOf(running(), marked), 'the second')
  assert.equal(newsOf(empty, marked), 'the second')
  assert.equal(newsOf(marked, marked), '')
  assert.equal(newsOf(marked, empty), '')
  assert.equal(newsOf(running({ runId: 'zero' }, [first]), marked), '')
})

test('newsOf() tells each check that has turned, behind the state and the mark', () => {
  const starting = failing(running({ state: 'starting' }, []), ['p99<1ms'])
  const now = failing(running({}, [first]), ['p99<1ms', 'p95<1ms', 'throughput>=10'])
  assert.equal(
    newsOf(starting, now),
    'The run goes on; the first; failing: p95<1ms; failing: throughput>=10',
  )
})
