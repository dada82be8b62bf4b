/** The live page as it is served: a shell without any data, which its own script fills. */
import { contentPolicy, documentOf } from './html-document.ts'
import { h } from './html-tree.js'
import type { HtmlAssets } from './html-assets.ts'

export type LivePage = {
  readonly html: string
  /** For the header `Content-Security-Policy`: these scripts, this style, and requests to where it came from. */
  readonly policy: string
}

export function renderLivePage(assets: HtmlAssets): LivePage {
  const body = [
    h('div', { id: 'page' }),
    h('div', { id: 'dialogs' }),
    h('p', { id: 'announcer', class: 'hidden', role: 'status' }),
    h(
      'noscript',
      {},
      h(
        'p',
        { class: 'empty' },
        'The live page needs JavaScript; a run without a page is npx tsx load/light.ts.',
      ),
    ),
  ]
  const { chartLibrary, script, style } = assets
  const html = documentOf({
    title: 'cdc-testbench',
    icon: '586374',
    head: [],
    body,
    data: [],
    scripts: [chartLibrary, script],
    style,
  })
  return { html, policy: contentPolicy(assets, { connect: "'self'", ancestors: true }) }
}
