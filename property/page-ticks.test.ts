/** The law of ticks: second by second a page comes to where one that comes later begins. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import {
  answers,
  charts,
  counted,
  endpointLists,
  failureLists,
  resultOf,
} from '../lib/live-arbitraries.ts'
import { checkHistory } from '../lib/check-history.ts'
import { failureKey } from '../lib/failure-key.js'
import { scheduleName } from '../lib/load-judgement.ts'
import { propertiesOf } from '../lib/property.ts'
import { createTicks } from '../lib/ui-ticks.ts'
import { helloOf, noEndpoints, pageAfter, running } from '../lib/scratch-live-state.ts'
import type { Model } from '../lib/live-events.js'
import type { Snapshot } from '../lib/load-engine.ts'
import type { Phase } from '../lib/phase.ts'
import type { Check, Failure, SeriesPoint } from '../lib/result.ts'
import type { Ticks } from '../lib/ui-ticks.ts'

const property = propertiesOf(import.meta.url)

const schedule: Check = { name: scheduleName, verdict: 'pass', measured: 1 }
const steady: Phase = { name: 'steady', from: 0, to: 0, ok: 0, failed: 0, p50: 1, p95: 1, p99: 1 }

const seconds = fc.array(
  fc.record(
    {
      list: answers,
      came: fc.nat(2),
      failures: failureLists,
      verdict: fc.constantFrom('pass' as const, 'fail' as const),
      isPhase: fc.boolean(),
    },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 5 },
)

property('ticks', 'a page has of the run what one that comes later has, whenever it came itself', {
  share: 0.5,
  arbitrary: fc.tuple(endpointLists, charts, seconds),
  labels: {
    'an endpoint that comes later': {
      percent: 20,
      is: ([all, , list]) =>
        all.length > 1 && (list[0]?.came ?? 0) < 1 && list.some(({ came }) => came > 0),
    },
    'a check that stays': {
      percent: 20,
      is: ([, , list]) => list.some(({ verdict }, index) => verdict === list[index + 1]?.verdict),
    },
    'a phase ends': {
      percent: 20,
      is: ([, , list]) => list.filter(({ isPhase }) => isPhase).length > 1,
    },
    'a failure again': {
      percent: 10,
      is: ([, , list]) => {
        const keys = list.flatMap(({ failures }) => failures.map(failureKey))
        return new Set(keys).size < keys.length
      },
    },
  },
  holds: ([all, chart, list]) => {
    const ticks = createTicks()
    const history = checkHistory([])
    const first = resultOf({ endpoints: [], tallies: [], seconds: 0 }, { ...chart, points: [] })
    let pages: readonly Model[] = [pageAfter(null, { hello: helloOf(first) })]
    let phases: readonly Phase[] = []
    let tallies: ReturnType<typeof counted> = []
    const groups = new Map<string, Failure>()
    list.forEach(({ list: ended, came, failures, verdict, isPhase }, index) => {
      const endpoints = all.slice(0, Math.max(1, tallies.length + came))
      tallies = counted(endpoints, ended, tallies)
      for (const each of failures) groups.set(failureKey(each), each)
      const points = chart.points.slice(0, index + 1)
      const second = { t: index + 1, isWhole: true, endpoints, bins: new Map<number, never>() }
      history.take({ ...second, lagP99Ms: ended.length })
      const checks = history.tell([schedule, { name: 'p95<1ms', verdict }])
      phases = phasesAfter(phases, { isPhase, second: index + 1 })
      const sum = resultOf({ endpoints, tallies, seconds: index + 1 }, { ...chart, points }, [
        ...groups.values(),
      ])
      const now = { ...sum, verdict, checks, ...(phases.length === 0 ? {} : { phases }) }
      // The engine tells of endpoints in another order than that in which they came.
      const unordered = { ...now, requests: now.requests.toReversed() }
      const told = secondOf(ticks, unordered, points.slice(index))
      const later = { ...now, requests: ticks.ordered(now.requests) }
      const joined = pageAfter(null, { hello: helloOf(later) })
      pages = pages.map((page) => pageAfter(page, told))
      for (const page of pages) assert.deepEqual(page.result, joined.result)
      pages = [...pages, joined]
    })
  },
})

/** The last one goes on, or has ended, and another one goes on. */
function phasesAfter(
  phases: readonly Phase[],
  { isPhase, second }: { readonly isPhase: boolean; readonly second: number },
): readonly Phase[] {
  const last = phases.at(-1)
  if (isPhase)
    return [...phases, { ...steady, name: `phase ${second}`, from: second - 1, to: second }]
  return last === undefined ? [] : [...phases.slice(0, -1), { ...last, to: second }]
}

/** Of the second that has ended, as the server makes it. */
function secondOf(ticks: Ticks, now: ReturnType<typeof resultOf>, points: readonly SeriesPoint[]) {
  const { load, requests, totals, failures = [], checks, phases, durationMs } = now
  const of = { load, requests, totals, failures, phases, byEndpoint: noEndpoints }
  const soFar = { ...of, latest: { t: load?.measuredSeconds } } as unknown as Snapshot
  ticks.follow(soFar, checks)
  return ticks.make({ soFar, live: running, durationMs, points, heat: [], pulse: [], states: [] })
}
