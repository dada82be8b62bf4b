/** The live page in a tab that nobody sees. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { formatClock } from './format-numbers.js'
import { missing } from './require-part.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { hide, isState, rowsBeside, secondsOf } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'
import { until } from './wait.ts'

const skip = missing('chromium', hasChromium)

test(
  'a tab in the background draws nothing, and back in front has every second',
  { skip, timeout: 120_000 },
  async () => {
    await using worker = await scratchServer((incoming, response) => {
      answerJson(response, incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' })
    })
    await using ui = await startScratchUi(['--connect', worker.url, '--users', '2'])
    await using chromium = await openChromium()
    await using opened = await openAddress(chromium.browser, ui.address)
    const { page, faults } = opened
    await isState(page, /IDLE/)
    await page.locator('#start').click()
    await isState(page, /RUNNING/)
    const rows = await rowsBeside(page, 'rates')
    await rows.first().waitFor()
    await hide(page, true)
    const before = await rows.count()
    const waiting = { what: 'three more seconds', deadlineMs: 60_000, everyMs: 100 }
    await until(async () => (await secondsOf(ui)) >= before + 3, waiting)
    // What was asked for just before it was hidden may still have been drawn.
    assert.ok((await rows.count()) <= before + 1)
    await hide(page, false)
    await rows.nth(before + 2).waitFor()
    const clocks = await rows.locator('th').allTextContents()
    assert.deepEqual(clocks, [...clocks.keys()].map(formatClock))
    assert.deepEqual(faults, [])
  },
)
