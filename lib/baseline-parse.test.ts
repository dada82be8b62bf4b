/** What is read as a baseline: a saved one, or the Result of a load run that is valid and whole; all else is refused by name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseBaseline, readRuns } from './baseline-parse.ts'
import { emptyStatistics } from './request-tally.ts'

const totals = { 'achieved-rate': 10, 'failure-rate': 0, p50: 1, p95: 2.5, p99: null }
const load = {
  fingerprint: {},
  anchor: null,
  runs: [{ startedAt: '', totals, endpoints: [] }],
  line: { bucketSeconds: 1, points: [] },
}
const saved = { schema: 'cdc-testbench/baseline/1', loads: [load] }

/** Some of a Result: what is read of it. */
const result = {
  script: 'load/light',
  startedAt: '2026-01-01T00:00:00.000Z',
  interrupted: false,
  settings: { users: 10 },
  environment: { cpus: 4 },
  load: { valid: true, achievedRate: 12 },
  totals: { ...emptyStatistics({ method: '', name: 'Aggregated' }), failureRate: 0.5 },
}

function read(value: unknown) {
  return readRuns(JSON.stringify(value))
}

test('readRuns() takes a saved baseline as it is', () => {
  for (const baseline of [saved, { ...saved, loads: [] }, { ...saved, loads: [load, load] }]) {
    assert.deepEqual(read(baseline), { baseline })
    assert.deepEqual(parseBaseline(JSON.stringify(baseline)), baseline)
  }
})

test('readRuns() makes a baseline of one run of a Result', () => {
  const { loads } = parseBaseline(JSON.stringify(result))
  assert.equal(loads.length, 1)
  assert.deepEqual(loads[0]?.fingerprint, { '--users': '10', cpus: '4' })
  assert.deepEqual(loads[0]?.runs, [
    {
      startedAt: result.startedAt,
      totals: { 'achieved-rate': 12, 'failure-rate': 0.5, p50: null, p95: null, p99: null },
      endpoints: [],
    },
  ])
})

test('readRuns() takes a Result that does not say when it started, or whether it was interrupted', () => {
  const { startedAt: _startedAt, interrupted: _interrupted, ...rest } = result
  const { loads } = parseBaseline(JSON.stringify(rest))
  assert.equal(loads[0]?.runs[0]?.startedAt, '')
})

const others: readonly (readonly [instead: string, value: unknown])[] = [
  ['it is an invalid Result of load/light', { ...result, load: { ...result.load, valid: false } }],
  [
    'it is an invalid Result of load/light',
    { ...result, interrupted: true, load: { ...result.load, valid: false } },
  ],
  ['it is an interrupted Result of load/light', { ...result, interrupted: true }],
  ['it is a Result of load/light', { ...result, load: undefined }],
  ['it is a Result of load/light', { ...result, totals: undefined }],
  ['it is a Result of another script', { settings: {}, environment: {} }],
]

for (const [instead, value] of others) {
  test(`readRuns() says of what has no runs: ${instead}`, () => {
    assert.deepEqual(read(value), { instead })
    assert.throws(() => parseBaseline(JSON.stringify(value)), {
      name: 'UsageError',
      message: `${instead}, expected one of a valid and whole load run`,
    })
  })
}

const run = load.runs[0]
const endpoint = { method: 'GET', name: '/', failureRate: 0, p50: 1, p95: 2, p99: null }
const broken: readonly unknown[] = [
  [],
  null,
  'text',
  7,
  { ...saved, schema: 'cdc-testbench/baseline/2' },
  { ...saved, loads: {} },
  { ...saved, loads: undefined },
  ...[
    null,
    [],
    { ...load, fingerprint: undefined },
    { ...load, fingerprint: [] },
    { ...load, fingerprint: { cpus: {} } },
    { ...load, line: null },
    { ...load, line: { ...load.line, points: {} } },
    { ...load, line: { ...load.line, points: [null] } },
    { ...load, line: { points: [] } },
    { ...load, anchor: [] },
    { ...load, anchor: undefined },
    { ...load, anchor: { since: '', totals: {} } },
    { ...load, anchor: { since: 7, totals } },
    { ...load, runs: [{ ...run, startedAt: null }] },
    { ...load, runs: [{ ...run, endpoints: undefined }] },
    ...[
      null,
      { ...endpoint, name: 7 },
      { ...endpoint, method: null },
      { ...endpoint, p99: '9' },
    ].map((each) => ({ ...load, runs: [{ ...run, endpoints: [endpoint, each] }] })),
    { ...load, runs: {} },
    { ...load, runs: [run, null] },
    { ...load, runs: [run, {}] },
    { ...load, runs: [{ ...run, totals: null }] },
    ...Object.keys(totals).flatMap((metric) => [
      { ...load, runs: [run, { ...run, totals: { ...totals, [metric]: undefined } }] },
      { ...load, runs: [{ ...run, totals: { ...totals, [metric]: '1' } }, run] },
      { ...load, runs: [{ ...run, totals: { ...totals, [metric]: true } }] },
    ]),
  ].map((each) => ({ ...saved, loads: [load, each] })),
  { ...result, settings: undefined },
  { ...result, environment: null },
  { ...result, settings: [] },
  ...[
    { totals: {} },
    { totals: null },
    { totals: { ...result.totals, failureRate: '0' } },
    { load: { valid: true } },
    { requests: {} },
    { requests: [null] },
    { requests: [{ method: 'GET', name: '/' }] },
    { series: {} },
    { series: [null] },
    { chart: null },
    { chart: { points: [] } },
  ].map((damaged) => ({ ...result, ...damaged })),
]

test('readRuns() refuses what is neither a baseline nor a Result', () => {
  for (const value of broken) {
    assert.throws(
      () => read(value),
      {
        name: 'UsageError',
        message: 'it holds no runs, expected a file of --save-baseline or of --report x.json',
      },
      JSON.stringify(value),
    )
  }
  // A number that JSON can write and JavaScript cannot hold.
  const huge = JSON.stringify(saved).replace('"p50":1', '"p50":1e999')
  assert.throws(() => readRuns(huge), /it holds no runs/)
})

test('readRuns() refuses what is no JSON', () => {
  for (const text of ['', '{', 'runs']) {
    assert.throws(() => readRuns(text), {
      name: 'UsageError',
      message: 'it is no JSON, expected a file of --save-baseline',
    })
  }
})

test('readRuns() refuses a Result of another format by its name', () => {
  const later = { schema: 'cdc-testbench/result/2', settings: {}, environment: {} }
  assert.throws(() => read(later), {
    name: 'UsageError',
    message: 'its format is "cdc-testbench/result/2", expected "cdc-testbench/result/1"',
  })
})
