/** Laws of which tables are compared: views and partitions are, where they are named; and of names in patterns. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { sqlTexts } from '../lib/arbitraries.ts'
import { escapeRegExp } from '../lib/escape-regexp.ts'
import { propertiesOf } from '../lib/property.ts'
import { summary } from '../lib/scratch-selection.ts'
import { tableNamed } from '../lib/scratch-table.ts'
import { namedTables, parseSelection, selectTables } from '../lib/table-selection.ts'
import type { Table } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

const schemas = ['s0', 's1', 'd0', 'd1']
const names = ['t0', 't1', 't2', 'u1', 'u2', 'x_t0', 'x_t2']
const views = schemas.flatMap((schema) =>
  names.map((name) => tableNamed(schema, name, { kind: 'view' })),
)

/** What stands behind `--table`, and what behind `--map`. */
const patterns = fc.constantFrom('s0.t0', 's0.t1', 's1.t1', 't2', 't0', 't1', 's1.*', '*', 's0.t*')
const maps = fc.constantFrom(
  's0.*=d0.*',
  's1.t1=d1.u1',
  't2=u2',
  's1.*=s1.x_*',
  's*.t0=d*.u1',
  '*.t1=*.u1',
)

type Named = { readonly schema: string | null; readonly name: string }

/** What a server gives of all its views where some are asked for. */
function readOf(named: readonly Named[]): readonly Table[] {
  return views.filter((view) =>
    named.some(({ schema, name }) => (schema ?? view.schema) === view.schema && name === view.name),
  )
}

property(
  'named-tables',
  'whoever reads the views that are named alone compares the same as who reads all of both sides',
  {
    arbitrary: fc.tuple(
      fc.uniqueArray(patterns, { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(maps, { maxLength: 3 }),
    ),
    share: 0.5,
    labels: {
      'a name without a schema': {
        percent: 20,
        is: ([list]) => list.some((one) => one.startsWith('t')),
      },
      'a map': { percent: 30, is: ([, map]) => map.length > 0 },
    },
    holds: ([table, map]) => {
      const selection = parseSelection({ table, map })
      const { source, target } = namedTables(selection)
      const read = selectTables(selection, { source: readOf(source), target: readOf(target) })
      const all = selectTables(selection, { source: views, target: views })
      assert.deepEqual(summary(read), summary(all))
      const exact = table.filter((text) => !text.includes('*'))
      assert.equal(source.length, exact.length, 'no more is asked for than is named')
    },
  },
)

const texts = fc.oneof(sqlTexts(), fc.stringMatching(/^[\\^$.*+?()[\]{}|/\-a1]*$/))

property('text-in-pattern', 'a text in a regular expression finds itself, whole, and no other', {
  arbitrary: fc.tuple(texts, texts),
  labels: { 'both differ': { percent: 50, is: ([one, other]) => one !== other } },
  holds: ([one, other]) => {
    for (const flags of ['s', 'su']) {
      const pattern = new RegExp(`^${escapeRegExp(one)}$`, flags)
      assert.deepEqual([pattern.test(one), pattern.test(other)], [true, one === other])
    }
  },
})
