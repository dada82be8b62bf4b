/** Laws of the order of a repair: what needs what, nothing comes before what it needs, and circles are told as they are. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { propertiesOf } from '../lib/property.ts'
import { factBytes, factsOf, reasonNumber, reasonOf } from '../lib/repair-facts.ts'
import { growingEdges, grown, joinFacts } from '../lib/repair-join.ts'
import { orderOperations } from '../lib/repair-order.ts'
import type { Constraint } from '../lib/repair-facts.ts'
import type { FoundEdge } from '../lib/repair-join.ts'
import type { PendingOrder } from '../lib/repair-order.ts'

const property = propertiesOf(import.meta.url)

const count = 7
type Pair = readonly [from: number, to: number]
const operation = fc.nat(count - 1)
const classes = fc.array(fc.nat(2), { minLength: count, maxLength: count })
const pairs = fc.array(
  fc.tuple(operation, operation).filter(([from, to]) => from !== to),
  { maxLength: 10 },
)
const places = Array.from({ length: count }, (_, place) => place)
/** Of each pair the one that comes first in a list of all: no circles. */
const withoutCircles = fc
  .tuple(pairs, fc.shuffledSubarray(places, { minLength: count }))
  .map(([list, first]) =>
    list.map(([one, other]): Pair =>
      first.indexOf(one) < first.indexOf(other) ? [one, other] : [other, one],
    ),
  )

function ordered(ranks: readonly number[], list: readonly Pair[]): PendingOrder {
  const [from, to] = [list.map(([one]) => one), list.map(([, other]) => other)]
  return orderOperations({
    classes: Uint16Array.from(ranks),
    edges: {
      from: Uint32Array.from(from),
      to: Uint32Array.from(to),
      reason: new Uint32Array(list.length),
    },
  })
}

function drained(order: PendingOrder): number[] {
  const found: number[] = []
  for (let each = order.next(); each !== null; each = order.next()) found.push(each)
  return found
}

function ascending(list: readonly number[]): number[] {
  return list.toSorted((one, other) => one - other)
}

property(
  'order',
  'each operation comes once, after all that it needs, and of those that may come one of the lowest class',
  {
    arbitrary: fc.tuple(classes, withoutCircles),
    labels: { 'an edge': { percent: 50, is: ([, list]) => list.length > 0 } },
    holds: ([ranks, list]) => {
      const found = drained(ordered(ranks, list))
      assert.deepEqual(ascending(found), places)
      for (const [at, each] of found.entries()) {
        const left = found.slice(at)
        const ready = left.filter(
          (one) => !list.some(([from, to]) => to === one && left.includes(from)),
        )
        assert.ok(ready.includes(each), `${each} came before what it needs`)
        assert.equal(ranks[each], Math.min(...ready.map((one) => ranks[one] ?? 0)))
      }
    },
  },
)

property(
  'circle',
  'what is left goes in circles: each that is told is closed, holds, and once cut the rest comes',
  {
    arbitrary: fc.tuple(classes, pairs),
    labels: {
      'a circle': {
        percent: 10,
        is: ([ranks, list]) => drained(ordered(ranks, list)).length < count,
      },
    },
    holds: ([ranks, list]) => {
      const order = ordered(ranks, list)
      const found = drained(order)
      const cut = new Set<number>()
      while (order.remaining() > 0) {
        assert.equal(found.length, count - order.remaining())
        const circle = order.circle()
        assert.ok(circle.length > 1)
        for (const [at, { index, from, to }] of circle.entries()) {
          assert.deepEqual(list[index], [from, to])
          assert.equal(to, circle[(at + 1) % circle.length]?.from)
          assert.ok(!found.includes(from) && !cut.has(index))
        }
        const [first] = circle
        assert.ok(first !== undefined)
        order.cut(first)
        cut.add(first.index)
        found.push(...drained(order))
      }
      assert.deepEqual(ascending(found), places)
      const kept = list.filter((_, index) => !cut.has(index))
      for (const [from, to] of kept) assert.ok(found.indexOf(from) < found.indexOf(to))
    },
  },
)

