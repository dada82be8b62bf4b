/** Laws of suspects: what three reads say of one, the statement that reads them, and what a target lacks before it takes over. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { sqlNames } from '../lib/arbitraries.ts'
import { cutOverChecks } from '../lib/compare-cut-over.ts'
import { identifier } from '../lib/identifier.ts'
import { propertiesOf } from '../lib/property.ts'
import { sampleColumn } from '../lib/sample-columns.ts'
import { scratchPair } from '../lib/scratch-pair.ts'
import { judge } from '../lib/settle-judgement.ts'
import { groupOf, settleStatement, shownColumns } from '../lib/settle-sql.ts'
import type { CutOverFacts } from '../lib/compare-cut-over.ts'
import type { SeenRow } from '../lib/settle-judgement.ts'
import type { TablePair } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

const judged = scratchPair({ table: 't', columns: [{ name: 'v', type: 'text' }] })
/** Few values and versions, each row of a read once. */
const read = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2'), fc.integer({ min: 1, max: 3 }))
    .map(([value, version, copies]): SeenRow => ({
      version,
      copies,
      isTouched: false,
      row: { values: [value], own: [value] },
    })),
  { maxLength: 2, selector: ({ row }) => row.values[0] },
)

function copiesOf(rows: readonly SeenRow[]): number {
  return rows.reduce((sum, { copies }) => sum + copies, 0)
}

/** Values alone, whatever their versions. */
function valuesOf(rows: readonly SeenRow[]): string {
  return rows
    .map(({ row, copies }) => `${JSON.stringify(row.values)}×${copies}`)
    .toSorted()
    .join()
}

property(
  'judgement',
  'a target that shows what either read of the source saw is right, a source that moved says nothing, and what differs balances',
  {
    arbitrary: fc.tuple(read, read, fc.oneof(fc.constant(null), read), fc.boolean()),
    labels: {
      'they differ': {
        percent: 10,
        is: ([before, target, after]) => after === null && valuesOf(before) !== valuesOf(target),
      },
    },
    holds: ([before, target, other, versioned]) => {
      const after = other ?? before
      const options = { pair: judged, unique: false, versioned }
      const told = judge({ before, target, after }, options)
      const turned = {
        before: before.toReversed(),
        target: target.toReversed(),
        after: after.toReversed(),
      }
      const again = judge(turned, options)
      assert.equal(again.name, told.name)
      const isEqual = [before, after].some((rows) => valuesOf(rows) === valuesOf(target))
      assert.equal(told.name === 'equal', isEqual)
      if (told.name !== 'differs' || again.name !== 'differs') return
      assert.equal(again.seen, told.seen)
      assert.equal(valuesOf(before), valuesOf(after))
      function sum(verdict: string): number {
        return told.name !== 'differs'
          ? 0
          : told.findings.reduce(
              (all, each) => all + (each.verdict === verdict ? each.copies : 0),
              0,
            )
      }
      assert.equal(sum('missing') - sum('extra'), copiesOf(after) - copiesOf(target))
      assert.equal(told.sightings === 3, !versioned)
      if (sum('extra') > 0) assert.ok(told.sightings >= 2 && told.awaitsWriters)
    },
  },
)

const integer = sampleColumn('integer')
const names = fc.uniqueArray(sqlNames(), { minLength: 1, maxLength: 3 })

function pairOf(list: readonly string[], where: string | null): TablePair {
  const columns = list.map((name) => ({ name, type: 'int4' }))
  const near = { name: 'near', type: 'float8', policy: { name: 'epsilon', epsilon: 1 } } as const
  const pair = scratchPair({ table: 't', columns: [...columns, near], key: list, where })
  const own = { columns: list.map((name) => ({ ...integer, name })) }
  return { ...pair, source: { ...pair.source, ...own }, target: { ...pair.target, ...own } }
}

/** A text without what stands in quotes. */
function bare(sql: string): string {
  return sql.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, '_')
}

property(
  'settle-statement',
  'the statement that reads suspects again is one text but for what stands in quotes, whatever the columns are called',
  {
    arbitrary: fc.tuple(
      names,
      fc.constantFrom('key' as const, 'key text' as const, 'group' as const),
      fc.constantFrom(null, 't.x > 1 -- all'),
    ),
    holds: ([list, lookup, where]) => {
      const [named, plain] = [list, list.map((_, at) => `c${at}`)].map((columns) =>
        pairOf(columns, where),
      )
      assert.ok(named !== undefined && plain !== undefined)
      const rest = {
        side: 'target',
        lookup,
        versioned: true,
        operators: new Map<number, string>(),
      } as const
      const sql = settleStatement({ pair: named, ...rest })
      assert.equal(bare(sql), bare(settleStatement({ pair: plain, ...rest })))
      const parameters = new Set(sql.match(/\$\d+::text\[\]/g))
      assert.equal(parameters.size, lookup === 'group' ? 1 : list.length)
      if (lookup !== 'group')
        assert.equal(sql.split('COLLATE "C" = suspect.cdc_key').length - 1, list.length)
      if (where !== null) assert.ok(sql.includes(`(${where}\n)`))
      assert.equal(shownColumns(named, 'source').length, list.length + 1)
      assert.equal(groupOf(named, 'source').split('COLLATE "C"').length - 1, list.length)
      assert.ok(!groupOf(named, 'source').includes('near'))
    },
  },
)

const fact = fc.uniqueArray(fc.nat(5), { maxLength: 4 })

property(
  'cut-over',
  'a target that has all that its source has may take over, whatever more it has and however it is ordered, and what it lacks is named',
  {
    arbitrary: fc.tuple(
      fact,
      fact,
      fact,
      fc.constantFrom('indexes' as const, 'constraints' as const, 'triggers' as const),
    ),
    labels: { 'something to lack': { percent: 20, is: ([indexes]) => indexes.length > 0 } },
    holds: ([indexes, constraints, triggers, kind]) => {
      const facts: CutOverFacts = {
        indexes: indexes.map((at) => ({
          name: `i${at}`,
          definition: `USING btree (c${at})`,
          unique: at > 2,
          ofConstraint: false,
        })),
        constraints: constraints.map((at) => ({
          name: `k${at}`,
          definition: `CHECK (c${at} > 0)`,
          references: null,
          valid: at > 2,
        })),
        triggers: triggers.map((at) => ({
          name: `g${at}`,
          definition: `BEFORE ${at}`,
          enabled: true,
        })),
        sequences: [],
      }
      const pair = {
        ...judged,
        source: { ...judged.source, oid: 1 },
        target: { ...judged.target, oid: 2 },
      }
      function checks(target: CutOverFacts): ReturnType<typeof cutOverChecks> {
        return cutOverChecks([pair], {
          source: new Map([[1, facts]]),
          target: new Map([[2, target]]),
        })
      }
      const turned = {
        ...facts,
        indexes: [
          ...facts.indexes.toReversed(),
          { name: 'more', definition: 'USING gin (x)', unique: false, ofConstraint: false },
        ],
        triggers: facts.triggers.toReversed(),
      }
      for (const target of [facts, turned])
        assert.ok(checks(target).every(({ verdict }) => verdict === 'pass'))
      const [first, ...rest] = facts[kind]
      if (first === undefined) return
      const failed = checks({ ...facts, [kind]: rest }).filter(({ verdict }) => verdict !== 'pass')
      assert.equal(failed.length, 1)
      assert.match(failed[0]?.name ?? '', new RegExp(kind))
      assert.ok(failed[0]?.message?.startsWith(`${identifier(first.name)} is missing: `))
    },
  },
)
