/** Makes the pictures of the README: a run that is started, changed and noted on the live page, and the report that it leaves. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { openAddress, openChromium, openFile } from './chromium.ts'
import { isState } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'
import { until } from './wait.ts'
import type { Page } from 'playwright-core'
import type { Hello } from './live-events.js'

const users = ['--users', '20', '--spawn-rate', '4', '--run-time', '45s', '--seed', '7']

await using chromium = await openChromium()
await using ui = await startScratchUi([...users, '--threshold', 'p95<250ms'])
await using opened = await openAddress(chromium.browser, ui.address)
const { page } = opened
page.setDefaultTimeout(120_000)
await page.setViewportSize({ width: 1280, height: 1120 })
await isState(page, /IDLE/)
await page.locator('#start').press('Enter')
await page.locator('header .state', { hasText: /RUNNING/ }).waitFor()
await second(18)
await page.locator('body').press('e')
await page.locator('#dialog-value:focus').waitFor()
await page.keyboard.press('Control+a')
await page.keyboard.type('30')
await page.keyboard.press('Enter')
// A key that is pressed while a dialog is still open is not the page's: the "s" of a note would stop the run.
await page.locator('dialog[open]').waitFor({ state: 'detached' })
await page.locator('body').press('n')
await page.locator('#dialog-text:focus').waitFor()
await page.keyboard.type('half as many users again')
await page.keyboard.press('Enter')
await second(35)
await picture(page, 'page')
await page.locator('header .state', { hasText: /PASS|FAIL|VERDICT/i }).waitFor()
const taking = page.waitForEvent('download')
await page.locator('[data-report=html][aria-disabled=false]').press('Enter')
const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-pictures-'))
// A browser takes a file for a page by its name alone.
const path = join(folder, 'report.html')
await (await taking).saveAs(path)
await using report = await openFile(chromium.browser, path, { width: 1280 })
await report.page.setViewportSize({ width: 1280, height: 1120 })
await picture(report.page, 'report')
await rm(folder, { recursive: true })

/** Waits for this second of the run. */
async function second(wanted: number): Promise<void> {
  async function isThere(): Promise<boolean> {
    const { body } = await ui.ask('/api/v1/state')
    const { nowMs, startedAtMs } = (body as Hello).live
    return startedAtMs !== null && nowMs - startedAtMs >= wanted * 1000
  }
  await until(isThere, { what: `second ${wanted} of the run`, deadlineMs: 120_000, everyMs: 250 })
}

async function picture(of: Page, name: string): Promise<void> {
  await of.waitForTimeout(1000)
  const path_ = fileURLToPath(new URL(`../.github/${name}.png`, import.meta.url))
  await of.screenshot({ path: path_ })
  const { length } = await readFile(path_)
  process.stdout.write(`${path_}: ${Math.round(length / 1024)} KiB\n`)
}
