/** Laws in Markdown: what does not hold with its counterexample, and how many hold. */
import { fenced, inline, table } from './markdown-text.ts'
import { propertyCells, propertyColumns, propertyLines, propertyRows } from './property-words.js'
import type { Result } from './result.ts'

const shownMax = 20

/** Empty where the Result has no laws. */
export function propertySections(result: Result): string[] {
  const rows = propertyRows(result)
  if (rows.length === 0) return []
  const failed = rows.filter(({ verdict }) => verdict !== 'pass')
  const counted = `\n${rows.length - failed.length} of ${rows.length} laws hold.`
  if (failed.length === 0) return [counted]
  const shown = failed.slice(0, shownMax)
  return [
    counted,
    ...table(
      ['', ...propertyColumns],
      shown.map((each) => [each.verdict, ...propertyCells(each).map((cell) => inline(cell))]),
    ),
    ...shown.map((each) => `\n${fenced(propertyLines(each).join('\n'), 'text').join('\n')}`),
  ]
}
