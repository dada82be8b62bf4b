/** The groups of failures on the live page while they grow: rows stay where they are, what was opened stays open, and the focus stays. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { writeOwnWorkload } from './scratch-own-workload.ts'
import { scratchServer } from './scratch-server.ts'
import { isState, secondsOf } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'
import { until } from './wait.ts'

const endpoints = 14

/** Half of the endpoints fail, other ones each second: which failed most often changes all the time. */
const turning = {
  names: `Array.from({ length: ${endpoints} }, (_, index) => '/' + index)`,
  end: `if ((endpoint + Math.floor(Date.now() / 1000)) % names.length < names.length / 2)
    reply.failed({ kind: 'body', message: 'wrong word' })
  else reply.ok(10)`,
  thinkMs: [5, 10],
} as const

test(
  'rows of failures keep their places, their focus and their open details while others overtake them',
  { skip: missing('chromium', hasChromium), timeout: 120_000 },
  async () => {
    await using own = await writeOwnWorkload(turning)
    await using server = await scratchServer()
    const load = ['--users', '6', '--spawn-rate', '100', '--run-time', '10m']
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
    const rows = page.locator('#failures tbody tr')
    await rows.nth(endpoints - 1).waitFor()

    const names = await rows.locator('th').allTextContents()
    const opening = rows.nth(8).locator('summary')
    await opening.press('Enter')
    await rows.nth(8).locator('details[open]').waitFor()
    const counts = `[...document.querySelectorAll('#failures tbody tr')].map((row) => Number(row.cells[1].textContent.replaceAll(',', '')))`
    const before = await page.evaluate<number[]>(counts)
    const later = (await secondsOf(ui)) + 8
    await until(async () => (await secondsOf(ui)) >= later, {
      what: 'eight more seconds',
      deadlineMs: 60_000,
      everyMs: 100,
    })
    assert.deepEqual(await rows.locator('th').allTextContents(), names)
    const now = await page.evaluate<number[]>(counts)
    assert.notDeepEqual(orderOf(now), orderOf(before), 'none has overtaken another')
    assert.equal(await rows.nth(8).locator('details[open]').count(), 1)
    assert.equal(await page.locator('#failures details[open]').count(), 1)
    const focused = `document.activeElement.closest('tr')?.cells[0].textContent`
    assert.equal(await page.evaluate(focused), names[8])
    assert.deepEqual(faults, [])
  },
)

/** The places of the numbers, the highest first. */
function orderOf(counts: readonly number[]): number[] {
  return [...counts.keys()].toSorted((one, other) => (counts[other] ?? 0) - (counts[one] ?? 0))
}
