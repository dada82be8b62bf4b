// @ts-check
/** What somebody did or said while the run went on, each at its second. */
import { formatClock } from './format-numbers.js'
import { section, table } from './html-parts.js'
import { visibleText } from './visible-text.js'

const words = { change: 'load changed', note: 'note', stop: 'stopped' }

/**
 * @param {import('./result.ts').Result} result
 * @param {(seconds: number) => string} [clock]
 * @returns {readonly import('./html-tree.js').Element[]}
 */
export function markSection({ marks = [] }, clock = formatClock) {
  if (marks.length === 0) return []
  return [
    section(
      { id: 'marks', title: 'Changes and notes' },
      table(
        { label: 'Changes and notes', columns: ['Time', 'What', 'Text'], kind: 'marks' },
        marks.map(({ t, kind, text }) => [clock(t), words[kind], visibleText(text)]),
      ),
    ),
  ]
}
