// @ts-check
/** How the run stands beside earlier ones: what was held against the baseline, and each endpoint, which is only shown. */
import {
  baselineColumns,
  baselineRows,
  baselineSentence,
  driftSentence,
  endpointColumns,
  endpointRows,
} from './baseline-words.js'
import { mostChanged } from './endpoint-changes.js'
import { formatCount } from './format-numbers.js'
import { section, table } from './html-parts.js'
import { h } from './html-tree.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */

/** Each change stands in the rows of the requests too: what it was before is worth a row where it changed much. */
const endpointsMax = 10

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function baselineSection({ baseline }) {
  if (baseline === undefined) return []
  const drift = driftSentence(baseline)
  const all = baseline.endpoints
  const shown = mostChanged(all, endpointsMax)
  return [
    section(
      { id: 'baseline', title: 'Baseline' },
      h('p', {}, baselineSentence(baseline)),
      baseline.metrics.length === 0
        ? null
        : table({ label: 'Baseline', columns: baselineColumns }, baselineRows(baseline)),
      drift === '' ? null : h('p', { class: 'note' }, drift),
      shown.length === 0
        ? null
        : h(
            'details',
            {},
            h('summary', {}, 'Endpoints beside the baseline'),
            table(
              { label: 'Endpoints beside the baseline', columns: endpointColumns },
              endpointRows(shown),
            ),
            shown.length === all.length
              ? null
              : h(
                  'p',
                  { class: 'note' },
                  `Shown are ${formatCount(shown.length)} of ${formatCount(all.length)} endpoints, those whose times have changed most. The change of each stands in its row below, and the JSON report holds all.`,
                ),
          ),
    ),
  ]
}
