/**
 * Properties: laws of the checking code, held against generated inputs, and of the pipeline, held against generated histories.
 *
 * Each law is a sentence that must be true of every example. What breaks one is shrunk to the smallest example that still does, told as
 * a literal that can be pasted into a test, and kept in .cdc/examples/, from where it is run first until it passes. Laws that
 * need servers start their own.
 *
 * A profile says how thorough: dev 20 examples and 500 ms for each, ci 100 and 1 s, thorough 500 and 2 s, and mutation 100 from one fixed
 * seed, for the mutants of the code. Dear laws run a part of the examples. CDC_PROFILE names a profile too.
 *
 * Usage: npx tsx property/run.ts [options]
 *
 * Examples:
 *   npx tsx property/run.ts --profile thorough --report properties.html
 *   npx tsx property/run.ts --file checksum --tap
 */
import { script } from '../lib/cli.ts'
import { oneOf } from '../lib/flag-values.ts'
import { profileNames } from '../lib/property-profile.ts'
import { parsePropertyFile, parsePropertyReplay, propertyFiles } from '../lib/property-files.ts'
import type { Options } from '../lib/flags.ts'

export const options = {
  profile: {
    type: 'string',
    value: 'NAME',
    default: 'dev',
    env: 'CDC_PROFILE',
    parse: oneOf(profileNames),
    help: 'dev, ci, thorough or mutation',
  },
  file: {
    type: 'string',
    value: 'NAME',
    excludes: ['replay'],
    parse: parsePropertyFile,
    help: 'only this file: checksum, checksum.test.ts or property/checksum.test.ts',
  },
  replay: {
    type: 'string',
    value: 'ID',
    parse: parsePropertyReplay,
    help: 'only this law: FILE/LAW, FILE/LAW@SEED or FILE/LAW@SEED:PATH',
  },
  tap: { type: 'boolean', excludes: ['json'], help: "stdout is node's own TAP stream" },
} as const satisfies Options

await script(import.meta, options, async ({ flags, seed, signal, progress, announce }) => {
  const { runProperties } = await import('../lib/run-properties.ts')
  const { replay, profile, file } = flags
  const files = replay === undefined ? (file ?? propertyFiles()) : [replay.file]
  const run = { files, profile, seed, replay: replay?.text, signal, progress }
  const { findings, tap } = await runProperties(run)
  if (flags.tap) announce(tap)
  return findings
})
