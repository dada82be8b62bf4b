/** What was measured of one endpoint, as counts and histograms, and the statistics that it makes. */

import type { Exchange } from './exchange-log.ts'
import { Histogram } from './histogram.ts'
import { distribution, latencyMs } from './latency.ts'
import type { RequestStatistics } from './result.ts'
import type { Endpoint } from './users.ts'

/** The statistics of an endpoint that was never asked: counts 0, all else null. */
export function emptyStatistics(endpoint: Endpoint): RequestStatistics {
  return tell(endpoint, newTally(), 0)
}

export type Tally = {
  sent: number
  ok: number
  failed: number
  timedOut: number
  interrupted: number
  answers: number
  bodyBytes: number
  readonly response: Histogram
  readonly service: Histogram
  readonly failedTimes: Histogram
}

export function newTally(): Tally {
  const counts = {
    sent: 0,
    ok: 0,
    failed: 0,
    timedOut: 0,
    interrupted: 0,
    answers: 0,
    bodyBytes: 0,
  }
  const histograms = { response: new Histogram(), service: new Histogram() }
  return { ...counts, ...histograms, failedTimes: new Histogram() }
}

export function addExchange(tally: Tally, exchange: Exchange): void {
  if (exchange.outcome === 'unsent') return
  tally.sent++
  tally[exchange.outcome]++
  if (exchange.bodyBytes >= 0) {
    tally.answers++
    tally.bodyBytes += exchange.bodyBytes
  }
  if (exchange.outcome === 'ok' || exchange.outcome === 'timedOut') {
    tally.response.record(exchange.responseUs)
    tally.service.record(exchange.serviceUs)
  } else if (exchange.outcome === 'failed') {
    tally.failedTimes.record(exchange.responseUs)
  }
}

/** Of all: by merging, for percentiles cannot be averaged. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const total = newTally()
  for (const tally of tallies) {
    for (const key of ['sent', 'ok', 'failed', 'timedOut', 'interrupted'] as const) {
      total[key] += tally[key]
    }
    total.answers += tally.answers
    total.bodyBytes += tally.bodyBytes
    total.response.add(tally.response)
    total.service.add(tally.service)
    total.failedTimes.add(tally.failedTimes)
  }
  return total
}

export function tell(endpoint: Endpoint, tally: Tally, measuredSeconds: number): RequestStatistics {
  const { method, name } = endpoint
  const { sent, ok, failed, timedOut, interrupted } = tally
  const ended = sent - interrupted
  return {
    method,
    name,
    sent,
    ok,
    failed,
    timedOut,
    interrupted,
    throughput: perSecond(ok, measuredSeconds),
    failuresPerSecond: perSecond(failed + timedOut, measuredSeconds),
    failureRate: ended === 0 ? null : (failed + timedOut) / ended,
    bodyBytesMean: tally.answers === 0 ? null : tally.bodyBytes / tally.answers,
    responseTimeMs: latencyMs(tally.response),
    serviceTimeMs: latencyMs(tally.service),
    failedTimeMs: latencyMs(tally.failedTimes),
    distribution: distribution(tally.response),
  }
}

function perSecond(count: number, seconds: number): number {
  return seconds > 0 ? count / seconds : 0
}
