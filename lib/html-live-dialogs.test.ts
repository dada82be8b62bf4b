/** The dialogs of the live page: each button says what it does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { dialogViews } from './html-live-dialogs.js'
import { htmlText } from './html-text.ts'

test('dialogViews() have a button that says what it does to the run', () => {
  const buttons = dialogViews().map(
    (view) => /class=primary>([^<]*)</.exec(htmlText(view))?.[1] ?? '',
  )
  assert.deepEqual(buttons, ['Apply', 'Add note', 'Close'])
})
