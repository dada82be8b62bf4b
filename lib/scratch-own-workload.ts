/** A file with a workload of one's own, as a user writes one: endpoints that are asked equally often, and what becomes of each request. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type OwnWorkload = AsyncDisposable & { readonly file: string }

/**
 * `names` is an expression; `end` the statements that answer, given `names`, `endpoint` (its place among them) and `reply`.
 */
export async function writeOwnWorkload({
  names,
  end,
  thinkMs = [0, 2],
}: {
  readonly names: string
  readonly end: string
  readonly thinkMs?: readonly [number, number]
}): Promise<OwnWorkload> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-ui-'))
  const file = join(folder, 'mine.mts')
  const [minMs, maxMs] = thinkMs
  await writeFile(
    file,
    `
const names = ${names}
export async function start() {
  return {
    endpoints: names.map((name) => ({ method: 'GET', name })),
    classes: { All: { weights: names.map(() => 1), think: { minMs: ${minMs}, maxMs: ${maxMs}, burst: 1 } } },
    defaultClass: 'All',
    open: () => ({
      start: (endpoint, reply) => {
        reply.sent()
        setTimeout(() => end(endpoint, reply), 1)
      },
      abandon() {},
      close() {},
    }),
    stop: async () => {},
  }
}
function end(endpoint, reply) {
  ${end}
}
`,
  )
  return { file, [Symbol.asyncDispose]: async () => rm(folder, { recursive: true }) }
}
