/** What load/stress.ts hands to the frame: its main, and what is wrong with flags that are each right on their own. */
import { missingUrls, unknownClasses } from './load-script.ts'
import type { Script } from './cli.ts'
import type { StressOptions } from './stress-options.ts'

export const stressScript: Omit<Script<StressOptions>, 'options'> = {
  main: async (given) => {
    const { runStress } = await import('./run-stress.ts')
    return await runStress(given)
  },
  crossCheck: ({ flags, stack }) => {
    const { workload } = flags
    const problems = [...unknownClasses(flags), ...missingUrls(flags, stack)]
    // The others measure a pool and tables that fill up from step to step.
    if (workload.name !== null && workload.name !== 'connect') {
      problems.push(
        `Cannot use --workload ${workload.name} in steps: expected --workload connect or ./FILE.ts`,
      )
    }
    if (flags['arrival-rate'] > flags['rate-max']) {
      problems.push(
        `Cannot use --rate-max ${flags['rate-max']} below --arrival-rate ${flags['arrival-rate']}: expected the first step below the last`,
      )
    }
    return problems
  },
}
