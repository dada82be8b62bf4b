/** Marks that lie close to each other, in a real Chromium: every line has its text, and no text lies upon another. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { hasChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { openSamplePages } from './sample-pages.ts'
import { sampleResult } from './sample-result.ts'

type Box = {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly line: number
}

/** Notes where each text of a chart is drawn; a chart with the cursor's hint has none of our marks. */
const noteTexts = `globalThis.drawn = []
  const plain = CanvasRenderingContext2D.prototype.fillText
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const width = this.measureText(text).width
    const from = this.textAlign === 'right' ? x - width : this.textAlign === 'center' ? x - width / 2 : x
    drawn.push({ text, from, to: from + width, line: y, of: this.canvas.closest('figure')?.dataset.chart })
    return plain.call(this, text, x, y)
  }`

/** Notes what is drawn around each text, and from where each line of dots goes straight down. */
const noteLines = `Object.assign(globalThis, { around: [], begins: [] })
  const { strokeText, moveTo, lineTo } = CanvasRenderingContext2D.prototype
  let from = null
  Object.assign(CanvasRenderingContext2D.prototype, {
    strokeText(text, x, y) {
      around.push([text, x, y].join())
      return strokeText.call(this, text, x, y)
    },
    moveTo(x, y) {
      from = [x, y]
      return moveTo.call(this, x, y)
    },
    lineTo(x, y) {
      const ofMark = this.canvas.closest('figure')?.dataset.chart === 'times'
      if (ofMark && x === from[0] && this.getLineDash().join() === '3,3') begins.push(from[1])
      return lineTo.call(this, x, y)
    },
  })`

test(
  'the texts of marks close to each other do not overlap, early and late in a run',
  { skip: missing('chromium', hasChromium), timeout: 60_000 },
  async () => {
    await using pages = await openSamplePages()
    await using opened = await pages.open('pass', { live: true })
    const { page, faults } = opened
    const result = await sampleResult('pass')
    const end = result.series?.at(-1)?.t ?? 0
    const times = [0.1, 0.11, 0.12, 0.13, 0.14, 0.9, 0.91, 0.92, 0.93].map((share) => share * end)
    const marks = times.map((t, index) => ({
      t,
      kind: 'note',
      text: `a note of some length ${index}`,
    }))
    const phase = { name: 'all', from: 0, to: end, ok: 1, failed: 0, p50: 1, p95: 1, p99: 1 }
    await page.evaluate(`${noteTexts}\n${noteLines}`)
    await page.evaluate(
      (given) => {
        const own = globalThis as unknown as { cdcTestbench: { render: (it: unknown) => void } }
        own.cdcTestbench.render(given)
      },
      { ...result, marks, phases: [phase] },
    )
    await page.waitForFunction('drawn.some(({ of, text }) => of === "times" && text.endsWith("8"))')
    const boxes: Box[] = await page.evaluate(
      `drawn.filter(({ of, text }) => of === 'times' && text.startsWith('a note'))`,
    )
    assert.equal(new Set(boxes.map(({ text }) => text)).size, marks.length)
    // Beside its line, and not upon the axis.
    assert.deepEqual(
      boxes.filter(({ from }) => from < 64),
      [],
    )
    const clashes = boxes.flatMap((one, index) =>
      boxes
        .slice(index + 1)
        .filter((other) => other.line === one.line && other.from < one.to && one.from < other.to)
        .map((other) => `${one.text} upon ${other.text}`),
    )
    assert.deepEqual(clashes, [])
    const around: string[] = await page.evaluate('around')
    for (const { text, from, line } of boxes) assert.ok(around.includes([text, from, line].join()))
    const name: number = await page.evaluate(
      `drawn.find(({ of, text }) => of === 'times' && text === 'all').line`,
    )
    const begins: number[] = await page.evaluate('begins')
    assert.ok(begins.length >= marks.length)
    assert.ok(Math.min(...begins) > name, 'no line goes through the name of a phase')
    assert.deepEqual(faults, [])
  },
)
