/** The report in a real Chromium: silent, closed to the outside, readable by everybody. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { hasChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { openSamplePages } from './sample-pages.ts'
import { violations } from './scratch-axe.ts'
import { largeResult, sampleResult } from './sample-result.ts'
import { placesOf } from './scratch-ui-page.ts'
import type { SamplePages } from './sample-pages.ts'

const skip = missing('chromium', hasChromium)

/** A test that is skipped by its own name, so that it is counted, where there is no Chromium. */
function inChromium(name: string, run: () => Promise<void>): void {
  test(name, { skip }, run)
}

describe('report.html in Chromium', { timeout: 180_000 }, () => {
  let pages: SamplePages

  before(async () => {
    if (skip === false) pages = await openSamplePages()
  })
  after(async () => {
    if (skip === false) await pages[Symbol.asyncDispose]()
  })

  const looks = [
    { theme: 'light', width: 1280 },
    { theme: 'dark', width: 390 },
    { theme: 'dark', width: 1280 },
    { theme: 'light', width: 390 },
  ] as const
  const states = [
    ...(['pass', 'fail', 'invalid', 'empty', 'tables'] as const).map((name) => ({ name, looks })),
    ...(['hostile', 'checks', 'tables-hostile'] as const).map((name) => ({
      name,
      looks: looks.slice(0, 2),
    })),
  ]
  for (const { name, theme, width } of states.flatMap((state) =>
    state.looks.map((look) => ({ name: state.name, ...look })),
  )) {
    inChromium(
      `${name}, ${theme}, ${width} px: silent, alone, accessible, no wider than the window`,
      async () => {
        await using opened = await pages.open(name, { theme, width })
        const { page, faults } = opened
        await page.evaluate(
          'document.querySelectorAll("details").forEach((each) => { each.open = true })',
        )
        assert.deepEqual(await violations(page), [])
        assert.deepEqual(faults, [])
        assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0)
      },
    )
  }

  inChromium(
    'what a test for violations could miss, it finds: an image without a name',
    async () => {
      await using opened = await pages.open('checks')
      await opened.page.evaluate('document.querySelector("main").append(new Image())')
      assert.match((await violations(opened.page)).join(), /image-alt/)
    },
  )

  inChromium('the policy is in force: no script of others, no request', async () => {
    await using opened = await pages.open('pass')
    const { page, faults } = opened
    await page.evaluate(`
      const script = document.createElement('script')
      script.textContent = 'globalThis.intruder = true'
      document.head.append(script)
    `)
    const answer = await page.evaluate(
      "fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')",
    )
    assert.equal(await page.evaluate('String(globalThis.intruder)'), 'undefined')
    assert.equal(answer, 'refused')
    const told = faults.filter((fault) => fault.includes('Content Security Policy'))
    assert.equal(told.length >= 2, true, faults.join('\n'))
  })

  inChromium(
    'hostile names are text: nothing runs, nothing is an element, the layout holds',
    async () => {
      await using opened = await pages.open('hostile', { width: 390 })
      const { page, faults } = opened
      page.on('dialog', (dialog) => {
        faults.push(`dialog: ${dialog.message()}`)
        void dialog.dismiss()
      })
      const names = await page.locator('#request-rows th').allTextContents()
      assert.equal(names.includes('<b>GET</b> <img src=x onerror=alert(1)>'), true)
      assert.equal(names.includes('GET </script><script>alert(1)</script>'), true)
      assert.equal(names.includes(String.raw`GET \u{202e}gnp.exe\u{202c} right to left`), true)
      assert.equal(await page.locator('img, b:has-text("GET")').count(), 0)
      assert.deepEqual(faults, [])
    },
  )

  inChromium(
    'without script the verdict, checks, requests, failures and command are there',
    async () => {
      await using opened = await pages.open('fail', { script: false })
      const { page, faults } = opened
      assert.match(await page.locator('.verdict').innerText(), /^FAIL p99 response time/)
      assert.equal(await page.locator('#checks tbody tr').count(), 6)
      assert.match(
        (await page.locator('#checks').getByRole('img').first().getAttribute('aria-label')) ?? '',
        /highest at 0:42\. The limit < 500 ms was missed at 20 of 85 points/,
      )
      assert.equal(await page.locator('#request-rows tr').count(), 5)
      assert.equal(await page.locator('#failures tbody tr').count(), 12)
      assert.match(await page.locator('#command').innerText(), /^npx tsx load\/spike\.ts/)
      assert.match(await page.locator('#times .plot').innerText(), /drawn by JavaScript/)
      assert.deepEqual(faults, [])
    },
  )

  inChromium('a compare is there without script, and hostile rows are text', async () => {
    await using opened = await pages.open('tables', { script: false })
    assert.equal(await opened.page.locator('#table-rows tr').count(), 12)
    assert.equal(await opened.page.locator('#differences details[open]').count(), 3)
    assert.deepEqual(opened.faults, [])
    await using hostile = await pages.open('tables-hostile', { width: 390 })
    const marked = await hostile.page.locator('#differences del').allTextContents()
    assert.equal(marked.includes(String.raw`\x1b[31mred\x1b[0m`), true, marked.join())
    assert.equal(await hostile.page.locator('img').count(), 0)
    assert.deepEqual(hostile.faults, [])
  })

  inChromium('tables are sorted and filtered by keyboard, and their rows with them', async () => {
    await using opened = await pages.open('tables')
    const { page, faults } = opened
    const names = page.locator('#table-rows tr:not(.off) th')
    await page.locator('#tables button.sort', { hasText: 'Time' }).focus()
    await page.keyboard.press('Enter')
    assert.match((await names.first().textContent()) ?? '', /^public\.events/)
    await page.locator('#tables button.sort', { hasText: 'Verdict' }).focus()
    await page.keyboard.press('Enter')
    const verdicts = await page.locator('#table-rows .mark').allTextContents()
    assert.deepEqual(verdicts, verdicts.toSorted().toReversed())
    await page.keyboard.press('/')
    await page.keyboard.type('ORDER')
    assert.equal(await names.count(), 2)
    assert.equal(await page.locator('#difference-blocks details:not(.off)').count(), 2)
    assert.equal(await page.locator('.filtered').textContent(), '2 of 12 shown')
    assert.deepEqual(faults, [])
  })

  inChromium(
    'an invalid run strikes its numbers through and says why, an interrupted one is partial',
    async () => {
      await using invalid = await pages.open('invalid')
      const decoration =
        'getComputedStyle(document.querySelector(".requests td")).textDecorationLine'
      assert.equal(await invalid.page.evaluate(decoration), 'line-through')
      assert.match(await invalid.page.locator('.verdict').innerText(), /schedule lag p99 340\.2 ms/)
      await using partial = await pages.open('interrupted')
      assert.match(
        await partial.page.locator('.verdict').innerText(),
        /Partial: the run was interrupted/,
      )
      await using empty = await pages.open('empty')
      assert.match(
        await empty.page.locator('#times').innerText(),
        /there is no response time to draw/,
      )
    },
  )

  for (const name of ['fail', 'regressed'] as const) {
    inChromium(
      `${name}: the links stay under the head, and what they lead to is not behind them`,
      async () => {
        await using opened = await pages.open(name)
        const { page } = opened
        for (const link of (await page.locator('nav a').all()).slice(0, 3)) {
          await link.click()
          const target = (await link.getAttribute('href')) ?? ''
          const [head, links, found] = await placesOf(page, ['header', 'nav', target])
          assert.ok(head !== undefined && links !== undefined && found !== undefined, target)
          assert.deepEqual([head.top, links.top], [0, head.bottom], target)
          assert.ok(found.top >= links.bottom && found.top < links.bottom + 30, target)
        }
        await page.setViewportSize({ width: 390, height: 844 })
        await page.evaluate('scrollTo(0, 2000)')
        const [head, links] = await placesOf(page, ['header', 'nav'])
        assert.ok((head?.bottom ?? 0) < 0 && (links?.bottom ?? 0) < 0)
      },
    )
  }

  inChromium('no column of the requests is cut, beside a baseline and over time too', async () => {
    const base = await sampleResult('regressed')
    const result = largeResult(base, { endpoints: 8, seconds: 120 })
    const endpoints = (result.requests ?? []).map(({ method, name, responseTimeMs: now }) => {
      const seen = { p50: 20.2, p95: 300.4, p99: 1200.5, failureRate: 0.0123 }
      return { method, name, before: seen, now: { ...now, failureRate: 0 }, visible: seen }
    })
    const baseline = { ...base.baseline, endpoints }
    await using opened = await pages.open('regressed', { live: true })
    const { page } = opened
    await page.evaluate(`cdcTestbench.render(${JSON.stringify({ ...result, baseline })})`)
    const row = page.locator('#request-rows tr').first()
    assert.match(await row.innerText(), /[+−][\d.]+ points\n±1\.23 points\s[^%]*%\n±100 %/)
    const cut =
      '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector("#requests .scroll"))'
    assert.equal(await page.evaluate(cut), 0)
    await page.locator('#requests button.sort', { hasText: 'P50' }).click()
    // By the numbers, whatever stands below them.
    const cells = await page.locator('#request-rows td:nth-child(6)').allInnerTexts()
    const times = cells.map((each) => parseFloat(each))
    const sorted = times.toSorted((left, right) => right - left)
    assert.deepEqual(times, sorted)
  })

  inChromium('on paper each endpoint has its line, seen before or not', async () => {
    const result = largeResult(await sampleResult('pass'), { endpoints: 60, seconds: 20 })
    await using opened = await pages.open('pass', { live: true })
    const { page } = opened
    await page.evaluate(`cdcTestbench.render(${JSON.stringify(result)})`)
    const lines = page.locator('#request-rows svg')
    await lines.first().waitFor()
    assert.ok((await lines.count()) < 60, 'those out of view are not drawn')
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert.equal(await lines.count(), 60)
  })

  inChromium('on paper: light, every details open, every check and request', async () => {
    await using opened = await pages.open('fail', { theme: 'dark' })
    const { page, faults } = opened
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert.equal(await page.locator('details:not([open])').count(), 0)
    assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'light')
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert.equal(await page.locator('details[open]').count(), 0)
    assert.equal(await page.evaluate('String(document.documentElement.dataset.theme)'), 'undefined')
    assert.equal((await page.pdf({ format: 'A4' })).length > 20_000, true)
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 700, height: 900 })
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0)
    assert.deepEqual(faults, [])
  })
})
