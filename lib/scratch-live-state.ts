/** For tests of the live page: the state of a run that goes on. */
import type { ByEndpoint } from './by-endpoint.ts'
import type { ChartRecord } from './chart-record.ts'
import type { Live } from './live-state.ts'

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
  failingSince: {},
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
