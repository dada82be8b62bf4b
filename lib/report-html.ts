/** The Result as one HTML file that needs nothing else: no network, no other file, and no script to be read. */
import { gzipSync } from 'node:zlib'

import { packCharts } from './chart-payload.js'
import { denseText } from './dense-text.js'
import { contentPolicy, documentOf } from './html-document.ts'
import { h } from './html-tree.js'
import { pageView, titleOf } from './html-view.js'
import type { HtmlAssets } from './html-assets.ts'
import type { Result, Verdict } from './result.ts'

const colors: Readonly<Record<Verdict, string>> = {
  pass: '1a7f4b',
  fail: 'c62f2f',
  unknown: '9a6200',
}

/**
 * Everything is inlined; the policy allows these scripts and this style by their hashes, and no request at all. What no
 * reader reads, the numbers of the charts and the library that draws them, is packed: half of the file otherwise.
 */
export function renderHtml(result: Result, assets: HtmlAssets): string {
  const { chartLibrary, script, style } = assets
  const content = contentPolicy(assets, { connect: "'none'", ancestors: false })
  return documentOf({
    title: titleOf(result),
    icon: colors[result.verdict],
    head: [h('meta', { 'http-equiv': 'Content-Security-Policy', content })],
    body: [h('div', { id: 'page' }, ...pageView(result))],
    data: [
      ['chart-library', zipped(chartLibrary)],
      ['charts', zipped(JSON.stringify(packCharts(result)))],
    ],
    scripts: [script],
    style,
  })
}

/** For `unzipped` of report-page-start.js. */
function zipped(text: string): string {
  return denseText(gzipSync(text, { level: 9 }))
}
