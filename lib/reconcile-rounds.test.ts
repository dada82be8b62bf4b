/** The whole engine under a writer and with a pipeline that stands still now and then: no false alarm, and every planted row found. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { reconciledRounds } from './scratch-reconcile-rounds.ts'

test('reconcile() --live tells every planted difference and nothing else, for 20 rounds under a writer', async () => {
  const report = await reconciledRounds({ rounds: 20 })
  const { falseAlarms, missed, planted, found, atRest, pauses, rowsWritten } = report
  assert.deepEqual({ falseAlarms, missed, atRest }, { falseAlarms: [], missed: [], atRest: [] })
  assert.deepEqual({ planted, found }, { planted: 10, found: 10 })
  // Without rows that were late, not telling them would prove nothing.
  assert.ok(pauses > 0 && rowsWritten > 0, JSON.stringify(report))
})
