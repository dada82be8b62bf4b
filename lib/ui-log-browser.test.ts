/** The log of the live page in a real Chromium: how grave each line is, chosen beside the filter, and all of it on stderr. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Page } from 'playwright-core'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { isState, isUsable } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'

/** The lines that can be seen, the oldest first, each from its level on. */
async function linesOf(page: Page): Promise<string[]> {
  const lines = await page.locator('#log-lines li:visible').allTextContents()
  return lines.map((line) => line.slice('00:00:00 '.length)).toReversed()
}

test(
  'a run that could not be made is an error in the log, which is found by its level and its words, and is on stderr too',
  { skip: missing('chromium', hasChromium), timeout: 120_000 },
  async () => {
    await using ui = await startScratchUi(['--connect', 'http://127.0.0.1:1'])
    await using chromium = await openChromium()
    await using opened = await openAddress(chromium.browser, ui.address)
    const { page, faults } = opened
    await isState(page, /IDLE/)
    await page.locator('#start').click()
    await isState(page, /NO VERDICT/)
    const [begun = '', failed = '', ended = '', ...others] = await linesOf(page)
    assert.equal(begun, 'info load/light: starting')
    assert.match(failed, /^error load\/light: .*127\.0\.0\.1:1/)
    assert.equal(ended, 'warning load/light: no verdict')
    assert.deepEqual(others, [])

    const level = page.getByLabel('Level')
    const told = page.locator('#log .filtered')
    await level.focus()
    await level.selectOption('errors')
    assert.deepEqual([await linesOf(page), await told.textContent()], [[failed], '1 of 3 shown'])
    await isUsable(page, 'a log of errors')
    await level.selectOption('warnings and errors')
    assert.deepEqual(await linesOf(page), [failed, ended])
    await page.locator('#filter-log-lines').fill('VERDICT')
    assert.deepEqual([await linesOf(page), await told.textContent()], [[ended], '1 of 3 shown'])

    // What is said later is chosen in the same way.
    await page.locator('#do-new').click()
    await page.locator('#start').click()
    await told.filter({ hasText: '2 of 6 shown' }).waitFor()
    await level.selectOption('all')
    await page.locator('#filter-log-lines').fill('')
    assert.deepEqual(await linesOf(page), [begun, failed, ended, begun, failed, ended])
    assert.equal(await told.textContent(), '')
    assert.deepEqual(faults, [])

    const said = await ui.followed.until(/no verdict\n[^]*no verdict\n/)
    const lines = said.split('\n').filter((line) => line.startsWith('load/ui: load/light: '))
    assert.deepEqual(
      lines.map((line) => line.slice('load/ui: '.length)),
      [begun, failed, ended, begun, failed, ended].map((line) => line.replace(/^\w+ /, '')),
    )
  },
)
