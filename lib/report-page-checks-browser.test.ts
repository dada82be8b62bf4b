/** Tables in a real Chromium, on a narrow page: what pushes nothing out of view, and what keeps its distance. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { hasChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { openSamplePages } from './sample-pages.ts'
import { sampleResult } from './sample-result.ts'
import { placesOf } from './scratch-ui-page.ts'

test(
  'since when a check fails pushes no limit out of view on a phone',
  { skip: missing('chromium', hasChromium), timeout: 60_000 },
  async () => {
    await using pages = await openSamplePages()
    await using opened = await pages.open('fail', { live: true, width: 390 })
    const { page, faults } = opened
    const result = await sampleResult('fail')
    const checks = result.checks.map((check) =>
      check.verdict === 'fail' ? { ...check, since: 36_721 } : check,
    )
    await page.evaluate(`cdcTestbench.render(${JSON.stringify({ ...result, checks })})`)
    assert.match(await page.locator('#checks tbody').innerText(), /since 10:12:01/)
    const hidden = `(({ right }) => [...document.querySelectorAll('#checks tr > :nth-child(4)')]
      .filter((limit) => {
        const text = document.createRange()
        text.selectNodeContents(limit)
        return text.getBoundingClientRect().right > right + 1
      })
      .map((limit) => limit.textContent)
    )(document.querySelector('#checks .scroll').getBoundingClientRect())`
    assert.deepEqual(await page.evaluate(hidden), [])
    assert.deepEqual(faults, [])
  },
)

test(
  'the filter of the faults keeps its distance from the table above it',
  { skip: missing('chromium', hasChromium), timeout: 60_000 },
  async () => {
    await using pages = await openSamplePages()
    for (const width of [1280, 390]) {
      await using opened = await pages.open('faults', { width })
      const [above, filter] = await placesOf(opened.page, ['#faults .scroll', '#faults .tools'])
      const gap = (filter?.top ?? 0) - (above?.bottom ?? 0)
      assert.ok(gap >= 8, `${gap} pixels at ${width}`)
    }
  },
)
