/** The faults of a run, as families for Prometheus. */
import { family } from './prom-text.ts'
import type { FaultKind, FaultVerdict } from './fault-result.ts'
import type { Family, Labels } from './prom-text.ts'
import type { Result } from './result.ts'

const kinds: readonly FaultKind[] = ['loss', 'corruption', 'duplication', 'order', 'benign']
const verdicts: readonly FaultVerdict[] = ['detected', 'missed', 'clean', 'false-alarm', 'not-run']

/** Only of a run: a list of faults has no score. */
export function faultFamilies({ faults = [], faultScore }: Result, script: Labels): Family[] {
  if (faultScore === undefined) return []
  return [
    family(
      'faults',
      'Injected faults by what became of them.',
      kinds.flatMap((kind) =>
        verdicts.map((verdict) => ({
          labels: { ...script, kind, verdict },
          value: faults.filter((fault) => fault.kind === kind && fault.verdict === verdict).length,
        })),
      ),
    ),
    family('faults_inexact', 'Faults of which something else was told than had to be.', [
      { labels: script, value: faultScore.inexact },
    ]),
    family('fault_score_ratio', 'Faults detected, of all that damage; exactly, or at all.', [
      { labels: { ...script, how: 'detected' }, value: ratio(faultScore.score) },
      { labels: { ...script, how: 'exactly' }, value: ratio(faultScore.exactPercent) },
    ]),
  ]
}

function ratio(percent: number | null): number | null {
  return percent === null ? null : percent / 100
}