property('drop', 'an operation that is dropped takes along all that needs it, and nothing else', {
  arbitrary: fc.tuple(classes, withoutCircles, operation),
  labels: {
    'others need it': { percent: 20, is: ([, list, one]) => list.some(([from]) => from === one) },
  },
  holds: ([ranks, list, one]) => {
    const order = ordered(ranks, list)
    const needing = new Set([one])
    for (const each of needing) {
      for (const [from, to] of list) if (from === each) needing.add(to)
    }
    assert.deepEqual(ascending(order.drop(one)), ascending([...needing]))
    assert.deepEqual(
      ascending(drained(order)),
      places.filter((each) => !needing.has(each)),
    )
  },
})

const number = fc.nat(2 ** 24)

property(
  'edges',
  'however many edges there are, each is kept with its reason, which a number stands for',
  {
    arbitrary: fc.array(
      fc.tuple(number, number, fc.nat(99), fc.constantFrom('frees', 'makes', 'leaves')),
      { maxLength: 300, size: 'max' },
    ),
    labels: { 'more than at first fit': { percent: 20, is: (list) => list.length > 64 } },
    holds: (list) => {
      const edges = growingEdges()
      for (const [from, to, constraint, link] of list) {
        edges.push({ from, to, reason: reasonNumber({ constraint, link }) })
      }
      const { from, to, reason } = edges.done()
      const found = [...from].map((each, at) => {
        const { constraint, link } = reasonOf(reason[at] ?? 0)
        return [each, to[at], constraint, link]
      })
      assert.deepEqual(found, list)
      const larger = grown(from)
      assert.deepEqual(
        [larger.length, larger.slice(0, from.length)],
        [2 * from.length, from.slice()],
      )
    },
  },
)

const constraints: readonly Constraint[] = [
  { kind: 'unique', name: 'u', table: 0, columns: ['id'], nullsDistinct: true },
  {
    kind: 'foreign',
    name: 'f',
    child: 0,
    childColumns: ['of'],
    parent: 0,
    parentColumns: ['id'],
    deferrable: false,
    matchFull: false,
  },
]
const text = fc.constantFrom('1', '2', '3', null)
const state = fc.option(fc.record({ id: text, of: text }), { freq: 3 })
type State = { readonly id: string | null; readonly of: string | null } | null

property(
  'facts',
  'one operation stands before another where it frees what that takes, makes what that points to, or points no more to what that removes',
  {
    arbitrary: fc.array(fc.tuple(state, state), { minLength: 1, maxLength: 6 }),
    labels: { 'an edge': { percent: 40, is: (list) => needed(list).length > 0 } },
    holds: (list) => {
      const records = list.map(([before, after], at) =>
        factsOf(at, { table: 0, before, after }, { constraints, columns: () => undefined }),
      )
      const found: FoundEdge[] = []
      joinFacts(Buffer.concat(records), (edge) => found.push(edge))
      const told = found.map(({ from, to, reason }) => `${from} ${reasonOf(reason).link} ${to}`)
      assert.deepEqual(told.toSorted(), needed(list))
      assert.ok(records.every(({ length }) => length % factBytes === 0))
    },
  },
)

/** By comparing each operation with each other one. */
function needed(list: readonly (readonly [before: State, after: State])[]): readonly string[] {
  function lost([before, after]: readonly [State, State], name: 'id' | 'of'): string | null {
    return before !== null && before[name] !== after?.[name] ? before[name] : null
  }
  const edges = list.flatMap((first, from) =>
    list.flatMap((second, to) => {
      const back = [second[1], second[0]] as const
      const made = [first[1], first[0]] as const
      return from === to
        ? []
        : [
            ...meets(lost(first, 'id'), lost(back, 'id'), `${from} frees ${to}`),
            ...meets(lost(made, 'id'), lost(back, 'of'), `${from} makes ${to}`),
            ...meets(lost(first, 'of'), lost(second, 'id'), `${from} leaves ${to}`),
          ]
    }),
  )
  return edges.toSorted()
}

function meets(one: string | null, other: string | null, told: string): readonly string[] {
  return one !== null && one === other ? [told] : []
}
