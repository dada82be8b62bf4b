/**
 * Compare: did it get worse? Runs of one load beside earlier runs of it.
 *
 * Each file is a baseline that a load script saved, or the .json report of one load run. With ten runs or more in the
 * first, a total that got worse in three or more of the second, by their median, is regressed and fails. What cannot be told has no verdict: too
 * few runs, too noisy, not comparable. Two single runs are shown side by side, and that is all that they can say.
 *
 * To hold a change against what was there before, run both in turn on one machine, A B A B, each into its own file.
 *
 * Usage: npx tsx scripts/compare.ts OLD.json NEW.json [options]
 *
 * Examples:
 *   npx tsx scripts/compare.ts main.json change.json --report compare.md
 */
import { script } from '../lib/cli.ts'
import type { Options } from '../lib/flags.ts'

export const options = {} as const satisfies Options

await script(import.meta, options, {
  checkWords: (words) =>
    words.length === 2
      ? []
      : [`Cannot compare "${words.join(' ')}": expected two files, OLD.json NEW.json`],
  main: async ({ words }) => {
    const { compareRuns } = await import('../lib/compare-runs.ts')
    const [before = '', now = ''] = words
    return { ...compareRuns({ before, now }), environment: { stack: null } }
  },
})
