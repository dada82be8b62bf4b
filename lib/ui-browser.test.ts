/** The live page in a real Chromium: a whole run by keyboard, every state, two tabs, a reload, a server that dies. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'

import type { Browser } from 'playwright-core'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { allLooks, isState, isUsable, placesOf, rowsBeside } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'
import type { Result } from './result.ts'
import type { ScratchServer } from './scratch-server.ts'
import type { ScratchUi } from './scratch-ui.ts'

const skip = missing('chromium', hasChromium)

/** A test that is skipped by its own name, so that it is counted, where there is no Chromium. */
function inChromium(name: string, run: () => Promise<void>): void {
  test(name, { skip }, run)
}

const token = 'a-token-for-the-tests-0123'
describe('the live page in Chromium', { timeout: 240_000 }, () => {
  let browser: Browser
  let closing: AsyncDisposable
  let worker: ScratchServer
  let ui: ScratchUi

  before(async () => {
    if (skip !== false) return
    const opened = await openChromium()
    browser = opened.browser
    closing = opened
    worker = await scratchServer((incoming, response) => {
      answerJson(response, incoming.url === '/connectors' ? ['one'] : { version: '4.3.1' })
    })
    ui = await start()
  })
  after(async () => {
    if (skip !== false) return
    await closing[Symbol.asyncDispose]()
    await ui[Symbol.asyncDispose]()
    await worker[Symbol.asyncDispose]()
  })

  function start(...args: string[]): Promise<ScratchUi> {
    const lenient = ['p99<60s', 'p95<60s', 'throughput>=0'].flatMap((each) => ['--threshold', each])
    const users = ['--users', '4', '--spawn-rate', '100', '--run-time', '10m']
    return startScratchUi(['--connect', worker.url, ...users, ...lenient, ...args], {
      CDC_LIVE_TOKEN: token,
    })
  }

  inChromium('the token leaves the address, and without one there is nothing to see', async () => {
    await using opened = await openAddress(browser, ui.address)
    await isState(opened.page, /IDLE/)
    assert.equal(opened.page.url(), `${ui.origin}/`)
    assert.deepEqual(opened.faults, [])
    await using without = await openAddress(browser, ui.origin)
    await without.page.getByText('Open the address that load/ui printed').waitFor()
    await using wrong = await openAddress(browser, `${ui.origin}/#not-the-token-at-all`)
    await wrong.page.getByText('does not know the token of this page').waitFor()
  })

  inChromium('a form tells what is wrong where it is, and what it comes to', async () => {
    await using opened = await openAddress(browser, ui.address)
    const { page, faults } = opened
    await isState(page, /IDLE/)
    const command = page.locator('#preview-command')
    await page.getByLabel('Profile').selectOption('spike')
    await command.filter({ hasText: 'npx tsx load/spike.ts' }).waitFor()
    await page.getByText('Up to 4 users, first at 0:00; ends at 10:00 with 4.').waitFor()
    await page.locator('#field-users').fill('0')
    await page.getByText('expected an integer from 1 to 1000000').waitFor()
    assert.equal(await page.locator('[aria-invalid=true]').getAttribute('name'), 'users')
    await page.locator('summary', { hasText: 'More' }).click()
    await isUsable(page, 'a form with a mistake')
    await page.getByRole('radio', { name: /^Rate/ }).check()
    await page.getByLabel('Requests a second').fill('200')
    await page.getByText('Up to 200 requests a second').waitFor()
    assert.equal(await page.getByText('is known to keep').count(), 0)
    await page.locator('#field-arrival-rate').fill('999999')
    await page.getByText('is known to keep 5,000 a second').waitFor()
    await page.locator('#field-arrival-rate').fill('200')
    await page.getByText(/with 200\.$/).waitFor()
    assert.match((await command.textContent()) ?? '', / --arrival-rate 200/)
    assert.doesNotMatch((await command.textContent()) ?? '', /--users/)
    await page.getByLabel('Workload').selectOption('database')
    await page
      .getByText('expected --source URL')
      .or(page.getByText('without --source URL'))
      .first()
      .waitFor()
    // The browser tells itself of the one edit that was refused.
    assert.deepEqual(
      faults.filter((fault) => !fault.includes('400 (Bad Request)')),
      [],
    )
  })

  inChromium('a whole run by keyboard: start, edit, note, filter, stop, download', async () => {
    await using opened = await openAddress(browser, ui.address)
    const { page, faults } = opened
    await isState(page, /IDLE/)
    await page.getByLabel('Seed').waitFor({ state: 'attached' })
    await page.locator('#start').press('Enter')
    await isState(page, /RUNNING/)
    await page.locator('#request-rows tr').first().waitFor()
    await page.locator('#heat canvas').waitFor()
    await page.locator('#health canvas').waitFor()
    await isUsable(page, 'running', allLooks)
    await page.locator('#request-rows .endpoint').first().press('Enter')
    await page.locator('#drawer[open]', { hasText: 'P99.99' }).waitFor()
    const line = await page.locator('#drawer pre').innerText()
    assert.match(line, /^curl -g -X GET "\$CDC_CONNECT_URL"'\//)
    await isUsable(page, 'the drawer')
    await page.keyboard.press('Escape')
    await page.locator('#drawer[open]').waitFor({ state: 'detached' })
    await page.locator('#do-edit[aria-disabled=false]').waitFor()
    await page.locator('body').press('e')
    await page.keyboard.type('99999')
    await page.keyboard.press('Enter')
    await page.getByText('expected users from 0 to 1000').waitFor()
    await isUsable(page, 'the edit dialog')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('9')
    await page.keyboard.press('Enter')
    await page.locator('.tiles', { hasText: /9 \/ 9/ }).waitFor()
    await page.locator('#do-note[aria-disabled=false]').waitFor()
    await page.locator('body').press('n')
    await page.keyboard.type('<img src=x onerror=alert(1)>')
    await page.keyboard.press('Enter')
    await page.locator('#marks td', { hasText: '<img src=x onerror=alert(1)>' }).waitFor()
    // An endpoint has its row once it was asked, and each is drawn by chance.
    await page.locator('#request-rows tr').nth(4).waitFor()
    await page.locator('body').press('/')
    await page.keyboard.type('plugins')
    assert.equal(await page.locator('#requests .filtered').textContent(), '1 of 5 shown')
    await page.locator('#do-stop[aria-disabled=false]').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('s')
    await isState(page, /STOPPED/)
    assert.match(await page.locator('.verdict').innerText(), /Partial: the run was interrupted/)
    await isUsable(page, 'stopped', allLooks)
    const taking = page.waitForEvent('download')
    await page.locator('[data-report=json][aria-disabled=false]').press('Enter')
    const result = JSON.parse(await readFile(await (await taking).path(), 'utf8')) as Result
    const shown = await page.locator('.requests .total td').nth(1).textContent()
    assert.equal(shown, result.totals?.sent.toLocaleString('en-US'))
    assert.equal(await page.locator('img').count(), 0)
    // The browser tells itself of the one edit that was refused.
    assert.deepEqual(
      faults.filter((fault) => !fault.includes('400 (Bad Request)')),
      [],
    )
  })

  inChromium(
    'a reload and a second tab show the same run, and what one does the other sees',
    async () => {
      await using first = await openAddress(browser, ui.address)
      await first.page.locator('#do-new').click()
      await first.page.locator('#start').click()
      await isState(first.page, /RUNNING/)
      await (await rowsBeside(first.page, 'times')).nth(2).waitFor()
      await first.page.reload()
      await isState(first.page, /RUNNING/)
      const rows = await (await rowsBeside(first.page, 'rates')).count()
      assert.ok(rows >= 3, `${rows} seconds`)
      await using second = await openAddress(browser, ui.address)
      await isState(second.page, /RUNNING/)
      await second.page.locator('#do-edit').click()
      await second.page.locator('#dialog-value').fill('7')
      await second.page.keyboard.press('Enter')
      for (const { page } of [first, second]) {
        await page.locator('#marks td', { hasText: 'to 7 users' }).waitFor()
        await page.locator('.tiles', { hasText: /7 \/ 7/ }).waitFor()
      }
      const told = first.page.locator('#announcer')
      assert.match((await told.textContent()) ?? '', /to 7 users/)
      await second.page.locator('#do-stop').click()
      // Each page is told by a stream of its own, one a moment before the other.
      for (const { page } of [first, second]) await isState(page, /STOPPED/)
      const sums = await Promise.all(
        [first, second].map(({ page }) => page.locator('#accounting .sum').textContent()),
      )
      assert.equal(sums[0], sums[1])
      assert.deepEqual([...first.faults, ...second.faults], [])
    },
  )

  inChromium(
    'a server that was killed is lost within 4 s, its numbers are dated; one that comes back begins anew',
    async () => {
      await using opened = await openAddress(browser, ui.address)
      const { page } = opened
      await page.locator('#do-new').click()
      await page.locator('#start').click()
      await isState(page, /RUNNING/)
      await (await rowsBeside(page, 'times')).nth(1).waitFor()
      ui.followed.child.kill('SIGKILL')
      await page.locator('.banner').waitFor()
      assert.match(
        await page.locator('.banner').innerText(),
        /^Connection lost\s+\d+ s ago; numbers are of \d\d:\d\d:\d\d/,
      )
      await isState(page, /LOST/)
      assert.equal(await page.locator('#do-stop').getAttribute('aria-disabled'), 'true')
      assert.ok((await page.locator('.stale #request-rows tr').count()) > 0)
      // Nothing of the head is behind another part of it, wherever the page is scrolled to.
      await page.evaluate('scrollTo(0, 600)')
      const [head, told, links] = await placesOf(page, ['header', '#banner', 'nav'])
      assert.deepEqual([0, head?.bottom, told?.bottom], [head?.top, told?.top, links?.top])
      await isUsable(page, 'lost', allLooks)
      await ui.followed.ended
      ui = await start('--port', new URL(ui.origin).port)
      // The page tries again by itself, too, and may have been first.
      await page.evaluate(`document.querySelector('#do-retry')?.click()`)
      await isState(page, /IDLE/)
      assert.equal(await page.locator('#banner.off').count(), 1)
      assert.equal(await page.locator('canvas:not(#shape)').count(), 0)
    },
  )

  inChromium('a server that hangs is lost too', async () => {
    await using opened = await openAddress(browser, ui.address)
    const { page } = opened
    await isState(page, /IDLE/)
    ui.followed.child.kill('SIGSTOP')
    try {
      await page.locator('.banner').waitFor()
    } finally {
      ui.followed.child.kill('SIGCONT')
    }
    await isState(page, /IDLE/)
  })
})
