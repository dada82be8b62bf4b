/** The table of checks on the live page, in a real Chromium: a check of one endpoint begins to fail, and its line shows it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Page } from 'playwright-core'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { isState, isUsable, rowsBeside } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'

const slow = 'GET /connectors max<1s'
/** What else everyone has a limit for holds. */
const lenient = ['p99<60s', 'p95<60s', 'throughput>=0'].flatMap((each) => ['--threshold', each])
const shape = ['--users', '3', '--spawn-rate', '100', '--run-time', '10m', ...lenient]

/** Of each row of the table its marks, each with its classes, and the classes of the paths of its line. */
async function rowsOf(page: Page): Promise<readonly (readonly [string, string, string])[]> {
  return await page.evaluate(`[...document.querySelectorAll('#checks tbody tr')].map((row) => [
    row.querySelector('th').textContent,
    [...row.querySelectorAll('.mark')].map((each) => each.className + ': ' + each.textContent).join(),
    [...row.querySelectorAll('path')].map((each) => each.getAttribute('class')).join(),
  ])`)
}

function lineOf(page: Page): Promise<string | null> {
  return page.locator('#checks tr', { hasText: slow }).getByRole('img').getAttribute('aria-label')
}

async function sinceOf(page: Page): Promise<string | null> {
  const since = page.locator('#checks tr', { hasText: slow }).locator('small')
  return (await since.count()) === 0 ? null : await since.textContent()
}

test(
  'a check of one endpoint has its line while the run goes on, says since when it fails, and comes first then',
  { skip: missing('chromium', hasChromium), timeout: 120_000 },
  async () => {
    let waitMs = 0
    await using worker = await scratchServer((incoming, response) => {
      const body = incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' }
      setTimeout(() => answerJson(response, body), waitMs)
    })
    await using ui = await startScratchUi(['--connect', worker.url, ...shape, '--threshold', slow])
    await using chromium = await openChromium()
    await using opened = await openAddress(chromium.browser, ui.address)
    const { page, faults } = opened
    await isState(page, /IDLE/)
    await page.locator('#start').click()
    await isState(page, /RUNNING/)
    await (await rowsBeside(page, 'rates')).nth(4).waitFor()
    assert.match((await lineOf(page)) ?? '', /The limit < 1,000 ms was held at every point\.$/)
    const before = await rowsOf(page)
    assert.equal(before.at(-2)?.[0], slow)
    assert.match(before.at(-1)?.join() ?? '', /^generator kept its schedule,mark \w+: .*,limit,$/)

    waitMs = 1500
    const row = page.locator('#checks tr', { hasText: slow })
    const missed = row.locator('svg[aria-label*="was missed at"]')
    await missed.waitFor()
    const said = /^From [\d.]+ ms to [\d,.]+ ms, .* missed at \d+ of \d+ points, first at 0:\d\d\.$/
    assert.match((await lineOf(page)) ?? '', said)
    const words = await sinceOf(page)
    const [first, ...others] = await rowsOf(page)
    // On a machine that is too slow to measure no check has a verdict.
    if (words === null)
      assert.ok((await page.locator('#said').textContent())?.includes('No verdict'))
    else {
      assert.deepEqual(first, [slow, 'mark fail: ✗ fail', 'limit,'])
      for (const [name, mark] of others) assert.match(mark, /^mark pass: ✓ pass$/, name)
    }
    await isUsable(page, 'a check that fails')

    await page.reload()
    await missed.waitFor()
    assert.match((await lineOf(page)) ?? '', said)
    if (words !== null) assert.equal(await sinceOf(page), words)
    await page.locator('#do-stop').click()
    await isState(page, /STOPPED/)
    assert.match((await lineOf(page)) ?? '', said)
    assert.deepEqual(faults, [])
  },
)
