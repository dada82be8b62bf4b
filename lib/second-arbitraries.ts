/** Seconds of made-up runs, as a history of checks takes them: what ended in each, how late it was released, a gauge. */
import * as fc from 'fast-check'

import { judge, parseThreshold } from './threshold.ts'
import type { Check } from './check.ts'
import type { MeasuredSecond } from './measured-second.ts'
import type { Measured } from './threshold.ts'

export const endpoints = ['/connectors', '/connectors/{name}/status'].map((name) => {
  return { method: 'GET', name, share: null }
})

type GaugedSecond = MeasuredSecond & { readonly gauges: NonNullable<Measured['gauges']> }

/** A made-up second: of each endpoint how many were answered, failed, and how long the answers took. */
const bin = fc
  .record({
    failed: fc.nat(3),
    timedOut: fc.nat(1),
    times: fc.array(fc.nat(900_000), { maxLength: 4 }),
  })
  .map(({ times, timedOut, failed }) => {
    const late = Math.min(timedOut, times.length)
    return { ok: times.length - late, failed, timedOut: late, times }
  })
const pattern = fc.array(
  fc.record({
    bins: fc.uniqueArray(fc.tuple(fc.nat(1), bin), { selector: ([place]) => place, maxLength: 2 }),
    lagP99Ms: fc.option(fc.nat(100_000).map((us) => us / 1000)),
    gauge: fc.option(fc.nat(1000).map((each) => each / 1000)),
  }),
  { minLength: 1, maxLength: 7 },
)
/** How long a run is, its seconds, which come round again, and in how many of them it is over. */
export const runs = fc.record({
  seconds: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(40, 41, 80, 81)),
  pattern,
  late: fc.nat(2),
})
export type Run = typeof runs extends fc.Arbitrary<infer T> ? T : never

/** `nearUs`: all times are as near to this as those of a run may be to a limit. */
export function secondsOf(
  { seconds, pattern: turns, late }: Run,
  nearUs: number | null = null,
): readonly GaugedSecond[] {
  return Array.from({ length: seconds }, (_, index) => {
    const { bins = [], lagP99Ms = null, gauge = null } = turns[index % turns.length] ?? {}
    const gauges = gauge === null ? {} : { 'pool-utilization': gauge }
    const isWhole = index < seconds - late
    const moved = bins.map(([place, { times, ...counts }]) => {
      const us = nearUs === null ? times : times.map((each) => Math.max(0, nearUs + (each % 9) - 4))
      return [place, { ...counts, times: us }] as const
    })
    return { t: index + 1, isWhole, endpoints, bins: new Map(moved), lagP99Ms, gauges }
  })
}

/** Of what was not measured in the end, no line is told. */
export function checkOf(text: string): Check {
  const statistics = { totals: undefined, requests: [] }
  return { ...judge(parseThreshold(text), statistics), measured: 1 }
}
