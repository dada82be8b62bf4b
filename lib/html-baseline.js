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
import { section, table } from './html-parts.js'
import { h } from './html-tree.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function baselineSection({ baseline }) {
  if (baseline === undefined) return []
  const drift = driftSentence(baseline)
  const endpoints = endpointRows(baseline)
  return [
    section(
      { id: 'baseline', title: 'Baseline' },
      h('p', {}, baselineSentence(baseline)),
      baseline.metrics.length === 0
        ? null
        : table({ label: 'Baseline', columns: baselineColumns }, baselineRows(baseline)),
      drift === '' ? null : h('p', { class: 'note' }, drift),
      endpoints.length === 0
        ? null
        : h(
            'details',
            {},
            h('summary', {}, 'Endpoints beside the baseline'),
            table({ label: 'Endpoints beside the baseline', columns: endpointColumns }, endpoints),
          ),
    ),
  ]
}
