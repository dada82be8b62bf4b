/** Live compare under a writer and with a pipeline that stands still now and then: no false alarm, and every planted row found. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { settledRounds } from './scratch-rounds.ts'

test('settle() under a writer tells every planted difference and nothing else, for 20 rounds', async () => {
  const report = await settledRounds({ rounds: 20 })
  const { falseAlarms, missed, planted, found, atRest, late } = report
  assert.deepEqual({ falseAlarms, missed, atRest }, { falseAlarms: [], missed: [], atRest: [] })
  assert.deepEqual({ planted, found }, { planted: 10, found: 10 })
  // Without rows that were merely late, not telling them would prove nothing.
  assert.ok(late > 0, JSON.stringify(report))
})
