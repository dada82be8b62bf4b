/** Laws of faults: what had to be told of a pipeline's is held against what was told. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'

import { faultFindings, storyOf } from '../lib/fault-findings.ts'
import { judgeFault, toldOf } from '../lib/fault-judge.ts'
import {
  differs,
  range,
  toldChanged,
  toldCheck,
  toldColumn,
  toldExtra,
  toldMissing,
} from '../lib/fault.ts'
import { propertiesOf } from '../lib/property.ts'
import { unreadResult } from '../lib/table-result.ts'
import type { Fault, Told } from '../lib/fault.ts'
import type { ListedDifference } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

const table = 'public.t'
const listed = fc
  .record({
    kind: fc.constantFrom('missing' as const, 'extra' as const, 'changed' as const),
    id: fc.nat(5),
    value: fc.option(fc.constantFrom('a', 'b', '')),
    copies: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ kind, id, value, copies }): ListedDifference => ({
    table,
    targetTable: table,
    kind,
    key: { id: String(id) },
    columns: kind === 'changed' ? ['v'] : [],
    source: kind === 'extra' ? null : { v: value },
    target: kind === 'missing' ? null : { v: 'other' },
    copies: kind === 'changed' ? 1 : copies,
  }))

/** As the catalogue writes it down. */
function written({ kind, key, source, copies }: ListedDifference): Told {
  const [of, value] = [{ id: Number(key?.['id']) }, source?.['v'] ?? null]
  if (kind === 'missing') return toldMissing(table, of, copies)
  if (kind === 'extra') return toldExtra(table, of, copies)
  return toldChanged(table, of, { v: [value, 'other'] })
}

property(
  'fault-judged',
  'a fault is told exactly where each of its rows is told as often as it is there, in whatever order, and each that is left out or too many is named',
  {
    arbitrary: fc.tuple(fc.array(listed, { minLength: 1, maxLength: 6 }), fc.boolean(), fc.nat(6)),
    labels: { 'one is left out': { percent: 30, is: ([list, , left]) => left < list.length } },
    holds: ([list, isBenign, left]) => {
      const kind = isBenign ? 'benign' : 'loss'
      const told = differs(
        table,
        ...list.map(written),
        toldColumn(table, 'c', { source: 'text', target: null }),
        toldCheck('k', 'm'),
      )
      const schema = [{ column: 'c', source: 'text', target: null }]
      const result = unreadResult({
        table,
        targetTable: table,
        verdict: 'different',
        reason: 'r',
        depth: 'rows',
        schema,
      })
      const checks = [
        { name: 'k', verdict: 'fail', message: 'm' },
        { name: 'passed', verdict: 'pass' },
      ] as const
      const all = toldOf({ tables: [result], rows: list.toReversed(), checks })
      const judged = judgeFault({ kind, told }, all)
      assert.deepEqual([judged.exact, judged.untold, judged.unexpected], [true, [], []])
      assert.equal(judged.verdict, isBenign ? 'clean' : 'detected')
      assert.equal(
        judged.rowsReported,
        list.reduce((sum, { copies }) => sum + copies, 0),
      )
      const fewer = toldOf({ tables: [result], rows: list.toSpliced(left, 1), checks })
      const one = list.slice(left, left + 1).map((each) => written(each).text)
      const [short, long] = [
        judgeFault({ kind, told }, fewer),
        judgeFault({ kind, told: fewer }, told),
      ]
      assert.deepEqual(
        [short.untold, short.unexpected, long.untold, long.unexpected],
        [one, [], [], one],
      )
      assert.equal(judgeFault({ kind, told }, []).verdict, isBenign ? 'false-alarm' : 'missed')
    },
  },
)

property(
  'told-values',
  'a value is told alike whole and as the server cuts it, columns in whatever order, and numbers as they print',
  {
    arbitrary: fc.tuple(
      fc.integer({ min: 1, max: 1500 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }),
      fc.nat(9),
    ),
    labels: {
      'a long value': {
        percent: 10,
        is: ([length, text]) => length * Array.from(text).length > 1000,
      },
    },
    holds: ([times, piece, number]) => {
      const whole = piece.repeat(times)
      const characters = Array.from(whole)
      const cut = {
        cut: characters.slice(0, 1000).join(''),
        length: characters.length,
        sha256: createHash('sha256').update(whole).digest('hex'),
      }
      const isLong = characters.length > 1000
      const [one, other] = [
        toldMissing(table, { a: whole, n: number }),
        toldMissing(table, { n: String(number), a: isLong ? cut : whole }),
      ]
      assert.deepEqual(one, other)
      assert.ok(one.text.length < 1200 + whole.length && isLong !== one.text.includes(whole))
      assert.deepEqual(
        range(number, number + times),
        Array.from({ length: times + 1 }, (_, at) => number + at),
      )
    },
  },
)

const verdicts = fc.array(
  fc.tuple(
    fc.constantFrom(
      'detected' as const,
      'missed' as const,
      'clean' as const,
      'false-alarm' as const,
      null,
    ),
    fc.boolean(),
    fc.nat(3),
  ),
  { maxLength: 12 },
)

property(
  'fault-findings',
  'each fault is in one count of the score, passes only where it was told exactly, and its story has a line a statement',
  {
    arbitrary: verdicts,
    holds: (list) => {
      const judged = list.map(([verdict, exact, statements], at) => {
        const injection = {
          both: 'SELECT\n  1',
          target: Array.from({ length: statements }, () => ' UPDATE t\n SET x = 1 '),
        }
        const fault: Fault = {
          id: `f${at}`,
          kind: 'loss',
          name: 'n',
          cause: 'c',
          injection,
          told: [toldMissing(table, { id: at })],
        }
        const none = { rowsDamaged: 1, rowsReported: 0, untold: [], unexpected: [] }
        const { injected, expected } = storyOf(fault)
        assert.deepEqual(
          [injected[0], injected.length, expected.length],
          ['both: SELECT 1', statements + 1, 1],
        )
        assert.ok(injected.slice(1).every((line) => line === 'target: UPDATE t SET x = 1'))
        return {
          fault,
          judgement: verdict === null ? null : { verdict, exact, ...none },
          durationMs: 1,
          failure: null,
        }
      })
      const { checks, faultScore: score } = faultFindings(judged)
      assert.ok(score !== undefined)
      const { detected, missed, clean, falseAlarms, notRun, inexact } = score
      assert.equal(detected + missed + clean + falseAlarms + notRun, list.length)
      assert.deepEqual(
        [inexact, notRun],
        [
          list.filter(([is, exact]) => is === 'detected' && !exact).length,
          list.filter(([is]) => is === null).length,
        ],
      )
      const damaging = detected + missed
      assert.ok(
        damaging === 0
          ? score.score === null
          : Math.abs((score.score ?? NaN) - (100 * detected) / damaging) <= 0.05 + 1e-9,
      )
      const wanted = list.map(([is, exact]) =>
        is === null ? 'unknown' : exact && /detected|clean/.test(is) ? 'pass' : 'fail',
      )
      assert.deepEqual(
        checks.map(({ verdict }) => verdict),
        wanted,
      )
    },
  },
)
