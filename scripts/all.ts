/**
 * All: properties, a load smoke, a compare, the faults of the data and the mutants of the code in one run, with one report and one
 * exit code.
 *
 * Load and compare go to the pipeline that is given, or to the embedded stack; all else starts servers of its own. Mutants are those of
 * what has changed since a commit, and are judged by mutation/gate.ts where there are any. An .html report has one beside it for each
 * part, to which it leads.
 *
 * Usage: npx tsx scripts/all.ts [options]
 *
 * Examples:
 *   npx tsx scripts/all.ts --report all.html
 *   npx tsx scripts/all.ts --only property,load --run-time 10s
 */
import { everyPart, parseParts } from '../lib/all-parts.ts'
import { script } from '../lib/cli.ts'
import { duration, nonEmpty, oneOf } from '../lib/flag-values.ts'
import { profileNames } from '../lib/property-profile.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  only: {
    type: 'string',
    value: 'LIST',
    default: everyPart.join(','),
    parse: parseParts,
    help: 'these parts alone, with commas between them',
  },
  profile: {
    type: 'string',
    value: 'NAME',
    default: 'dev',
    env: 'CDC_PROFILE',
    parse: oneOf(profileNames),
    help: 'of the properties: dev, ci, thorough or mutation',
  },
  'run-time': {
    type: 'string',
    value: 'D',
    default: '30s',
    parse: duration(),
    help: 'of the load smoke, load/light.ts',
  },
  since: {
    type: 'string',
    value: 'REF',
    default: 'main',
    parse: nonEmpty('a commit'),
    excludes: ['all-mutants'],
    help: 'mutants of what has changed since this commit',
  },
  'all-mutants': { type: 'boolean', help: 'mutants of all modules, which takes long' },
} as const satisfies Options

await script(import.meta, options, {
  crossCheck: ({ flags, stack }) => {
    if (stack.stack === 'embedded') return []
    const missing = [
      flags.only.includes('load') && stack.connect === undefined ? 'load without --connect' : '',
      flags.only.includes('reconcile') && stack.source === undefined
        ? 'reconcile without --source and --target'
        : '',
    ]
    return missing
      .filter((each) => each !== '')
      .map((each) => `Cannot run ${each}: expected it, or --only with the other parts`)
  },
  main: async ({ flags, settings, seed, stack, signal, progress, note }) => {
    const { runAll } = await import('../lib/run-all.ts')
    const { only: parts, profile, report: reports } = flags
    const since = flags['all-mutants'] ? null : flags.since
    const runTime = String(settings['run-time'])
    const about = { parts, profile, since, runTime, seed, stack }
    return await runAll({ ...about, reports, signal, progress, note })
  },
})
