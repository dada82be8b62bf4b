// @ts-check
/** The head of the live page: the state of the run as a word, the numbers of the last ten seconds, and what can be done. */
import { formatClock, formatCount, formatMs, formatNumber, formatShare } from './format-numbers.js'
import { checkTile, resultTiles, tilesOf } from './html-header.js'
import { h } from './html-tree.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./html-live.js').LivePage} LivePage */
/** @typedef {import('./live-state.ts').LiveStateName} LiveStateName */

/**
 * Sign, word and colour of a state: never the colour alone.
 * @type {Readonly<Record<LiveStateName | 'disconnected', readonly [sign: string, word: string, look: string]>>}
 */
const looks = {
  idle: ['○', 'IDLE', 'quiet-state'],
  starting: ['…', 'STARTING', 'going'],
  running: ['▶', 'RUNNING', 'going'],
  stopping: ['■', 'STOPPING', 'going'],
  done: ['✓', 'PASS', 'pass'],
  failed: ['✗', 'FAIL', 'fail'],
  invalid: ['?', 'NO VERDICT', 'unknown'],
  aborted: ['⊘', 'STOPPED', 'unknown'],
  disconnected: ['⚠', 'LOST', 'lost'],
}

const ended = ['done', 'failed', 'invalid', 'aborted']

/** @param {string} state */
export function isEnded(state) {
  return ended.includes(state)
}

/** @param {LivePage} page */
export function liveHeader(page) {
  const { live, lost, result } = page
  const over = isEnded(live.state) ? result : null
  const [sign, word, look] = looks[lost === null ? live.state : 'disconnected']
  return h(
    'header',
    { class: over?.load?.valid === false ? `live ${look} invalid` : `live ${look}` },
    h(
      'p',
      { class: 'state' },
      h('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
      h('span', {}, word),
    ),
    h(
      'div',
      { class: 'subject' },
      h('h1', {}, live.script === null ? 'cdc-testbench' : visibleText(live.script)),
      h('p', {}, visibleText(live.target)),
    ),
    h('dl', { class: 'tiles' }, ...tilesOf(over === null ? tilesNow(page) : resultTiles(over))),
    h('div', { class: 'controls', role: 'group', 'aria-label': 'Run' }, ...controls(page)),
  )
}

/**
 * The title of the window: `▶ spike 1,234/s p95 12 ms`.
 * @param {LivePage} page
 */
export function liveTitle({ live, lost }) {
  const [sign, word] = looks[lost === null ? live.state : 'disconnected']
  const name = live.script === null ? 'cdc-testbench' : live.script.replace(/^load\//, '')
  if (live.recent === null || lost !== null) return `${sign} ${word} ${visibleText(name)}`
  return `${sign} ${visibleText(name)} ${rateOf(live.recent)} p95 ${inMs(live.recent.p95)}`
}

/** @param {LivePage} page */
function tilesNow({ live, result, elapsedMs }) {
  /** @type {import('./html-header.js').Tile[]} */
  const pairs = []
  const { recent, wanted, model } = live
  if (live.startedAtMs !== null && elapsedMs !== null) pairs.push(timeTile(live, elapsedMs))
  if (recent !== null && wanted !== null) {
    const last = (result?.chart?.points ?? result?.series)?.at(-1)
    const now = model === 'closed' ? formatCount(last?.users) : rateOf(recent)
    const ordered = model === 'closed' ? formatCount(wanted) : `${formatNumber(wanted)}/s`
    const name = model === 'closed' ? 'Users now / wanted' : 'Rate now / wanted'
    const failed =
      recent.failed + recent.ok === 0 ? null : recent.failed / (recent.failed + recent.ok)
    pairs.push([name, `${now} / ${ordered}`])
    if (model === 'closed') pairs.push(['Requests/s', rateOf(recent)])
    pairs.push(
      ['Failures', formatShare(failed)],
      ['p95', inMs(recent.p95)],
      ['p99', inMs(recent.p99)],
    )
  }
  if (result !== null && recent !== null && result.checks.length > 0)
    pairs.push(checkTile(result.checks))
  return pairs
}

/**
 * What is left stands with the name: it makes the number no wider.
 * @param {LivePage['live']} live
 * @param {number} elapsedMs
 * @returns {import('./html-header.js').Tile}
 */
function timeTile({ state, runTimeMs }, elapsedMs) {
  const whole = runTimeMs / 1000
  const passed = Math.floor(elapsedMs / 1000)
  return [
    state === 'running' ? `Time, ${formatClock(whole - passed)} left` : 'Time',
    `${formatClock(passed)} / ${formatClock(whole)}`,
  ]
}

/** @param {import('./result.ts').Recent} recent */
function rateOf({ ok, failed, seconds }) {
  return seconds === 0 ? '-' : `${formatNumber((ok + failed) / seconds)}/s`
}

/** @param {number | null} value */
function inMs(value) {
  return value === null ? '-' : `${formatMs(value)} ms`
}

/**
 * All of them are always there, so that none moves under the pointer.
 * @param {LivePage} page
 */
function controls({ live, lost, formOpen, utc }) {
  const { state } = live
  const here = lost === null
  const on = ['starting', 'running', 'stopping'].includes(state)
  const stopWord = state === 'stopping' ? 'Stop now' : 'Stop'
  return [
    button({ id: 'edit', key: 'e', enabled: here && state === 'running' }, 'Edit'),
    button(
      { id: 'note', key: 'n', enabled: here && (state === 'running' || state === 'stopping') },
      'Note',
    ),
    on
      ? button({ id: 'stop', key: 's', enabled: here }, stopWord)
      : button({ id: 'new', key: 's', enabled: here && !formOpen }, 'New run'),
    button({ id: 'help', key: '?', enabled: true }, 'Keys'),
    h(
      'button',
      { type: 'button', id: 'do-utc', class: 'quiet tool', 'aria-pressed': String(utc) },
      'UTC',
    ),
    h(
      'button',
      {
        type: 'button',
        id: 'theme',
        class: 'quiet',
        'aria-label': 'Switch between light and dark',
      },
      h('span', { 'aria-hidden': 'true' }, '◐'),
    ),
  ]
}

/**
 * @param {{ id: string, key: string, enabled: boolean }} about
 * @param {string} text
 */
function button({ id, key, enabled }, text) {
  return h(
    'button',
    {
      type: 'button',
      id: `do-${id}`,
      class: 'quiet',
      'aria-keyshortcuts': key,
      'aria-disabled': String(!enabled),
    },
    text,
  )
}
