// @ts-check
/** Whether the numbers can be trusted: what became of each request, and how the generator kept its schedule. */
import { formatCount, formatMs, formatNumber, formatShare, formatSpan } from './format-numbers.js'
import { facts, section } from './html-parts.js'
import { h } from './html-tree.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').Load} Load */
/** @typedef {import('./html-tree.js').Element} Element */
/** @typedef {import('./html-tree.js').Child} Child */

/**
 * @param {Result} result
 * @param {boolean} going the server is asked for its count at the end
 * @returns {readonly Element[]}
 */
export function accountingSection({ totals, load }, going) {
  if (totals === undefined) return []
  const { sent, ok, failed, timedOut, interrupted } = totals
  const terms = [
    ['sent', sent],
    ['ok', ok],
    ['failed', failed],
    ['timed out', timedOut],
    ['interrupted', interrupted],
  ].flatMap(([name = '', count = 0], index) => [
    index === 0 ? null : h('span', { class: 'operator' }, index === 1 ? '=' : '+'),
    h('span', { class: 'term' }, h('b', {}, formatCount(Number(count))), ` ${name}`),
  ])
  return [
    section(
      { id: 'accounting', title: 'Accounting' },
      h('p', { class: 'sum' }, ...terms),
      load === undefined || going ? null : facts(countFacts(load)),
    ),
  ]
}

/**
 * @param {Load} load
 * @returns {readonly (readonly [string, Child])[]}
 */
function countFacts({ sentInAll, serverCounted, unsent, dropped }) {
  return [
    ['Sent in all, warm-up and discovery included', formatCount(sentInAll)],
    ["The server's own count", serverCountText(sentInAll, serverCounted)],
    ['Released, never sent', formatCount(unsent)],
    ['Due, never released', formatCount(dropped)],
  ]
}

/**
 * @param {number} sent
 * @param {number | null} counted
 */
function serverCountText(sent, counted) {
  if (counted === null) return 'it does not count'
  const same = counted === sent ? 'the same' : `${formatCount(Math.abs(counted - sent))} apart`
  return `${formatCount(counted)}, ${same}`
}

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function poolSection({ pool }) {
  if (pool === undefined) return []
  const { size, waits, waitMs, utilizationPercent, samples, replaced } = pool
  const { mean, busiestSecond, max } = utilizationPercent
  /** @type {readonly (readonly [string, Child])[]} */
  const pairs = [
    ['Connections', formatCount(size)],
    ['In use on average', percent(mean)],
    ['In use in the busiest second', percent(busiestSecond)],
    ['In use at most', percent(max)],
    ['Samples, every 100 ms', formatCount(samples)],
    ['Wait for a connection p50, p95', inMs([waitMs.p50, waitMs.p95])],
    ['Wait for a connection p99, max', inMs([waitMs.p99, waitMs.max])],
    ['Waits, from the intended start', formatCount(waits)],
    ['Connections replaced', formatCount(replaced)],
  ]
  return [section({ id: 'pool', title: 'Pool' }, facts(pairs))]
}

/** @param {number | null} value */
function percent(value) {
  return formatShare(value === null ? null : value / 100)
}

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function generatorSection({ load }) {
  if (load === undefined) return []
  const { generator, scheduleLagMs: lag } = load
  /** @type {readonly (readonly [string, Child])[]} */
  const pairs = [
    ['Kept its schedule', load.valid ? 'yes' : 'no'],
    [
      'Model',
      load.model === 'open' ? 'open: requests on a schedule' : 'closed: users wait for answers',
    ],
    ['Users at most', formatCount(load.usersMax)],
    ...rateWanted(load),
    ['Rate achieved', `${formatNumber(load.achievedRate)}/s`],
    ['Measured for', formatSpan(load.measuredSeconds * 1000)],
    ['Schedule lag p50, p99, max', inMs([lag.p50, lag.p99, lag.max])],
    [
      'Event-loop delay p99, max',
      inMs([generator.eventLoopDelayMs.p99, generator.eventLoopDelayMs.max]),
    ],
    ['CPU', formatShare(generator.cpuPercent / 100)],
    ['Memory', `${formatCount(generator.rssMiB)} MiB`],
    ['Threads', formatCount(generator.workers)],
  ]
  return [
    section(
      { id: 'generator', title: 'Generator' },
      load.valid
        ? null
        : h(
            'ul',
            { class: 'reasons' },
            ...load.invalidBecause.map((each) => h('li', {}, visibleText(each))),
          ),
      facts(pairs),
    ),
  ]
}

/**
 * @param {Load} load
 * @returns {readonly (readonly [string, Child])[]}
 */
function rateWanted({ requestedRate }) {
  return requestedRate === null ? [] : [['Rate wanted', `${formatNumber(requestedRate)}/s`]]
}

/** @param {readonly (number | null)[]} values */
function inMs(values) {
  return values.every((value) => value === null) ? '-' : `${values.map(formatMs).join(', ')} ms`
}
