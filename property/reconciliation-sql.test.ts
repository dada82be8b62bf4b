/** Laws of the whole compare, on two real databases with generated tables and planted differences. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { propertiesOf } from '../lib/property.ts'
import { shared } from '../lib/property-given.ts'
import { openPropertyPair, readPlainly, toldDifferences } from '../lib/property-pair.ts'
import { plantedGroups, plantedLabels, swapped } from '../lib/table-arbitraries.ts'
import type { PlantedTable } from '../lib/table-arbitraries.ts'
import type { TableResult } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

const given = shared(async () => await openPropertyPair('reconciliation'))
// Each example makes tables in two databases, and compares them with connections of its own.
const dear = { given, share: 0.04, patience: 10 }

const tables = plantedGroups()
const seeds = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)
const differing = { 'a difference': plantedLabels['a difference'] }

property(
  'planted',
  'planted differences are reported exactly: every one, by its key and columns, and no other',
  {
    ...dear,
    share: 0.14,
    arbitrary: tables,
    labels: plantedLabels,
    holds: async (planted, pair) => {
      await pair.plant(planted)
      const found = await pair.compare({ connections: 2 })
      assert.equal(found.length, planted.length)
      for (const [number, table] of planted.entries()) {
        const plain = await readPlainly(pair, table, number)
        const result = found[number]
        assert.deepEqual(toldDifferences(table, result?.differences ?? []), plain.differences)
        assert.equal(result?.verdict, plain.differences.length === 0 ? 'equal' : 'different')
        assert.equal(result.truncated, false)
      }
    },
  },
)

property(
  'balance',
  'on both sides the rows are those that are equal, changed, and on this side alone; and difference = target − source',
  {
    ...dear,
    arbitrary: tables,
    labels: differing,
    holds: async (planted, pair) => {
      await pair.plant(planted)
      for (const [number, result] of (await pair.compare()).entries()) {
        const { sourceRows, targetRows, missing, extra, changed, difference, match } = result
        const { equal, rows } = await readPlainly(pair, tableAt(planted, number), number)
        assert.deepEqual({ source: sourceRows, target: targetRows }, rows)
        assert.equal(sourceRows, equal + (changed ?? 0) + (missing ?? 0))
        assert.equal(targetRows, equal + (changed ?? 0) + (extra ?? 0))
        assert.equal(difference, (targetRows ?? 0) - (sourceRows ?? 0))
        assert.equal(match, difference === 0)
      }
    },
  },
)

property(
  'any-way',
  'verdict and differences do not depend on the number of connections, the order of the rows, or the seed of the digests',
  {
    ...dear,
    arbitrary: fc.tuple(tables, fc.integer({ min: 1, max: 4 }), seeds),
    labels: { 'several connections': { percent: 30, is: ([, connections]) => connections > 1 } },
    holds: async ([planted, connections, digestSeed], pair) => {
      await pair.plant(planted)
      const one = await pair.compare({ connections: 1 })
      await pair.plant(planted, { reversed: true })
      const other = await pair.compare({ connections, digestSeed })
      assert.deepEqual(toldResults(planted, other), toldResults(planted, one))
    },
  },
)

property(
  'swap',
  'with source and target swapped, missing is extra, and the difference has the other sign',
  {
    ...dear,
    arbitrary: tables,
    labels: differing,
    holds: async (planted, pair) => {
      await pair.plant(planted)
      const one = await pair.compare()
      await pair.plant(planted.map(swapped))
      const other = await pair.compare()
      for (const [
        number,
        { missing, extra, changed, sourceRows, targetRows, ...found },
      ] of other.entries()) {
        const before = one[number]
        assert.deepEqual(
          [found.verdict, missing, extra, changed, sourceRows, targetRows],
          [
            before?.verdict,
            before?.extra,
            before?.missing,
            before?.changed,
            before?.targetRows,
            before?.sourceRows,
          ],
        )
        assert.equal(found.difference, 0 - (before?.difference ?? 0))
        const table = tableAt(planted, number)
        const mirrored = toldDifferences(table, before?.differences ?? [])
          .map(mirror)
          .toSorted()
        assert.deepEqual(toldDifferences(table, found.differences), mirrored)
      }
    },
  },
)

property('reflexive', 'a table is equal to its copy, by counts, by checksums and by rows', {
  ...dear,
  arbitrary: tables,
  holds: async (planted, pair) => {
    const copies = planted.map((table) => ({
      ...table,
      rows: table.rows.map((row) => ({ ...row, on: 'both' as const })),
    }))
    await pair.plant(copies, { reversed: true })
    for (const depth of ['counts', 'checksums', 'rows'] as const) {
      for (const found of await pair.compare({ depth })) {
        assert.deepEqual([found.verdict, found.match, found.difference], ['equal', true, 0])
        assert.equal(found.sourceChecksum, found.targetChecksum)
      }
    }
  },
})

property(
  'depths',
  'what is equal by checksums is equal by rows, what is equal by rows is equal by counts, and each says what it can',
  {
    ...dear,
    arbitrary: tables,
    holds: async (planted, pair) => {
      await pair.plant(planted)
      const counts = await pair.compare({ depth: 'counts' })
      const checksums = await pair.compare({ depth: 'checksums' })
      const rows = await pair.compare({ depth: 'rows' })
      for (const number of planted.keys()) {
        const [byCount, bySum, byRow] = [counts, checksums, rows].map((each) => each[number])
        if (bySum?.verdict === 'equal') assert.equal(byRow?.verdict, 'equal')
        if (byRow?.verdict === 'equal') assert.equal(byCount?.verdict, 'equal')
        assert.equal(byCount?.verdict === 'equal', byCount?.match)
        assert.equal(byRow?.match, byCount?.match)
      }
    },
  },
)

property(
  'repair',
  'a repair makes the target equal to the source, and a second one has nothing to do',
  {
    ...dear,
    arbitrary: tables,
    labels: { ...differing, 'no key': plantedLabels['no key'] },
    holds: async (planted, pair) => {
      await pair.plant(planted)
      const { repair, applied } = await pair.repair()
      assert.deepEqual([repair.cannotRepair, applied.failure, applied.skipped], [[], null, []])
      for (const [number, table] of planted.entries()) {
        const { differences, rows } = await readPlainly(pair, table, number)
        assert.deepEqual(differences, [])
        assert.equal(rows.source, rows.target)
      }
      const again = await pair.repair()
      assert.equal(again.repair.statements, 0)
    },
  },
)

property(
  'ignored-columns',
  'columns that are ignored make no difference, and the rest is found all the same',
  {
    ...dear,
    arbitrary: tables.map((group) =>
      group.filter(({ key }) => key !== 'none' && key !== 'nullable'),
    ),
    holds: async (planted, pair) => {
      fc.pre(planted.length > 0)
      await pair.plant(planted)
      const most = Math.max(...planted.map(({ types }) => types.length))
      const names = Array.from({ length: most }, (_, index) => `c${index}`)
      const results = await pair.compare({ columns: { ignoreColumns: [names.join()] } })
      for (const [number, found] of results.entries()) {
        assert.equal(found.changed, 0)
        const table = tableAt(planted, number)
        const { differences } = await readPlainly(pair, table, number)
        const left = differences.filter((line) => !line.startsWith('changed'))
        assert.deepEqual(toldDifferences(table, found.differences), left)
      }
    },
  },
)

property(
  'listing',
  'counts are exact however few differences are listed, and what is left out is told',
  {
    ...dear,
    arbitrary: fc.tuple(tables, fc.integer({ min: 1, max: 5 })),
    holds: async ([planted, differencesMax], pair) => {
      await pair.plant(planted)
      const all = await pair.compare()
      for (const [number, some] of (await pair.compare({ differencesMax })).entries()) {
        const { missing, extra, changed, differences } = all[number] ?? some
        assert.deepEqual([some.missing, some.extra, some.changed], [missing, extra, changed])
        assert.equal(some.differences.length, Math.min(differencesMax, differences.length))
        assert.equal(some.truncated, differences.length > differencesMax)
      }
    },
  },
)

function tableAt(planted: readonly PlantedTable[], number: number): PlantedTable {
  const table = planted[number]
  assert.ok(table !== undefined)
  return table
}

function toldResults(planted: readonly PlantedTable[], results: readonly TableResult[]): unknown {
  return results.map(({ verdict, differences }, number) => [
    verdict,
    toldDifferences(tableAt(planted, number), differences),
  ])
}

function mirror(line: string): string {
  return line.replace(/^(?:missing|extra)/, (kind) => (kind === 'missing' ? 'extra' : 'missing'))
}
