/** The runs that a Result is made of, as text for a terminal. */
import { partColumns, partRows } from './parts-words.js'
import { plainTable } from './table-text.ts'
import type { ChalkInstance } from 'chalk'
import type { Result } from './result.ts'

/** Empty where the Result is of one run. */
export function partsBlock(
  { parts = [] }: Result,
  { paint, width }: { readonly paint: ChalkInstance; readonly width: number },
): string {
  if (parts.length === 0) return ''
  const header = partColumns(parts)
  const last = header.length - 1
  return plainTable({
    header,
    rows: partRows(parts),
    right: Array.from({ length: last - 2 }, (_, index) => index + 2),
    stretch: [last],
    wrap: true,
    paint,
    width,
  })
}
