/**
 * Clean: removes what a power cut or a crash of the machine left behind.
 *
 * That is folders named cdc-testbench-<what>-<random> among the temporary files whose owner runs no more, the servers that still run
 * from them, and half-made entries of the cache. What is in use, whoever uses it, is left alone. Scripts that are stopped or
 * killed clean up after themselves: this is for when they could not.
 *
 * Usage: npx tsx scripts/clean.ts [options]
 */
import { script } from '../lib/cli.ts'
import type { Options } from '../lib/flags.ts'
import type { Leftovers } from '../lib/leftovers.ts'

export const options = {} as const satisfies Options

await script(import.meta, options, async () => {
  const { removeLeftovers } = await import('../lib/leftovers.ts')
  const leftovers = await removeLeftovers()
  return {
    checks: [{ name: 'done', verdict: 'pass', message: wordsOf(leftovers) }],
    environment: { stack: null },
  }
})

function wordsOf({ removed, processes, kept }: Leftovers): string {
  const what = removed.length === 0 ? 'nothing to remove' : `removed ${removed.join(', ')}`
  const ended = processes === 0 ? '' : `; ended ${processes} processes`
  const left = kept.length === 0 ? '' : `; left ${kept.join(', ')}`
  return `${what}${ended}${left}`
}
