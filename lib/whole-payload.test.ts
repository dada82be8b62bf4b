/** All that a live page begins with, of a run as large as its budget is for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { commonOptions } from './common-options.ts'
import { receive } from './live-events.js'
import { besideOf } from './pulse-data.js'
import { largeResult, sampleResult } from './sample-result.ts'
import { helloOf, sent } from './scratch-live-state.ts'
import { noTrends, withSecond } from './trend-data.js'
import { formFields, workloadChoices } from './ui-fields.ts'
import { packWhole } from './whole-payload.js'
import type { Hello } from './live-events.js'
import type { Trends } from './trend-data.js'

const endpoints = 200
const seconds = 600

/** Of 160 kB; the rest is for a long log and for what earlier runs add. */
const bytesMax = 142_000

test('200 endpoints over ten minutes, each failing in a way of its own: the whole is well below 160 kB, and nothing is lost', async () => {
  const large = largeResult(await sampleResult('pass'), { endpoints, seconds })
  const startMs = Date.parse(large.startedAt)
  const failures = (large.failures ?? []).map((each, index) => ({
    ...each,
    message: `HTTP 500: connector ${index} cannot be validated: its task … is gone`,
    firstAt: new Date(startMs + 7919 * index).toISOString(),
    lastAt: new Date(startMs + 500_000 + 383 * index).toISOString(),
  }))
  const result = { ...large, failures }
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
      large.startedAt,
      `line ${nth} of the log`,
      'info',
    ]),
    shares: failures.map(() => 0.005),
  }
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
