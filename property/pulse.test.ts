/** Laws of the pulse of a run: what was measured is told, gaps stay gaps, and connectors are in trouble as long as they were. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import {
  changesOf,
  formatBytes,
  highestOf,
  isLate,
  isPipelineKnown,
  lagP99MaxMs,
  pulseFields,
  pulseLine,
  troubles,
} from '../lib/pulse-data.js'
import { highest, pulseValues, stateChanges } from '../lib/pulse-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'

const property = propertiesOf(import.meta.url)

/** Rows as they come: some are not whole. */
const rows = fc.array(fc.array(pulseValues, { maxLength: pulseFields.length }), { maxLength: 8 })

property(
  'pulse-lines',
  'a line of the pulse has its values in order, gaps where nothing was measured, and its highest wherever it stands',
  {
    arbitrary: rows,
    labels: {
      'a line of nothing': {
        percent: 5,
        is: (pulse) => pulse.every((row) => (row[0] ?? null) === null),
      },
    },
    holds: (pulse) => {
      pulseFields.forEach((field, at) => {
        const line = pulseLine(pulse, field)
        assert.deepEqual(
          line,
          pulse.map((row) => row[at] ?? null),
        )
        assert.equal(highestOf(line), highest(line))
        assert.equal(highestOf(line.toReversed()), highest(line))
      })
      const late = pulseLine(pulse, 'lagP99Ms').filter((lag) => (lag ?? 0) > lagP99MaxMs)
      assert.equal(pulse.filter(isLate).length, late.length)
      const known = (['behindMs', 'behindBytes', 'retainedBytes'] as const).flatMap((field) =>
        pulseLine(pulse, field),
      )
      assert.equal(isPipelineKnown(pulse), highest(known) !== null)
    },
  },
)

property(
  'connector-states',
  'at each second a connector is in trouble exactly where its last change before says so',
  {
    arbitrary: fc.tuple(stateChanges, fc.nat(5)),
    labels: {
      'trouble that ended': {
        percent: 20,
        is: ([changes]) =>
          changes.some(
            ({ name, state }, at) =>
              state !== 'RUNNING' && changes.slice(at + 1).some((each) => each.name === name),
          ),
      },
    },
    holds: ([changes, after]) => {
      const end = (changes.at(-1)?.t ?? 0) + after
      const found = troubles(changes, end)
      for (let second = 0; second < end; second++) {
        for (const name of ['source', 'sink', '\u202e']) {
          const last = changes.findLast((each) => each.name === name && each.t <= second)
          const now = found.filter(
            (each) => each.name === name && each.from <= second && second < each.to,
          )
          const expected = last === undefined || last.state === 'RUNNING' ? [] : [last.state]
          assert.deepEqual(
            now.map(({ state }) => state),
            expected,
            `${name} at ${second}`,
          )
        }
      }
      const names = new Set(changes.map(({ name }) => name))
      const marks = changesOf(changes)
      assert.equal(marks.length, changes.length - names.size)
      const told = changes.map(({ t, name, state }) => `${t} ${name} ${state}`)
      let from = 0
      for (const { t, text } of marks) from = told.indexOf(`${t} ${text}`, from) + 1
      assert.ok(marks.length === 0 || from > 0, 'each mark is a change, in their order')
    },
  },
)

property('bytes', 'bytes are told in three digits, with the unit that makes them at least one', {
  arbitrary: fc.oneof(
    fc.nat(3000),
    fc
      .tuple(fc.nat(51), fc.double({ min: 1, max: 2, noNaN: true }))
      .map(([power, of]) => Math.round(of * 2 ** power)),
  ),
  labels: { 'more than MiB': { percent: 15, is: (bytes) => bytes >= 2 ** 30 } },
  holds: (bytes) => {
    const [number = '', unit = ''] = formatBytes(bytes).split(' ')
    const power = ['B', 'KiB', 'MiB', 'GiB', 'TiB'].indexOf(unit)
    assert.ok(
      Math.abs(Number(number) * 1024 ** power - bytes) <= 0.005 * bytes,
      `${number} ${unit}`,
    )
    assert.ok(
      (power === 0 || Number(number) >= 1) && (power === 4 || Number(number) <= 1024),
      `${number} ${unit}`,
    )
  },
})
