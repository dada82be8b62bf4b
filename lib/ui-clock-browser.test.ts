/** Clocks of the live page in a real Chromium: seconds of the run, UTC where a reader wants it, and the reader's own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Page } from 'playwright-core'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { isState, isUsable, rowsBeside } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'
import { timeOfDay } from './time-of-day.js'
import type { Hello } from './live-events.js'

/** What a chart says of its first second. */
async function firstClock(page: Page, chart: string): Promise<string> {
  const figure = page.locator(`[data-chart=${chart}]`)
  await figure.locator('.plot').press('Home')
  const [clock = ''] = (await figure.locator('.readout').innerText()).split(', ')
  return clock
}

/** Waits until the verdict ends so; on a machine that is too slow to measure there is none, and it says that. */
async function tellsLoss(page: Page, since: RegExp): Promise<void> {
  const verdict = page.locator('.verdict')
  try {
    await verdict.filter({ hasText: since }).waitFor()
  } catch (error) {
    if (!(await verdict.innerText()).includes('the generator was late')) throw error
  }
}

test(
  'charts, verdict and notes tell UTC where that was chosen, in all zones alike, and a loss is told in both clocks',
  { skip: missing('chromium', hasChromium), timeout: 120_000 },
  async () => {
    await using worker = await scratchServer((incoming, response) => {
      answerJson(response, incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' })
    })
    const load = ['--users', '3', '--spawn-rate', '100', '--run-time', '10m']
    const limits = ['--threshold', 'throughput>=99999', '--threshold', 'p99<60s']
    await using ui = await startScratchUi(['--connect', worker.url, ...load, ...limits])
    await using chromium = await openChromium()
    // Five and three quarter hours ahead, all the year.
    const look = { timezone: 'Asia/Kathmandu' }
    await using opened = await openAddress(chromium.browser, ui.address, look)
    const { page, faults } = opened
    await isState(page, /IDLE/)
    await page.locator('#start').click()
    await isState(page, /RUNNING/)
    await (await rowsBeside(page, 'rates')).nth(2).waitFor()
    const { body } = await ui.ask('/api/v1/state')
    const startedAtMs = (body as Hello).live.startedAtMs ?? 0
    assert.equal(await firstClock(page, 'times'), '0:01')
    await tellsLoss(page, /since \d:\d\d$/)

    await ui.ask('/api/v1/note', { body: { text: 'switch over' } })
    const noted = page
      .locator('#marks tbody tr', { hasText: 'switch over' })
      .locator('td, th')
      .first()
    await noted.filter({ hasText: /^\d:\d\d$/ }).waitFor()

    await page.locator('#do-utc').click()
    await noted.filter({ hasText: /^\d\d:\d\d:\d\d$/ }).waitFor()
    for (const chart of ['times', 'rates', 'heat', 'health']) {
      assert.equal(await firstClock(page, chart), timeOfDay(startedAtMs, 1), chart)
    }
    const beside = (await rowsBeside(page, 'rates')).first().locator('td, th').first()
    await beside.filter({ hasText: timeOfDay(startedAtMs, 0) }).waitFor()
    await page.locator('#request-rows .endpoint').first().click()
    const drawer = page.locator('#drawer [data-chart=endpoint]')
    await drawer
      .locator('tbody th', { hasText: /^\d\d:\d\d:\d\d$/ })
      .first()
      .waitFor({ state: 'attached' })
    await drawer.locator('figcaption', { hasText: /up to \d\d:\d\d:\d\d; / }).waitFor()
    await page.keyboard.press('Escape')
    await tellsLoss(page, /since \d\d:\d\d:\d\d UTC$/)
    await isUsable(page, 'in UTC')
    await page.locator('#do-utc').click()
    assert.equal(await firstClock(page, 'times'), '0:01')

    ui.followed.child.kill('SIGKILL')
    const told = (await page.locator('.banner').innerText()).replaceAll(/\s+/g, ' ')
    const [, hours, minutes, utcHours, utcMinutes] =
      /numbers are of (\d\d):(\d\d):\d\d \((\d\d):(\d\d):\d\d UTC\)/.exec(told)?.map(Number) ?? []
    assert.ok(hours !== undefined && utcHours !== undefined, told)
    const ahead = 60 * (hours - utcHours) + ((minutes ?? 0) - (utcMinutes ?? 0))
    assert.equal((ahead + 1440) % 1440, 345, told)
    assert.deepEqual(
      faults.filter((fault) => !fault.includes('ERR_')),
      [],
    )
  },
)
