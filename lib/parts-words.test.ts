/** The runs of one report in words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { partColumns, partRows } from './parts-words.js'
import type { Part } from './merge-results.ts'

const part: Part = {
  script: 'load/light\u001b',
  verdict: 'pass',
  exitCode: 0,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 61_000,
  reason: 'all is well\u202e',
  command: 'npx tsx load/light.ts',
  report: null,
}

test('partRows() has a cell for each column, and no text that hides', () => {
  const open: Part = { ...part, verdict: 'unknown', exitCode: 3, reason: 'x'.repeat(1001) }
  assert.deepEqual(partRows([part, open, { ...part, verdict: 'fail', exitCode: 1 }]), [
    ['load/light\\x1b', 'pass', '0', '1 min 01 s', 'all is well\\u{202e}'],
    [
      'load/light\\x1b #2',
      'no verdict',
      '3',
      '1 min 01 s',
      `${'x'.repeat(1000)}… (1001 characters)`,
    ],
    ['load/light\\x1b #3', 'fail', '1', '1 min 01 s', 'all is well\\u{202e}'],
  ])
  assert.deepEqual(partColumns([part]), ['Script', 'Verdict', 'Exit code', 'Time', 'Why'])
})

test('partRows() has the numbers of loads beside each other, and none of what is no load', () => {
  const load = { rate: 1234.5, failureRate: 0.0123, p50: 1.25, p95: null, p99: 99 }
  const parts = [{ ...part, load }, part]
  assert.deepEqual(partColumns(parts).slice(4), [
    'Req/s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'Failures',
    'Why',
  ])
  assert.deepEqual(
    partRows(parts).map((row) => row.slice(4, -1)),
    [
      ['1,235', '1.25', '-', '99.0', '1.23 %'],
      ['-', '-', '-', '-', '-'],
    ],
  )
})
