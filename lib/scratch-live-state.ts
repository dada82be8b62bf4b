/** For tests of the live page: the state of a run that goes on, and what a page makes of what it is told. */
import { receive } from './live-events.js'
import { packResult } from './live-packet.js'
import { noTrends } from './trend-data.js'
import { packWhole } from './whole-payload.js'
import type { ByEndpoint } from './by-endpoint.ts'
import type { ChartRecord } from './chart-record.ts'
import type { Events, Hello, Model } from './live-events.js'
import type { Tick } from './live-packet.js'
import type { Live } from './live-state.ts'
import type { Result } from './result.ts'

export const running: Live = {
  state: 'running',
  runId: 'one',
  script: 'load/spike',
  target: 'the embedded stack',
  model: 'closed',
  nowMs: 1,
  startedAtMs: 0,
  runTimeMs: 600_000,
  warmUpMs: 0,
  stopByMs: null,
  wanted: 500,
  recent: null,
  inFlight: 3,
  usersMax: 1000,
  doing: '',
}

/** Of a run of which no chart knows anything. */
export const noCharts: ChartRecord = {
  bucketSeconds: 1,
  points: [],
  heat: [],
  pulse: [],
  states: [],
  news: { points: [], heat: [], pulse: [], states: [] },
}

export const noEndpoints: ByEndpoint = { latest: () => [], recent: () => [] }

/** A hello with this Result, and nothing else to tell. */
export function helloOf(result: Result | null): Hello {
  return {
    live: running,
    form: { profiles: [], fields: [], workloads: [], values: {}, host: null, usersMax: 1 },
    log: [],
    ghost: null,
    ...packWhole({ heat: [], pulse: [], trends: noTrends }),
    states: [],
    shares: [],
    earlier: null,
    before: [],
    result: result === null ? null : packResult(result),
  }
}

/** What goes through a pipe of JSON. */
export function sent<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value
}

type Told = Partial<Omit<Events, 'tick'>> & { readonly tick?: Omit<Tick, 'shares' | 'before'> }

/** The page after these events, in their order; null: it was not there before. */
export function pageAfter(page: Model | null, told: Told): Model {
  const events = Object.entries(sent({ ...told })).map(
    ([name, value]) =>
      [name, name === 'tick' ? { shares: [], before: [], ...(value as object) } : value] as const,
  )
  const after = events.reduce((before, [name, value]) => receive(before, name, value), page)
  if (after === null) throw new Error('The page was told nothing that it begins with')
  return after
}
