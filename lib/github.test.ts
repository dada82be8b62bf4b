/** What GitHub Actions is told of a Result. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { annotations, takeGithub } from './github.ts'
import { sampleResult } from './sample-result.ts'
import type { Check } from './result.ts'

test('annotations() has an error for each check that failed, and none for the others', async () => {
  const result = await sampleResult('fail')
  const open: Check = { name: 'lag', verdict: 'unknown', message: 'not measured' }
  const lines = annotations({ ...result, checks: [open, ...result.checks] })
  assert.deepEqual(lines, [
    '::error title=load/spike::p99 response time 745 ms, limit < 500 ms',
    '::error title=load/spike::p95 response time 429 ms, limit < 400 ms',
    '::error title=load/spike::failure-rate 3.31 %25, limit <= 1 %25',
  ])
  assert.deepEqual(annotations(await sampleResult('pass')), [])
})

test('annotations() are one line each, whatever a name holds', async () => {
  const result = await sampleResult('pass')
  const checks: Check[] = [{ name: '100%\r\n::error::planted', verdict: 'fail' }]
  const [line = '', second] = annotations({ ...result, script: 'a,b:c%\r\n', checks })
  assert.equal(second, undefined)
  assert.match(line, /^::error title=a%2Cb%3Ac%25%0D%0A::100%25/)
  assert.doesNotMatch(line, /[\r\n]/)
})

for (const [failed, told] of [
  [10, 10],
  [11, 10],
  [300, 10],
] as const) {
  test(`annotations() of ${failed} failed checks are ${told}`, async () => {
    const checks = Array.from({ length: failed }, (_, nth): Check => ({
      name: `table ${nth}`,
      verdict: 'fail',
    }))
    const lines = annotations({ ...(await sampleResult('pass')), checks })
    assert.equal(lines.length, told)
    assert.equal(lines[8], '::error title=load/light::table 8')
    const last = failed === 10 ? 'table 9' : `and ${failed - 9} more of ${failed} checks`
    assert.equal(lines[9], `::error title=load/light::${last}`)
  })
}

test('takeGithub() leaves nothing of it to what is started', () => {
  const environment = { GITHUB_STEP_SUMMARY: '/summary', GITHUB_ACTIONS: 'true', HOME: '/' }
  assert.deepEqual(takeGithub(environment), { summary: '/summary', annotates: true })
  assert.deepEqual(environment, { HOME: '/' })
  assert.deepEqual(takeGithub(environment), { summary: '', annotates: false })
  assert.equal(takeGithub({ GITHUB_ACTIONS: 'false' }).annotates, false)
})
