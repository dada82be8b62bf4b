/** Laws of the shell of the live page and of the file: the dialogs, what the policy lets run, and what is packed. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'

import { denseBytes, denseText } from '../lib/dense-text.js'
import { dialogViews } from '../lib/html-live-dialogs.js'
import { textOf } from '../lib/html-tree.js'
import { renderLivePage } from '../lib/live-page.ts'
import { propertiesOf } from '../lib/property.ts'
import { assertIds, tagged } from '../lib/tree-parts.ts'

const property = propertiesOf(import.meta.url)

property(
  'live-dialogs',
  'each dialog has a title and a way out, each field a label, and no id is there twice',
  {
    arbitrary: fc.constant(dialogViews()),
    holds: (dialogs) => {
      assertIds(dialogs)
      for (const dialog of dialogs) {
        const titles = tagged(dialog, 'h2').map(({ attributes }) => attributes['id'])
        assert.deepEqual(titles, [dialog.attributes['aria-labelledby']])
        assert.equal(tagged(dialog, 'label').length, tagged(dialog, 'input').length)
        const out = tagged(dialog, 'button')
          .map(textOf)
          .filter((text) => text === 'Cancel' || text === 'Close')
        assert.equal(out.length, 1)
      }
      assert.deepEqual(
        dialogs.map(({ attributes }) => attributes['id']),
        ['edit', 'note', 'help'],
      )
    },
  },
)

const scripts = fc
  .array(fc.constantFrom('const a=1', '\n', '<b>', '&amp;', "'", 'é', ' '), { maxLength: 6 })
  .map((parts) => parts.join(''))

property(
  'live-shell',
  'the policy of the page allows each script and style in it, and nothing else',
  {
    arbitrary: fc.record({ chartLibrary: scripts, script: scripts, style: scripts }),
    holds: (assets) => {
      const { html, policy } = renderLivePage(assets)
      const inline = [...html.matchAll(/<(script|style)[^>]*>([\s\S]*?)<\/\1>/g)]
      const found = inline.map(
        ([, tag, text = '']) => `${tag} ${createHash('sha256').update(text).digest('base64')}`,
      )
      const allowed = policy.split('; ').flatMap((rule) => {
        const [name = '', ...sources] = rule.split(' ')
        return sources.flatMap((source) => {
          const [, hash] = /^'sha256-(.*)'$/.exec(source) ?? []
          return hash === undefined ? [] : [`${name.replace('-src', '')} ${hash}`]
        })
      })
      assert.deepEqual(found.toSorted(), allowed.toSorted())
      assert.doesNotMatch(policy, /unsafe|\*|http/)
      assert.match(policy, /default-src 'none'.*connect-src 'self'.*frame-ancestors 'none'/)
    },
  },
)

property(
  'dense-text',
  'bytes in a file come out of their text as they were, and the text ends neither itself nor its element',
  {
    arbitrary: fc.uint8Array({ maxLength: 80 }),
    holds: (bytes) => {
      const text = denseText(bytes)
      assert.match(text, /^(?:(?!["<\\])[!-~])*$/)
      assert.deepEqual(denseBytes(text), bytes)
    },
  },
)
