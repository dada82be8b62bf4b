/** What is told once a second: of many groups of failures each has its turn, and what has not changed is not told. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { resultOf } from './cli-result.ts'
import { largeResult, sampleResult } from './sample-result.ts'
import { helloOf, noCharts, noEndpoints, pageAfter, running as live } from './scratch-live-state.ts'
import { createTicks } from './ui-ticks.ts'
import type { Snapshot } from './load-engine.ts'
import type { Failure, Result } from './result.ts'
import type { Ticks } from './ui-ticks.ts'

const endpoints = 45

let result: Result
before(async () => {
  result = largeResult(await sampleResult('pass'), { endpoints, seconds: 3 })
})

/** A second in which these groups of failures stand so. */
function second(ticks: Ticks, failures: readonly Failure[], checks = result.checks) {
  const { load, totals, requests = [], series = [] } = result
  const [latest] = series
  assert.ok(load !== undefined && totals !== undefined && latest !== undefined)
  const soFar: Snapshot = {
    load,
    totals,
    requests,
    failures,
    latest,
    inFlight: 0,
    recent: () => ({ ...latest, seconds: 10 }),
    charts: noCharts,
    byEndpoint: noEndpoints,
  }
  ticks.follow(soFar, checks)
  const beside = { points: [], heat: [], pulse: [], states: [] }
  return ticks.make({ soFar, live, durationMs: 1, ...beside })
}

/** How often the groups of these places have failed. */
function countsOf(failures: readonly Failure[] = []): readonly string[] {
  return failures.map(({ name, count }) => `${/\d+/.exec(name)?.[0]}: ${count}`)
}

test('a second has what has changed in it: of one in which nothing has there is the tick alone', () => {
  const ticks = createTicks()
  const first = second(ticks, [])
  assert.deepEqual(Object.keys(first), ['check', 'tick'])
  assert.equal(first.check?.length, result.checks.length)
  assert.deepEqual(Object.keys(second(ticks, [])), ['tick'])
  const failed = second(ticks, (result.failures ?? []).slice(0, 1))
  assert.deepEqual(Object.keys(failed), ['error', 'tick'])
})

test('groups of failures that change all at once are told in turn, twenty a second, as they stand then', () => {
  const ticks = createTicks()
  let failures = result.failures ?? []
  const told = [second(ticks, failures)]
  // The most frequent goes on, and is no more often told for that.
  for (let again = 0; again < 3; again += 1) {
    failures = failures.map((each, at) => (at === 40 ? { ...each, count: each.count + 100 } : each))
    told.push(second(ticks, failures))
  }
  assert.deepEqual(
    told.map(({ error }) => error?.length),
    [20, 20, 5, 1],
  )
  assert.equal(countsOf(told[2]?.error)[0], `40: ${1 + (40 % 7) + 200}`)
  assert.deepEqual(countsOf(told[3]?.error), [`40: ${1 + (40 % 7) + 300}`])
  const hello = helloOf({ ...result, failures: [] })
  const page = told.reduce(pageAfter, pageAfter(null, { hello }))
  assert.deepEqual(countsOf(page.result?.failures), countsOf(failures))
})

test('who comes in between has all, and is told nothing that is older', () => {
  const ticks = createTicks()
  const failures = result.failures ?? []
  second(ticks, failures)
  const hello = helloOf({ ...result, failures })
  const page = [second(ticks, failures), second(ticks, failures)].reduce(
    pageAfter,
    pageAfter(null, { hello }),
  )
  assert.deepEqual(countsOf(page.result?.failures), countsOf(failures))
})

test('a group whose first message is longer than is shown stays one group', () => {
  const ticks = createTicks()
  const [failure] = result.failures ?? []
  assert.ok(failure !== undefined)
  const long = { ...failure, sample: 'x'.repeat(2000) }
  const page = pageAfter(null, { hello: helloOf({ ...result, failures: [long] }) })
  const { result: later } = pageAfter(page, second(ticks, [{ ...long, count: 99 }]))
  assert.deepEqual(
    later?.failures?.map(({ count, sample }) => [count, sample?.length]),
    [[99, 500]],
  )
})

test('checks and failures are told as the Result has them: without secrets, and without the folder of the run', () => {
  const ticks = createTicks()
  const message = `${process.cwd()}/x of http://me:hunter2@here/ ${'x'.repeat(600)}`
  const [check] = result.checks
  const failures = (result.failures ?? []).slice(0, 1).map((each) => ({ ...each, sample: message }))
  assert.ok(check !== undefined)
  // Its table is called as a header is.
  const checks: Result['checks'] = [{ ...check, name: 'rows of authorization: a', message }]
  const page = pageAfter(null, { hello: helloOf({ ...result, checks: [], failures: [] }) })
  const { result: told } = pageAfter(page, second(ticks, failures, checks))
  const facts = { name: '', stack: '', settings: {}, seed: 1, startedAt: new Date(0), args: [] }
  const ending = { durationMs: 1, stopCode: null, failureCode: null }
  const { totals } = result
  assert.ok(totals !== undefined)
  const whole = resultOf(facts, { checks, failures, totals }, ending)
  const { result: later } = pageAfter(null, { hello: helloOf(whole) })
  assert.deepEqual([told?.checks, told?.failures], [later?.checks, later?.failures])
  assert.doesNotMatch(JSON.stringify([told?.checks, told?.failures]), /hunter2/)
})
