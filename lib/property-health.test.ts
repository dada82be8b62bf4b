/** Properties that are worth little although they pass: slow or huge examples, mostly thrown away, or never of the interesting kind. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'

import { checkProperty } from './property-check.ts'
import { where } from './property-health.ts'
import { profileOf } from './property-profile.ts'
import type { Checked, Outcome } from './property-types.ts'

async function check<T>(checked: Omit<Checked<T>, 'id'>): Promise<Outcome> {
  const settings = { profile: profileOf('dev'), seed: 1, database: null, note: () => undefined }
  return await checkProperty<T>({ id: 'sample/law', ...checked }, settings)
}

let made = 0

/** Of CPU time: what the machine does beside is no matter. */
function spin(milliseconds: number): void {
  const before = process.cpuUsage()
  while (process.cpuUsage(before).user < milliseconds * 1000);
}

const sick: readonly (readonly [string, Omit<Checked<number>, 'id'>, RegExp])[] = [
  [
    'examples that take long to make',
    {
      arbitrary: fc.nat().map((n) => {
        // Only the first ones are measured.
        if (++made <= 8) spin(150)
        return n
      }),
      holds: () => true,
    },
    /^too slow to generate/,
  ],
  [
    'examples that are mostly thrown away',
    { arbitrary: fc.nat(100), holds: (n) => fc.pre(n === 7) },
    /too many (?:examples were )?discarded/,
  ],
  [
    'a label that is never seen',
    {
      arbitrary: fc.nat(100),
      holds: () => true,
      labels: { huge: { percent: 1, is: (n) => n > 1000 } },
    },
    /^"huge" is never seen/,
  ],
  [
    'a label that is seen too rarely',
    {
      arbitrary: fc.nat(99),
      holds: () => true,
      labels: { seven: { percent: 40, is: (n) => n === 7 } },
    },
    /^too rarely seen: "seven" is seen in [\d.]+ % of 200 examples, expected 40 %/,
  ],
]

for (const [what, checked, told] of sick) {
  test(`checkProperty() calls a property sick for ${what}`, async () => {
    const outcome = await check(checked)
    assert.equal(outcome.counterexample, null)
    assert.match(outcome.sick ?? '', told)
  })
}

test('checkProperty() calls a property sick for examples that are huge', async () => {
  const arbitrary = fc.nat(9).map((n) => String(n).repeat(300_000))
  const { sick: problem } = await check({ arbitrary, holds: () => true })
  assert.match(problem ?? '', /^too large/)
})

test('where() gives up where nothing is as wanted', () => {
  assert.throws(() => fc.sample(where(fc.nat(), (n) => n < 0)), /1000 generated values in a row/)
})
