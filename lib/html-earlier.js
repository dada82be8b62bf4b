// @ts-check
/** A run that goes on beside the earlier runs of its load: what has changed so far, and that nothing is judged before the end. */
import { baselineSentence, earlierWords } from './baseline-words.js'
import { section } from './html-parts.js'
import { h } from './html-tree.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */
/** @typedef {import('./baseline-words.js').Before} Before */

/**
 * What is known of the earlier runs: of all requests, and a row of medians an endpoint, in the order of the requests.
 * @typedef {{
 *   readonly earlier: import('./live-state.ts').EarlierRuns | null,
 *   readonly before: readonly import('./live-state.ts').EarlierRow[],
 * }} EarlierKnown
 */

/**
 * What the numbers so far are shown beside; null where there is nothing like them.
 * @param {Result} result
 * @param {EarlierKnown} known
 * @returns {Before | null}
 */
export function besideEarlier(result, { earlier, before }) {
  if (earlier === null || earlier.runs === 0 || !isAsOrdered(result)) return null
  const endpoints = (result.requests ?? []).flatMap(({ method, name }, place) => {
    const row = before[place] ?? null
    if (row === null) return []
    return [{ method, name, before: numbersIn(row), visible: numbersIn(row.slice(4)) }]
  })
  return { runs: earlier.runs, metrics: earlier.metrics, endpoints }
}

/** @param {readonly (number | null)[]} row */
function numbersIn([p50 = null, p95 = null, p99 = null, failureRate = null]) {
  return { p50, p95, p99, failureRate }
}

/**
 * @param {Result} result
 * @param {EarlierKnown} known
 * @returns {readonly Element[]}
 */
export function earlierSection(result, { earlier }) {
  if (earlier === null) return []
  const [sentence, note] = isAsOrdered(result)
    ? wordsOf(earlier)
    : ['This run is no longer as it was ordered: it will not be held against the baseline.', '']
  return [
    section(
      { id: 'baseline', title: 'Baseline' },
      h('p', {}, sentence),
      note === '' ? null : h('p', { class: 'note' }, note),
    ),
  ]
}

const soFar = 'The small numbers in the rows below are the change so far.'

/**
 * @param {import('./live-state.ts').EarlierRuns} earlier
 * @returns {readonly [sentence: string, note: string]}
 */
function wordsOf(earlier) {
  const { verdict, runs, runsMin } = earlier
  if (verdict === null) return [earlierWords(earlier), `Nothing is judged before the end. ${soFar}`]
  const sentence = baselineSentence({ ...earlier, verdict, again: [] })
  if (verdict === 'not comparable') return [sentence, 'This run will not be judged beside it.']
  const note = `Fewer than ${runsMin} judge nothing, at the end neither.`
  return [`${sentence}, expected ${runsMin}`, runs === 0 ? note : `${note} ${soFar}`]
}

/**
 * A run that somebody has changed or stopped is another load than that of its flags.
 * @param {Result} result
 */
function isAsOrdered({ marks = [] }) {
  return marks.every(({ kind }) => kind === 'note')
}
