/** The report on paper, as a real Chromium lays it out: what stands together, and what is not printed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Page } from 'playwright-core'

import { hasChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { openSamplePages } from './sample-pages.ts'

const options = { skip: missing('chromium', hasChromium), timeout: 120_000 }

const charts = ['Response time', 'Requests per second', 'Latency distribution']

/** How far each heading is from the foot of its page, in points, and how many pages there are. */
async function layOut(page: Page) {
  const pdf = (await page.pdf({ format: 'A4', tagged: true, outline: true })).toString('latin1')
  const found = pdf.matchAll(/\/Title \(([^)]*)\)\s*\/Dest \[\d+ 0 R \/XYZ \S+ (\S+) /g)
  const headings = [...found].map(([, title = '', above]) => ({ title, above: Number(above) }))
  return { headings, pages: [...pdf.matchAll(/\/Type \/Page\b/g)].length }
}

/** A style element would be against the policy of the page. */
async function setFigures(page: Page, breakInside: string): Promise<void> {
  const each = `(figure) => { figure.style.breakInside = '${breakInside}' }`
  await page.evaluate(`document.querySelectorAll('figure').forEach(${each})`)
}

test(
  'on paper no heading is left without what it names, wherever on a page it comes to stand',
  options,
  async () => {
    await using samples = await openSamplePages()
    await using opened = await samples.open('fail')
    const { page, faults } = opened
    await page.locator('[data-chart=times] canvas').first().waitFor()
    let pages = { cut: 0, whole: 0 }
    for (const px of [0, 150, 300, 450, 600, 750]) {
      await page.evaluate(`document.querySelector('#times').style.marginTop = '${px}px'`)
      const { headings, ...told } = await layOut(page)
      assert.deepEqual(
        charts.filter((title) => !headings.some((each) => each.title === title)),
        [],
      )
      for (const { title, above } of headings) {
        // A drawing is 260 pixels high, on paper at least half as many points.
        const least = charts.includes(title) ? 130 : 25
        assert.ok(above > least, `${title} is ${above} points above the foot, after ${px} pixels`)
      }
      await setFigures(page, 'avoid')
      const { pages: whole } = await layOut(page)
      await setFigures(page, '')
      pages = { cut: pages.cut + told.pages, whole: pages.whole + whole }
    }
    assert.ok(pages.cut < pages.whole, 'a table goes on where its drawing ends')
    assert.deepEqual(faults, [])
  },
)

test('on paper there is no sign of what can be sorted', options, async () => {
  await using samples = await openSamplePages()
  await using opened = await samples.open('fail')
  const sign = `getComputedStyle(document.querySelector('.sort'), '::after').display`
  assert.notEqual(await opened.page.evaluate(sign), 'none')
  await opened.page.emulateMedia({ media: 'print' })
  assert.equal(await opened.page.evaluate(sign), 'none')
})
