/** What was reached before, file by file, and the survivors that were accepted: a run may do better, never worse. */
import { byFile, scoreOf } from './mutant-score.ts'
import type { Mutant } from './mutant.ts'

/** By file: its score in per cent, rounded down to one decimal, and how many of its mutants were ignored. */
export type Baseline = Readonly<
  Record<string, { readonly score: number; readonly ignored: number }>
>

/** A survivor that no test can kill, or none should, and why. */
export type AcceptedSurvivor = {
  readonly id: string
  readonly file: string
  readonly mutant: string
  readonly reason: string
}

/** The baseline with these files as they are now; those that are not in the run stay. */
export function recorded(before: Baseline, mutants: readonly Mutant[]): Baseline {
  const now = byFile(mutants).flatMap(([file, own]) => {
    const { score, ignored } = scoreOf(own)
    return score === null ? [] : [[file, { score: roundedDown(score), ignored }] as const]
  })
  const all = Object.entries({ ...before, ...Object.fromEntries(now) })
  return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Files whose score is below the recorded one, as `lib/quote.ts 91.2 % < 94 %`: both are rounded the same way. */
export function fallen(baseline: Baseline, mutants: readonly Mutant[]): string[] {
  return byFile(mutants).flatMap(([file, own]) => {
    const { score } = scoreOf(own)
    const { score: least = 0 } = baseline[file] ?? {}
    return score !== null && score < least ? [`${file} ${roundedDown(score)} % < ${least} %`] : []
  })
}

/** Files in which more mutants are ignored than was recorded, as `lib/quote.ts 12 > 3`. */
export function moreIgnored(baseline: Baseline, mutants: readonly Mutant[]): string[] {
  return byFile(mutants).flatMap(([file, own]) => {
    const known = baseline[file]
    const { ignored } = scoreOf(own)
    return known !== undefined && ignored > known.ignored
      ? [`${file} ${ignored} > ${known.ignored}`]
      : []
  })
}

/** Accepted survivors of files of this run that survive no more, and must be taken out. */
export function noSurvivors(
  accepted: readonly AcceptedSurvivor[],
  mutants: readonly Mutant[],
): string[] {
  const files = new Set(mutants.map(({ file }) => file))
  const statusOf = new Map(mutants.map(({ id, status }) => [id, status]))
  return accepted.flatMap(({ id, file }) => {
    const status = statusOf.get(id)
    if (!files.has(file) || status === 'survived' || status === 'uncovered') return []
    return [`${id} in ${file} is ${status ?? 'no mutant any more'}`]
  })
}

function roundedDown(score: number): number {
  return Math.floor(score * 10) / 10
}
