/** The live page of ten minutes with 200 endpoints, in a real Chromium: its last seconds cost no more than its first ones, and it keeps no more than it shows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { CDPSession, Page } from 'playwright-core'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { costOf, drawSeconds, heapMb, openCost } from './scratch-page-cost.ts'
import { startScratchTicks } from './scratch-ui-ticks.ts'
import type { Cost } from './scratch-page-cost.ts'
import type { ScratchTicks } from './scratch-ui-ticks.ts'

/** Seconds of the run: after the first ones all code is compiled. */
const warm = 60
const measured = 80
const whole = 600

/** A tick costs so much of the processor at most: it would be a second that is lost for the reader. */
const tickMsMax = 150
/** How much of the budget of a task of 50 ms the script may have, on a machine that others use, too. */
const scriptMsMax = 50
const heapGrowthMbMax = 10
/** How often the end is looked at again. */
const looksMax = 4

type Tick = Pick<Cost, 'task' | 'script'>

function isAsCheap(late: Tick, early: Tick): boolean {
  return (
    late.task < Math.min(tickMsMax, 1.5 * early.task) &&
    late.script < Math.min(scriptMsMax, 1.5 * early.script)
  )
}

/** The mean of a tick: half of them at the statistics, half at the charts. */
async function measure(page: Page, ui: ScratchTicks, session: CDPSession): Promise<Tick> {
  const places = ['header', '#times']
  let [task, script] = [0, 0]
  for (const place of places) {
    await page.locator(place).scrollIntoViewIfNeeded()
    const before = await costOf(session)
    await drawSeconds(page, ui, { count: measured / places.length })
    const after = await costOf(session)
    task += (after.task - before.task) / measured
    script += (after.script - before.script) / measured
  }
  return { task, script }
}

test(
  'ten minutes with 200 endpoints: a tick costs as much at the end as at the beginning, and nothing heaps up',
  { skip: missing('chromium', hasChromium), timeout: 800_000 },
  async () => {
    await using ui = await startScratchTicks(200)
    await using chromium = await openChromium()
    await using opened = await openAddress(chromium.browser, ui.address)
    const { page, faults } = opened
    await page.locator('#request-rows tr').nth(199).waitFor()
    const session = await openCost(page)
    await drawSeconds(page, ui, { count: warm - 1 })
    const heapBefore = await heapMb(session)
    const early = await measure(page, ui, session)
    await drawSeconds(page, ui, { count: whole - warm - 2 * measured })
    let late = await measure(page, ui, session)
    const heapAfter = await heapMb(session)
    assert.match(await page.title(), / p95 600 ms$/)
    // What has grown is as dear each time; what a busy machine adds, by what it keeps of the caches, is not.
    for (let again = 0; again < looksMax && !isAsCheap(late, early); again += 1) {
      late = await measure(page, ui, session)
    }
    const told = JSON.stringify({ early, late, heapBefore, heapAfter })
    assert.ok(isAsCheap(late, early), told)
    assert.ok(heapAfter - heapBefore < heapGrowthMbMax, told)
    assert.deepEqual(faults, [])
  },
)
