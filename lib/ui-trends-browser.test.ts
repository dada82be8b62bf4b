/** How each endpoint did over time, on the live page in a real Chromium: a line in its row, its last ten seconds, and charts in its drawer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Page } from 'playwright-core'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { isState, isUsable, rowsBeside } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'
import { until } from './wait.ts'

/** How much is drawn of the line in the first row, as characters: one that is broken by gaps has hardly any length. */
async function drawn(page: Page): Promise<number> {
  return await page.evaluate<number>(
    `document.querySelector('[data-trend] .curve path:last-child').getAttribute('d').length`,
  )
}

async function numberIn(page: Page, place: string): Promise<number> {
  return Number(((await page.locator(place).first().textContent()) ?? '').replaceAll(',', ''))
}

/** In how many lines each of these stands in the names of the rows. */
async function linesOf(page: Page, part: string): Promise<number[]> {
  return await page.evaluate<number[]>(`[...document.querySelectorAll('#request-rows th .endpoint')]
    .map(({ firstChild }) => firstChild)
    .filter(({ data }) => data.includes(${JSON.stringify(part)}))
    .map((text) => {
      const range = document.createRange()
      const from = text.data.indexOf(${JSON.stringify(part)})
      range.setStart(text, from)
      range.setEnd(text, from + ${part.length})
      return new Set([...range.getClientRects()].map(({ top }) => top)).size
    })`)
}

test(
  'a row has its p95 over time, the last 10 s are no longer the whole run, and the drawer has both as charts',
  { skip: missing('chromium', hasChromium), timeout: 120_000 },
  async () => {
    await using worker = await scratchServer((incoming, response) => {
      answerJson(response, incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' })
    })
    const load = [
      '--users',
      '3',
      '--spawn-rate',
      '100',
      '--run-time',
      '10m',
      '--threshold',
      'p99<60s',
    ]
    await using ui = await startScratchUi(['--connect', worker.url, ...load])
    await using chromium = await openChromium()
    await using opened = await openAddress(chromium.browser, ui.address)
    const { page, faults } = opened
    await isState(page, /IDLE/)
    await page.locator('#start').click()
    await isState(page, /RUNNING/)
    const sent = '.requests .total td:nth-child(3)'
    await (await rowsBeside(page, 'rates')).nth(12).waitFor()
    await page.locator('#request-rows .curve').first().scrollIntoViewIfNeeded()
    const line = { what: 'a whole line', deadlineMs: 20_000, everyMs: 100 }
    await until(async () => (await drawn(page)) > 20, line)
    assert.equal(
      await page.locator('#request-rows [data-trend]').count(),
      await page.locator('#request-rows tr').count(),
    )

    const curve = page.locator('#checks tr', { hasText: 'p99<60s' }).getByRole('img')
    assert.match(
      (await curve.getAttribute('aria-label')) ?? '',
      /^From .*, highest at 0:\d\d\. The limit < 60,000 ms was held at every point\.$/,
    )

    assert.deepEqual(await linesOf(page, 'GET /connectors/{name}/'), [1, 1, 1])
    await page.setViewportSize({ width: 390, height: 844 })
    assert.deepEqual(await linesOf(page, '/connectors/{name}'), [1, 1, 1])
    await page.setViewportSize({ width: 1280, height: 844 })

    const shares = await page.locator('#request-rows td:last-child').allTextContents()
    const pairs = shares.map(
      (each) => /^([\d.]+) \/ ([\d.]+) %$/.exec(each)?.slice(1).map(Number) ?? [],
    )
    for (const side of [0, 1]) {
      const sum = pairs.reduce((total, pair) => total + (pair[side] ?? Number.NaN), 0)
      assert.ok(Math.abs(sum - 100) < 1, shares.join(', '))
    }

    const whole = await numberIn(page, sent)
    await page.locator('#do-recent').click()
    await page.locator('.hint', { hasText: 'in the last 10 s' }).waitFor()
    const recent = await numberIn(page, sent)
    assert.ok(recent > 0 && recent < whole, `${recent} of ${whole}`)
    // Read at one instant: both change each second.
    const [tiles, p95] = await page.evaluate<[string, string]>(
      `[document.querySelector('.tiles').innerText, document.querySelector('.requests .total td:nth-child(7)').textContent]`,
    )
    assert.ok(tiles.replaceAll('\n', ' ').includes(`p95 ${p95} ms`), `${tiles}, the sum has ${p95}`)
    await isUsable(page, 'the last 10 s')

    await page.reload()
    await isState(page, /RUNNING/)
    await page.locator('#request-rows .curve').first().waitFor()
    await page.locator('#request-rows .endpoint').first().click()
    await page.locator('#drawer [data-chart=endpoint] canvas').waitFor()
    await page.locator('#drawer [data-chart=endpoint-bars] canvas').waitFor()
    const rows = page.locator('#drawer [data-chart=endpoint] tbody tr')
    assert.ok((await rows.count()) >= 13, 'what was before the reload is there too')
    await isUsable(page, 'the drawer with charts')
    await page.keyboard.press('Escape')

    await page.locator('#do-stop').click()
    await isState(page, /STOPPED/)
    assert.ok((await drawn(page)) > 20)
    assert.equal(await page.locator('#do-recent:visible').count(), 0)
    assert.deepEqual(faults, [])
  },
)
