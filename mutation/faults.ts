/**
 * Faults: would reconciliation notice if the data were wrong?
 *
 * Injects every fault of a catalogue into a healthy pair of databases: rows lost, doubled, out of order, values corrupted in a column
 * of every type, and what must raise no alarm. The compare must tell exactly the rows and columns that were damaged: detected and
 * exact, or clean. Starts two PostgreSQL servers of its own.
 *
 * With --fault the report tells how one fault was injected, what had to be told, and what was; with --keep the databases stay
 * as the fault has left them, to be looked at, until Ctrl-C. What is told then holds the passwords of these throw-away servers.
 *
 * Usage: npx tsx mutation/faults.ts [options]
 *
 * Examples:
 *   npx tsx mutation/faults.ts --report faults.html
 *   npx tsx mutation/faults.ts --fault L1 --keep
 */
import { script } from '../lib/cli.ts'
import { nonEmpty } from '../lib/flag-values.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  fault: {
    type: 'string',
    value: 'ID',
    parse: nonEmpty('the id of a fault'),
    help: 'inject this one, and tell all about it',
  },
  keep: {
    type: 'boolean',
    needs: ['fault'],
    help: 'then tell where its databases are, and hold them until Ctrl-C',
  },
  list: {
    type: 'boolean',
    excludes: ['fault', 'keep'],
    help: 'tell which faults there are, and inject none',
  },
} as const satisfies Options

const notYours =
  'Cannot inject faults into databases of yours: expected no URL, or --stack embedded to set aside those of the environment'

await script(import.meta, options, {
  crossCheck: ({ stack }) => (stack.stack === 'yours' ? [notYours] : []),
  main: async (given) => {
    const { runFaultsScript } = await import('../lib/run-faults.ts')
    return await runFaultsScript(given)
  },
})
