// @ts-check
/** The load that a form comes to, drawn: users or requests a second over the run time. */
import { formatClock, formatCount, formatLimit } from './format-numbers.js'
import { color } from './report-page-look.js'

const height = 120

/** At this rate `scripts/bench.ts` holds a thread of the generator to its schedule. */
const keptRate = 5000

const lateWords = `A thread of the generator is known to keep ${formatCount(keptRate)} a second; a run in which it is late has no verdict.`

/**
 * @param {HTMLFormElement} form
 * @param {import('./live-state.ts').Preview} preview
 */
export function drawShape(form, { shape, model }) {
  const canvas = form.querySelector('#shape')
  const words = form.querySelector('#shape-words')
  if (!(canvas instanceof HTMLCanvasElement) || words === null) return
  const sentence = wordsOf(shape, model)
  words.textContent = sentence
  canvas.setAttribute('aria-label', sentence)
  const width = Math.max(200, canvas.clientWidth)
  const ratio = devicePixelRatio
  canvas.width = width * ratio
  canvas.height = height * ratio
  const paper = canvas.getContext('2d')
  const last = shape.at(-1)
  if (paper === null || last === undefined) return
  const top = Math.max(...shape.map(([, value]) => value), 1e-9)
  paper.scale(ratio, ratio)
  paper.strokeStyle = color('users')
  paper.fillStyle = color('stripe')
  paper.lineWidth = 2
  paper.beginPath()
  paper.moveTo(0, height - 2)
  for (const [seconds, value] of shape) {
    paper.lineTo(
      (seconds / Math.max(last[0], 1e-9)) * width,
      height - 2 - (value / top) * (height - 12),
    )
  }
  paper.lineTo(width, height - 2)
  paper.closePath()
  paper.fill()
  paper.stroke()
}

/**
 * @param {import('./live-state.ts').Preview['shape']} shape
 * @param {'closed' | 'open'} model
 */
function wordsOf(shape, model) {
  const last = shape.at(-1)
  if (last === undefined) return 'The load is known when nothing is wrong any more.'
  const top = shape.reduce((most, [, value]) => Math.max(most, value), 0)
  const [at = 0] = shape.find(([, value]) => value >= top * 0.999) ?? []
  const what = model === 'closed' ? 'users' : 'requests a second'
  const [most, end] = [top, last[1]].map((value) =>
    model === 'closed' ? formatCount(value) : formatLimit(Number(value.toFixed(2)), ''),
  )
  const words = `Up to ${most} ${what}, first at ${formatClock(at)}; ends at ${formatClock(last[0])} with ${end}.`
  return model === 'open' && top > keptRate ? `${words} ${lateWords}` : words
}
