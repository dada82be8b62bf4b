/** Laws of how a compare is cut up: whatever the parts, the chunks and the connections are, it says the same. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { cutCompare, cuts } from '../lib/property-cut.ts'
import { propertiesOf } from '../lib/property.ts'
import { shared } from '../lib/property-given.ts'
import { openPropertyPair, readPlainly, toldDifferences } from '../lib/property-pair.ts'
import { plantedGroups, plantedLabels } from '../lib/table-arbitraries.ts'
import type { Cut } from '../lib/property-cut.ts'
import type { PlantedTable } from '../lib/table-arbitraries.ts'

const property = propertiesOf(import.meta.url)

const given = shared(async () => {
  const pair = await openPropertyPair('cut')
  return Object.assign(pair, { cut: cutCompare(pair) })
})

type Example = readonly [readonly PlantedTable[], readonly Cut[]]

function someCut(is: (cut: Cut) => boolean): (example: Example) => boolean {
  return ([, list]) => list.some(is)
}

property(
  'cut',
  'verdict, counts and differences do not depend on the size of chunks, on where parts begin and end, on the number of connections, or on how digests are made',
  {
    given,
    share: 0.16,
    patience: 10,
    arbitrary: fc.tuple(plantedGroups(), fc.array(cuts, { minLength: 2, maxLength: 2 })),
    labels: {
      'a difference': { percent: 60, is: ([group]) => plantedLabels['a difference'].is(group) },
      'a range between keys': {
        percent: 30,
        is: ([group, list]) =>
          list.some(({ boundaries }) => (boundaries?.length ?? 0) > 0) &&
          group.some(({ key, rows }) => /^(?:int|time|nullable)$/.test(key) && rows.length > 1),
      },
      'parts by buckets': { percent: 40, is: someCut(({ parts }) => parts > 1) },
      'one chunk': { percent: 10, is: someCut(({ chunks }) => chunks === 1) },
      'a table that all connections read': {
        percent: 40,
        is: someCut(({ large, connections }) => large && connections > 1),
      },
    },
    holds: async ([planted, list], pair) => {
      await pair.plant(planted)
      const expected = await Promise.all(
        planted.map(async (table, number) => {
          const { rows, differences } = await readPlainly(pair, table, number)
          const verdict = differences.length === 0 ? 'equal' : 'different'
          return { verdict, rows, differences }
        }),
      )
      for (const cut of list) {
        const results = await pair.cut(planted, cut)
        const told = results.map(({ verdict, sourceRows, targetRows, differences }, number) => ({
          verdict,
          rows: { source: sourceRows, target: targetRows },
          differences: toldDifferences(planted[number] ?? noTable, differences),
        }))
        assert.deepEqual(told, expected)
      }
    },
  },
)

const noTable: PlantedTable = { key: 'none', types: [], rows: [] }
