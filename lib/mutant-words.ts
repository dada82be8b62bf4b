/** What became of mutants, in words for a terminal. */
import { formatCount, formatShare } from './format-numbers.js'
import { smallDiff } from './mutant-patch.ts'
import { byFile, scoreOf } from './mutant-score.ts'
import type { Mutant, MutantStatus } from './mutant.ts'
import type { MutationScore } from './mutant-score.ts'

export const statuses = [
  'killed',
  'survived',
  'timeout',
  'suspicious',
  'uncovered',
  'ignored',
] as const satisfies readonly MutantStatus[]

/** `score 93.8 %: 45 killed, 3 survived, 1 timeout`; what did not occur is left out. */
export function scoreWords(score: MutationScore): string {
  const counts = statuses.filter((status) => score[status] > 0)
  const words = counts.map((status) => `${formatCount(score[status])} ${status}`)
  if (score.score === null) return ['nothing was scored', ...words].join(', ')
  return `score ${percentWords(score.score)}: ${words.join(', ')}`
}

export function percentWords(percent: number | null): string {
  return formatShare(percent === null ? null : percent / 100)
}

/** A line a file, the lowest score first, and a line for all. */
export function resultLines(mutants: readonly Mutant[]): readonly string[] {
  const files = byFile(mutants).map(([file, own]) => ({ name: file, score: scoreOf(own) }))
  const rows = [
    ...files.sort((one, other) => (one.score.score ?? 101) - (other.score.score ?? 101)),
    { name: 'all', score: scoreOf(mutants) },
  ]
  const cells = rows.map(({ name, score }) => [
    name,
    percentWords(score.score),
    ...statuses.map((status) => formatCount(score[status])),
  ])
  return aligned([['file', 'score', ...statuses], ...cells])
}

/** A block of lines a mutant: where it is, what it changes, and the tests that ran it and saw nothing. */
export function survivorLines(
  mutants: readonly Mutant[],
  {
    sources,
    reasonOf,
  }: {
    readonly sources: Readonly<Record<string, string>>
    /** Why a survivor was accepted. */
    readonly reasonOf: (id: string) => string | undefined
  },
): readonly string[] {
  return mutants.flatMap((mutant) => {
    const { id, file, line, mutator, status, coveredBy } = mutant
    const accepted = reasonOf(id)
    return [
      `${id}  ${file}:${line}  ${mutator}  ${status}`,
      ...smallDiff(mutant, sources[file] ?? '').map((each) => `  ${each}`),
      ...(accepted === undefined ? [] : [`  accepted: ${accepted}`]),
      `  ${coverWords(coveredBy)}`,
      '',
    ]
  })
}

const testsMax = 4

function coverWords(tests: readonly string[]): string {
  if (tests.length === 0) return 'no test runs it'
  const names = tests.slice(0, testsMax).map((test) => `"${test.replace('::', ': ')}"`)
  const rest = tests.length - names.length
  return `run by ${names.join(', ')}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}`
}

/** Columns side by side: the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
}
