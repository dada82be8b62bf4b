/** The Result as one HTML file that needs nothing else: no network, no other file, and no script to be read. */
import { createHash } from 'node:crypto'

import { packCharts } from './chart-payload.js'
import { htmlText } from './html-text.ts'
import { h } from './html-tree.js'
import { pageView, titleOf } from './html-view.js'
import type { HtmlAssets } from './html-assets.ts'
import type { Result, Verdict } from './result.ts'

const colors: Readonly<Record<Verdict, string>> = {
  pass: '1a7f4b',
  fail: 'c62f2f',
  unknown: '9a6200',
}

/** Everything is inlined; the policy allows these scripts and this style by their hashes, and no request at all. */
export function renderHtml(result: Result, assets: HtmlAssets): string {
  const { chartLibrary, script, style } = assets
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(chartLibrary)} ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const head = [
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'referrer', content: 'no-referrer' }),
    h('title', {}, titleOf(result)),
    h('link', { rel: 'icon', href: icon(result.verdict) }),
  ]
  const page = h('div', { id: 'page' }, ...pageView(result))
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head>${head.map(htmlText).join('')}<style>${style}</style></head>`,
    `<body>${htmlText(page)}`,
    `<script type="application/json" id="charts">${inert(packCharts(result))}</script>`,
    `<script>${chartLibrary}</script>`,
    `<script type="module">${script}</script>`,
    '</body></html>',
    '',
  ].join('\n')
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** No text of the data can end the element that holds it, or start a comment. */
function inert(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

function icon(verdict: Verdict): string {
  return `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><circle cx='8' cy='8' r='7' fill='%23${colors[verdict]}'/></svg>`
}
