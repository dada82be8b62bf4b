/** The plugin that Stryker loads, in its own process and in each worker: our test runner, our reporter, and our mutators beside its own. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { PluginKind, commonTokens, declareFactoryPlugin, tokens } from '@stryker-mutator/api/plugin'

import { inProcessRunner } from './in-process-runner.ts'
import { numberLiteral, returnValue, splitStrings, wrapperCall } from './mutators.ts'
import { strykerReporter } from './stryker-reporter.ts'
import type { Mutator } from './mutators.ts'
import type { Selection } from './stryker-reporter.ts'
import type { StrykerOptions } from '@stryker-mutator/api/core'
import type { Reporter } from '@stryker-mutator/api/report'
import type { TestRunner } from '@stryker-mutator/api/test-runner'

/** Our own settings in Stryker's configuration, under `cdcTestbench`. */
export type PluginSettings = {
  readonly testFiles: readonly string[]
  readonly selection: Selection
}

await extendMutators()

createRunner.inject = tokens(commonTokens.options)
function createRunner(options: StrykerOptions): TestRunner {
  return inProcessRunner(settingsOf(options).testFiles)
}

createReporter.inject = tokens(commonTokens.options)
function createReporter(options: StrykerOptions): Reporter {
  return strykerReporter(settingsOf(options).selection, (message) => process.send?.(message))
}

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'in-process', createRunner),
  declareFactoryPlugin(PluginKind.Reporter, 'messages', createReporter),
]

export const strykerValidationSchema = {
  type: 'object',
  properties: { cdcTestbench: { type: 'object' } },
}

function settingsOf(options: StrykerOptions): PluginSettings {
  return options['cdcTestbench'] as PluginSettings
}

/** The list is no part of the package's interface: it is reached by the path of its file, and changed in place. */
async function extendMutators(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@stryker-mutator/instrumenter')
  const list = pathToFileURL(join(dirname(entry), 'mutators', 'mutate.js')).href
  const { allMutators } = (await import(list)) as { allMutators: Mutator[] }
  if (allMutators.includes(numberLiteral)) return
  const own = allMutators.flatMap((mutator) =>
    mutator.name === 'StringLiteral' ? splitStrings(mutator) : [mutator],
  )
  allMutators.splice(0, allMutators.length, ...own, numberLiteral, returnValue, wrapperCall)
}
