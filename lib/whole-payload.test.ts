/** All that a live page begins with, of a run as large as its budget is for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { commonOptions } from './common-options.ts'
import { receive } from './live-events.js'
import { failureSection } from './html-failures.js'
import { htmlText } from './html-text.ts'
import { toldFailure } from './failure-key.js'
import { besideOf } from './pulse-data.js'
import { largeResult, sampleResult } from './sample-result.ts'
import { helloOf, pageAfter, sent } from './scratch-live-state.ts'
import { noTrends, withSecond } from './trend-data.js'
import { formFields, workloadChoices } from './ui-fields.ts'
import { packWhole } from './whole-payload.js'
import type { Hello } from './live-events.js'
import type { Failure, Result } from './result.ts'
import type { Trends } from './trend-data.js'

const endpoints = 200
const seconds = 600

/** Of 160 kB; the rest is for a long log and for what earlier runs add. */
const bytesMax = 142_000

/** Of a run of this Result, beside all that such a run has to tell. */
function wholeOf(result: Result) {
  const { heat, pulse } = besideOf(result)
  let trends: Trends = noTrends
  for (let second = 1; second <= seconds; second += 1) {
    const values = Array.from({ length: endpoints }, (_, index) =>
      Number((((second * 7 + index) % 97) * 3.7).toPrecision(2)),
    )
    trends = withSecond(trends, values)
  }
  const hello: Hello = {
    ...helloOf(result),
    ...packWhole({ heat, pulse, trends }),
    form: {
      profiles: ['light', 'medium', 'heavy', 'spike', 'soak'],
      fields: formFields(commonOptions),
      workloads: workloadChoices(null),
      values: {},
      host: null,
      usersMax: 1000,
    },
    log: Array.from({ length: 20 }, (_, nth) => [
      result.startedAt,
      `line ${nth} of the log`,
      'info',
    ]),
    shares: Array.from({ length: endpoints }, () => 0.005),
  }
  return { hello, heat, pulse, trends }
}

test('200 endpoints over ten minutes, each failing in a way of its own: the whole is well below 160 kB, and nothing is lost', async () => {
  const large = largeResult(await sampleResult('pass'), { endpoints, seconds })
  const startMs = Date.parse(large.startedAt)
  const failures = (large.failures ?? []).map((each, index) => ({
    ...each,
    message: `HTTP 500: connector ${index} cannot be validated: its task … is gone`,
    firstAt: new Date(startMs + 7919 * index).toISOString(),
    lastAt: new Date(startMs + 500_000 + 383 * index).toISOString(),
  }))
  const { hello, heat, pulse, trends } = wholeOf({ ...large, failures })
  const size = Buffer.byteLength(JSON.stringify(hello))
  assert.ok(size < bytesMax, `${size} bytes`)

  const page = receive(null, 'hello', sent(hello))
  assert.deepEqual([page?.heat, page?.pulse, page?.trends], [heat, pulse, trends])
  const shown = (page?.result?.failures ?? []).map(({ over: _over, ...failure }) => failure)
  assert.deepEqual(
    shown,
    failures.map(({ over: _over, ...failure }) => failure),
  )
})

for (const groups of [200, 500]) {
  test(`${groups} groups with much to say: the whole stays below 160 kB, every failure is counted, and a group that is told again is the same`, async () => {
    const large = largeResult(await sampleResult('pass'), { endpoints, seconds })
    const failures = Array.from({ length: groups }, (_, index): Failure => {
      const at = index % endpoints
      const base = large.failures?.[at]
      assert.ok(base !== undefined)
      const message = `HTTP 500: it … ${index} `.padEnd(190, 'is gone ')
      return {
        ...base,
        message,
        sample: message.padEnd(499, 'again ').concat('x'),
        count: 1 + (at % 7),
      }
    })
    const before = pageAfter(null, { hello: wholeOf({ ...large, failures }).hello })
    const size = Buffer.byteLength(JSON.stringify(wholeOf({ ...large, failures }).hello))
    assert.ok(size < 156_000, `${size} bytes`)

    function countIn(list: readonly Failure[] = []): number {
      return list.reduce((sum, { count }) => sum + count, 0)
    }
    assert.equal(before.result?.failures?.length, groups)
    assert.equal(countIn(before.result?.failures), countIn(failures))
    // Those whose texts were told are those that happened most often.
    const told = (before.result?.failures ?? []).filter(({ name }) => name !== '')
    assert.deepEqual(
      told.map(({ count }) => count).toSorted((one, other) => one - other),
      failures
        .map(({ count }) => count)
        .toSorted((one, other) => one - other)
        .slice(-200),
    )
    const again = failures.map((each) => ({ ...each, count: each.count + 1 }))
    const model = receive(before, 'error', sent(again.map(toldFailure)))
    assert.deepEqual(
      model?.coming.failures?.toSorted(byMessage).map(({ message, count }) => [message, count]),
      again.toSorted(byMessage).map(({ message, count }) => [message, count]),
    )
    const text = failureSection(before.result ?? large, { shown: new Set() })
      .map(htmlText)
      .join('')
    const rows = new Set([...text.matchAll(/it … (\d+) /g)].map(([, index]) => index))
    assert.equal(rows.size, 200)
    const rest = /and ([\d,]+) failures in (\d+) more groups/.exec(text)
    assert.equal(rest?.[2], groups > 200 ? String(groups - 200) : undefined)
    const left = Number(rest?.[1]?.replace(',', '') ?? 0)
    assert.equal(left, countIn(failures) - countIn(told))
  })
}

function byMessage(one: Failure, other: Failure): number {
  return one.message < other.message ? -1 : 1
}
