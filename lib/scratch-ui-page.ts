/** What tests of the live page look for in a browser: its state as a word, and that everybody can use it. */
import assert from 'node:assert/strict'

import type { Page } from 'playwright-core'

import { violations } from './scratch-axe.ts'

const looks = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 390 },
] as const

/** Waits for the word of a state in the head of the page. */
export async function isState(page: Page, word: RegExp): Promise<void> {
  await page.locator('header .state', { hasText: word }).waitFor()
}

/** In each of the looks in turn: no rule of axe is broken, and nothing is wider than the window. */
export async function isUsable(page: Page, state: string): Promise<void> {
  for (const { theme, width } of looks) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width, height: 844 })
    assert.deepEqual(await violations(page), [], `${state}, ${theme}, ${width} px`)
    const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    assert.equal(wider, 0, `${state}, ${width} px`)
  }
  await page.setViewportSize({ width: 1280, height: 844 })
}
