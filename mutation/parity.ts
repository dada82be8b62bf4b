/**
 * Parity: do our runner and Stryker's own say the same of the same mutants?
 *
 * Tries the mutants of a few modules twice: inside one process, as run.ts does, and with a fresh process for each test file and mutant,
 * as StrykerJS's tap runner does. Any mutant that only one of them sees noticed fails. It says too how much faster ours is.
 *
 * Usage: npx tsx mutation/parity.ts [options]
 */
import { availableParallelism } from 'node:os'

import { script } from '../lib/cli.ts'
import { count, nonEmpty } from '../lib/flag-values.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  mutate: {
    type: 'string',
    value: 'GLOB',
    default:
      'lib/async-queue.ts,lib/closing-stack.ts,lib/row-merge.ts,lib/tally.ts,lib/load-stages.ts',
    parse: nonEmpty('paths of modules'),
    help: 'modules of lib/, * for any text, commas between several',
  },
  concurrency: {
    type: 'string',
    value: 'N',
    default: String(availableParallelism()),
    parse: count({ max: 64 }),
    help: 'mutants that are tried at once (one a core)',
  },
} as const satisfies Options

await script(import.meta, options, async ({ flags, signal, progress }) => {
  const { mutationParity } = await import('../lib/run-parity.ts')
  return await mutationParity({
    mutate: flags.mutate,
    concurrency: flags.concurrency,
    signal,
    progress,
  })
})
