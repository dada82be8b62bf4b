// @ts-check
/** Laws in a table, and of what does not hold the counterexample as it can be pasted. */
import { section, table, verdictMark } from './html-parts.js'
import { h } from './html-tree.js'
import { propertyCells, propertyColumns, propertyLines, propertyRows } from './property-words.js'
import { visibleLines, visibleText } from './visible-text.js'

/**
 * @param {import('./result.ts').Result} result
 * @returns {readonly import('./html-tree.js').Element[]}
 */
export function propertySection(result) {
  const rows = propertyRows(result)
  if (rows.length === 0) return []
  const failed = rows.filter(({ verdict }) => verdict !== 'pass')
  const columns = [...propertyColumns.slice(0, 1), 'Verdict', ...propertyColumns.slice(1), 'Says']
  const cells = rows.map((each) => {
    const [id = '', ...counts] = propertyCells(each)
    return [id, verdictMark(each.verdict), ...counts, visibleText(each.name)]
  })
  return [
    section(
      { id: 'properties', title: 'Properties' },
      ...failed.map((each) =>
        h('pre', { tabindex: '0' }, visibleLines(propertyLines(each).join('\n'), 4000)),
      ),
      table({ label: 'Properties', columns, kind: 'checks noted' }, cells),
    ),
  ]
}
