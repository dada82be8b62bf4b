/** Two files of runs side by side: what was saved before, and what was run since. */
import { readRunsFile } from './baseline-file.ts'
import { baselineChecks, holdAgainst } from './baseline-result.ts'
import { UsageError } from './errors.ts'
import type { ReadRuns } from './baseline-parse.ts'
import type { Baseline, BaselineRun } from './baseline-runs.ts'
import type { Findings } from './result.ts'

/**
 * The load that was saved last in `now` is held against the runs of the same load in `before`. What cannot be told is `unknown`.
 * @throws UsageError where a file cannot be read or holds neither runs nor a Result
 */
export function compareRuns({ before, now }: { before: string; now: string }): Findings {
  const [earlier, fresh] = readBoth(before, now)
  if ('instead' in earlier || 'instead' in fresh) {
    const strange = [earlier, fresh].flatMap((each) => ('instead' in each ? [each.instead] : []))
    const message = `not comparable: ${strange.join('; ')}`
    return { checks: [{ name: 'held against the baseline', verdict: 'unknown', message }] }
  }
  const baseline = holdAgainst(earlier.baseline, { runs: lastLoad(fresh.baseline) })
  return { baseline, checks: baselineChecks(baseline, { required: true }) }
}

/** Both are read before anything is said of one. */
function readBoth(...paths: readonly [string, string]): readonly [ReadRuns, ReadRuns] {
  const problems: string[] = []
  function read(path: string): ReadRuns {
    try {
      return readRunsFile(path)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      problems.push(...error.problems)
      return { instead: 'not read' }
    }
  }
  const both = [read(paths[0]), read(paths[1])] as const
  if (problems.length > 0) throw new UsageError(problems)
  return both
}

function lastLoad({ loads }: Baseline): readonly BaselineRun[] {
  const load = loads.at(-1)
  if (load === undefined) return []
  const { fingerprint, line } = load
  return load.runs.map((run) => ({ ...run, fingerprint, line }))
}
