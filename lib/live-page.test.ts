/** The shell of the live page: what its script fills, what is told without one, and what it may ask of whom. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { renderLivePage } from './live-page.ts'

const { html, policy } = renderLivePage({ chartLibrary: 'chart()', script: 'page()', style: 'p{}' })

test('renderLivePage() has no data, and a place for each thing that its script fills', () => {
  const [, body] = /<body>(.*)\n/.exec(html) ?? []
  assert.equal(
    body,
    '<div id=page></div><div id=dialogs></div><p id=announcer class=hidden role=status></p>' +
      '<noscript><p class=empty>The live page needs JavaScript; a run without a page is npx tsx load/light.ts.</p></noscript>',
  )
  assert.doesNotMatch(html, /application\/json/)
  assert.match(html, /<title>cdc-testbench<\/title>/)
  assert.match(html, /fill='%23586374'/)
  assert.match(html, /<head><meta charset=utf-8><meta name=viewport /)
})

test('renderLivePage() may ask its own server, and be framed by nobody', () => {
  assert.match(
    policy,
    /connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  )
})
