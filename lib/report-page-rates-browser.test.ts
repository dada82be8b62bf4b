/** The chart of rates of a run that ended in mid-second, in a real Chromium, and that one second stands at one place in all charts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { hasChromium } from './chromium.ts'
import { pulsePoints } from './pulse-data.js'
import { missing } from './require-part.ts'
import { openSamplePages } from './sample-pages.ts'
import { sampleResult } from './sample-result.ts'
import type { Load, Result } from './result.ts'

/** Notes where each chart writes the first second at its axis. */
const noteSeconds = `globalThis.placed = {}
  globalThis.named = {}
  const plain = CanvasRenderingContext2D.prototype.fillText
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const { chart } = this.canvas.closest('figure')?.dataset ?? {}
    if (text === 'to 200/s' || text === 'hold 200/s') (named[chart] ??= []).push([text, Math.round(x / devicePixelRatio)])
    if (text === '0:01') placed[chart] = Math.round(x / devicePixelRatio)
    return plain.call(this, text, x, y)
  }`

/** An open model of 2.5 s, of which the pulse has the two whole seconds. */
async function openRun(): Promise<Result> {
  const { load, ...sample } = await sampleResult('pass')
  const series = [1, 2, 3].map((t) => {
    const [due, ok] = t === 3 ? [100, 99] : [200, 200]
    return { t, users: 0, due, sent: due, ok, failed: 0, p50: 1, p95: 2, p99: 3 }
  })
  const row = [1, 1, 1, 5, 9, 9]
  const pulse = pulsePoints(series, {
    heat: [
      [9, 5],
      [9, 7],
    ],
    pulse: [
      [...row, 4],
      [...row, 11],
    ],
  })
  const ended = { ...load, model: 'open', measuredSeconds: 2.5, endedSeconds: 2.5 } as Load
  const none = { failed: 0, p50: 1, p95: 2, p99: 3 }
  const phases = [
    { name: 'to 200/s', from: 0, to: 1, ok: 200, ...none },
    { name: 'hold 200/s', from: 1, to: 2.4, ok: 280, ...none },
    { name: 'too short for its name', from: 2.4, to: 2.5, ok: 19, ...none },
  ]
  return { ...sample, load: ended, series, phases, pulse: pulse.slice(0, 2) }
}

test(
  'half a second is drawn at its rate, what is in flight beside it, and a second stands at one place in all charts',
  { skip: missing('chromium', hasChromium), timeout: 60_000 },
  async () => {
    await using pages = await openSamplePages()
    await using opened = await pages.open('pass', { live: true })
    const { page, faults } = opened
    await page.evaluate(noteSeconds)
    const given = await openRun()
    await page.evaluate((result) => {
      const own = globalThis as unknown as { cdcTestbench: { render: (it: unknown) => void } }
      own.cdcTestbench.render(result)
    }, given)
    const charts = ['times', 'heat', 'rates', 'pipeline', 'health']
    // What is out of view is drawn when it comes into it.
    await page.locator('[data-chart=rates]').scrollIntoViewIfNeeded()
    await page.waitForFunction((count) => {
      return Object.keys(Reflect.get(globalThis, 'placed') as object).length === count
    }, charts.length)
    const placed = await page.evaluate<Record<string, number>>('placed')
    assert.deepEqual(Object.keys(placed).toSorted(), charts.toSorted())
    assert.equal(new Set(Object.values(placed)).size, 1, JSON.stringify(placed))

    const named = await page.evaluate<Record<string, [string, number][]>>('named')
    assert.deepEqual(Object.keys(named).toSorted(), charts.toSorted(), 'phases are in all of them')
    for (const texts of Object.values(named)) {
      const [first, second] = texts
      assert.deepEqual([first?.[0], second?.[0]], ['to 200/s', 'hold 200/s'])
      // Its name stands beside the second in which it begins, where that is written under the axis.
      assert.equal(second?.[1], (placed['rates'] ?? 0) + 4)
    }
    const rows = await page.locator('#phases tbody th').allTextContents()
    assert.deepEqual(rows, ['to 200/s', 'hold 200/s', 'too short for its name'])

    const figure = page.locator('[data-chart=rates]')
    const keys = await figure.locator('.key').allTextContents()
    const [ok, failed] = ['ok per second', 'failed per second']
    assert.deepEqual(keys, [ok, failed, 'in flight (right)', 'due per second'])
    await figure.locator('.plot').press('End')
    const readout = figure.locator('.readout')
    assert.equal(await readout.innerText(), '0:03, 198 ok/s, 0 failed/s, 200 due/s, - in flight')
    await figure.locator('.plot').press('ArrowLeft')
    assert.match(await readout.innerText(), /11 in flight$/)
    assert.match((await figure.locator('figcaption').textContent()) ?? '', /up to 11 requests in/)
    await figure.getByText('As a table').click()
    const columns = await figure.locator('thead th').allTextContents()
    assert.deepEqual(columns, ['Time', 'In flight', 'ok/s', 'failed/s', 'due/s'])
    assert.deepEqual(faults, [])
  },
)
