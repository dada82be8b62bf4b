/** The slowest request and service time in the chart of response times, in a real Chromium: shown, and never so that they press the others flat. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Page } from 'playwright-core'

import { hasChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { openSamplePages } from './sample-pages.ts'
import { sampleResult } from './sample-result.ts'
import type { Result } from './result.ts'

/** Notes the texts of the axes: the highest one tells how far the scale goes. */
const noteTexts = `globalThis.drawn = []
  const plain = CanvasRenderingContext2D.prototype.fillText
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    if (this.canvas.closest('figure')?.dataset.chart === 'times') drawn.push(text)
    return plain.call(this, text, x, y)
  }`

async function draw(page: Page, result: Result): Promise<void> {
  await page.evaluate((given) => {
    const own = globalThis as unknown as { cdcTestbench: { render: (it: unknown) => void } }
    own.cdcTestbench.render(given)
  }, result)
}

/** The highest number at the axis since it was asked for last. */
async function highestTick(page: Page): Promise<number> {
  // Charts are painted a moment after they are given their numbers: when the first of them is, the others are two frames later.
  return await page.evaluate<number>(`new Promise((resolve) => {
    const ticks = () => drawn.filter((text) => / m?s$/.test(text) && !text.includes('limit'))
    const take = () => {
      const numbers = ticks().map((text) => parseFloat(text.replaceAll(',', '')))
      drawn.length = 0
      resolve(Math.max(...numbers))
    }
    const look = () => {
      if (ticks().length === 0) requestAnimationFrame(look)
      else requestAnimationFrame(() => requestAnimationFrame(take))
    }
    look()
  })`)
}

test(
  'the slowest is hidden where it is far above the percentiles, and what was chosen stays chosen',
  { skip: missing('chromium', hasChromium), timeout: 60_000 },
  async () => {
    await using pages = await openSamplePages()
    await using opened = await pages.open('pass', { live: true })
    const { page, faults } = opened
    const plain = await sampleResult('pass')
    const top = Math.max(...(plain.series ?? []).map(({ p99 }) => p99 ?? 0))
    function withSlowest(times: number): Result {
      const series = (plain.series ?? []).map((each) => {
        const { p99 } = each
        return { ...each, max: p99 === null ? null : top * times, serviceP99: p99 }
      })
      return { ...plain, series }
    }
    const figure = page.locator('[data-chart=times]')
    function key(name: string) {
      return figure.getByRole('button', { name, exact: true })
    }
    assert.equal(await key('Max').count(), 0, 'a report of before it was measured')
    await page.evaluate(noteTexts)

    await draw(page, withSlowest(1.5))
    assert.equal(await key('Max').getAttribute('aria-pressed'), 'true')
    assert.ok((await highestTick(page)) < 2 * top)

    await draw(page, withSlowest(20))
    assert.equal(await key('Max').getAttribute('aria-pressed'), 'false')
    assert.equal(await key('Service P99').getAttribute('aria-pressed'), 'true')
    assert.ok((await highestTick(page)) < 2 * top, 'the scale is that of the percentiles')

    await key('Max').click()
    assert.ok((await highestTick(page)) > 10 * top)
    await key('P50').click()
    const marks = [{ t: 3, kind: 'note', text: 'a mark makes a new chart' }] as const
    await draw(page, { ...withSlowest(20), marks })
    assert.equal(await key('Max').getAttribute('aria-pressed'), 'true')
    assert.equal(await key('P50').getAttribute('aria-pressed'), 'false')
    assert.ok((await highestTick(page)) > 10 * top)
    await figure.locator('.plot').press('Home')
    const told = await figure.locator('.readout').innerText()
    assert.match(told, /P99 [\d.]+ ms, Max [\d.,]+ ms, Service P99 [\d.]+ ms$/)
    await figure.getByText('As a table').click()
    const columns = await figure.locator('thead th').allTextContents()
    assert.deepEqual(columns.slice(-2), ['Max ms', 'Service P99 ms'])
    assert.deepEqual(faults, [])
  },
)
