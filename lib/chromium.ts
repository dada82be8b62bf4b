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
  /** Of the reader: a name of the time zone database. */
  readonly timezone?: string
}

/** Everything that a page of ours must never do: write to the console, throw, ask for a second resource. */
export type WatchedPage = AsyncDisposable & { readonly page: Page; readonly faults: string[] }

/** Opens a file. Its console messages, errors and further requests are collected in `faults`. */
export async function openFile(
  browser: Browser,
  path: string,
  look: Look = {},
): Promise<WatchedPage> {
  const url = new URL(`file://${path}`).href
  return await openWatched(browser, { url, isOwn: (asked) => asked === url, look })
}

/** Opens a page of a server, whose own addresses it may ask. */
export async function openAddress(
  browser: Browser,
  address: string,
  look: Look = {},
): Promise<WatchedPage> {
  const { origin } = new URL(address)
  return await openWatched(browser, {
    url: address,
    isOwn: (asked) => asked.startsWith(origin),
    look,
  })
}

async function openWatched(
  browser: Browser,
  { url, isOwn, look }: { url: string; isOwn: (asked: string) => boolean; look: Look },
): Promise<WatchedPage> {
  const { theme = 'light', width = 1280, script = true, timezone } = look
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    colorScheme: theme,
    javaScriptEnabled: script,
    ...(timezone === undefined ? {} : { timezoneId: timezone }),
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const faults: string[] = []
  page.on('console', (message) => faults.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('request', (request) => {
    const asked = request.url()
    if (!isOwn(asked) && !/^(?:data|blob):/.test(asked)) faults.push(`request: ${asked}`)
  })
  await page.goto(url)
  return { page, faults, [Symbol.asyncDispose]: () => context.close() }
}
