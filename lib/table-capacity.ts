/** The search for the highest rate that holds, as text for a terminal. */
import { saturationSentence, stepColumns, stepRows } from './capacity-words.js'
import { plainTable } from './table-text.ts'
import type { ChalkInstance } from 'chalk'
import type { Result } from './result.ts'

/** Empty where no limit was looked for. */
export function capacityBlock(
  { capacity }: Result,
  { paint, width }: { readonly paint: ChalkInstance; readonly width: number },
): string {
  if (capacity === undefined) return ''
  const last = stepColumns.length - 1
  const steps = plainTable({
    header: stepColumns,
    rows: stepRows(capacity),
    right: [0, 1, 3, 4, 5, 6, 7, 8],
    stretch: [last],
    wrap: true,
    paint,
    width,
  })
  return [steps, saturationSentence(capacity)].filter((line) => line !== '').join('\n')
}
