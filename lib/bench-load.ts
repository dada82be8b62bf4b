/** How fast and how exact the load generator is: beside autocannon, and beside what a schedule says must come out. */
import { goal, short } from './bench-goal.ts'
import { benchConnections } from './bench-plan.ts'
import { generate, startBenchTarget } from './bench-process.ts'
import { median, slotsOf } from './bench-statistics.ts'
import type { BenchAnswer } from './bench-plan.ts'
import type { BenchTarget } from './bench-process.ts'
import type { Check, Findings } from './result.ts'

export type BenchRun = {
  readonly repetitions: number
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
}

/** Each goal is a check. Under 150 s with three repetitions. */
export async function benchLoad(run: BenchRun): Promise<Findings> {
  await using target = await startBenchTarget(run.signal)
  const checks: Check[] = []
  for (const part of [besideAutocannon, frozen, scheduleLag, evenness, memory]) {
    checks.push(...(await part(target, run)))
  }
  return { checks, environment: { stack: 'a plain server of its own' } }
}

/** Closed loop, interleaved, so that a noisy minute falls on both. */
async function besideAutocannon({ url }: BenchTarget, run: BenchRun): Promise<Check[]> {
  const ours: BenchAnswer['steady'][] = []
  const theirs: BenchAnswer['steady'][] = []
  for (let round = 1; round <= run.repetitions; round += 1) {
    for (const [kind, into] of [
      ['closed', ours],
      ['autocannon', theirs],
    ] as const) {
      run.progress(`closed loop, round ${round} of ${run.repetitions}: ${kind}`)
      into.push((await generate({ kind, url, seconds: 6 }, run.signal)).steady)
    }
  }
  const cost = [ours, theirs].map((all) => median(all.map(cpuMicroseconds))) as [number, number]
  const rates = [ours, theirs].map((all) => median(all.map(ratePerSecond))) as [number, number]
  const about = `${benchConnections} connections, median of ${run.repetitions}`
  return [
    goal({
      name: 'CPU per request ÷ autocannon',
      measured: short(cost[0] / cost[1]),
      comparison: '<=',
      limit: 1.25,
      unit: '×',
      message: `${short(cost[0])} µs against ${short(cost[1])} µs; ${about}`,
    }),
    goal({
      name: 'throughput ÷ autocannon',
      measured: short(rates[0] / rates[1]),
      comparison: '>=',
      limit: 0.85,
      unit: '×',
      message: `${Math.round(rates[0])}/s against ${Math.round(rates[1])}/s; ${about}`,
    }),
  ]
}

function cpuMicroseconds({ cpuMs, requests }: BenchAnswer['steady']): number {
  return (cpuMs * 1000) / requests
}

function ratePerSecond({ requests, seconds }: BenchAnswer['steady']): number {
  return requests / seconds
}

/** 1000/s for 5 s, frozen for 1 s at 2 s: every request due in the freeze waits for its end. Medians of three runs. */
async function frozen(target: BenchTarget, run: BenchRun): Promise<Check[]> {
  const seen: { p99: number; p90: number; arrived: number; service: number }[] = []
  for (let round = 1; round <= 3; round += 1) {
    run.progress(`open loop, the server frozen for 1 s, run ${round} of 3`)
    await target.reset({ atMs: 2000, forMs: 1000 })
    const order = { kind: 'open', url: target.url, seconds: 5, rate: 1000 } as const
    const { measured } = await generate(order, run.signal)
    seen.push({
      p99: measured?.responseTimeMs.p99 ?? Number.NaN,
      p90: measured?.responseTimeMs.p90 ?? Number.NaN,
      service: measured?.serviceTimeMs.p90 ?? Number.NaN,
      arrived: (await target.arrivals()).length,
    })
  }
  const service = `service time p90 ${seen.map((each) => each.service).join(' ')} ms`
  const truths = [
    { key: 'p99', truth: 950, limit: 0.03, unit: 'ms' },
    { key: 'p90', truth: 500, limit: 0.15, unit: 'ms' },
    { key: 'arrived', truth: 5000, limit: 0.01, unit: 'requests' },
  ] as const
  return truths.map(({ key, truth, limit, unit }) =>
    goal({
      name: `frozen server: ${key} off the analytic ${truth} ${unit}`,
      measured: short(Math.abs(median(seen.map((each) => each[key])) / truth - 1)),
      comparison: '<=',
      limit,
      unit: 'ratio',
      message: `${seen.map((each) => short(each[key])).join(' ')} ${unit}; ${service}`,
    }),
  )
}

async function scheduleLag({ url }: BenchTarget, run: BenchRun): Promise<Check[]> {
  const lags: number[] = []
  for (let round = 1; round <= 5; round += 1) {
    run.progress(`5,000/s on one thread, run ${round} of 5`)
    const order = { kind: 'open', url, seconds: 3, rate: 5000 } as const
    const { measured } = await generate(order, run.signal)
    lags.push(measured?.load.scheduleLagMs.p99 ?? Number.NaN)
  }
  return [
    goal({
      name: 'schedule lag p99 at 5,000/s',
      measured: short(median(lags)),
      comparison: '<',
      limit: 6,
      unit: 'ms',
      message: `median of ${lags.map(short).join(' ')} ms`,
    }),
  ]
}

/** As the server saw it, from 0.5 s to 4.5 s in slots of 10 ms; the median of three runs. */
async function evenness(target: BenchTarget, run: BenchRun): Promise<Check[]> {
  const seen: { fullest: number; empty: number }[] = []
  for (let round = 1; round <= 3; round += 1) {
    run.progress(`1,000/s on a healthy server, run ${round} of 3`)
    await target.reset()
    const order = { kind: 'open', url: target.url, seconds: 5, rate: 1000 } as const
    await generate(order, run.signal)
    seen.push(slotsOf(await target.arrivals(), { fromMs: 500, toMs: 4500, slotMs: 10 }))
  }
  const shown = seen.map(({ fullest, empty }) => `${short(fullest)}× and ${empty} empty`).join(', ')
  return [
    goal({
      name: 'fullest 10 ms slot ÷ mean at 1,000/s',
      measured: short(median(seen.map(({ fullest }) => fullest))),
      comparison: '<=',
      limit: 2,
      unit: '×',
      message: shown,
    }),
    goal({
      name: 'empty 10 ms slots at 1,000/s',
      measured: median(seen.map(({ empty }) => empty)),
      comparison: '<=',
      limit: 0,
      unit: 'slots',
      message: shown,
    }),
  ]
}

async function memory({ url }: BenchTarget, run: BenchRun): Promise<Check[]> {
  run.progress('a spike of 500 users')
  const { rssMaxMiB, measured } = await generate({ kind: 'spike', url, seconds: 12 }, run.signal)
  return [
    goal({
      name: 'RSS of a spike of 500 users',
      measured: measured?.load.usersMax === 500 ? Math.round(rssMaxMiB) : Number.NaN,
      comparison: '<',
      limit: 200,
      unit: 'MiB',
      message: `${measured?.sent} requests of ${measured?.load.usersMax} users`,
    }),
  ]
}
