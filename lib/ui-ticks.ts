/** Makes the ticks of a run: once a second, what has changed since the second before. */
import { overNews } from './check-over.js'
import { failureKey, packDistribution, packPoint, packRow } from './live-packet.js'
import { redact, redactDeep } from './redact.ts'
import { worst } from './result.ts'
import { createUiTrends } from './ui-trends.ts'
import type { UiTrends } from './ui-trends.ts'
import type { Endpoint } from './users.ts'
import type { Live } from './live-state.ts'
import type { Tick } from './live-packet.js'
import type { Snapshot } from './load-engine.ts'
import type { Check, Failure, RequestStatistics, SeriesPoint } from './result.ts'

/** So many characters of a tick are endpoints' rows, and what is left of them their distributions. */
const rowsRoom = 8000
/** Groups of failures. */
const failuresMax = 20

export type Ticks = {
  /** Takes note of what has changed; called each second, whether anybody watches or not. */
  readonly follow: (soFar: Snapshot) => void
  /** The tick of the second that was followed last. */
  readonly make: (given: {
    readonly soFar: Snapshot
    readonly live: Live
    readonly checks: readonly Check[]
    readonly durationMs: number
    readonly points: readonly SeriesPoint[]
    readonly heat: Tick['heat']
    readonly pulse: Tick['pulse']
    readonly states: Tick['states']
  }) => Omit<Tick, 'shares' | 'before'>
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
  let failures: Failure[] = []
  let from = 0
  let [secondBefore, second] = [0, 0]
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

  function follow({ requests, failures: groups, byEndpoint, latest }: Snapshot): void {
    from = places.size
    secondBefore = second
    second = latest.t
    changed = requests.filter((each) => isNews(`request ${placeOf(each)}`, answersOf(each)))
    failures = groups.filter((each) => isNews(failureKey(each), each.count)).slice(0, failuresMax)
    trends.follow(byEndpoint)
  }

  function make(given: Parameters<Ticks['make']>[0]): ReturnType<Ticks['make']> {
    const { soFar, checks, durationMs, points, states, ...plain } = given
    const fresh = changed.filter((each) => placeOf(each) >= from)
    const names = fresh.toSorted((one, other) => placeOf(one) - placeOf(other))
    const rows = changed.map((each) => packRow(each, placeOf(each)))
    return {
      ...plain,
      head: headOf({ soFar, checks, durationMs }),
      from,
      names: names.map(({ method, name }) => [redact(method), redact(name)] as const),
      rows,
      distributions: busiest(changed, { placeOf, room: rowsRoom - JSON.stringify(rows).length }),
      lines: overNews(checks, secondBefore),
      trend: trends.latest(),
      points: points.map(packPoint),
      states: redactDeep(states),
      failures: redactDeep(failures),
    }
  }

  function ordered(requests: readonly RequestStatistics[]): readonly RequestStatistics[] {
    return requests.toSorted((one, other) => placeOf(one) - placeOf(other))
  }

  return { follow, make, ordered, placeOf, trends }
}

function headOf({
  soFar: { load, totals, phases },
  checks,
  durationMs,
}: Pick<Parameters<Ticks['make']>[0], 'soFar' | 'checks' | 'durationMs'>): Tick['head'] {
  return redactDeep({
    verdict: worst(checks.map(({ verdict }) => verdict)),
    durationMs: Math.round(durationMs),
    checks: checks.map(({ over: _over, ...check }) => check),
    load,
    ...(phases === undefined ? {} : { phases }),
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
