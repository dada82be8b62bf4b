/** Laws of the phases of a run: one after the other they are the run, and every answer is in one of them. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { phaseSection } from '../lib/html-phases.js'
import { held, lengthMs, stages, valueAt } from '../lib/pacer.ts'
import { createPhases, rampPhases } from '../lib/phases.ts'
import { propertiesOf } from '../lib/property.ts'
import { sampleResult } from '../lib/sample-result.ts'

const property = propertiesOf(import.meta.url)

const sample = await sampleResult('pass')

const plain = { noNullPrototype: true } as const

property(
  'phases',
  'phases follow each other from the first second to the last, hold every answer once, and a stretch that holds does',
  {
    arbitrary: fc.record(
      {
        model: fc.constantFrom('closed' as const, 'open' as const),
        warmUpMs: fc.constantFrom(0, 0, 300, 5000),
        list: fc.array(
          fc.record({ durationMs: fc.integer({ min: 1, max: 9000 }), target: fc.nat(9) }, plain),
          { minLength: 1, maxLength: 5 },
        ),
        changes: fc.array(
          fc.record(
            {
              part: fc.double({ min: 0, max: 1, noNaN: true }),
              to: fc.nat(9),
              overMs: fc.nat(4000),
            },
            plain,
          ),
          { maxLength: 3 },
        ),
        ends: fc.array(fc.double({ min: 0, max: 1.3, noNaN: true }), { maxLength: 20 }),
      },
      plain,
    ),
    labels: {
      'changed on the way': { percent: 30, is: ({ changes }) => changes.length > 0 },
      'a warm-up': { percent: 20, is: ({ warmUpMs }) => warmUpMs > 0 },
    },
    holds: ({ model, warmUpMs, list, changes, ends }) => {
      const of = { model, warmUpMs }
      const planned = stages({ from: 0, stages: list })
      const runTimeMs = lengthMs(planned)
      const ramp = held(planned, warmUpMs + runTimeMs)
      for (const [index, { name, fromMs }] of rampPhases(ramp, of).entries()) {
        assert.ok(fromMs >= 0 && fromMs < runTimeMs, `${name} from ${fromMs} of ${runTimeMs}`)
        // A jump may stand at its beginning, and what a warm-up has left of the stretch before: it holds at its end.
        const [, value] = /^hold ([\d.]+)/.exec(name) ?? []
        const toMs = rampPhases(ramp, of)[index + 1]?.fromMs ?? runTimeMs
        const at = valueAt(ramp, warmUpMs + toMs - 0.5)
        if (value !== undefined) assert.equal(at, Number(value), name)
      }
      const record = createPhases(ramp, of)
      const byTime = changes.toSorted((one, other) => one.part - other.part)
      for (const { part, to, overMs } of byTime) {
        record.change({ from: 5, to, durationMs: overMs }, Math.floor(part * runTimeMs))
      }
      const endsMs = ends.map((part) => Math.floor(part * runTimeMs))
      for (const endedMs of endsMs) {
        const plainEnd = { endpoint: 0, serviceUs: 9, lagUs: 0, bodyBytes: 1, failure: -1 }
        record.take({ ...plainEnd, outcome: 'ok', endedMs, responseUs: 9 })
      }
      const untilMs = Math.ceil(runTimeMs * 1.3) + 1100
      const phases = record.read(untilMs)
      const measured = phases.filter(({ name }) => name !== 'warm-up')
      assert.equal(phases.length - measured.length, warmUpMs > 0 ? 1 : 0)
      for (const [index, { from, to }] of phases.entries()) {
        assert.ok(to >= from, `${from} to ${to}`)
        assert.equal(from, phases[index - 1]?.to ?? (warmUpMs > 0 ? -warmUpMs / 1000 : 0))
      }
      assert.equal(phases.at(-1)?.to, untilMs / 1000)
      for (const { name, from, to, ok } of measured) {
        const own = endsMs.filter(
          (ms) => ms >= Math.round(from * 1000) && ms < Math.round(to * 1000),
        )
        assert.equal(ok, own.length, name)
      }
      assert.equal(phaseSection({ ...sample, phases }).length, 1)
    },
  },
)
