/** The score of a mutation run: how much of what was broken on purpose the tests noticed. */
import type { Mutant, MutantStatus } from './mutant.ts'

/** Percentages are null where nothing stands below the line. */
export type MutationScore = {
  /** killed ÷ (killed + survived + uncovered) */
  readonly score: number | null
  /** killed ÷ all but ignored */
  readonly killedPercent: number | null
  /** (survived + uncovered) ÷ all but ignored */
  readonly survivedPercent: number | null
} & Readonly<Record<MutantStatus, number>>

/** Counts and percentages, the percentages unrounded. */
export function scoreOf(mutants: readonly Pick<Mutant, 'status'>[]): MutationScore {
  const counts = { killed: 0, survived: 0, timeout: 0, suspicious: 0, uncovered: 0, ignored: 0 }
  for (const { status } of mutants) counts[status] += 1
  const { killed, survived, uncovered } = counts
  const missed = survived + uncovered
  const all = killed + missed + counts.timeout + counts.suspicious
  return {
    score: percent(killed, { of: killed + missed }),
    killedPercent: percent(killed, { of: all }),
    survivedPercent: percent(missed, { of: all }),
    ...counts,
  }
}

/** As it is told: percentages with one decimal. Limits are held against the others. */
export function roundedScore(score: MutationScore): MutationScore {
  return {
    ...score,
    score: rounded(score.score),
    killedPercent: rounded(score.killedPercent),
    survivedPercent: rounded(score.survivedPercent),
  }
}

/** The mutants of each file, files in order of their names. */
export function byFile<T extends Pick<Mutant, 'file'>>(
  mutants: readonly T[],
): readonly (readonly [file: string, mutants: readonly T[]])[] {
  const files = new Map<string, T[]>()
  for (const mutant of mutants) {
    const known = files.get(mutant.file)
    if (known === undefined) files.set(mutant.file, [mutant])
    else known.push(mutant)
  }
  return [...files].sort(([one], [other]) => (one < other ? -1 : 1))
}

function percent(part: number, { of }: { of: number }): number | null {
  return of === 0 ? null : (100 * part) / of
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10
}
