/** The sample Results as HTML files, and a browser to look at them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'

import { openChromium, openFile } from './chromium.ts'
import { readHtmlAssets } from './html-assets.ts'
import { renderHtml } from './report-html.ts'
import { sampleNames, sampleResult } from './sample-result.ts'
import type { Look, WatchedPage } from './chromium.ts'

type Name = (typeof sampleNames)[number]

export type SamplePages = AsyncDisposable & {
  readonly browser: Browser
  /** Opens the page of a sample; `live` has the script that can draw a Result again. */
  readonly open: (name: Name, look?: Look & { readonly live?: boolean }) => Promise<WatchedPage>
}

/** Disposing closes the browser and removes the files. */
export async function openSamplePages(): Promise<SamplePages> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-pages-'))
  const file = await readHtmlAssets()
  const live = await readHtmlAssets('report-page-live.js')
  for (const name of sampleNames) {
    const result = await sampleResult(name)
    await writeFile(join(folder, `${name}.html`), renderHtml(result, file))
    await writeFile(join(folder, `${name}-live.html`), renderHtml(result, live))
  }
  const { browser, ...chromium } = await openChromium()
  async function dispose(): Promise<void> {
    await chromium[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
  return {
    browser,
    open: (name, look = {}) =>
      openFile(browser, join(folder, `${name}${look.live === true ? '-live' : ''}.html`), look),
    [Symbol.asyncDispose]: dispose,
  }
}
