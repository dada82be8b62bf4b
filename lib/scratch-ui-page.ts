/** What tests of the live page look for in a browser: its state as a word, and that everybody can use it. */
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import type { Locator, Page } from 'playwright-core'

import { violations } from './scratch-axe.ts'
import type { ScratchUi } from './scratch-ui.ts'

type Look = { readonly theme: 'light' | 'dark'; readonly width: 1280 | 390 }

const someLooks: readonly Look[] = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 390 },
]

/** For each state that a run can be in; what is opened in one of them is seen in two looks. */
export const allLooks: readonly Look[] = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
  { theme: 'dark', width: 390 },
  { theme: 'light', width: 390 },
]

/** Waits for the word of a state in the head of the page. */
export async function isState(page: Page, word: RegExp): Promise<void> {
  await page.locator('header .state', { hasText: word }).waitFor()
}

/** In each of the looks in turn: no rule of axe is broken, and nothing is wider than the window. */
export async function isUsable(
  page: Page,
  state: string,
  looks: readonly Look[] = someLooks,
): Promise<void> {
  for (const { theme, width } of looks) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width, height: 844 })
    assert.deepEqual(await violations(page), [], `${state}, ${theme}, ${width} px`)
    const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    assert.equal(wider, 0, `${state}, ${width} px`)
    await keepPicture(page, `${state} ${theme} ${width}`.replaceAll(' ', '-'))
  }
  await page.setViewportSize({ width: 1280, height: 844 })
}

/** For somebody to look at: only where `PAGE_PICTURES` names a folder. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['PAGE_PICTURES']
  if (folder === undefined || folder === '') return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** How many charts are drawn by now: those out of view are when the page has nothing else to do. */
export async function chartsIn(page: Page): Promise<number> {
  return await page.locator('canvas').count()
}

/** Tells the page that nobody, or somebody, sees it: a browser without a window has no background. */
export async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))`)
}

/** The rows of the table beside a chart, which is opened and in view: what is not is brought up to date later. */
export async function rowsBeside(page: Page, chart: string): Promise<Locator> {
  const details = page.locator(`[data-chart=${chart}] details`)
  await details.waitFor()
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
  return details.locator('tbody tr')
}

/** Points of the chart that the server has. */
export async function secondsOf(ui: ScratchUi): Promise<number> {
  const { body } = await ui.ask('/api/v1/state')
  return (body as { result: { points: unknown[] } | null }).result?.points.length ?? 0
}

/** Where elements begin and end in the window, from its top. */
export async function placesOf(page: Page, selectors: readonly string[]) {
  return await page.evaluate<{ top: number; bottom: number }[]>(
    `${JSON.stringify(selectors)}.map((each) => {
      const { top, bottom } = document.querySelector(each).getBoundingClientRect()
      return { top, bottom }
    })`,
  )
}
