/** The warm-up on the live page in a real Chromium: named, before the first second, and no part of what was measured. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { isState, rowsBeside } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'
import { until } from './wait.ts'

type Text = { readonly text: string; readonly x: number; readonly chart: string }

/** Notes where each text of a chart is drawn, from now on. */
const noteTexts = `globalThis.drawn = []
  const plain = CanvasRenderingContext2D.prototype.fillText
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    drawn.push({ text, x, chart: this.canvas.closest('figure')?.dataset.chart ?? '' })
    return plain.call(this, text, x, y)
  }`

test(
  'charts of time begin with the warm-up, and have no number in it',
  { skip: missing('chromium', hasChromium), timeout: 120_000 },
  async () => {
    await using worker = await scratchServer((incoming, response) => {
      answerJson(response, incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' })
    })
    const load = ['--users', '2', '--spawn-rate', '100', '--run-time', '10m', '--warm-up', '10m']
    await using ui = await startScratchUi(['--connect', worker.url, ...load])
    await using chromium = await openChromium()
    await using opened = await openAddress(chromium.browser, ui.address)
    const { page, faults } = opened
    await isState(page, /IDLE/)
    await page.locator('#start').click()
    // However late the page looks, it sees a warm-up of ten minutes; then it is given one that ends.
    await page.locator('.verdict', { hasText: 'warming up' }).waitFor()
    await page.locator('#do-stop').click()
    await isState(page, /STOPPED/)
    await page.locator('#do-new').click()
    await page.locator('summary', { hasText: 'More' }).click()
    await page.locator('#field-warm-up').fill('4s')
    await page.locator('#start').click()
    await isState(page, /RUNNING/)
    await (await rowsBeside(page, 'rates')).nth(2).waitFor()
    // What is out of sight is not drawn, and how high the tables above it are is a matter of fonts.
    await page.locator('[data-chart=times]').scrollIntoViewIfNeeded()
    await page.evaluate(noteTexts)
    let drawn: Text[] = []
    async function isDrawn(): Promise<boolean> {
      drawn = await page.evaluate(`drawn.filter(({ chart }) => chart === 'times')`)
      return ['warm-up', '0:00'].every((wanted) => drawn.some(({ text }) => text === wanted))
    }
    await until(isDrawn, { what: 'the name of the warm-up', deadlineMs: 20_000, everyMs: 100 })
    const name = drawn.find(({ text }) => text === 'warm-up')
    const start = drawn.find(({ text }) => text === '0:00')
    assert.ok(name !== undefined && start !== undefined && name.x < start.x)
    assert.equal(
      drawn.filter(({ text }) => text === '0:00').every(({ x }) => x === start.x),
      true,
    )
    const plot = page.locator('[data-chart=times] .plot')
    await plot.press('Home')
    const readout = await page.locator('[data-chart=times] .readout').innerText()
    assert.match(readout, /^0:01, /)
    assert.equal(await page.locator('#rates tbody th').first().textContent(), '0:00')
    assert.deepEqual(faults, [])
  },
)
