/** The table of checks: the line that a check brings itself, and since when it fails. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { checkSection } from './html-checks.js'
import { htmlText } from './html-text.ts'
import type { Check, Result } from './result.ts'

const base: Check = {
  name: 'GET /connectors p95<200ms',
  verdict: 'fail',
  measured: 350,
  limit: 200,
  unit: 'ms',
  comparison: '<',
}

function drawn(check: Check, more: Partial<Result> = {}): string {
  const result = { checks: [check], ...more } as Result
  return checkSection(result, (seconds) => `second ${seconds}`)
    .map(htmlText)
    .join('')
}

test('checkSection() draws the line that a check brings, and says where it went', () => {
  const text = drawn({ ...base, over: { step: 4, values: [120, null, 350, 190] } })
  assert.match(text, /<th scope=col>Over time</)
  assert.match(text, /<path class=limit d="M0 \d+h160">/)
  assert.match(text, /aria-label="From 120 ms to 350 ms, highest at second 9\./)
  assert.match(text, / missed at 1 of 3 points of 4 s, first at second 9\."/)
})

test('checkSection() has no line of a check that brings none, and that no series tells', () => {
  const silent = { step: 1, values: [null, null] }
  for (const check of [base, { ...base, over: silent }]) {
    assert.doesNotMatch(drawn(check), /<svg|Over time/)
  }
})

test('checkSection() says since when a check fails, and nothing where that is not known', () => {
  assert.match(drawn({ ...base, since: 41 }), /fail<\/span><small> since second 41<\/small>/)
  assert.doesNotMatch(drawn(base), /since/)
})
