/**
 * Survived: each mutant of the last run that no test noticed, as a small diff with the tests that ran it.
 *
 * Usage: npx tsx mutation/survived.ts [options]
 *
 * Examples:
 *   npx tsx mutation/survived.ts --file lib/quote.ts
 */
import { script } from '../lib/cli.ts'
import { nonEmpty } from '../lib/flag-values.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  file: {
    type: 'string',
    value: 'FILE',
    parse: nonEmpty('a path such as lib/quote.ts'),
    help: 'only those of this file',
  },
} as const satisfies Options

await script(import.meta, options, async ({ flags, announce }) => {
  const { readRecord } = await import('../lib/mutation-record.ts')
  const { readAccepted } = await import('../lib/mutation-fixtures.ts')
  const { survivorLines } = await import('../lib/mutant-words.ts')
  const { mutants, sources } = await readRecord()
  const reasons = new Map((await readAccepted()).map(({ id, reason }) => [id, reason]))
  const survivors = mutants.filter(
    ({ status, file }) =>
      (status === 'survived' || status === 'uncovered') && file === (flags.file ?? file),
  )
  const lines = survivorLines(survivors, { sources, reasonOf: (id) => reasons.get(id) })
  if (!flags.json) announce([...lines, `${survivors.length} survived`].join('\n'))
  return {
    checks: [{ name: 'done', verdict: 'pass', message: `${survivors.length} survived` }],
    environment: { stack: null },
    mutants: survivors,
  }
})
