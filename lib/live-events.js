// @ts-check
/** What the live page knows, and how each event of the server changes it. */
import { applyTick, unpackResult } from './live-model.js'
import { withSecond } from './trend-data.js'

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
 * }} Model
 */

/** @typedef {Omit<Model, 'result'> & { readonly result: Packet | null }} Hello */

const logMax = 500

/**
 * `hello` is the whole; all others change what is there, and come to nothing where there is nothing.
 * @param {Model | null} model
 * @param {string} name
 * @param {unknown} value
 * @returns {Model | null}
 */
export function receive(model, name, value) {
  if (name === 'hello') {
    const { result, ...rest } = /** @type {Hello} */ (value)
    return { ...rest, result: result === null ? null : unpackResult(result) }
  }
  if (model === null) return null
  if (name === 'tick') return afterTick(model, /** @type {Tick | null} */ (value))
  if (name === 'state') {
    const { live, marks } = /** @type {{ live: Live, marks: readonly Mark[] }} */ (value)
    return { ...model, live, result: model.result === null ? null : { ...model.result, marks } }
  }
  if (name === 'log') {
    const line = /** @type {LogLine} */ (value)
    return { ...model, log: [...model.log.slice(1 - logMax), line] }
  }
  return model
}

/**
 * @param {Model} model
 * @param {Tick | null} tick
 * @returns {Model}
 */
function afterTick(model, tick) {
  if (tick === null || model.result === null) return model
  const heat = [...model.heat, ...tick.heat]
  const pulse = [...model.pulse, ...tick.pulse]
  const states = [...model.states, ...tick.states]
  const trends = withSecond(model.trends, tick.trend)
  const result = applyTick(model.result, tick)
  const shares = [...model.shares.slice(0, tick.from), ...tick.shares]
  const before = [...model.before.slice(0, tick.from), ...tick.before]
  return { ...model, live: tick.live, heat, pulse, states, trends, shares, before, result }
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
  const failing = Object.keys(after.live.failingSince)
  const turned = failing.filter((name) => before.live.failingSince[name] === undefined)
  return [
    before.live.state === after.live.state ? '' : stateWords[after.live.state],
    before.live.runId === after.live.runId && marks.length > told ? (marks.at(-1)?.text ?? '') : '',
    ...turned.map((name) => `failing: ${name}`),
  ]
    .filter((text) => text !== '')
    .join('; ')
}
