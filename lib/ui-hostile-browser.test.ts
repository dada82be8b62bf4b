/** The live page of a workload whose names would run as scripts, and of one that never runs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { hasChromium, openAddress, openChromium } from './chromium.ts'
import { missing } from './require-part.ts'
import { writeOwnWorkload } from './scratch-own-workload.ts'
import { scratchServer } from './scratch-server.ts'
import { allLooks, isState, isUsable } from './scratch-ui-page.ts'
import { startScratchUi } from './scratch-ui.ts'

const skip = missing('chromium', hasChromium)
const limits = { skip, timeout: 120_000 }

const hostile = {
  names: String.raw`['</script><script>alert(1)</script>', '<img src=x onerror=alert(1)>',
  '\u202egnp.exe\u202c', 'x'.repeat(10000), '__proto__', 'nul\u0000byte']`,
  end: `if (endpoint === 1) reply.failed({ kind: 'body', message: '<b>bad</b> ' + names[endpoint] })
  else reply.ok(10)`,
  thinkMs: [5, 20],
} as const

test(
  'names of a workload of one’s own are text, and it is the one of the command line',
  limits,
  async () => {
    await using own = await writeOwnWorkload(hostile)
    await using server = await scratchServer()
    await using ui = await startScratchUi(['--workload', own.file, '--connect', server.url])
    await using chromium = await openChromium()
    await using opened = await openAddress(chromium.browser, ui.address)
    const { page, faults } = opened
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    await isState(page, /IDLE/)
    await page.locator('#start').click()
    await page.locator('#failures td', { hasText: '<b>bad</b>' }).first().waitFor()
    await page.locator('#request-rows tr').nth(5).waitFor()
    const names = await page.locator('#request-rows th').allTextContents()
    assert.equal(names.includes('GET </script><script>alert(1)</script>'), true, names.join())
    assert.equal(names.includes(String.raw`GET \u{202e}gnp.exe\u{202c}`), true, names.join())
    assert.equal(names.includes(String.raw`GET nul\x00byte`), true, names.join())
    assert.equal(names.includes('GET __proto__'), true)
    assert.equal(await page.locator('img, #failures td b b').count(), 0)
    await isUsable(page, 'hostile names')
    assert.deepEqual(faults, [])
  },
)

test('a run without a verdict is none, and says why', limits, async () => {
  await using ui = await startScratchUi(['--connect', 'http://127.0.0.1:1'])
  await using chromium = await openChromium()
  await using opened = await openAddress(chromium.browser, ui.address)
  const { page, faults } = opened
  await isState(page, /IDLE/)
  await page.locator('#start').click()
  await isState(page, /NO VERDICT/)
  assert.match(
    await page.locator('.verdict').innerText(),
    /NO VERDICT.*127\.0\.0\.1:1.*ECONNREFUSED/,
  )
  await isUsable(page, 'no verdict', allLooks)
  assert.deepEqual(faults, [])
})
