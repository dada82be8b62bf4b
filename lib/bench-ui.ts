/** Whether watching the live page changes what is measured: the same open run with nobody, three streams, three pages; and what a page costs. */
import { goal, short } from './bench-goal.ts'
import { benchPage } from './bench-page.ts'
import { median } from './bench-statistics.ts'
import { startBenchTarget } from './bench-process.ts'
import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { largeResult, sampleResult } from './sample-result.ts'
import { noCharts, noEndpoints } from './scratch-live-state.ts'
import { startScratchUi } from './scratch-ui.ts'
import { createTicks } from './ui-ticks.ts'
import type { BenchRun } from './bench-load.ts'
import type { Goal } from './bench-goal.ts'
import type { Live } from './live-state.ts'
import type { Snapshot } from './load-engine.ts'
import type { Check, Findings, Result } from './result.ts'
import type { ScratchUi } from './scratch-ui.ts'

const watchers = 3
const runSeconds = 8
const ratePerSecond = 500

/** With whom the run is made. */
const audiences = ['nobody', 'streams', 'pages'] as const
type Audience = (typeof audiences)[number]

type Numbers = {
  readonly rate: number
  readonly p50: number
  readonly p99: number
  readonly lagP99: number
}

/** Each goal is a check. Under 4 minutes with three repetitions. */
export async function benchUi(run: BenchRun): Promise<Findings> {
  await using target = await startBenchTarget(run.signal)
  await using ui = await startScratchUi(['--connect', target.url])
  const shown = audiences.filter((audience) => audience !== 'pages' || hasChromium)
  const seen = new Map<Audience, Numbers[]>(shown.map((audience) => [audience, []]))
  for (let round = 1; round <= run.repetitions; round += 1) {
    // Interleaved, so that a noisy minute falls on all.
    for (const audience of shown) {
      run.progress(`watched by ${audience}, round ${round} of ${run.repetitions}`)
      seen.get(audience)?.push(await watchedRun(ui, audience, run.signal))
    }
  }
  const checks = audiences
    .filter((audience) => audience !== 'nobody')
    .flatMap((audience) => goalsOf(audience, seen))
  checks.push(await tickGoal(), ...(await benchPage(run)))
  return { checks, environment: { stack: 'a plain server of its own' } }
}

/** What the main thread does in a second for all who watch: CPU time, the mean of 200 ticks of endpoints that have all changed. */
async function tickGoal(): Promise<Check> {
  const endpoints = 200
  const result = largeResult(await sampleResult('pass'), { endpoints, seconds: 600 })
  const { load, totals, requests = [], failures = [], series = [], checks } = result
  const [latest] = series
  if (load === undefined || totals === undefined || latest === undefined) {
    throw new Error('The sample is no load run')
  }
  const shared = {
    load,
    totals,
    failures,
    latest,
    charts: noCharts,
    byEndpoint: noEndpoints,
    inFlight: 0,
  }
  const ticks = createTicks()
  const count = 200
  let cpu = process.cpuUsage()
  for (let second = -50; second <= count; second += 1) {
    // The first ones are compiled.
    if (second === 1) cpu = process.cpuUsage()
    const soFar: Snapshot = {
      ...shared,
      requests: requests.map((each) => ({ ...each, sent: each.sent + second })),
      recent: () => ({ ...latest, seconds: 10 }),
    }
    ticks.follow(soFar, checks)
    JSON.stringify(
      ticks.make({
        soFar,
        live: idle,
        durationMs: second,
        points: [latest],
        heat: [[3, 7]],
        pulse: [[1, 1, 10, 20, 4096, 8192]],
        states: [],
      }),
    )
  }
  const { user, system } = process.cpuUsage(cpu)
  return goal({
    name: `CPU of a tick of ${endpoints} endpoints`,
    measured: short((user + system) / 1000 / count),
    comparison: '<=',
    limit: 5,
    unit: 'ms',
    message: `${count} ticks`,
  })
}

const idle: Live = {
  state: 'running',
  runId: null,
  script: null,
  target: '',
  model: 'closed',
  nowMs: 0,
  startedAtMs: 0,
  runTimeMs: 0,
  warmUpMs: 0,
  stopByMs: null,
  wanted: 0,
  recent: null,
  inFlight: 0,
  usersMax: 1,
  doing: '',
}

