/**
 * Bench: how fast and how exact each part of the bench itself is, as ratios to peers and floors in one run.
 *
 * `reconcile` holds a compare of a million and of ten million rows against its floor, the same digest as plain SQL on both servers at
 * once over as many connections, and against reladiff where that is installed. It takes up to 20 minutes and 10 GB of disk.
 *
 * `load` holds the load generator against autocannon (closed loop, interleaved) and against what a schedule says must
 * come out of a server that freezes. Each goal is a check. Run it where nothing else runs.
 *
 * `property` measures how long the laws take by profile, and what the harness costs beside fast-check alone. Under 3 minutes.
 *
 * `ui` holds what a run measures while three watch it on the live page against the same run that nobody watches, and measures what
 * that page and its report cost a browser. Under 4 minutes.
 *
 * `mutation` tries a thousand mutants of the code, holds our runner against Stryker's own, and tries what a change of one line calls
 * for. It takes up to 20 minutes.
 *
 * `baseline` makes thirty real runs and counts the alarms in twenty of them, then slows the server by a quarter. About 4 minutes.
 *
 * Usage: npx tsx scripts/bench.ts load|reconcile|property|ui|mutation|baseline [options]
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
  rows: {
    type: 'string',
    value: 'N',
    default: '1000000',
    parse: count({ min: 100_000, max: 10_000_000 }),
    help: 'reconcile: rows of the tables, and ten times as many of the large one',
  },
} as const satisfies Options

const parts = ['load', 'reconcile', 'property', 'ui', 'mutation', 'baseline']

await script(import.meta, options, {
  checkWords: (words) =>
    words.length === 1 && parts.some((part) => part === words[0])
      ? []
      : [`Cannot bench "${words.join(' ')}": expected one word of ${parts.join(', ')}`],
  main: async ({ flags, words, seed, signal, progress }) => {
    if (words[0] === 'reconcile') {
      const { benchReconcile } = await import('../lib/bench-reconcile.ts')
      const { repetitions, rows } = flags
      return await benchReconcile({ repetitions, rows, seed, signal, progress })
    }
    if (words[0] === 'property') {
      const { benchProperty } = await import('../lib/bench-property.ts')
      return await benchProperty({ repetitions: flags.repetitions, seed, signal, progress })
    }
    if (words[0] === 'ui') {
      const { benchUi } = await import('../lib/bench-ui.ts')
      return await benchUi({ repetitions: flags.repetitions, signal, progress })
    }
    if (words[0] === 'mutation') {
      const { benchMutation } = await import('../lib/bench-mutation.ts')
      return await benchMutation({ signal, progress })
    }
    if (words[0] === 'baseline') {
      const { benchBaseline } = await import('../lib/bench-baseline.ts')
      return await benchBaseline({ repetitions: flags.repetitions, signal, progress })
    }
    const { benchLoad } = await import('../lib/bench-load.ts')
    return benchLoad({ repetitions: flags.repetitions, signal, progress })
  },
})
