/** The live page of a workload with more endpoints than anybody reads: the worst are shown, and only lines in view are drawn. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { writeOwnWorkload } from './scratch-own-workload.ts'
import { scratchServer } from './scratch-server.ts'
import { isState, secondsOf } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'
import { until } from './wait.ts'
import type { Hello } from './live-events.js'

const endpoints = 620

/** The last one fails. */
const many = {
  names: `Array.from({ length: ${endpoints} }, (_, index) => '/' + index)`,
  end: `if (endpoint === ${endpoints - 1}) reply.failed({ kind: 'body', message: 'wrong' })
  else reply.ok(10)`,
}

test(
  'of 620 endpoints the page shows the 500 worst, says so, and shows all where asked; their lines are drawn where they are in view; the log is filtered',
  { skip: missing('chromium', hasChromium), timeout: 120_000 },
  async () => {
    await using own = await writeOwnWorkload(many)
    await using server = await scratchServer()
    const load = ['--users', '8', '--spawn-rate', '100', '--run-time', '10m']
    await using ui = await startScratchUi([
      '--workload',
      own.file,
      '--connect',
      server.url,
      ...load,
    ])
    await using chromium = await openChromium()
    await using opened = await openAddress(chromium.browser, ui.address)
    const { page, faults } = opened
    await isState(page, /IDLE/)
    await page.locator('#start').click()
    async function areAsked(): Promise<boolean> {
      const { body } = await ui.ask('/api/v1/state')
      return (body as Hello).result?.names.length === endpoints
    }
    await until(areAsked, { what: 'all endpoints', deadlineMs: 60_000, everyMs: 250 })
    await page.getByText('Shown are 500 of 620 endpoints').waitFor()
    assert.equal(await page.locator('#request-rows tr').count(), 500)
    await page.locator('#do-whole').click()
    await page.getByText('Shown are all 620 endpoints').waitFor()
    assert.equal(await page.locator('#request-rows tr').count(), 620)
    await page.locator('#do-whole').click()
    await page.getByText('Shown are 500 of 620 endpoints').waitFor()
    assert.equal((await page.getByText(`GET /${endpoints - 1}`, { exact: true }).count()) > 0, true)
    const drawn = `document.querySelectorAll('[data-trend] .curve').length`
    await until(async () => (await page.evaluate<number>(drawn)) > 0, {
      what: 'a line',
      deadlineMs: 20_000,
      everyMs: 100,
    })
    assert.ok((await page.evaluate<number>(drawn)) < 100)
    await page.locator('#request-rows tr').last().scrollIntoViewIfNeeded()
    const last = `[...document.querySelectorAll('[data-trend]')].at(-1).firstChild !== null`
    await until(async () => await page.evaluate<boolean>(last), {
      what: 'the line of the last row',
      deadlineMs: 20_000,
      everyMs: 100,
    })

    // Which are the worst changes each second; what somebody looks at does not.
    await page.locator('#do-whole').click()
    await page.getByText('Shown are all 620 endpoints').waitFor()
    await page.locator('#do-whole').click()
    await page.getByText('Shown are 500 of 620 endpoints').waitFor()
    const names = `[...document.querySelectorAll('#request-rows .endpoint')].map((each) => each.textContent)`
    const shown = await page.evaluate<string[]>(names)
    await page.locator('#request-rows .endpoint').nth(400).focus()
    const later = (await secondsOf(ui)) + 4
    await until(async () => (await secondsOf(ui)) >= later, {
      what: 'four more seconds',
      deadlineMs: 60_000,
      everyMs: 100,
    })
    assert.deepEqual(await page.evaluate(names), shown)
    assert.equal(await page.evaluate('document.activeElement.textContent'), shown[400])

    await page.locator('#do-stop').click()
    await isState(page, /STOPPED/)
    const image = `document.querySelector('[data-chart=health] canvas').toDataURL()`
    const unseen = await page.evaluate(image)
    await page.locator('[data-chart=health]').scrollIntoViewIfNeeded()
    await page.waitForTimeout(500)
    assert.equal(await page.evaluate(image), unseen, 'a chart out of view has the whole run')
    await page.locator('#do-whole').click()
    await page.getByText('Shown are all 620 endpoints').waitFor()
    await page.locator('#request-rows tr').last().scrollIntoViewIfNeeded()
    await until(async () => await page.evaluate<boolean>(last), {
      what: 'the line of a row that came after the end',
      deadlineMs: 20_000,
      everyMs: 100,
    })

    // The log is filtered by what a line says, and not by its time.
    const lines = page.locator('#log-lines li')
    const said = (await lines.first().locator('span[data-filtered]').innerText()).slice(0, 12)
    await page.locator('#filter-log-lines').fill(said)
    await until(async () => await lines.first().isVisible(), {
      what: 'the line that was asked for',
      deadlineMs: 20_000,
    })
    await page.locator('#filter-log-lines').fill('nothing says this')
    await page.locator('#log .filtered', { hasText: /^0 of \d+ shown$/ }).waitFor()
    assert.equal(await lines.filter({ visible: true }).count(), 0)
    assert.deepEqual(faults, [])
  },
)
