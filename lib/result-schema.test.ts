/** The JSON Schema of the Result: it takes what scripts write, and refuses what they never would. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

import { resultProblems, strictResultProblems } from './result-schema.ts'
import { sampleNames, sampleResult } from './sample-result.ts'
import type { PulsePoint } from './pulse-data.js'
import type { Failure, RequestStatistics, Result, SeriesPoint } from './result.ts'

for (const name of sampleNames) {
  test(`the sample ${name} is a Result`, async () => {
    assert.deepEqual(strictResultProblems(await sampleResult(name)), [])
  })
}

const sample = await sampleResult('fail')

/** Every key that a Result may have: the compiler holds this list to the type. */
const keys: Readonly<Record<keyof Result, true>> = {
  schema: true,
  script: true,
  version: true,
  verdict: true,
  exitCode: true,
  startedAt: true,
  durationMs: true,
  seed: true,
  interrupted: true,
  command: true,
  settings: true,
  environment: true,
  checks: true,
  tables: true,
  properties: true,
  load: true,
  pool: true,
  tablesPerMinute: true,
  capacity: true,
  requests: true,
  totals: true,
  failures: true,
  faults: true,
  faultScore: true,
  mutants: true,
  score: true,
  series: true,
  parts: true,
  baseline: true,
  phases: true,
  marks: true,
  chart: true,
  pulse: true,
  connectorStates: true,
}

const pointKeys: Readonly<Record<keyof SeriesPoint, true>> = {
  t: true,
  users: true,
  due: true,
  sent: true,
  ok: true,
  failed: true,
  p50: true,
  p95: true,
  p99: true,
  max: true,
  serviceP99: true,
}

const failureKeys: Readonly<Record<keyof Failure, true>> = {
  method: true,
  name: true,
  kind: true,
  message: true,
  sample: true,
  count: true,
  firstAt: true,
  lastAt: true,
  over: true,
}

const requestKeys: Readonly<Record<keyof RequestStatistics, true>> = {
  method: true,
  name: true,
  sent: true,
  ok: true,
  failed: true,
  timedOut: true,
  interrupted: true,
  throughput: true,
  failuresPerSecond: true,
  failureRate: true,
  bodyBytesMean: true,
  responseTimeMs: true,
  serviceTimeMs: true,
  failedTimeMs: true,
  distribution: true,
  weightShare: true,
  over: true,
}

const pulseKeys: Readonly<Record<keyof PulsePoint, true>> = {
  t: true,
  heat: true,
  lagP99Ms: true,
  loopDelayMs: true,
  cpuPercent: true,
  behindMs: true,
  behindBytes: true,
  retainedBytes: true,
  inFlight: true,
}

type Schema = {
  readonly properties: object
  readonly $defs: Readonly<
    Record<'point' | 'failure' | 'requests' | 'pulse', { readonly properties: object }>
  >
}

test('the schema names every section of a Result, every key of a second, a failure, an endpoint and of the pulse, and no other', async () => {
  const file = new URL('../fixtures/result.schema.json', import.meta.url)
  const { properties, $defs } = JSON.parse(await readFile(file, 'utf8')) as Schema
  const { point, failure, requests, pulse } = $defs
  const told = [properties, ...[point, failure, requests, pulse].map((each) => each.properties)]
  const known = [keys, pointKeys, failureKeys, requestKeys, pulseKeys]
  assert.deepEqual(told.map(sortedKeys), known.map(sortedKeys))
})

function sortedKeys(of: object): readonly string[] {
  return Object.keys(of).sort()
}

test('what somebody did in mid-run stands in a Result by its second', () => {
  const mark = { t: 3, kind: 'change', text: '50 users' } as const
  assert.deepEqual(strictResultProblems({ ...sample, marks: [mark] }), [])
  const told = strictResultProblems({ ...sample, marks: [{ ...mark, kind: 'wish' }] })
  assert.match(told.join('\n'), /#\/marks\/0\/kind: /)
})

const wrong: readonly (readonly [story: string, changed: unknown, told: RegExp])[] = [
  ['no object', [], /^#: Instance type "array" is invalid/],
  ['a verdict of another word', { ...sample, verdict: 'ok' }, /#\/verdict: .*"pass"/],
  ['no checks', { ...sample, checks: undefined }, /required property "checks"/],
  [
    'a check without a verdict',
    { ...sample, checks: [{ name: 'x' }] },
    /#\/checks\/0: .*required property "verdict"/,
  ],
  ['a count of a half', { ...sample, seed: 0.5 }, /#\/seed: /],
  [
    'no percentile where there was one',
    { ...sample, totals: { ...sample.totals, responseTimeMs: {} } },
    /#\/totals\/responseTimeMs: .*"min"/,
  ],
]

for (const [story, changed, told] of wrong) {
  test(`${story} is no Result, and the place is named`, () => {
    const plain: unknown = JSON.parse(JSON.stringify(changed))
    assert.match(resultProblems(plain).join('\n'), told)
  })
}

test('a reader takes a key that a newer bench has added, a test of ours does not', () => {
  const newer = { ...sample, totals: { ...sample.totals, novelty: 1 } }
  assert.deepEqual(resultProblems(newer), [])
  assert.match(strictResultProblems(newer).join('\n'), /novelty/)
})
