/** Holds the stand-in to the answers that were recorded from a real worker. */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'

import { compareAnswer, untilStatus } from './connect-contract.ts'
import { contractSteps, heldElsewhere, leftOut } from './connect-contract-steps.ts'
import { startTestStandIn } from './connect-test-pipeline.ts'
import type { Recorded } from './connect-contract.ts'

const folder = new URL('../fixtures/connect-answers/', import.meta.url)
const recorded = new Map<string, Recorded>(
  readdirSync(folder).flatMap((file) =>
    Object.entries(
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, Recorded>,
    ),
  ),
)
const asked = contractSteps.flatMap((step) => ('answer' in step ? [step.answer] : []))

test('every one of the 155 recorded answers is asked again, held elsewhere, or left out with a reason', () => {
  assert.deepEqual([...asked, ...heldElsewhere].toSorted(), [...recorded.keys()].toSorted())
  const named = new Set([...asked, ...heldElsewhere, ...Object.keys(leftOut)])
  assert.equal(named.size, 155)
  assert.equal(asked.length + heldElsewhere.length + Object.keys(leftOut).length, 155)
})

/** What is asked within this time of the request before it sees the moment after it. */
const momentMs = 150

test('the stand-in answers as the real worker did', async (context) => {
  await using pipeline = await startTestStandIn()
  const worker = {
    base: pipeline.standIn.connect,
    source: 'shop-source',
    sink: 'shop-sink',
    configs: pipeline.configs,
  }
  let since = performance.now()
  for (const step of contractSteps) {
    if ('untilStatus' in step) {
      await untilStatus(step.untilStatus, worker)
      continue
    }
    if (step.quick === undefined) since = performance.now()
    await context.test(step.answer, async (subtest) => {
      const answer = recorded.get(step.answer)
      assert.ok(answer, `no recording is called ${step.answer}`)
      const { expected, actual } = await compareAnswer(answer, worker)
      if (performance.now() - since > momentMs && step.quick === true) {
        subtest.skip('this machine was too slow to see the moment')
      } else assert.deepEqual(actual, expected)
    })
  }
})
