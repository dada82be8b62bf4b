/** A part that is missing is named, or fails the test that needs it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { missing } from './require-part.ts'

test('missing() names the part that is not there', () => {
  assert.match(String(missing('chromium', false, {})), /^needs chromium/)
  assert.match(String(missing('kafka', false, { CDC_REQUIRE: 'chromium' })), /^needs kafka/)
})

test('missing() is false where the part is there, or is required', () => {
  assert.equal(missing('chromium', true, {}), false)
  assert.equal(missing('compose', false, { CDC_REQUIRE: 'chromium, compose' }), false)
})
