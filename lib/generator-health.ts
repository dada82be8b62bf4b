/** Whether the generator itself was fit: its CPU, memory and event loop, and whether the run can be believed. */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { lagP99MaxMs } from './pulse-data.js'
import type { Load } from './result.ts'

export type LoopDelay = { readonly p99: number | null; readonly max: number | null }

const resolutionMs = 10

/** Watches the event loop of the thread that calls it: how much later than asked it comes round, in ms. */
export function watchLoop(): {
  readonly reset: () => void
  /** p99 since the last lap. */
  readonly lap: () => number | null
  readonly stop: () => LoopDelay
} {
  const watched = monitorEventLoopDelay({ resolution: resolutionMs })
  watched.enable()
  function stop(): LoopDelay {
    watched.disable()
    if (watched.max === 0) return { p99: null, max: null }
    return { p99: lateMs(watched.percentile(99)), max: lateMs(watched.max) }
  }
  function lap(): number | null {
    const p99 = watched.max === 0 ? null : lateMs(watched.percentile(99))
    watched.reset()
    return p99
  }
  return { reset: () => watched.reset(), lap, stop }
}

/** Node's histogram has the whole interval between two rounds, in ns. */
function lateMs(intervalNs: number): number {
  return Math.max(0, Math.round(intervalNs / 1000 - resolutionMs * 1000) / 1000)
}

/** The worst thread's: percentiles of several threads cannot be averaged, and one slow thread spoils the run. */
export function worstLoop(delays: readonly LoopDelay[]): LoopDelay {
  return { p99: most(delays.map(({ p99 }) => p99)), max: most(delays.map(({ max }) => max)) }
}

function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

export type ProcessHealth = { readonly cpuPercent: number; readonly rssMiB: number }

/** Watches CPU (100: one core) and the highest resident memory of this process, sampled by `sample`. */
export function watchProcess(): {
  readonly reset: () => void
  readonly sample: () => void
  readonly read: () => ProcessHealth
  /** CPU since the last lap. */
  readonly lap: () => number
} {
  let cpu = process.cpuUsage()
  let sinceMs = performance.now()
  let rss = process.memoryUsage.rss()
  let ended: ProcessHealth | null = null
  let before = { cpu, atMs: sinceMs }
  function reset(): void {
    cpu = process.cpuUsage()
    sinceMs = performance.now()
    rss = process.memoryUsage.rss()
    ended = null
  }
  function sample(): void {
    rss = Math.max(rss, process.memoryUsage.rss())
    const used = process.cpuUsage(cpu)
    const elapsedMs = Math.max(1, performance.now() - sinceMs)
    const cpuPercent = Math.round((used.user + used.system) / elapsedMs) / 10
    ended = { cpuPercent, rssMiB: Math.round(rss / 2 ** 20) }
  }
  function read(): ProcessHealth {
    if (ended === null) sample()
    return ended ?? { cpuPercent: 0, rssMiB: 0 }
  }
  function lap(): number {
    const now = { cpu: process.cpuUsage(), atMs: performance.now() }
    const usedUs = now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system
    const percent = Math.round(usedUs / Math.max(1, now.atMs - before.atMs)) / 10
    before = now
    return percent
  }
  return { reset, sample, read, lap }
}

const unsentPartMax = 0.01

/** Why the run cannot be believed, in sentences; empty where it can. */
export function invalidBecause(
  load: Pick<Load, 'scheduleLagMs' | 'dropped' | 'unsent'> & { readonly sent: number },
): string[] {
  const { scheduleLagMs, dropped, unsent, sent } = load
  const reasons: string[] = []
  if (scheduleLagMs.p99 !== null && scheduleLagMs.p99 > lagP99MaxMs) {
    reasons.push(
      `the generator was late: schedule lag p99 ${scheduleLagMs.p99} ms, at most ${lagP99MaxMs} ms is allowed`,
    )
  }
  if (dropped > 0) reasons.push(`${dropped} requests were due and never released`)
  const released = sent + unsent
  if (unsent > unsentPartMax * released) {
    reasons.push(
      `all connections were busy: ${unsent} of ${released} released requests were never sent`,
    )
  }
  if (sent === 0) reasons.push('nothing was sent')
  return reasons
}