function goalsOf(audience: Audience, seen: ReadonlyMap<Audience, readonly Numbers[]>): Check[] {
  function ratio(key: keyof Numbers): { measured: number; message: string } {
    const [watched, alone] = [audience, 'nobody' as const].map((each) =>
      median((seen.get(each) ?? []).map((numbers) => numbers[key])),
    ) as [number, number]
    return {
      measured: short(watched / alone),
      message: `${short(watched)} against ${short(alone)}`,
    }
  }
  const limits: readonly (Pick<Goal, 'comparison' | 'limit'> & { key: keyof Numbers })[] = [
    { key: 'rate', comparison: '>=', limit: 0.99 },
    { key: 'p50', comparison: '<=', limit: 1.25 },
    { key: 'p99', comparison: '<=', limit: 2 },
  ]
  return limits.map(({ key, ...limit }) =>
    goal({
      name: `${key} with ${watchers} ${audience} ÷ with nobody`,
      unit: '×',
      ...limit,
      ...ratio(key),
    }),
  )
}

async function watchedRun(
  ui: ScratchUi,
  audience: Audience,
  signal: AbortSignal,
): Promise<Numbers> {
  await using there = await open(ui, audience)
  const form = {
    'arrival-rate': String(ratePerSecond),
    'run-time': `${runSeconds}s`,
    'warm-up': '2s',
    threshold: 'p99<60s\np95<60s',
  }
  const started = await ui.ask('/api/v1/start', { body: form })
  if (started.status !== 200) throw new Error(`Cannot start: ${JSON.stringify(started.body)}`)
  const deadline = performance.now() + runSeconds * 1000 + 60_000
  for (;;) {
    const { status, body } = await ui.ask('/api/v1/report.json')
    if (status === 200) return numbersOf(body as Result, await there.seconds())
    if (performance.now() > deadline || signal.aborted) throw new Error('The run does not end')
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** A watcher that saw nothing would prove nothing. */
function numbersOf({ load, totals }: Result, secondsSeen: number): Numbers {
  const isSeen = secondsSeen >= watchers * (runSeconds - 2)
  const none = Number.NaN
  return {
    rate: isSeen ? (load?.achievedRate ?? none) : none,
    p50: totals?.responseTimeMs.p50 ?? none,
    p99: totals?.responseTimeMs.p99 ?? none,
    lagP99: load?.scheduleLagMs.p99 ?? none,
  }
}

type There = AsyncDisposable & {
  /** Seconds of the run that all watchers together have seen. */
  readonly seconds: () => Promise<number>
}

async function open(ui: ScratchUi, audience: Audience): Promise<There> {
  if (audience === 'nobody')
    return { seconds: async () => Infinity, [Symbol.asyncDispose]: async () => {} }
  return audience === 'streams' ? openStreams(ui) : await openPages(ui)
}

function openStreams(ui: ScratchUi): There {
  const closing = new AbortController()
  let ticks = 0
  const reading = Array.from({ length: watchers }, async () => {
    const answer = await fetch(new URL('/api/v1/events', ui.origin), {
      headers: { authorization: `Bearer ${ui.token}` },
      signal: closing.signal,
    })
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) {
      ticks += decoder.decode(chunk as Uint8Array).split('event: tick').length - 1
    }
  })
  const read = Promise.allSettled(reading)
  async function dispose(): Promise<void> {
    closing.abort()
    await read
  }
  return { seconds: async () => ticks, [Symbol.asyncDispose]: dispose }
}

async function openPages(ui: ScratchUi): Promise<There> {
  const { browser, ...chromium } = await openChromium()
  const pages = await Promise.all(
    Array.from({ length: watchers }, () => openAddress(browser, ui.address)),
  )
  async function seconds(): Promise<number> {
    const rows = await Promise.all(pages.map(({ page }) => page.locator('#times tbody tr').count()))
    return rows.reduce((sum, each) => sum + each, 0)
  }
  return { seconds, [Symbol.asyncDispose]: () => chromium[Symbol.asyncDispose]() }
}
