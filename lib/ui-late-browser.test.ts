/** Rows of the live page that nobody sees cost nothing, and say what is so as soon as somebody looks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Page } from 'playwright-core'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { requestRows } from './report-rows.js'
import { largeResult, sampleResult } from './sample-result.ts'
import { drawSeconds } from './scratch-page-cost.ts'
import { startScratchTicks } from './scratch-ui-ticks.ts'
import { until } from './wait.ts'

const endpoints = 200

/** Requests of each row, by place. */
async function countsOf(page: Page): Promise<number[]> {
  const texts = await page.evaluate<string[]>(
    `[...document.querySelectorAll('#request-rows tr')].map((row) => row.cells[2].textContent)`,
  )
  return texts.map((text) => Number(text.replaceAll(',', '')))
}

test(
  'a row out of view is drawn when it comes into view, is put in order, or goes onto paper',
  { skip: missing('chromium', hasChromium), timeout: 120_000 },
  async () => {
    const rows = requestRows(largeResult(await sampleResult('pass'), { endpoints, seconds: 1 }))
    /** The requests of each row; each second is one more. */
    const first = rows.map(({ sent }) => sent + 1)
    const sorted = first.toSorted((one, other) => other - one)
    await using ui = await startScratchTicks(endpoints)
    await using chromium = await openChromium()
    await using opened = await openAddress(chromium.browser, ui.address)
    const { page, faults } = opened
    await page
      .locator('#request-rows tr')
      .nth(endpoints - 1)
      .waitFor()
    assert.deepEqual(await countsOf(page), first)

    await drawSeconds(page, ui, { count: 3 })
    assert.equal((await countsOf(page)).at(-1), first.at(-1))
    await page.locator('#request-rows tr').last().scrollIntoViewIfNeeded()
    const wanted = Number(first.at(-1)) + 3
    await until(async () => (await countsOf(page)).at(-1) === wanted, {
      what: 'the row in view',
      deadlineMs: 20_000,
      everyMs: 50,
    })

    await drawSeconds(page, ui, { count: 1 })
    await page.evaluate(`document.querySelectorAll('.requests button.sort')[1].click()`)
    assert.deepEqual(
      await countsOf(page),
      sorted.map((count) => count + 4),
    )

    await drawSeconds(page, ui, { count: 1 })
    const paper = sorted.map((count) => count + 5)
    assert.notDeepEqual(await countsOf(page), paper)
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`)
    assert.deepEqual(await countsOf(page), paper)
    assert.deepEqual(faults, [])
  },
)
