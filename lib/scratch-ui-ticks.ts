/** A live page of a run whose seconds a test makes: the real server, stream and ticks, and as many endpoints as it likes. */
import { readHtmlAssets } from './html-assets.ts'
import { packResult } from './live-packet.js'
import { renderLivePage } from './live-page.ts'
import { largeResult, sampleResult } from './sample-result.ts'
import { noCharts, running } from './scratch-live-state.ts'
import { openUiServer } from './ui-server.ts'
import { createUiStream } from './ui-stream.ts'
import { createTicks } from './ui-ticks.ts'
import { packWhole } from './whole-payload.js'
import type { Live, Preview } from './live-state.ts'
import type { Snapshot } from './load-engine.ts'
import type { Result, SeriesPoint } from './result.ts'

export type ScratchTicks = AsyncDisposable & {
  /** With the token behind its #. */
  readonly address: string
  /** The next second of the run, as its number: every endpoint has answered. */
  readonly next: () => number
}

const token = 'a-token-of-a-test'
const heatOfSecond = [3, 7, 12, 1]

/** The run has one second already. The p95 of its last seconds is the number of the second: the title of the window tells it. */
export async function startScratchTicks(endpoints: number): Promise<ScratchTicks> {
  const whole = largeResult(await sampleResult('pass'), { endpoints, seconds: 1000 })
  const { checks } = whole
  const ticks = createTicks()
  const stream = createUiStream()
  const points: SeriesPoint[] = []
  const heat: number[][] = []
  const pulse: number[][] = []

  function now(): { readonly soFar: Snapshot; readonly live: Live } {
    const soFar = snapshotOf(whole, points.length)
    return { soFar, live: { ...running, nowMs: points.length * 1000, recent: soFar.recent() } }
  }

  function hello(): unknown {
    const { soFar, live } = now()
    const { load, totals, failures } = soFar
    const requests = ticks.ordered(soFar.requests)
    return {
      live,
      form: { ...noForm, usersMax: live.usersMax },
      log: [],
      ghost: null,
      shares: requests.map(() => 1 / endpoints),
      earlier: null,
      before: [],
      ...packWhole({ heat, pulse, trends: ticks.trends.whole() }),
      states: [],
      result: packResult({ ...whole, load, totals, failures, requests, series: points }),
    }
  }

  function next(): number {
    const second = points.length + 1
    const soFar = snapshotOf(whole, second)
    ticks.follow(soFar, checks)
    points.push(soFar.latest)
    heat.push(heatOfSecond)
    pulse.push([1, 2, 30, 40 * second, 5000 * second, 60_000])
    const came = { points: [soFar.latest], heat: heat.slice(-1), pulse: pulse.slice(-1) }
    const { live } = now()
    stream.publish(() => {
      const given = { soFar, live, durationMs: second * 1000, ...came, states: [] }
      const { tick, ...others } = ticks.make(given)
      return { ...others, tick: { ...tick, shares: [], before: [] } }
    })
    return second
  }

  next()
  const server = await openUiServer({
    host: '127.0.0.1',
    port: 0,
    token,
    page: renderLivePage(await readHtmlAssets('report-page-ui.js')),
    stream,
    desk: {
      hello,
      act: () => ({ status: 200, body: noPreview }),
      report: async () => null,
      metrics: () => ({ type: 'text/plain', text: '' }),
    },
  })
  return {
    address: `${server.url}#${token}`,
    next,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** Every number is another one each second. */
function snapshotOf(whole: Result, second: number): Snapshot {
  const { load, totals, requests = [], failures = [], series = [] } = whole
  const latest = series[second - 1]
  if (load === undefined || totals === undefined || latest === undefined) {
    throw new Error(`Cannot make second ${second}: the sample does not have it`)
  }
  return {
    load: { ...load, measuredSeconds: second },
    totals: { ...totals, sent: totals.sent + second },
    requests: requests.map((each) => ({ ...each, sent: each.sent + second, ok: each.ok + second })),
    failures: failures.map((each) => ({ ...each, count: each.count + second })),
    latest,
    charts: noCharts,
    inFlight: 3,
    recent: () => ({ ...latest, p95: second, seconds: 10 }),
    byEndpoint: {
      latest: () =>
        requests.map(({ method, name }, index) => {
          return { method, name, ended: 1, p95: 5 + ((second * 7 + index) % 13) }
        }),
      recent: () => [],
    },
  }
}

const noForm = { profiles: ['spike'], fields: [], workloads: [], values: {}, host: null }

const noPreview: Preview = { problems: [], command: '', shape: [], model: 'closed' }
