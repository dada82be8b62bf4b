/** Holds two runs of the same mutants side by side: the runner that we made must say what the one it takes the place of says. */
import { crashReason } from './mutant.ts'
import type { Mutant } from './mutant.ts'

export type ParityDifference = {
  readonly id: string
  /** What each runner says, in words: null where it did not try the mutant at all. */
  readonly ours: string | null
  readonly oracle: string | null
}

/**
 * Where the two differ. A process that ends otherwise than a test does is an error to Stryker's own runner, as where a mutant
 * throws when it is loaded: the test failed all the same.
 */
export function parityDifferences(
  ours: readonly Mutant[],
  oracle: readonly Mutant[],
): readonly ParityDifference[] {
  const byId = new Map(oracle.map((mutant) => [mutant.id, mutant]))
  const known = new Set(ours.map(({ id }) => id))
  const compared = ours.flatMap((mutant) => {
    const other = byId.get(mutant.id)
    if (other !== undefined && isSame(mutant, other)) return []
    return [
      { id: mutant.id, ours: words(mutant), oracle: other === undefined ? null : words(other) },
    ]
  })
  const missing = oracle.filter(({ id }) => !known.has(id))
  return [...compared, ...missing.map((each) => ({ id: each.id, ours: null, oracle: words(each) }))]
}

function isSame(ours: Mutant, oracle: Mutant): boolean {
  const [noticed, expected] = [isNoticed(ours), isNoticed(oracle) ?? endedOtherwise(oracle)]
  if (ours.status === 'ignored' || oracle.status === 'ignored') return ours.status === oracle.status
  return noticed !== null && noticed === expected
}

/** Whether the tests noticed the mutant; null where the run has no verdict. */
function isNoticed({ status }: Mutant): boolean | null {
  if (status === 'killed' || status === 'timeout') return true
  return status === 'survived' || status === 'uncovered' ? false : null
}

function endedOtherwise({ reason }: Mutant): true | null {
  return reason?.startsWith(crashReason) === true && reason.includes('exited with code')
    ? true
    : null
}

function words({ status, reason, file, line, mutator, replacement }: Mutant): string {
  const why = reason === null ? '' : `, ${reason.split('\n')[0]?.slice(0, 100)}`
  return `${status} (${file}:${line} ${mutator} ${replacement.slice(0, 40)}${why})`
}
