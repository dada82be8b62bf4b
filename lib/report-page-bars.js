// @ts-check
/** The latency distribution as bars on a logarithmic axis, of all requests or of one endpoint. */
import { barsOf } from './chart-bars.js'
import { formatCount, formatMs, formatShare } from './format-numbers.js'
import { axis, color, colorScheme, logarithmic, tick } from './report-page-look.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./report-page-charts.js').Draw} Draw */
/** @typedef {import('./chart-data.js').ChartSource} ChartSource */
/** @typedef {import('./chart-bars.js').Bar} Bar */
/** @typedef {import('uplot')} Plot */

/**
 * What is painted, by who chose it: a plot lives longer than a second, and its hooks were made with it.
 * @type {Map<unknown, readonly Bar[]>}
 */
const shown = new Map()

/** @type {Draw} */
export function barsDrawing({ source, choices, redraw }) {
  const chosen = source.requests?.find((each) => nameOf(each) === choices.endpoint) ?? source.totals
  const bars = barsOf(chosen?.distribution ?? [])
  const [first] = bars
  const last = bars.at(-1)
  if (first === undefined || last === undefined) return null
  const all = bars.reduce((sum, { count }) => sum + count, 0)
  const below = runningSum(bars)
  const tools = endpointTools({ source, choices, redraw })
  shown.set(choices, bars)
  return {
    shape: JSON.stringify([
      first.lower,
      last.upper,
      choices.endpoint,
      tools.map(({ textContent }) => textContent),
      colorScheme(),
    ]),
    data: [
      bars.map(({ lower, upper }) => Math.sqrt(lower * upper)),
      bars.map(({ count }) => count),
    ],
    options: {
      legend: { show: false },
      // Room for half of the last value.
      padding: [null, 28, null, null],
      cursor: { drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, distr: logarithmic, range: () => [first.lower, last.upper] },
        y: { range: (_plot, _from, to) => [0, (to ?? 1) * 1.08] },
      },
      series: [{}, { label: 'requests', paths: () => null, points: { show: false } }],
      axes: [
        axis({
          // Plot, axis, from, to.
          splits: (...given) => roundValues(given[2], given[3]),
          filter: (_plot, splits) => splits,
          values: (_, splits) => splits.map((split) => tick(split, 'ms')),
          space: 30,
          size: 32,
        }),
        axis({ size: 64, values: (_, splits) => splits.map((split) => formatCount(split)) }),
      ],
      hooks: { draw: [(plot) => drawBars(plot, shown.get(choices) ?? [])] },
    },
    keys: [{ label: 'requests', look: 'bars', series: null }],
    tools,
    readout: (index) => {
      const bar = bars[index] ?? first
      const share = formatShare((below[index] ?? 0) / all)
      return `${formatMs(bar.lower)} to ${formatMs(bar.upper)} ms: ${formatCount(bar.count)} requests; up to here ${share}`
    },
  }
}

/** @param {readonly Bar[]} bars */
function runningSum(bars) {
  let sum = 0
  return bars.map(({ count }) => (sum += count))
}

/**
 * @param {Plot} plot
 * @param {readonly Bar[]} bars
 */
function drawBars(plot, bars) {
  const { ctx } = plot
  const ground = plot.valToPos(0, 'y', true)
  ctx.save()
  ctx.fillStyle = color('bars')
  for (const { lower, upper, count } of bars) {
    const left = plot.valToPos(lower, 'x', true)
    const right = plot.valToPos(upper, 'x', true)
    const top = plot.valToPos(count, 'y', true)
    // One request among thousands is still to be seen.
    const height = Math.max(ground - top, 2)
    ctx.fillRect(left, ground - height, Math.max(1, right - left - 1), height)
  }
  ctx.restore()
}

/**
 * 1, 2, 5, 10 … within the range; even steps where it is too narrow for two of them.
 * @param {number} from
 * @param {number} to
 */
function roundValues(from, to) {
  const values = []
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power += 1) {
    for (const digit of to / from > 1000 ? [1] : [1, 2, 5]) values.push(digit * 10 ** power)
  }
  const inside = values.filter((value) => value >= from && value <= to)
  if (inside.length >= 2) return inside
  return [0, 1, 2, 3].map((step) => from * (to / from) ** (step / 3))
}

/**
 * @param {{ source: ChartSource, choices: import('./report-page-charts.js').Choices, redraw: () => void }} given
 */
function endpointTools({ source, choices, redraw }) {
  const names = (source.requests ?? [])
    .filter(({ distribution }) => distribution.length > 0)
    .map(nameOf)
  if (names.length < 2) return []
  const label = document.createElement('label')
  const select = document.createElement('select')
  const options = ['', ...names.toSorted()].map((name) => {
    const option = document.createElement('option')
    option.value = name
    option.textContent = name === '' ? 'All requests' : name
    return option
  })
  select.append(...options)
  select.value = choices.endpoint
  select.addEventListener('change', () => {
    choices.endpoint = select.value
    redraw()
  })
  label.append('Endpoint ', select)
  return [label]
}

/** @param {{ method: string, name: string }} endpoint */
function nameOf({ method, name }) {
  return visibleText(`${method} ${name}`, 120)
}
