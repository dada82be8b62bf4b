/**
 * Html: the last mutation run as one HTML file that needs nothing else.
 *
 * Usage: npx tsx mutation/html.ts [options]
 */
import { script } from '../lib/cli.ts'
import { nonEmpty } from '../lib/flag-values.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  output: {
    type: 'string',
    value: 'FILE',
    default: '.cdc/mutation.html',
    parse: nonEmpty('a file'),
    help: 'where to write it',
  },
} as const satisfies Options

await script(import.meta, options, async ({ flags }) => {
  const { readRecord } = await import('../lib/mutation-record.ts')
  const { renderMutants } = await import('../lib/html-mutants.ts')
  const { openAtomicFile } = await import('../lib/atomic-file.ts')
  const record = await readRecord()
  await using file = await openAtomicFile(flags.output)
  await file.write(renderMutants(record))
  return {
    checks: [{ name: 'done', verdict: 'pass', message: `written to ${flags.output}` }],
    environment: { stack: null },
  }
})
