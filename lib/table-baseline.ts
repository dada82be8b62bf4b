/** How a run stands beside earlier ones, as text for a terminal. */
import { baselineColumns, baselineRows, baselineSentence, driftSentence } from './baseline-words.js'
import { plainTable } from './table-text.ts'
import type { ChalkInstance } from 'chalk'
import type { Result } from './result.ts'

/** Empty where the run was not held against a baseline. */
export function baselineBlock(
  { baseline }: Result,
  { paint, width }: { readonly paint: ChalkInstance; readonly width: number },
): string {
  if (baseline === undefined) return ''
  const rows = baselineRows(baseline)
  const lines = [`Baseline: ${baselineSentence(baseline)}`]
  if (rows.length > 0) {
    lines.push(
      plainTable({
        header: baselineColumns,
        right: [1, 2, 3, 4],
        stretch: [5],
        rows,
        paint,
        width,
      }),
    )
  }
  return [...lines, driftSentence(baseline)].filter((line) => line !== '').join('\n')
}
