/** Laws as text for a terminal: a line of counts each, and of what does not hold the counterexample, complete to be pasted. */
import { propertyCells, propertyColumns, propertyLines, propertyRows } from './property-words.js'
import { plainTable } from './table-text.ts'
import { visibleText } from './visible-text.js'
import type { ChalkInstance } from 'chalk'
import type { Result } from './result.ts'

const signs = { pass: '✓', fail: '✗', unknown: '?' } as const

/** Longer ones are in the reports. */
const lineMax = 4000

/** Empty where the Result has no laws. */
export function propertyBlock(
  result: Result,
  { paint, width }: { readonly paint: ChalkInstance; readonly width: number },
): string {
  const rows = propertyRows(result)
  if (rows.length === 0) return ''
  const colors = { pass: paint.green, fail: paint.red, unknown: paint.yellow }
  const table = plainTable({
    header: ['Verdict', ...propertyColumns],
    rows: rows.map((each) => [
      colors[each.verdict](`${signs[each.verdict]} ${each.verdict}`),
      ...propertyCells(each),
    ]),
    right: [2, 3, 4, 5],
    stretch: [1],
    paint,
    width,
  })
  const failed = rows.filter(({ verdict }) => verdict !== 'pass')
  const lines = failed.map((each) =>
    propertyLines(each)
      .map((line) => visibleText(line, lineMax))
      .join('\n'),
  )
  return [table, ...lines].join('\n\n')
}
