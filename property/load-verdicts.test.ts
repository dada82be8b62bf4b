/** Laws of verdicts: the worst of many, what an invalid run may say, when a run is given up, and durations. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import {
  measuredOf,
  measuredValues,
  statistics,
  writtenThresholds,
} from '../lib/load-arbitraries.ts'
import { createAbortRule, loadChecks } from '../lib/load-judgement.ts'
import { propertiesOf } from '../lib/property.ts'
import { exitCodeOf, worst } from '../lib/result.ts'
import { parseThreshold } from '../lib/threshold.ts'
import { formatDuration, parseDuration } from '../lib/units.ts'
import type { Load, Verdict } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

const milliseconds = fc.oneof(
  fc.nat(5000),
  fc.double({ min: 0.001, max: 1e6, noNaN: true }).map((ms) => Number(ms.toPrecision(6))),
)
const verdict = fc.constantFrom<Verdict>('pass', 'fail', 'unknown')
const verdicts = fc.array(verdict, { minLength: 1, maxLength: 6 })

property(
  'worst',
  'the worst of verdicts does not depend on order, grouping or repetition, and nothing at all is no pass',
  {
    arbitrary: fc.tuple(verdicts, verdicts, verdicts),
    holds: ([one, two, three]) => {
      assert.equal(worst([...one, ...two]), worst([...two, ...one]))
      assert.equal(
        worst([worst([...one, ...two]), ...three]),
        worst([...one, worst([...two, ...three])]),
      )
      assert.equal(worst([...one, ...one]), worst(one))
      const all = [...one, ...two, ...three]
      assert.equal(
        worst(all) === 'pass',
        all.every((each) => each === 'pass'),
      )
      assert.equal(worst(all) === 'fail', all.includes('fail'))
      assert.deepEqual([worst([]), exitCodeOf(worst([]))], ['unknown', 3])
      assert.equal(exitCodeOf(worst(all)) === 0, worst(all) === 'pass')
    },
  },
)

function loadOf(valid: boolean, counted: number | null, sentInAll: number): Load {
  return {
    model: 'closed',
    valid,
    invalidBecause: valid ? [] : ['the generator was late'],
    usersMax: 1,
    requestedRate: null,
    achievedRate: 1,
    measuredSeconds: 1,
    dropped: 0,
    serverCounted: counted,
    sentInAll,
    unsent: 0,
    scheduleLagMs: { p50: 0, p99: 1, max: 2 },
    generator: { cpuPercent: 1, eventLoopDelayMs: { p99: 0, max: 0 }, rssMiB: 1, workers: 1 },
  }
}

property(
  'invalid-run',
  'an invalid run has no verdict, whatever its numbers say, and a count that does not agree is never a pass',
  {
    arbitrary: fc.tuple(
      fc.boolean(),
      fc.option(fc.nat(3)),
      fc.nat(3),
      fc.array(writtenThresholds, { maxLength: 4 }),
      measuredValues,
    ),
    labels: { invalid: { percent: 30, is: ([valid]) => !valid } },
    holds: ([valid, counted, sentInAll, list, given]) => {
      const { totals, ...rest } = measuredOf(given)
      assert.ok(totals !== undefined)
      const thresholds = list.map(({ text }) => parseThreshold(text))
      const checks = loadChecks(
        {
          counts: true,
          load: loadOf(valid, counted, sentInAll),
          totals,
          ...rest,
          gauges: rest.gauges ?? {},
        },
        thresholds,
      )
      assert.equal(checks.length, thresholds.length + 2)
      const sum = worst(checks.map((check) => check.verdict))
      if (!valid)
        assert.ok(
          checks.slice(0, -1).every((check) => check.verdict === 'unknown') && sum !== 'pass',
        )
      assert.equal(checks.at(-1)?.verdict === 'pass', counted === sentInAll)
      if (sum === 'pass') assert.ok(valid && counted === sentInAll)
    },
  },
)

property(
  'abort-rule',
  'a run is given up exactly when a threshold was broken for five seconds in a row, and 100 requests were sent',
  {
    // Seconds come in runs, or five in a row would hardly be broken.
    arbitrary: fc
      .array(fc.tuple(fc.boolean(), fc.array(fc.nat(60), { minLength: 1, maxLength: 8 })), {
        maxLength: 8,
      })
      .map((runs) => runs.flatMap(([broken, all]) => all.map((more) => [broken, more] as const))),
    labels: {
      'five broken in a row': {
        percent: 10,
        is: (list) =>
          list
            .map(([broken]) => (broken ? 'x' : '.'))
            .join('')
            .includes('xxxxx'),
      },
    },
    holds: (list) => {
      const rule = createAbortRule([parseThreshold('p99<1000ms')])
      let [inRow, sent] = [0, 0]
      for (const [broken, more] of list) {
        sent += more
        inRow = broken && sent > 0 ? inRow + 1 : 0
        const totals = statistics('Aggregated', broken ? 2000 : 1, sent)
        assert.equal(rule({ totals, requests: [] }), inRow >= 5 && sent >= 100)
      }
    },
  },
)

property(
  'durations',
  'a duration that was written is read as the same milliseconds, and written again the same',
  {
    arbitrary: fc.oneof(milliseconds, fc.nat(10 ** 9)),
    labels: { hours: { percent: 10, is: (ms) => ms > 3_600_000 } },
    holds: (ms) => {
      const text = formatDuration(ms)
      const read = parseDuration(text)
      assert.ok(
        read !== null && Math.abs(read - ms) <= 1e-6 * Math.max(1, ms),
        `${text} is ${read}`,
      )
      assert.equal(formatDuration(read), text)
      for (const [unit, factor] of [
        ['ms', 1],
        ['s', 1000],
        ['m', 60_000],
        ['h', 3_600_000],
        ['d', 86_400_000],
      ] as const) {
        assert.equal(parseDuration(`${Math.round(ms)}${unit}`), Math.round(ms) * factor)
      }
      assert.equal(parseDuration(String(ms)), null)
    },
  },
)
