/** One generator of the bench, ours or a peer's, in a process of its own: its CPU is then its own too. */
import { text } from 'node:stream/consumers'

import { benchConnections, benchPaths } from './bench-plan.ts'
import { runEngine } from './load-engine.ts'
import { constant, ramp } from './pacer.ts'
import type { EventEmitter } from 'node:events'

import type { BenchAnswer, BenchOrder } from './bench-plan.ts'
import type { EnginePlan } from './load-engine.ts'

type Sample = { readonly requests: number; readonly atMs: number; readonly cpuMs: number }

/** What was there after each second; the window from the first to the last is the steady state. */
const samples: Sample[] = []

function sample(requests: number): void {
  const { user, system } = process.cpuUsage()
  samples.push({ requests, atMs: performance.now(), cpuMs: (user + system) / 1000 })
}

function steady(): BenchAnswer['steady'] {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined) return { requests: 0, seconds: 0, cpuMs: 0 }
  return {
    requests: last.requests - first.requests,
    seconds: (last.atMs - first.atMs) / 1000,
    cpuMs: last.cpuMs - first.cpuMs,
  }
}

function planOf(order: BenchOrder): EnginePlan {
  const runTimeMs = order.seconds * 1000
  const settings = { urls: [order.url], headers: {}, insecure: false, connectors: ['one'] }
  const closed = { users: benchConnections, spawnRate: 10_000, runTimeMs }
  return {
    model: order.kind === 'open' ? 'open' : 'closed',
    ramp:
      order.kind === 'open'
        ? constant({ rate: order.rate, runTimeMs })
        : ramp(order.kind === 'spike' ? { users: 500, spawnRate: 100, runTimeMs } : closed),
    connections: benchConnections,
    userClasses: order.kind === 'closed' ? [{ name: 'HurriedUser', weight: 1 }] : [],
    workers: 1,
    warmUpMs: 0,
    requestTimeoutMs: 10_000,
    stopTimeoutMs: 10_000,
    seed: 1,
    workload: { module: new URL('bench-workload.ts', import.meta.url).href, settings },
  }
}

async function runOurs(order: BenchOrder): Promise<BenchAnswer['measured']> {
  const { load, totals } = await runEngine(planOf(order), {
    signal: AbortSignal.timeout(order.seconds * 1000 + 30_000),
    onSecond: (soFar) => sample(soFar.totals.sent),
  })
  const { sent, responseTimeMs, serviceTimeMs } = totals
  return { load, sent, responseTimeMs, serviceTimeMs }
}

/** Its static requests: no callback, no histogram an endpoint, no look at a body. */
async function runAutocannon({ url, seconds }: BenchOrder): Promise<null> {
  const { default: autocannon } = await import('autocannon')
  const requests = benchPaths.map((path) => ({ method: 'GET' as const, path }))
  const options = { url, connections: benchConnections, duration: seconds, requests }
  await new Promise<void>((resolve, reject) => {
    let counted = 0
    const running = autocannon(options, (error) => (error ? reject(error) : resolve()))
    // Its types leave the event out.
    const ticking: EventEmitter = running
    ticking.on('tick', (tick: { counter: number }) => sample((counted += tick.counter)))
  })
  return null
}

const order = JSON.parse(await text(process.stdin)) as BenchOrder
const measured = await (order.kind === 'autocannon' ? runAutocannon(order) : runOurs(order))
const answer: BenchAnswer = {
  steady: steady(),
  rssMaxMiB: process.resourceUsage().maxRSS / 1024,
  measured,
}
process.stdout.write(`${JSON.stringify(answer)}\n`)
