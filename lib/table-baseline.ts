/** How a run stands beside earlier ones, as text for a terminal. */
import { baselineColumns, baselineRows, baselineSentence, driftSentence } from './baseline-words.js'
import { plainTable } from './table-text.ts'
import { visibleText } from './visible-text.js'
import type { ChalkInstance } from 'chalk'
import type { Result } from './result.ts'

/** Empty where the run was not held against a baseline. */
export function baselineBlock(
  { baseline }: Result,
  { paint, width }: { readonly paint: ChalkInstance; readonly width: number },
): string {
  if (baseline === undefined) return ''
  const rows = baselineRows(baseline)
  const lines = [`Baseline: ${visibleText(baselineSentence(baseline), 1000)}`]
  if (rows.length > 0) {
    lines.push(
      plainTable({
        header: baselineColumns,
        right: [1, 2, 3, 4],
        stretch: [5],
        rows: rows.map((row) => row.map((cell) => visibleText(cell))),
        paint,
        width,
      }),
    )
  }
  return [...lines, visibleText(driftSentence(baseline), 1000)]
    .filter((line) => line !== '')
    .join('\n')
}
