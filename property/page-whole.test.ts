/** Laws of what a live page begins with: packed for the way, and nothing is lost on it. */
import * as fc from 'fast-check'
import assert from 'node:assert/strict'

import { texts } from '../lib/arbitraries.ts'
import { failureKey, keyLength, toldFailure, untoldFailure } from '../lib/failure-key.js'
import { packFailures, unpackFailures } from '../lib/failure-payload.js'
import { endpointLists, failureLists } from '../lib/live-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { pulseFields } from '../lib/pulse-data.js'
import { pulseValues } from '../lib/pulse-arbitraries.ts'
import { sent } from '../lib/scratch-live-state.ts'
import { packWhole, unpackWhole } from '../lib/whole-payload.js'
import type { Failure } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

const over = fc.record(
  {
    from: fc.nat(9),
    to: fc.nat(600),
    step: fc.constantFrom(1, 2, 32),
    counts: fc.array(fc.nat(9), { maxLength: 3 }),
  },
  { noNullPrototype: true },
)
const when = fc.nat(2 ** 40).map((ms) => new Date(ms).toISOString())
/** What a group may have, and may not. */
const keys = fc.nat(35).map((value) => value.toString(36).repeat(keyLength))
const others = fc.record(
  { firstAt: when, lastAt: when, sample: texts(), over, id: keys },
  { noNullPrototype: true, requiredKeys: ['firstAt', 'lastAt'] },
)
const groups = fc
  .tuple(failureLists, fc.array(others, { minLength: 4, maxLength: 4 }))
  .map(([list, more]) => list.map((each, index): Failure => ({ ...each, ...more[index] })))

property('packed-failures', 'groups of failures arrive as they were, whoever they are of', {
  arbitrary: fc.tuple(
    groups,
    endpointLists,
    fc.array(fc.record({ id: keys, count: fc.nat() }), { maxLength: 3 }),
  ),
  labels: {
    'several texts of its own': { percent: 20, is: ([list]) => list.length > 1 },
    'some of which texts are cut, and a rest': {
      percent: 10,
      is: ([list, , rest]) => rest.length > 0 && list.some((each) => 'id' in each),
    },
    'an endpoint that is told': {
      percent: 20,
      is: ([list, names]) => list.some(({ name }) => names.some((each) => each.name === name)),
    },
  },
  holds: ([list, endpoints, rest]) => {
    const names = endpoints.map(({ method, name }) => [method, name] as const)
    const packed = packFailures({ told: list, rest }, names)
    assert.deepEqual(unpackFailures(sent(packed), names), [
      ...list,
      ...rest.map(({ id, count }) => untoldFailure(id, count)),
    ])
    assert.equal(
      new Set([...names.flat(), ...packed.texts]).size,
      new Set(names.flat()).size + packed.texts.length,
    )
  },
})

/** Some at the limit. */
const lengths = fc.oneof(fc.nat(700), fc.constantFrom(499, 500, 501, 502))

property(
  'told-sample',
  'of a first message as much is told as is shown, and a short one as it was',
  {
    arbitrary: fc.tuple(failureLists, lengths, fc.constantFrom('x', '\u{1f9e8}')),
    labels: { 'too long': { percent: 20, is: ([, length]) => length > 500 } },
    holds: ([list, length, letter]) => {
      const sample = letter.repeat(Math.ceil(length / letter.length))
      for (const failure of list) {
        const whole = { ...failure, sample }
        const { id, ...told } = toldFailure(whole)
        const isShort = sample.length <= 500
        assert.equal(id, isShort ? undefined : failureKey(whole))
        assert.deepEqual({ ...told, sample }, { ...failure, sample })
        assert.equal(told.sample, isShort ? sample : `${sample.slice(0, 500 - letter.length)}…`)
        assert.equal(toldFailure(failure), failure)
      }
    },
  },
)

const heatRow = fc
  .uniqueArray(fc.tuple(fc.nat(28), fc.integer({ min: 1, max: 9000 })), {
    selector: ([at]) => at,
    maxLength: 5,
  })
  .map((cells) => cells.toSorted(([one], [other]) => one - other).flat())
const pulseRow = fc.array(pulseValues, {
  minLength: pulseFields.length,
  maxLength: pulseFields.length,
})
/** As exact as a small line shows. */
const twoDigits = fc
  .option(fc.oneof(fc.constant(0), fc.double({ min: 1e-5, max: 9e6, noNaN: true })))
  .map((value) => (value === null ? null : Number(value.toPrecision(2))))

property('packed-whole', 'heat, pulse and small lines arrive as they were, to the last digit', {
  arbitrary: fc.record({
    points: fc.array(fc.tuple(heatRow, pulseRow), { maxLength: 6 }),
    withoutPipeline: fc.boolean(),
    lines: fc.array(fc.array(twoDigits, { minLength: 3, maxLength: 3 }), { maxLength: 3 }),
  }),
  labels: {
    'a line of values': {
      percent: 30,
      is: ({ lines }) => lines.flat().some((each) => each !== null),
    },
    'never measured': {
      percent: 30,
      is: ({ withoutPipeline, points }) => withoutPipeline && points.length > 0,
    },
  },
  holds: ({ points, withoutPipeline, lines }) => {
    const pulse = points.map(([, row]) =>
      row.map((value, field) => (withoutPipeline && field > 2 ? null : value)),
    )
    const whole = { heat: points.map(([heat]) => heat), pulse, trends: { step: 2, seen: 6, lines } }
    const packed = packWhole(whole)
    assert.deepEqual(unpackWhole(sent(packed)), whole)
    assert.ok(
      packed.trends.lines.every((line, index) => line.length === 2 * (lines[index]?.length ?? 0)),
    )
    if (withoutPipeline) assert.deepEqual(packed.pulse.slice(3).flat(), [])
  },
})
