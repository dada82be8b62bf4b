/** Runs a script of the bench as a part of a larger run, and takes its Result. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { resultProblems } from './result-schema.ts'
import type { PartOrder } from './all-parts.ts'
import type { Progress } from './progress.ts'
import type { Result } from './result.ts'

/** Of a part without a Result: how it ended, and the last of what it said. */
export type PartEnd = { readonly result: Result } | { readonly ended: string }

const pipelineVariables = ['CDC_SOURCE_URL', 'CDC_TARGET_URL', 'CDC_CONNECT_URL', 'CDC_BROKERS']

/** Told to stop, the part writes what it has and is waited for. `reports` are files that it writes besides. */
export async function runPart(
  { script, args, environment }: PartOrder,
  given: {
    readonly reports: readonly string[]
    readonly signal: AbortSignal
    readonly progress: Progress
  },
): Promise<PartEnd> {
  const file = fileURLToPath(new URL(`../${script}.ts`, import.meta.url))
  const reports = given.reports.flatMap((path) => ['--report', path])
  const words = ['--import', import.meta.resolve('tsx'), file, ...args, '--json', ...reports]
  const child = spawn(process.execPath, words, {
    env: { ...withoutPipeline(process.env), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  createInterface(child.stderr).on('line', (line) => {
    said.push(line)
    given.progress(line)
  })
  function stop(): void {
    child.kill('SIGTERM')
  }
  given.signal.addEventListener('abort', stop)
  if (given.signal.aborted) stop()
  try {
    const [printed, [code, by]] = await Promise.all([text(child.stdout), once(child, 'close')])
    const result = resultIn(printed)
    if (result !== null) return { result }
    const last = said.slice(-3).join('; ')
    return { ended: `${script} ended with ${String(code ?? by)} and without a Result: ${last}` }
  } finally {
    given.signal.removeEventListener('abort', stop)
  }
}

function withoutPipeline(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name]) => !pipelineVariables.includes(name) && name !== 'CDC_STACK' && name !== 'CDC_SEED',
    ),
  )
}

function resultIn(printed: string): Result | null {
  try {
    const found: unknown = JSON.parse(printed)
    return resultProblems(found).length === 0 ? (found as Result) : null
  } catch {
    return null
  }
}
