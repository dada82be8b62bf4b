/** Starts the processes of a bench: the server that is loaded, and one generator at a time. */
import { once } from 'node:events'
import { createInterface } from 'node:readline'

import { askChild, startChild } from './child-answer.ts'
import { withDeadline } from './wait.ts'
import type { BenchAnswer, BenchOrder } from './bench-plan.ts'

export type BenchTarget = AsyncDisposable & {
  readonly url: string
  /** Forgets the arrivals; with `freeze`, blocks the server that long after its next first arrival. */
  readonly reset: (freeze?: { readonly atMs: number; readonly forMs: number }) => Promise<void>
  /** Each answer takes so many ms more from now on. */
  readonly slow: (byMs: number) => Promise<void>
  /** When each request since then arrived, ms on the server's own clock. */
  readonly arrivals: () => Promise<readonly number[]>
}

/** A server with a port of its own on the loopback. */
export async function startBenchTarget(signal: AbortSignal): Promise<BenchTarget> {
  const child = startChild('bench-target-main.ts', signal)
  child.on('error', () => child.kill())
  const lines = createInterface(child.stdout)
  const [line] = (await once(lines, 'line', { signal })) as [string]
  const { port } = JSON.parse(line) as { port: number }
  const url = `http://127.0.0.1:${port}`
  async function ask(path: string): Promise<unknown> {
    return withDeadline({ ms: 10_000, signal }, async (within) => {
      const answer = await fetch(`${url}${path}`, { signal: within })
      return answer.json()
    })
  }
  async function reset(freeze?: { readonly atMs: number; readonly forMs: number }): Promise<void> {
    await ask(`/bench/reset?at=${freeze?.atMs ?? 0}&for=${freeze?.forMs ?? 0}`)
  }
  async function dispose(): Promise<void> {
    child.stdin.end()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  return {
    url,
    reset,
    slow: async (byMs) => void (await ask(`/bench/slow?by=${byMs}`)),
    arrivals: async () => (await ask('/bench/arrivals')) as number[],
    [Symbol.asyncDispose]: dispose,
  }
}

/**
 * Runs one generator to its end.
 *
 * @throws Error where it crashes
 */
export async function generate(order: BenchOrder, signal: AbortSignal): Promise<BenchAnswer> {
  return (await askChild('bench-generator-main.ts', order, signal)) as BenchAnswer
}
