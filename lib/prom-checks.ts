/** The verdict of a run and of its checks, for Prometheus. */
import { family } from './prom-text.ts'
import { labelMax } from './prom-requests.ts'
import { uniqueNames } from './unique-names.ts'
import { visibleLines } from './visible-text.js'
import type { Family, Labels, Sample } from './prom-text.ts'
import type { Result, Verdict } from './result.ts'

export function verdictFamily(verdict: Verdict, script: Labels): Family {
  return family(
    'run_verdict',
    'The verdict of the run: one of three lines is 1.',
    (['pass', 'fail', 'unknown'] as const).map((each) => ({
      labels: { ...script, verdict: each },
      value: verdict === each ? 1 : 0,
    })),
  )
}

/** 1 where a check passes, 0 where it fails; none where it has no verdict. */
export function judgedChecks({ checks }: Pick<Result, 'checks'>, script: Labels): Sample[] {
  const names = uniqueNames(checks.map(({ name }) => visibleLines(name, labelMax)))
  return checks.flatMap(({ verdict }, index): Sample[] =>
    verdict === 'unknown'
      ? []
      : [{ labels: { ...script, check: names[index] ?? '' }, value: verdict === 'pass' ? 1 : 0 }],
  )
}
