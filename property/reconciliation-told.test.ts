/** Laws of what is told of a compare: counts, results of tables, and the verdict over all of them. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { propertiesOf } from '../lib/property.ts'
import { mendChecks, reconcileChecks } from '../lib/reconcile-checks.ts'
import { worst } from '../lib/result.ts'
import { scratchPair } from '../lib/scratch-pair.ts'
import { tableResult, unreadResult } from '../lib/table-result.ts'
import { startTally } from '../lib/tally.ts'
import type { Difference, TableResult } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

const pair = scratchPair({ table: 'x', columns: [] })

const difference = fc
  .tuple(
    fc.constantFrom<Difference['kind']>('missing', 'extra', 'changed', 'unresolved'),
    fc.integer({ min: -200, max: 200 }),
    fc.integer({ min: 1, max: 4 }),
  )
  .map(([kind, id, copies]): Difference => ({
    kind,
    key: { id: String(id) },
    columns: [],
    source: null,
    target: null,
    copies,
  }))

property(
  'tally',
  'counts are exact whatever is listed, each difference is handed on once and in turn, and what is listed is in order',
  {
    arbitrary: fc.tuple(fc.array(difference, { maxLength: 20 }), fc.nat(10)),
    holds: async ([list, listedMax]) => {
      const handed: Difference[] = []
      const tally = startTally(listedMax, async (each) => {
        await Promise.resolve()
        handed.push(each)
      })
      await Promise.all(list.map(async (each) => tally.add(each)))
      assert.deepEqual(handed, list)
      const sum = Object.values(tally.counts()).reduce((total, each) => total + each, 0)
      assert.equal(
        sum,
        list.reduce((total, { copies }) => total + copies, 0),
      )
      assert.equal(tally.truncated(), list.length > listedMax)
      const ids = tally.listed().map(({ key }) => Number(key?.['id']))
      assert.deepEqual(
        ids,
        list
          .slice(0, listedMax)
          .map(({ key }) => Number(key?.['id']))
          .toSorted((one, other) => one - other),
      )
    },
  },
)

const counted = fc.record(
  {
    rows: fc.tuple(fc.nat(50), fc.nat(50)),
    missing: fc.nat(3),
    extra: fc.nat(3),
    changed: fc.nat(3),
    unresolved: fc.nat(2),
    failed: fc.boolean(),
  },
  { noNullPrototype: true },
)
type Counted = typeof counted extends fc.Arbitrary<infer T> ? T : never

function resultOf({ rows: [source, target], failed, ...counts }: Counted): TableResult {
  return tableResult({
    pair,
    depth: 'rows',
    live: false,
    durationMs: 5,
    tally: { counts: () => counts, listed: () => [], truncated: () => false },
    totals: {
      rows: { source, target },
      sums: { source: 1n, target: 2n },
      differingChunks: 1,
      unsteadyChunks: 0,
      failure: failed ? 'the server is gone' : null,
      reasons: [],
      earlier: null,
    },
  })
}

property(
  'table-result',
  'difference is target − source and changes its sign with the sides, match is difference = 0, and only what is equal passes',
  {
    arbitrary: counted,
    labels: { 'a failure': { percent: 30, is: ({ failed }) => failed } },
    holds: (given) => {
      const { verdict, difference: found, match, sourceRows, targetRows } = resultOf(given)
      const [source, target] = given.rows
      if (given.failed)
        assert.deepEqual([found, match, sourceRows, targetRows], [null, null, null, null])
      else assert.deepEqual([found, match], [target - source, source === target])
      const other = resultOf({ ...given, rows: [target, source] })
      assert.equal(
        other.difference === null ? null : 0 - other.difference,
        found === null ? null : found + 0,
      )
      const proven = given.missing + given.extra + given.changed > 0
      assert.equal(
        verdict,
        proven ? 'different' : given.failed || given.unresolved > 0 ? 'unresolved' : 'equal',
      )
    },
  },
)

property(
  'verdict-of-tables',
  'a compare passes only where there were tables, and all of them were equal',
  {
    arbitrary: fc.tuple(
      fc.array(
        fc.constantFrom<TableResult['verdict']>(
          'equal',
          'equal',
          'different',
          'unresolved',
          'unsupported',
          'missing',
          'skipped',
        ),
        { maxLength: 4 },
      ),
      fc.array(fc.constantFrom('a.*', 'b.c'), { maxLength: 1 }),
      fc.boolean(),
    ),
    holds: ([verdicts, unmatchedPatterns, applied]) => {
      const tables = verdicts.map((verdict, index) =>
        unreadResult({
          table: `public.t${index}`,
          targetTable: `public.t${index}`,
          verdict,
          reason: 'why',
          depth: 'rows',
        }),
      )
      const reconciled = {
        tables,
        unmatched: unmatchedPatterns,
        notes: [],
        checks: [],
        versions: { source: '', target: '' },
      }
      const checks = reconcileChecks(reconciled)
      const sum = worst(checks.map(({ verdict }) => verdict))
      assert.equal(
        sum === 'pass',
        tables.length > 0 &&
          unmatchedPatterns.length === 0 &&
          verdicts.every((each) => each === 'equal'),
      )
      assert.equal(
        sum === 'fail',
        verdicts.some((each) => each === 'different' || each === 'missing'),
      )
      const mended = mendChecks({
        path: 'x.sql',
        found: reconciled,
        written: { statements: 1, cannotRepair: [] },
        applied: {
          applied,
          statements: 1,
          rows: 1,
          skipped: [],
          failure: applied ? null : 'refused',
        },
      })
      if (!applied) assert.notEqual(worst(mended.map(({ verdict }) => verdict)), 'pass')
    },
  },
)
