/** What is told once a second: of many groups of failures each has its turn, and what has not changed is not told. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { resultOf } from './cli-result.ts'
import { largeResult, sampleResult } from './sample-result.ts'
import { helloOf, noCharts, noEndpoints, pageAfter, running as live } from './scratch-live-state.ts'
import { createTicks } from './ui-ticks.ts'
import type { Snapshot } from './load-engine.ts'
import type { Failure, Result } from './result.ts'
import type { SecondNews, Ticks } from './ui-ticks.ts'

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

function bytesOf(error: SecondNews['error']): number {
  return Buffer.byteLength(JSON.stringify(error ?? []))
}

test('groups of failures that change all at once are told in turn, eight kilobytes a second, as they stand then', () => {
  const ticks = createTicks()
  let failures = result.failures ?? []
  const told = [second(ticks, failures)]
  // The most frequent goes on, and is no more often told for that.
  for (let again = 0; again < 3; again += 1) {
    failures = failures.map((each, at) => (at === 40 ? { ...each, count: each.count + 100 } : each))
    told.push(second(ticks, failures))
  }
  const [first = 0, next = 0, ...later] = told.map(({ error = [] }) => error.length)
  assert.deepEqual([first + next, ...later], [endpoints, 1, 1])
  // As many as there is room for.
  const most = Math.max(...failures.map((each) => bytesOf([each])))
  const bytes = bytesOf(told[0]?.error)
  assert.ok(bytes <= 8000 && bytes > 8000 - most, `${bytes} bytes`)
  assert.ok(countsOf(told[1]?.error).includes(`40: ${1 + (40 % 7) + 100}`))
  assert.deepEqual(countsOf(told[3]?.error), [`40: ${1 + (40 % 7) + 300}`])
  const hello = helloOf({ ...result, failures: [] })
  const page = told.reduce(pageAfter, pageAfter(null, { hello }))
  assert.deepEqual(countsOf(page.result?.failures), countsOf(failures))
})

test('of groups that have much to say fewer are told in a second, and each has its turn', () => {
  const ticks = createTicks()
  const failures = (result.failures ?? []).map((each, index) => ({
    ...each,
    message: `lost … ${index} `.padEnd(200, 'é'),
    sample: `lost ${index} `.padEnd(2000, 'é'),
  }))
  const told = Array.from({ length: 20 }, () => second(ticks, failures).error ?? [])
  for (const each of told) assert.ok(bytesOf(each) <= 8000, `${bytesOf(each)} bytes`)
  assert.ok((told[0] ?? []).length > 2, `${told[0]?.length} groups`)
  assert.deepEqual(countsOf(told.flat()), countsOf(failures))
})

test('a group that is longer than the room is told nevertheless', () => {
  const ticks = createTicks()
  const [failure] = result.failures ?? []
  assert.ok(failure !== undefined)
  const long = ['one', 'two'].map((name) => ({ ...failure, name: name.padEnd(9000, '/') }))
  const told = [1, 2, 3].map(() => second(ticks, long).error?.length ?? 0)
  assert.deepEqual(told, [1, 1, 0])
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
