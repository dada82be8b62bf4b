/** Runs a compare for the bench: the engine within this process, or a whole program with its memory and its CPU. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { cpuSecondsOf } from './bench-cpu.ts'
import { plainSettings, quietly } from './plain-compare.ts'
import { reconcile } from './reconcile.ts'
import { parseSelection } from './table-selection.ts'
import type { LiveSettings } from './live-table.ts'
import type { Both, TableResult } from './table.ts'

export const benchConnections = 2

export type EngineOptions = {
  readonly urls: Both<string>
  readonly table: string
  readonly signal: AbortSignal
  readonly live?: LiveSettings
}

/** Milliseconds of all of it: connections, catalogues, compare. */
export async function engineMs({
  urls,
  table,
  signal,
  live,
}: EngineOptions): Promise<{ readonly ms: number; readonly result: TableResult }> {
  const started = performance.now()
  const { tables } = await reconcile({
    urls,
    settings: {
      ...plainSettings,
      selection: parseSelection({ table: [`public.${table}`] }),
      connections: benchConnections,
      live: live ?? null,
      digestSeed: '8131971530131417',
    },
    signal,
    ...quietly,
  })
  const [result] = tables
  if (result === undefined) throw new Error(`Cannot bench the table "${table}": it is not there`)
  return { ms: performance.now() - started, result }
}

export type ProgramRun = {
  readonly code: number | null
  readonly rssMaxMiB: number
  /** Of the program and of the servers meanwhile, which this process has started, and of this process, which waits. */
  readonly cpuSeconds: number
}

/** Runs a program to its end, looking at its memory every 50 ms. */
export async function runProgram(of: {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}): Promise<ProgramRun> {
  const { command, args, environment, signal } = of
  const before = cpuSecondsOf([process.pid])
  const env = { ...process.env, ...environment }
  const child = spawn(command, [...args], { stdio: 'ignore', env, signal })
  let rssMaxMiB = 0
  const look = setInterval(() => (rssMaxMiB = Math.max(rssMaxMiB, rssPeak(child.pid))), 50)
  try {
    const [code] = (await once(child, 'exit')) as [number | null]
    return { code, rssMaxMiB, cpuSeconds: cpuSecondsOf([process.pid]) - before }
  } finally {
    clearInterval(look)
  }
}

/** The most that it ever had; 0 where it has ended. */
function rssPeak(pid: number | undefined): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

export const reconcileScript = fileURLToPath(new URL('../scripts/reconcile.ts', import.meta.url))
