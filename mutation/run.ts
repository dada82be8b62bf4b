/**
 * Run: changes the code in small ways, one at a time, and sees whether the tests notice.
 *
 * Mutates the pure modules of lib/ without those that render reports, and tries each mutant on the tests that run its code and need no
 * server. What a mutant survives in one process is tried again in a fresh one; what only the clock ended is tried again alone.
 * Strings that are words for people, SQL or HTML are left out, and counted as ignored. It judges nothing: mutation/gate.ts does.
 *
 * The mutants of the last run are kept in .cdc/mutation.json, for results.ts, survived.ts, show.ts, html.ts and gate.ts.
 *
 * Usage: npx tsx mutation/run.ts [options]
 *
 * Examples:
 *   npx tsx mutation/run.ts --mutate 'lib/quote.ts,lib/row-*'
 *   npx tsx mutation/run.ts --since main
 */
import { availableParallelism } from 'node:os'

import { script } from '../lib/cli.ts'
import { count, nonEmpty } from '../lib/flag-values.ts'
import { mutantIds } from '../lib/mutant-id.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  mutate: {
    type: 'string',
    value: 'GLOB',
    parse: nonEmpty('paths of modules'),
    help: 'these modules of lib/ instead, * for any text, commas between several',
  },
  since: {
    type: 'string',
    value: 'REF',
    parse: nonEmpty('a commit'),
    help: 'only what changed since this commit, and what changed tests cover',
  },
  'skip-mutants': {
    type: 'string',
    value: 'IDS',
    parse: mutantIds(),
    help: 'leave these out, commas between several; they count as ignored',
  },
  'timeout-factor': {
    type: 'string',
    value: 'N',
    default: '4',
    parse: count({ max: 1000 }),
    help: 'a mutant may take this many times as long as its tests do, and 5 s more',
  },
  concurrency: {
    type: 'string',
    value: 'N',
    default: String(availableParallelism()),
    parse: count({ max: 64 }),
    help: 'mutants that are tried at once, each in a process (one a core)',
  },
} as const satisfies Options

await script(import.meta, options, async ({ flags, signal, progress }) => {
  const { mutationRun } = await import('../lib/run-mutation.ts')
  return await mutationRun({
    mutate: flags.mutate ?? null,
    since: flags.since ?? null,
    skip: flags['skip-mutants'] ?? [],
    timeoutFactor: flags['timeout-factor'],
    concurrency: flags.concurrency,
    signal,
    progress,
  })
})
