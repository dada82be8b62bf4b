// @ts-check
/** What the live page knows, and how each event of the server changes it. */
import { applyTick, unpackResult, withFailures } from './live-model.js'
import { withCheckNews, withPhaseNews } from './second-news.js'
import { withSecond } from './trend-data.js'
import { unpackWhole } from './whole-payload.js'

/** @typedef {import('./live-state.ts').Live} Live */
/** @typedef {import('./live-state.ts').LogLine} LogLine */
/** @typedef {import('./live-packet.js').Packet} Packet */
/** @typedef {import('./live-packet.js').Tick} Tick */
/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').Mark} Mark */

/**
 * @typedef {{
 *   readonly live: Live,
 *   readonly form: import('./live-state.ts').FormFacts,
 *   readonly log: readonly LogLine[],
 *   readonly ghost: import('./chart-data.js').Ghost | null,
 *   readonly heat: readonly (readonly number[])[],
 *   readonly pulse: readonly import('./pulse-data.js').PulseRow[],
 *   readonly states: readonly import('./pulse-data.js').StateChange[],
 *   readonly trends: import('./trend-data.js').Trends,
 *   readonly shares: import('./live-packet.js').Row,
 *   readonly earlier: import('./html-earlier.js').EarlierKnown['earlier'],
 *   readonly before: import('./html-earlier.js').EarlierKnown['before'],
 *   readonly result: Result | null,
 *   readonly coming: Coming,
 * }} Model
 */

/**
 * What was heard of a second that is not yet told to its end.
 * @typedef {Partial<Pick<Result, 'checks' | 'phases' | 'failures'>>} Coming
 */

/**
 * @typedef {Omit<Model, 'result' | 'coming' | 'heat' | 'pulse' | 'trends'>
 *   & import('./whole-payload.js').PackedWhole & { readonly result: Packet | null }} Hello
 */

/**
 * All that the server says, by the name of the event. `hello` and `end` are the whole: for whoever begins to listen or has
 * missed something, and where a run begins; and where it has ended. Once a second come `phase`, `check` and `error`, as
 * far as any of them has changed, and `tick` behind them. `state`, `mark` and `log` come when there is something to say.
 * @typedef {{
 *   readonly hello: Hello,
 *   readonly phase: readonly import('./second-news.js').PhaseNews[],
 *   readonly check: readonly import('./second-news.js').CheckNews[],
 *   readonly error: readonly import('./result.ts').Failure[],
 *   readonly tick: Tick,
 *   readonly state: Live,
 *   readonly mark: Mark,
 *   readonly log: LogLine,
 *   readonly end: Hello,
 * }} Events
 */

const logMax = 500

/**
 * All but the whole change what is there, and come to nothing where there is nothing. A second is there with its tick, and
 * never half.
 * @param {Model | null} model
 * @param {string} name
 * @param {unknown} value
 * @returns {Model | null}
 */
export function receive(model, name, value) {
  if (name === 'hello' || name === 'end') {
    const { result, ...rest } = /** @type {Hello} */ (value)
    const whole = { ...rest, ...unpackWhole(rest), coming: {} }
    return { ...whole, result: result === null ? null : unpackResult(result) }
  }
  if (model === null) return null
  if (name === 'state') return { ...model, live: /** @type {Live} */ (value) }
  if (name === 'log') {
    const line = /** @type {LogLine} */ (value)
    return { ...model, log: [...model.log.slice(1 - logMax), line] }
  }
  if (model.result === null) return model
  if (name === 'tick') return afterTick(model, /** @type {Tick} */ (value))
  if (name === 'mark') {
    const marks = [...(model.result.marks ?? []), /** @type {Mark} */ (value)]
    return { ...model, result: { ...model.result, marks } }
  }
  return { ...model, coming: { ...model.coming, ...comingOf(model.result, name, value) } }
}

/**
 * @param {Result} result
 * @param {string} name
 * @param {unknown} value
 * @returns {Coming}
 */
function comingOf({ phases = [], checks, failures = [] }, name, value) {
  if (name === 'phase') {
    return { phases: withPhaseNews(phases, /** @type {Events['phase']} */ (value)) }
  }
  if (name === 'check') {
    return { checks: withCheckNews(checks, /** @type {Events['check']} */ (value)) }
  }
  if (name === 'error') {
    return { failures: withFailures(failures, /** @type {Events['error']} */ (value)) }
  }
  return {}
}

/**
 * @param {Model} model
 * @param {Tick} tick
 * @returns {Model}
 */
function afterTick(model, tick) {
  if (model.result === null) return model
  const heat = [...model.heat, ...tick.heat]
  const pulse = [...model.pulse, ...tick.pulse]
  const states = [...model.states, ...tick.states]
  const trends = withSecond(model.trends, tick.trend)
  const result = applyTick({ ...model.result, ...model.coming }, tick)
  const shares = [...model.shares.slice(0, tick.from), ...tick.shares]
  const before = [...model.before.slice(0, tick.from), ...tick.before]
  const told = { live: tick.live, heat, pulse, states, trends, shares, before }
  return { ...model, ...told, result, coming: {} }
}

const stateWords = {
  idle: 'Nothing runs',
  starting: 'The run is starting',
  running: 'The run goes on',
  stopping: 'The run is stopping',
  done: 'The run has passed',
  failed: 'The run has failed',
  invalid: 'The run has no verdict',
  aborted: 'The run was stopped',
}

/**
 * What is new, for those who do not see it: a state, a mark, a check that has turned.
 * @param {Model | null} before
 * @param {Model} after
 */
export function newsOf(before, after) {
  if (before === null) return ''
  const marks = after.result?.marks ?? []
  const told = before.result?.marks?.length ?? 0
  const failed = failingIn(before)
  const turned = failingIn(after).filter((name) => !failed.includes(name))
  return [
    before.live.state === after.live.state ? '' : stateWords[after.live.state],
    before.live.runId === after.live.runId && marks.length > told ? (marks.at(-1)?.text ?? '') : '',
    ...turned.map((name) => `failing: ${name}`),
  ]
    .filter((text) => text !== '')
    .join('; ')
}

/**
 * Those that fail since a second of the run.
 * @param {Model} model
 */
function failingIn({ result }) {
  const failing = (result?.checks ?? []).filter(({ since }) => since !== undefined)
  return failing.map(({ name }) => name)
}
