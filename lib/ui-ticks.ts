/** Makes what is told of a run once a second: what has changed since the second before. */
import { redactCheck, redactFailure } from './cli-result.ts'
import { groupOf, toldFailure } from './failure-key.js'
import { packDistribution, packPoint, packRow } from './live-packet.js'
import { redact, redactDeep } from './redact.ts'
import { worst } from './result.ts'
import { checkNews, phaseNews } from './second-news.js'
import { createUiTrends } from './ui-trends.ts'
import type { UiTrends } from './ui-trends.ts'
import type { Endpoint } from './users.ts'
import type { Events } from './live-events.js'
import type { Live } from './live-state.ts'
import type { Tick } from './live-packet.js'
import type { Snapshot } from './load-engine.ts'
import type { Phase } from './phase.ts'
import type { Check, Failure, RequestStatistics, SeriesPoint } from './result.ts'

/** So many characters of a tick are endpoints' rows, and what is left of them their distributions. */
const rowsRoom = 8000
/** So many bytes are groups of failures; the others follow in the next seconds. */
const failuresRoom = 8000

/** By the events that tell it; what has not changed is left out. The tick is the last: whoever has it has all of the second. */
export type SecondNews = Partial<Pick<Events, 'phase' | 'check' | 'error'>> & {
  readonly tick: Omit<Tick, 'shares' | 'before'>
}

export type Ticks = {
  /** Takes note of what has changed; called each second, whether anybody watches or not. */
  readonly follow: (soFar: Snapshot, checks: readonly Check[]) => void
  /** Of the second that was followed last. */
  readonly make: (given: {
    readonly soFar: Snapshot
    readonly live: Live
    readonly durationMs: number
    readonly points: readonly SeriesPoint[]
    readonly heat: Tick['heat']
    readonly pulse: Tick['pulse']
    readonly states: Tick['states']
  }) => SecondNews
  /** How each endpoint did over the run. */
  readonly trends: UiTrends
  /** The numbers under which ticks tell of endpoints. */
  readonly placeOf: (endpoint: Endpoint) => number
  /** In the order in which ticks number them. */
  readonly ordered: (requests: readonly RequestStatistics[]) => readonly RequestStatistics[]
}

/** Of one run. */
export function createTicks(): Ticks {
  const places = new Map<string, number>()
  const counted = new Map<string, number>()
  let changed: RequestStatistics[] = []
  let from = 0
  // In the order in which they changed, so that each has its turn however many there are.
  const untold = new Map<string, Failure>()
  let failures: Failure[] = []
  let checks: Followed<Check> = { before: [], now: [] }
  let phases: Followed<Phase> = { before: [], now: [] }
  const trends = createUiTrends(placeOf)

  function placeOf({ method, name }: Endpoint): number {
    const key = `${method} ${name}`
    const place = places.get(key) ?? places.size
    places.set(key, place)
    return place
  }

  function isNews(key: string, count: number): boolean {
    const before = counted.get(key)
    counted.set(key, count)
    return before !== count
  }

  function follow(soFar: Snapshot, checksNow: readonly Check[]): void {
    from = places.size
    changed = soFar.requests.filter((each) => isNews(`request ${placeOf(each)}`, answersOf(each)))
    for (const each of soFar.failures) {
      const key = groupOf(each)
      if (isNews(key, each.count)) untold.set(key, each)
    }
    failures = takeTold(untold)
    checks = { before: checks.now, now: checksNow }
    phases = { before: phases.now, now: soFar.phases ?? [] }
    trends.follow(soFar.byEndpoint)
  }

  function make(given: Parameters<Ticks['make']>[0]): ReturnType<Ticks['make']> {
    const { soFar, durationMs, points, states, ...plain } = given
    const fresh = changed.filter((each) => placeOf(each) >= from)
    const names = fresh.toSorted((one, other) => placeOf(one) - placeOf(other))
    const rows = changed.map((each) => packRow(each, placeOf(each)))
    const tick = {
      ...plain,
      head: headOf({ soFar, checks: checks.now, durationMs }),
      from,
      names: names.map(({ method, name }) => [redact(method), redact(name)] as const),
      rows,
      distributions: busiest(changed, { placeOf, room: rowsRoom - JSON.stringify(rows).length }),
      trend: trends.latest(),
      points: points.map(packPoint),
      states: redactDeep(states),
    }
    const phase = phaseNews(phases.before, phases.now)
    const check = checkNews(checks.before, checks.now)
    return {
      ...(phase.length === 0 ? {} : { phase: redactDeep(phase) }),
      ...(check.length === 0 ? {} : { check: check.map(redactCheck) }),
      ...(failures.length === 0 ? {} : { error: failures }),
      tick,
    }
  }

  function ordered(requests: readonly RequestStatistics[]): readonly RequestStatistics[] {
    return requests.toSorted((one, other) => placeOf(one) - placeOf(other))
  }

  return { follow, make, ordered, placeOf, trends }
}

/** The first of them as they are told, as many as there is room for and at least one; the others stay. */
function takeTold(untold: Map<string, Failure>): Failure[] {
  // Of a list the brackets; of each the comma behind it.
  let room = failuresRoom - 1
  const taken: Failure[] = []
  for (const [key, failure] of untold) {
    const told = toldFailure(redactFailure(failure))
    room -= Buffer.byteLength(JSON.stringify(told)) + 1
    if (room < 0 && taken.length > 0) break
    taken.push(told)
    untold.delete(key)
  }
  return taken
}

/** In the second before, and in this one. */
type Followed<Each> = { readonly before: readonly Each[]; readonly now: readonly Each[] }

function headOf({
  soFar: { load, totals },
  checks,
  durationMs,
}: Pick<Parameters<Ticks['make']>[0], 'soFar' | 'durationMs'> & {
  readonly checks: readonly Check[]
}): Tick['head'] {
  return redactDeep({
    verdict: worst(checks.map(({ verdict }) => verdict)),
    durationMs: Math.round(durationMs),
    load,
    totals: { ...totals, distribution: rounded(totals.distribution) },
  })
}

function answersOf({ sent, ok, failed, timedOut }: RequestStatistics): number {
  return sent + ok + failed + timedOut
}

function rounded(
  distribution: RequestStatistics['distribution'],
): RequestStatistics['distribution'] {
  return distribution.map(([bound, count]) => [Number(bound.toPrecision(6)), count] as const)
}

/** Those asked most, as far as there is room; the others come with the next whole. */
function busiest(
  requests: readonly RequestStatistics[],
  given: { readonly placeOf: (request: RequestStatistics) => number; readonly room: number },
): number[][] {
  let { room } = given
  const taken: number[][] = []
  if (room <= 0) return taken
  for (const each of requests.toSorted((one, other) => other.sent - one.sent)) {
    const packed = packDistribution(each, given.placeOf(each))
    room -= JSON.stringify(packed).length
    if (room < 0) break
    taken.push(packed)
  }
  return taken
}
