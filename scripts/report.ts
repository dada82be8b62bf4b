/**
 * Report: saved Results once more, in any format; several of them as one.
 *
 * Reads what --json or a .json report has saved. One is shown as it was. Several become one report: each a part with its verdict, all
 * checks under the name of their script, and the worst verdict of all. Percentiles of several loads are never made into one: the numbers
 * of each stand beside each other, and an .html report has one beside it for each part, to which it leads.
 *
 * Exits with 0 when that is done, whatever they say.
 *
 * Usage: npx tsx scripts/report.ts FILE.json… [options]
 *
 * Examples:
 *   npx tsx scripts/report.ts last-night.json --report last-night.html
 *   npx tsx scripts/report.ts light.json shop.json --report both.xml --quiet --exit-code
 */
import { resolve } from 'node:path'

import { script } from '../lib/cli.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  'exit-code': { type: 'boolean', help: 'exit as they did: the worst of them' },
} as const satisfies Options

await script(import.meta, options, {
  checkWords: (words) =>
    words.length > 0 ? [] : ['Cannot render nothing: expected FILE.json, one or several'],
  crossCheck: ({ flags, words }) =>
    words
      .filter((word) => flags.report.some((path) => resolve(path) === resolve(word)))
      .map((word) => `Cannot render "${word}": --report names the same file, expected another`),
  main: async ({ flags, words }) => {
    const [{ readResults }, { writePartReports }, { mergedResult }, { benchVersion }] =
      await Promise.all([
        import('../lib/saved-result.ts'),
        import('../lib/part-reports.ts'),
        import('../lib/merge-results.ts'),
        import('../lib/cli-result.ts'),
      ])
    const results = await readResults(words)
    const parts = await writePartReports(results, flags.report)
    const result = mergedResult(parts, { script: 'scripts/report', version: benchVersion() })
    return {
      checks: [{ name: 'done', verdict: 'pass' }],
      renders: { result, exitCode: flags['exit-code'] ? result.exitCode : 0 },
    }
  },
})
