/** The one sentence of a run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sampleResult } from './sample-result.ts'
import {
  describeCheck,
  limitOf,
  measuredOf,
  noteOf,
  reasonOf,
  verdictLine,
} from './verdict-line.js'
import type { Check } from './result.ts'

const lines = [
  ['pass', 'PASS load/light on the embedded stack: 6 of 6 checks, 844 requests in 31.4 s'],
  [
    'fail',
    'FAIL load/spike on the embedded stack: p99 response time 745 ms, limit < 500 ms (and 2 more of 6 checks)',
  ],
  [
    'invalid',
    'NO VERDICT load/heavy on the embedded stack: schedule lag p99 340.2 ms > 50 ms; 1,204 requests due within the run time were never released',
  ],
  ['interrupted', 'NO VERDICT load/soak on the embedded stack: interrupted after 13.4 s'],
  ['empty', 'NO VERDICT load/light on the embedded stack: nothing was sent'],
  [
    'checks',
    'FAIL scripts/lag on your stack: slot shop_source 7,200 ms, limit < 5,000 ms (confirmed at 0/1A2B3C4, the server is at 0/1F00000)',
  ],
] as const

for (const [name, line] of lines) {
  test(`verdictLine() of the ${name} sample`, async () => {
    assert.equal(verdictLine(await sampleResult(name)), line)
  })
}

test('verdictLine() names what is no stack in its own words', async () => {
  const result = await sampleResult('pass')
  const environment = { ...result.environment, stack: 'a plain server of its own' }
  assert.match(
    verdictLine({ ...result, script: 'scripts/bench', environment }),
    /^PASS scripts\/bench on a plain server of its own: 6 of 6 checks/,
  )
})

test('verdictLine() names no stack where none was asked', async () => {
  const result = await sampleResult('pass')
  const environment = { ...result.environment, stack: null }
  const line = verdictLine({ ...result, script: 'scripts/clean', environment })
  assert.match(line, /^PASS scripts\/clean: 6 of 6 checks/)
})

test('verdictLine() names a workload that is not the Connect API', async () => {
  const result = await sampleResult('pass')
  const settings = { ...result.settings, workload: 'database' }
  assert.match(
    verdictLine({ ...result, settings }),
    /^PASS load\/light \(database\) on the embedded stack: /,
  )
})

test('verdictLine() says since when its check fails, by the clock it is told', async () => {
  const result = await sampleResult('fail')
  const [first, ...others] = result.checks.filter(({ verdict }) => verdict === 'fail')
  assert.ok(first !== undefined)
  const failing = { ...result, checks: [{ ...first, since: 190 }, ...others] }
  assert.match(verdictLine(failing), / limit < 500 ms, since 3:10 \(and 2 more of 3 checks\)$/)
  assert.match(
    reasonOf(failing, (second) => `second ${second}`),
    /, since second 190 \(and/,
  )
  const unknown = { ...failing, verdict: 'unknown' } as const
  assert.doesNotMatch(verdictLine(unknown), /since/)
})

test('verdictLine() says that nothing was checked', async () => {
  const result = { ...(await sampleResult('checks')), checks: [], verdict: 'unknown' } as const
  assert.equal(verdictLine(result), 'NO VERDICT scripts/lag on your stack: nothing was checked')
})

const checks: readonly (readonly [text: string, check: Check])[] = [
  ['reachable: connection refused', check({ name: 'reachable', message: 'connection refused' })],
  ['p99 was not measured, limit < 500 ms', check({ limit: 500, measured: null, unit: 'ms' })],
  ['p99 812 ms, limit < 500 ms', check({ limit: 500, measured: 812, unit: 'ms' })],
  ['p99 7 %, limit < 1 %', check({ limit: 0.01, measured: 0.07, unit: 'ratio' })],
  ['p99 9.50/s, limit < 10/s', check({ limit: 10, measured: 9.5, unit: '1/s' })],
]

function check(own: Partial<Check>): Check {
  return { name: 'p99', verdict: 'fail', comparison: '<', ...own }
}

for (const [text, each] of checks) {
  test(`describeCheck() says "${text}"`, () => {
    assert.equal(describeCheck(each), text.replace('7 %', '7.00 %'))
  })
}

test('measuredOf() and limitOf() show a ratio as per cent', () => {
  const ratio = check({ limit: 0.07, measured: 0.07, unit: 'ratio', comparison: '<=' })
  assert.deepEqual([measuredOf(ratio), limitOf(ratio)], ['7 %', '<= 7 %'])
})

test('noteOf() does not say twice what stands elsewhere', async () => {
  const invalid = await sampleResult('invalid')
  assert.deepEqual(
    invalid.checks.map((each) => noteOf(each, invalid)),
    invalid.checks.map(() => ''),
  )
  const pass = await sampleResult('pass')
  assert.equal(noteOf(check({ message: 'no brokers given' }), pass), 'no brokers given')
})
