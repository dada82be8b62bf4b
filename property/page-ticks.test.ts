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
import { applyTick, unpackResult } from '../lib/live-model.js'
import { failureKey, packResult } from '../lib/live-packet.js'
import { scheduleName } from '../lib/load-judgement.ts'
import { propertiesOf } from '../lib/property.ts'
import { createTicks } from '../lib/ui-ticks.ts'
import { noEndpoints } from '../lib/scratch-live-state.ts'
import type { Live } from '../lib/live-state.ts'
import type { Snapshot } from '../lib/load-engine.ts'
import type { Check, Failure, SeriesPoint } from '../lib/result.ts'
import type { Ticks } from '../lib/ui-ticks.ts'

const property = propertiesOf(import.meta.url)

/** What goes through a pipe of JSON. */
function sent<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value
}

const schedule: Check = { name: scheduleName, verdict: 'pass', measured: 1 }

const seconds = fc.array(
  fc.record({ list: answers, came: fc.nat(2), failures: failureLists }, { noNullPrototype: true }),
  { minLength: 1, maxLength: 5 },
)

property('ticks', 'a page that was there from the beginning has what one that comes later has', {
  share: 0.5,
  arbitrary: fc.tuple(endpointLists, charts, seconds),
  labels: {
    'an endpoint that comes later': {
      percent: 20,
      is: ([all, , list]) =>
        all.length > 1 && (list[0]?.came ?? 0) < 1 && list.some(({ came }) => came > 0),
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
    let page = unpackResult(sent(packResult(first)))
    let tallies: ReturnType<typeof counted> = []
    const groups = new Map<string, Failure>()
    list.forEach(({ list: ended, came, failures }, index) => {
      const endpoints = all.slice(0, Math.max(1, tallies.length + came))
      tallies = counted(endpoints, ended, tallies)
      for (const each of failures) groups.set(failureKey(each), each)
      const points = chart.points.slice(0, index + 1)
      const second = { t: index + 1, isWhole: true, endpoints, bins: new Map<number, never>() }
      history.take({ ...second, lagP99Ms: ended.length })
      const checks = history.tell([schedule])
      const sum = resultOf({ endpoints, tallies, seconds: index + 1 }, { ...chart, points }, [
        ...groups.values(),
      ])
      const now = { ...sum, verdict: schedule.verdict, checks }
      // The engine tells of endpoints in another order than that in which they came.
      page = applyTick(
        page,
        sent(tickOf(ticks, { ...now, requests: now.requests.toReversed() }, points.slice(index))),
      )
      const later = { ...now, requests: ticks.ordered(now.requests) }
      assert.deepEqual(page, unpackResult(sent(packResult(later))))
    })
  },
})

/** Of the second that has ended, as the server makes it. */
function tickOf(ticks: Ticks, now: ReturnType<typeof resultOf>, points: readonly SeriesPoint[]) {
  const { load, requests, totals, failures = [], checks, durationMs } = now
  const of = { load, requests, totals, failures, byEndpoint: noEndpoints }
  const soFar = { ...of, latest: { t: load?.measuredSeconds } } as unknown as Snapshot
  ticks.follow(soFar)
  const live = {} as Live
  return ticks.make({ soFar, live, checks, durationMs, points, heat: [], pulse: [], states: [] })
}
