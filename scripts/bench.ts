/**
 * Bench: how fast and how exact each part of the bench itself is, as ratios to peers and floors in one run.
 *
 * `load` holds the load generator against autocannon (closed loop, interleaved) and against what a schedule says must
 * come out of a server that freezes. Each goal is a check. Run it where nothing else runs.
 *
 * Usage: npx tsx scripts/bench.ts load [options]
 */
import { script } from '../lib/cli.ts'
import { count } from '../lib/flag-values.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  repetitions: {
    type: 'string',
    value: 'N',
    default: '3',
    parse: count({ max: 100 }),
    help: 'rounds against the peer',
  },
} as const satisfies Options

await script(import.meta, options, {
  checkWords: (words) =>
    words.length === 1 && words[0] === 'load'
      ? []
      : [`Cannot bench "${words.join(' ')}": expected one word, load`],
  main: async ({ flags, signal, progress }) => {
    const { benchLoad } = await import('../lib/bench-load.ts')
    return benchLoad({ repetitions: flags.repetitions, signal, progress })
  },
})
