// @ts-check
/** The steps of a search for a limit in words, and what limited it; plain JavaScript, because the page shares it. */
import { formatMs, formatNumber, formatShare } from './format-numbers.js'
import { visibleText } from './visible-text.js'

/** @typedef {NonNullable<import('./result.ts').Result['capacity']>} Capacity */

export const stepColumns = [
  'Rate',
  'Connections',
  'Holds',
  'Achieved',
  'Fails %',
  'P50',
  'P95',
  'P99',
  'Lag P99',
  'Because',
]

/**
 * In the order in which they were tried, and of `stepColumns`.
 * @param {Capacity} capacity
 */
export function stepRows({ steps }) {
  return steps.map((step) => [
    `${formatNumber(step.rate)}/s`,
    String(step.connections),
    step.holds ? 'yes' : 'no',
    `${formatNumber(step.achievedRate)}/s`,
    formatShare(step.failureRate),
    formatMs(step.p50),
    formatMs(step.p95),
    formatMs(step.p99),
    formatMs(step.scheduleLagP99),
    visibleText(step.limitedBy ?? ''),
  ])
}

/**
 * What the target answers when nobody waits between two requests; empty where that was not measured.
 * @param {Capacity} capacity
 */
export function saturationSentence({ saturation }) {
  if (saturation === null) return ''
  const { requestsPerSecond, connections, not2xx, errors } = saturation
  const wrong = not2xx + errors === 0 ? '' : `, ${not2xx} not 2xx, ${errors} errors`
  return `Raw saturation by autocannon, GET /connectors in a closed loop: ${formatNumber(requestsPerSecond)}/s on ${connections} connections${wrong}`
}
