/** What the bench asks of a generator, and what it gets back: plain data that goes through a pipe. */
import type { LatencyMs, Load } from './result.ts'

/** The five tasks of the connect workload with one connector, named `one`. */
export const benchPaths = [
  '/connectors',
  '/connectors/one/status',
  '/connectors/one/config',
  '/connectors/one/tasks',
  '/connector-plugins',
] as const

/** `closed`: 50 connections without think time; `open`: requests a second; `spike`: 500 users, 100 more a second. */
export type BenchOrder =
  | { readonly kind: 'closed' | 'autocannon'; readonly url: string; readonly seconds: number }
  | {
      readonly kind: 'open'
      readonly url: string
      readonly seconds: number
      readonly rate: number
    }
  | { readonly kind: 'spike'; readonly url: string; readonly seconds: number }

export type BenchAnswer = {
  /** In whole seconds of the steady state: the first one, in which threads and connections start, is left out. */
  readonly steady: { readonly requests: number; readonly seconds: number; readonly cpuMs: number }
  readonly rssMaxMiB: number
  /** Ours only. */
  readonly measured: {
    readonly load: Load
    readonly sent: number
    readonly responseTimeMs: LatencyMs
    readonly serviceTimeMs: LatencyMs
  } | null
}

export const benchConnections = 50
