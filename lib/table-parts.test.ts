/** The runs of one report on a terminal. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chalk } from 'chalk'

import { partsBlock } from './table-parts.ts'
import { sampleResult } from './sample-result.ts'

const plain = { paint: new Chalk({ level: 0 }), width: 100 }

test('partsBlock() of one run is empty', async () => {
  assert.equal(partsBlock(await sampleResult('pass'), plain), '')
  assert.equal(partsBlock({ ...(await sampleResult('pass')), parts: [] }, plain), '')
})

test('partsBlock() has a line a run, numbers to the right, and why in as many lines as it takes', async () => {
  const result = await sampleResult('several')
  const [part] = result.parts ?? []
  assert.ok(part !== undefined)
  const reason = 'word '.repeat(30).trim()
  const parts = [
    { ...part, script: 'load/light', verdict: 'pass', exitCode: 0, durationMs: 30_000, reason: '' },
    { ...part, script: 'load/spike', verdict: 'unknown', exitCode: 143, durationMs: 5, reason },
  ] as const
  const lines = partsBlock({ ...result, parts }, plain).split('\n')
  assert.match(lines[0] ?? '', /^Script {6}Verdict {5}Exit code {4,}Time {2}Why$/)
  assert.match(lines[2] ?? '', /^load\/light {2}pass {16}0 {2}30\.0 s$/)
  assert.match(lines[3] ?? '', /^load\/spike {2}no verdict {8}143 {4}5 ms {2}word word/)
  assert.equal(lines.slice(3).join(' ').match(/word/g)?.length, 30)
  assert.ok(lines.every((line) => line.length <= 100))
  assert.ok(lines.length > 4)
})
