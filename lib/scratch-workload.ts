/** A workload for tests of the engine: plain paths of one server, and users as the test wants them. */
import { UnreachableError } from './errors.ts'
import { httpTarget } from './http.ts'
import type { Think, Workload } from './users.ts'

export type ScratchSettings = {
  readonly url: string
  readonly paths: readonly string[]
  /** Weights by path, and the pause. `All` is every path alike, without a pause. */
  readonly classes?: Readonly<Record<string, { weights: readonly number[]; think: Think }>>
  /** Asked by each thread when it stops. */
  readonly stopPath?: string
  readonly trouble?: 'unreachable' | 'crash' | 'block' | 'no start' | 'no stop'
}

export const scratchModule = import.meta.url

/** See `StartWorkload`. */
export async function start(settings: unknown): Promise<Workload> {
  const { url, paths, classes, stopPath, trouble } = settings as ScratchSettings
  if (trouble === 'unreachable') throw new UnreachableError('Cannot reach the moon')
  if (trouble === 'no start') await new Promise(() => {})
  if (trouble === 'crash') setTimeout(() => crash(), 200)
  if (trouble === 'block') setTimeout(() => block(), 200)
  const target = httpTarget({ url, headers: {}, insecure: false })
  const all = { weights: paths.map(() => 1), think: { minMs: 0, maxMs: 0, burst: 1 } }
  return {
    endpoints: paths.map((name) => ({ method: 'GET', name })),
    classes: classes ?? { All: all },
    defaultClass: 'All',
    open: () => {
      const http = target.connect()
      return {
        start: (endpoint, reply) => {
          http.start({ method: 'GET', path: paths[endpoint] ?? '', body: null }, reply)
        },
        abandon: () => http.abandon(),
        close: () => http.close(),
      }
    },
    stop: async () => {
      if (trouble === 'no stop') await new Promise(() => {})
      if (stopPath !== undefined) await fetch(url + stopPath)
    },
  }
}

function crash(): never {
  throw new Error('the workload fell over')
}

/** For ever, as far as a test can tell. */
function block(): void {
  const endMs = performance.now() + 60_000
  while (performance.now() < endMs);
}
