/** The page of a mutation run in a real Chromium: silent, readable by everybody, and whatever a source holds is text. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { hasChromium, openChromium, openFile } from './chromium.ts'
import { renderMutants } from './html-mutants.ts'
import { missing } from './require-part.ts'
import { violations } from './scratch-axe.ts'
import type { Mutant } from './mutant.ts'

const skip = missing('chromium', hasChromium)

const source = `export const page = '<script>document.title = "taken"</script>'${' + 1'.repeat(90)}\n`
const file = `lib/${'long-'.repeat(30)}"><img src=x>.ts`

const statuses = ['survived', 'uncovered', 'timeout', 'suspicious', 'killed', 'ignored'] as const
const mutants = statuses.map((status, index): Mutant => ({
  id: `3f9c1a000${index}`,
  file,
  line: 1,
  mutator: 'StringLiteral',
  original: source.slice(20, 40),
  replacement: '</pre><b>bold</b>',
  from: 20,
  to: 40,
  status,
  killedBy: status === 'killed' ? `${file}::it` : null,
  coveredBy: [`${file}::it`],
  reason: null,
}))

describe('mutation.html in Chromium', { timeout: 120_000 }, () => {
  let folder = ''
  let chromium: Awaited<ReturnType<typeof openChromium>>

  before(async () => {
    if (skip !== false) return
    folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-mutants-'))
    chromium = await openChromium()
    const record = { startedAt: '2026-01-01T00:00:00.000Z', complete: false, scope: file }
    const page = renderMutants({ ...record, partial: [], sources: { [file]: source }, mutants })
    await writeFile(join(folder, 'mutation.html'), page)
  })
  after(async () => {
    if (skip !== false) return
    await chromium[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  for (const look of [
    { theme: 'light', width: 1280 },
    { theme: 'dark', width: 390 },
  ] as const) {
    test(
      `${look.theme}, ${look.width} px: silent, alone, accessible, no wider than the window`,
      { skip },
      async () => {
        await using opened = await openFile(chromium.browser, join(folder, 'mutation.html'), look)
        const { page, faults } = opened
        await page.evaluate(
          'document.querySelectorAll("details").forEach((each) => { each.open = true })',
        )
        assert.deepEqual(await violations(page), [])
        assert.deepEqual(faults, [])
        assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0)
        assert.equal(await page.title(), 'Mutants')
        assert.equal(
          await page.evaluate('document.querySelectorAll("img, pre b, script").length'),
          0,
        )
        assert.equal(await page.locator('pre').count(), statuses.length)
      },
    )
  }
})
