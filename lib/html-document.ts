/** A page as one text: everything is inlined, and the policy allows these scripts and this style by their hashes. */
import { createHash } from 'node:crypto'

import { htmlText } from './html-text.ts'
import { h } from './html-tree.js'
import type { HtmlAssets } from './html-assets.ts'
import type { Element } from './html-tree.js'

/** `connect`: where the page may send requests; `ancestors`: a header can say that no page may frame it, a file cannot. */
export function contentPolicy(
  { chartLibrary, script, style }: HtmlAssets,
  { connect, ancestors }: { readonly connect: "'self'" | "'none'"; readonly ancestors: boolean },
): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(chartLibrary)} ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    ...(ancestors ? ["frame-ancestors 'none'"] : []),
  ].join('; ')
}

/**
 * `icon` is a colour, as six hexadecimal digits; `data` are values for scripts, by id. `scripts` are in the order in
 * which they run.
 */
export function documentOf(parts: {
  readonly title: string
  readonly icon: string
  readonly head: readonly Element[]
  readonly body: readonly Element[]
  readonly data: readonly (readonly [id: string, value: unknown])[]
  readonly scripts: readonly string[]
  readonly style: string
}): string {
  const { scripts, style } = parts
  const last = scripts.at(-1) ?? ''
  const head = [
    h('meta', { charset: 'utf-8' }),
    ...parts.head,
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'referrer', content: 'no-referrer' }),
    h('title', {}, parts.title),
    h('link', { rel: 'icon', href: iconOf(parts.icon) }),
  ]
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head>${head.map(htmlText).join('')}<style>${style}</style></head>`,
    `<body>${parts.body.map(htmlText).join('')}`,
    ...parts.data.map(
      ([id, value]) => `<script type="application/json" id="${id}">${inert(value)}</script>`,
    ),
    ...scripts.slice(0, -1).map((each) => `<script>${each}</script>`),
    `<script type="module">${last}</script>`,
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

function iconOf(color: string): string {
  return `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><circle cx='8' cy='8' r='7' fill='%23${color}'/></svg>`
}
