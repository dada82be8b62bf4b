// @ts-check
/** The phases of a run, each with what ended in it. */
import {
  formatClock,
  formatCount,
  formatMs,
  formatNumber,
  formatShare,
  isMeasured,
} from './format-numbers.js'
import { section, table } from './html-parts.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./phase.ts').Phase} Phase */

const columns = [
  'Phase',
  'From',
  'Seconds',
  'Requests',
  'req/s',
  'Fails %',
  'P50 ms',
  'P95 ms',
  'P99 ms',
]

/**
 * @param {import('./result.ts').Result} result
 * @param {(seconds: number) => string} [clock]
 * @returns {readonly import('./html-tree.js').Element[]}
 */
export function phaseSection({ phases = [] }, clock = formatClock) {
  if (phases.length === 0) return []
  return [
    section(
      { id: 'phases', title: 'Phases' },
      table(
        { label: 'Phases', columns },
        phases.map((phase) => rowOf(phase, clock)),
      ),
    ),
  ]
}

/**
 * @param {Phase} phase
 * @param {(seconds: number) => string} clock
 */
function rowOf({ name, from, to, ok, failed, p50, p95, p99 }, clock) {
  const seconds = to - from
  const isCounted = isMeasured(ok) && isMeasured(failed)
  const ended = isCounted ? ok + failed : null
  return [
    visibleText(name, 100),
    from < 0 ? `-${formatClock(-from)}` : clock(from),
    formatNumber(seconds),
    formatCount(ended),
    formatNumber(ended === null || seconds <= 0 ? null : ended / seconds),
    formatShare(isCounted && ended !== null && ended > 0 ? failed / ended : null),
    ...[p50, p95, p99].map(formatMs),
  ]
}
