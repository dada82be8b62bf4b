/** What a reader does with the report in a real Chromium, by keyboard; and the page that is drawn again. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { chartsIn } from './scratch-ui-page.ts'
import { until } from './wait.ts'
import type { Page } from 'playwright-core'

import { hasChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { openSamplePages } from './sample-pages.ts'
import { sampleResult } from './sample-result.ts'
import type { SamplePages } from './sample-pages.ts'

const skip = missing('chromium', hasChromium)

/** A test that is skipped by its own name, so that it is counted, where there is no Chromium. */
function inChromium(name: string, run: () => Promise<void>): void {
  test(name, { skip }, run)
}

describe('the page of a report in Chromium', { timeout: 120_000 }, () => {
  let pages: SamplePages

  before(async () => {
    if (skip === false) pages = await openSamplePages()
  })
  after(async () => {
    if (skip === false) await pages[Symbol.asyncDispose]()
  })

  function names(page: Page): Promise<string[]> {
    return page.locator('#request-rows tr:visible th').allTextContents()
  }

  inChromium(
    'the table is sorted by keyboard, told as aria-sort, and the sum stays above',
    async () => {
      await using opened = await pages.open('fail')
      const { page, faults } = opened
      const button = page.locator('.requests').getByRole('button', { name: 'P99', exact: true })
      await button.focus()
      await page.keyboard.press('Enter')
      assert.equal((await names(page))[0], 'GET /connectors/{name}/tasks')
      const head = page.locator('.requests th', { hasText: 'P99' })
      assert.equal(await head.getAttribute('aria-sort'), 'descending')
      await page.keyboard.press('Space')
      assert.equal((await names(page))[0], 'GET /connectors/{name}/status')
      assert.equal(await head.getAttribute('aria-sort'), 'ascending')
      assert.equal(await page.locator('.requests th[aria-sort=none]').count(), 11)
      assert.match(
        (await page.locator('.requests tbody').first().textContent()) ?? '',
        /^Aggregated/,
      )
      assert.deepEqual(faults, [])
    },
  )

  inChromium(
    'a column is sorted by its own numbers, whatever has changed beside the baseline',
    async () => {
      await using opened = await pages.open('regressed')
      const { page } = opened
      const button = page.locator('.requests').getByRole('button', { name: 'P99', exact: true })
      await button.press('Enter')
      const shown = await page.evaluate<[string, string][]>(
        `[...document.querySelectorAll('#request-rows td:nth-child(7)')].map(
          ({ firstChild, lastChild }) => [firstChild.data, lastChild.textContent],
        )`,
      )
      const numbers = shown.map(([number]) => Number(number))
      assert.deepEqual(
        numbers,
        numbers.toSorted((left, right) => right - left),
      )
      assert.ok(numbers.length === 5 && new Set(numbers).size > 1, numbers.join())
      assert.deepEqual(new Set(shown.map(([, change]) => change)), new Set(['+0 %']))
    },
  )

  inChromium(
    'a slash leads to the filter, which hides rows and says how many are left',
    async () => {
      await using opened = await pages.open('pass')
      const { page, faults } = opened
      await page.keyboard.press('/')
      await page.keyboard.type('STATUS')
      assert.deepEqual(await names(page), ['GET /connectors/{name}/status'])
      assert.equal(await page.locator('.filtered').textContent(), '1 of 5 shown')
      await page.locator('input.filter').fill('')
      assert.equal((await names(page)).length, 5)
      assert.deepEqual(faults, [])
    },
  )

  inChromium('a chart is read by arrow keys, told in words, and Esc zooms out', async () => {
    await using opened = await pages.open('fail')
    const { page, faults } = opened
    const figure = page.locator('#times figure')
    await figure.locator('.plot').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    const told = await figure.locator('.readout').textContent()
    assert.match(told ?? '', /^0:02, P50 [\d.]+ ms, P95 [\d.]+ ms, P99 [\d.]+ ms$/)
    await figure.locator('[role=status]', { hasText: '0:02' }).waitFor({ state: 'attached' })
    await page.keyboard.press('End')
    assert.match((await figure.locator('.readout').textContent()) ?? '', /^1:30/)
    await page.keyboard.press('Escape')
    assert.match(
      (await figure.locator('.plot').getAttribute('aria-label')) ?? '',
      /^p99 was mostly/,
    )
    assert.equal(await page.locator('canvas').count(), 3)
    assert.deepEqual(faults, [])
  })

  inChromium(
    'what was not measured is a gap: the readout of a missing second has no number',
    async () => {
      await using opened = await pages.open('fail')
      const { page } = opened
      const figure = page.locator('#rates figure')
      await figure.locator('.plot').focus()
      await page.keyboard.press('Home')
      for (let pressed = 0; pressed < 65; pressed += 1) await page.keyboard.press('ArrowRight')
      assert.equal(
        await figure.locator('.readout').textContent(),
        '1:06, - ok/s, - failed/s, - users',
      )
    },
  )

  inChromium('lines are hidden, the scale made logarithmic, and one endpoint chosen', async () => {
    await using opened = await pages.open('pass')
    const { page, faults } = opened
    const line = page.getByRole('button', { name: 'P95' }).last()
    await line.press('Enter')
    assert.equal(await line.getAttribute('aria-pressed'), 'false')
    assert.equal(await page.getByText('limit p99 1,000 ms, above the chart').count(), 1)
    await page.getByRole('button', { name: 'Log scale' }).press('Enter')
    await page.locator('.tool[aria-pressed=true]').waitFor()
    assert.equal(await page.getByText('above the chart').count(), 0)
    await page.locator('#distribution select').selectOption('GET /connectors/{name}/config')
    await page.locator('#distribution .plot').focus()
    await page.keyboard.press('End')
    const told = (await page.locator('#distribution .readout').textContent()) ?? ''
    assert.match(told, /^[\d.]+ to [\d.]+ ms: 1 requests; up to here 100 %$/)
    assert.deepEqual(faults, [])
  })

  inChromium('the switch turns dark into light and back, charts included', async () => {
    await using opened = await pages.open('pass', { theme: 'dark' })
    const { page, faults } = opened
    const background = 'getComputedStyle(document.body).backgroundColor'
    const dark = await page.evaluate(background)
    await page.locator('#theme').press('Enter')
    const light = await page.evaluate(background)
    assert.notEqual(light, dark)
    await page.locator('#theme').press('Enter')
    assert.equal(await page.evaluate(background), dark)
    assert.equal(await page.locator('canvas').count(), 3)
    assert.deepEqual(faults, [])
  })

  inChromium('charts tell UTC where that was chosen and is known', async () => {
    await using opened = await pages.open('fail', { timezone: 'Asia/Kathmandu' })
    const { page, faults } = opened
    const button = page.getByRole('button', { name: 'UTC' })
    const figure = page.locator('#times figure')
    async function firstClock(): Promise<string> {
      await figure.locator('.plot').press('Home')
      return ((await figure.locator('.readout').textContent()) ?? '').split(',')[0] ?? ''
    }
    assert.equal(await firstClock(), '0:01')
    await button.press('Enter')
    // Its measured time began 1.25 s after half past nine.
    assert.equal(await firstClock(), '09:30:02')
    assert.equal(await button.getAttribute('aria-pressed'), 'true')
    await button.press('Enter')
    assert.equal(await firstClock(), '0:01')
    assert.deepEqual(faults, [])
    await using unknown = await pages.open('invalid')
    assert.equal(await unknown.page.getByRole('button', { name: 'UTC' }).count(), 0)
  })

  inChromium('the command is copied, or selected where the browser forbids it', async () => {
    await using opened = await pages.open('pass')
    await opened.page.locator('#copy').press('Enter')
    await opened.page.locator('#copied', { hasText: /Copied|Selected/ }).waitFor()
  })

  inChromium(
    'render() draws the same page as the file of the same Result, again and again',
    async () => {
      await using opened = await pages.open('pass', { live: true })
      const { page, faults } = opened
      for (const name of drawnSamples) {
        await using file = await pages.open(name)
        const result = JSON.stringify(await sampleResult(name))
        await page.evaluate(`cdcTestbench.render(${result})`)
        assert.equal(await shapeOf(page), await shapeOf(file.page), name)
        assert.equal(await page.title(), await file.page.title())
        assert.deepEqual(await curvesOf(page), await curvesOf(file.page), name)
        const waiting = { what: `the charts of ${name}`, deadlineMs: 20_000 }
        await until(async () => (await chartsIn(page)) === (await chartsIn(file.page)), waiting)
      }
      assert.deepEqual(faults, [])
    },
  )

  inChromium(
    'render() leaves the order, the filter, the open details and the focus of the reader',
    async () => {
      await using opened = await pages.open('pass', { live: true })
      const { page } = opened
      await page.getByRole('button', { name: '# Reqs' }).press('Enter')
      await page.locator('input.filter').fill('name')
      await page.locator('#times summary').press('Enter')
      await page.locator('#times .plot').focus()
      const order = await names(page)
      const result = await sampleResult('pass')
      const requests = result.requests?.map((each) => ({ ...each, sent: each.sent + 1000 }))
      await page.evaluate(`cdcTestbench.render(${JSON.stringify({ ...result, requests })})`)
      assert.deepEqual(await names(page), order)
      assert.equal(await page.locator('#request-rows tr:visible td').first().textContent(), '1,201')
      assert.equal(await page.locator('#times details[open]').count(), 1)
      assert.equal(await page.evaluate("document.activeElement.className.includes('plot')"), true)
    },
  )
})

const drawnSamples = ['fail', 'empty', 'invalid', 'checks', 'hostile', 'regressed', 'pass'] as const

/** How long the lines in the table of checks are: what is no drawing to the browser has no length. */
function curvesOf(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(
    `[...document.querySelectorAll('#checks .curve path')].map((path) => path.getTotalLength())`,
  )
}

/** The page without what its script adds: drawings, and the order of columns. */
function shapeOf(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const copy = document.getElementById('page').cloneNode(true)
    for (const own of copy.querySelectorAll('[data-own]')) own.replaceChildren()
    return copy.innerHTML
      .replace(/ (?:aria-sort|class)="(?:none|)"/g, '')
      .replace(/<tr class="">/g, '<tr>')
  })()`)
}
