/** A real Chromium for tests: starts Debian's, closes it on every way out, and notes what a page does wrong. */
import { existsSync } from 'node:fs'

import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Whether it is installed. */
export const hasChromium = existsSync(executablePath)

const args =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync'

/** Disposing closes the browser. */
export async function openChromium(): Promise<AsyncDisposable & { readonly browser: Browser }> {
  const browser = await chromium.launch({ executablePath, args: args.split(' ') })
  return { browser, [Symbol.asyncDispose]: () => browser.close() }
}

export type Look = {
  readonly theme?: 'light' | 'dark'
  readonly width?: number
  readonly script?: boolean
}

/** Everything that a page of ours must never do: write to the console, throw, ask for a second resource. */
export type WatchedPage = AsyncDisposable & { readonly page: Page; readonly faults: string[] }

/** Opens a file. Its console messages, errors and further requests are collected in `faults`. */
export async function openFile(
  browser: Browser,
  path: string,
  { theme = 'light', width = 1280, script = true }: Look = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    colorScheme: theme,
    javaScriptEnabled: script,
  })
  const page = await context.newPage()
  const faults: string[] = []
  const url = new URL(`file://${path}`).href
  page.on('console', (message) => faults.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) {
      faults.push(`request: ${request.url()}`)
    }
  })
  await page.goto(url)
  return { page, faults, [Symbol.asyncDispose]: () => context.close() }
}
