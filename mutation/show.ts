/**
 * Show: a mutant of the last run as a patch, to be looked at or to be applied.
 *
 * Usage: npx tsx mutation/show.ts ID [options]
 *
 * Examples:
 *   npx tsx mutation/show.ts 3f9c1a | git apply
 */
import { script } from '../lib/cli.ts'
import { messageOf } from '../lib/errors.ts'
import { mutantId } from '../lib/mutant-id.ts'
import type { Options } from '../lib/flags.ts'

export const options = {} as const satisfies Options

await script(import.meta, options, {
  checkWords: (words) => {
    if (words.length !== 1) {
      return [
        `Cannot show "${words.join(' ')}": expected one id, as npx tsx mutation/survived.ts tells them`,
      ]
    }
    try {
      mutantId(words[0] ?? '')
      return []
    } catch (error) {
      return [`Cannot show a mutant: ${messageOf(error)}`]
    }
  },
  main: async ({ flags, words: [wanted = ''], announce }) => {
    const { readRecord } = await import('../lib/mutation-record.ts')
    const { patchOf } = await import('../lib/mutant-patch.ts')
    const { mutants, sources } = await readRecord()
    const found = mutants.filter(({ id }) => id.startsWith(wanted))
    const [mutant] = found
    if (mutant === undefined || found.length > 1) {
      const how = mutant === undefined ? 'no mutant' : `${found.length} mutants`
      const message = `${how} of the last run with an id that begins with ${wanted}: npx tsx mutation/results.ts --json lists them`
      return {
        checks: [{ name: 'done', verdict: 'unknown', message }],
        environment: { stack: null },
      }
    }
    if (!flags.json) announce(patchOf(mutant, sources[mutant.file] ?? ''))
    return {
      checks: [{ name: 'done', verdict: 'pass', message: `${mutant.id} ${mutant.status}` }],
      environment: { stack: null },
      mutants: [mutant],
    }
  },
})
