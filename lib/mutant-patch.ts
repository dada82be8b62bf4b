/** A mutant as text: a patch that `git apply` takes, or only the lines that it changes. */
import type { FoundMutant } from './mutant.ts'

type Change = Pick<FoundMutant, 'file' | 'from' | 'to' | 'replacement'>

/** Lines shown before and after what is changed. */
const around = 3

/** A unified diff of one hunk. `source` is the whole text of the file that was mutated. */
export function patchOf(mutant: Change, source: string): string {
  const { before, removed, added, following, firstLine } = hunkOf(mutant, source)
  const context = before.length + following.length
  const start = firstLine - before.length
  return [
    `--- a/${mutant.file}`,
    `+++ b/${mutant.file}`,
    `@@ -${start},${context + removed.length} +${start},${context + added.length} @@`,
    ...before.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...following.map((line) => ` ${line}`),
    '',
  ].join('\n')
}

/** The changed lines alone, `-` and `+` in front; of long ones the first and the last. */
export function smallDiff(mutant: Change, source: string): readonly string[] {
  const { removed, added } = hunkOf(mutant, source)
  return [
    ...shortened(removed).map((line) => `- ${line}`),
    ...shortened(added).map((line) => `+ ${line}`),
  ]
}

function hunkOf({ from, to, replacement }: Change, source: string) {
  const start = source.lastIndexOf('\n', from - 1) + 1
  const newline = source.indexOf('\n', to)
  const end = newline < 0 ? source.length : newline
  const linesBefore = source.slice(0, start).split('\n').slice(0, -1)
  const linesAfter = source.slice(end + 1).split('\n')
  if (linesAfter.at(-1) === '') linesAfter.pop()
  return {
    before: linesBefore.slice(-around),
    removed: source.slice(start, end).split('\n'),
    added: (source.slice(start, from) + replacement + source.slice(to, end)).split('\n'),
    following: linesAfter.slice(0, around),
    firstLine: linesBefore.length + 1,
  }
}

const linesMax = 6

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= linesMax) return lines
  return [...lines.slice(0, linesMax - 2), '…', ...lines.slice(-1)]
}
