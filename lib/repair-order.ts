/** The order of a repair's operations: what has to stand before what, and what is left when that goes in a circle. Pure. */
import { numberAt } from './number-at.ts'

/** `from[i]` stands before `to[i]`, because of `reason[i]`. */
export type Edges = {
  readonly from: Uint32Array
  readonly to: Uint32Array
  readonly reason: Uint32Array
}

export type Edge = {
  readonly index: number
  readonly from: number
  readonly to: number
  readonly reason: number
}

export type PendingOrder = {
  /** The next operation with nothing before it, of the lowest class; null: none is left, or the rest goes in circles. */
  next(): number | null
  remaining(): number
  /** When next() is null and some remain: edges that make a circle. */
  circle(): readonly Edge[]
  /** The edges out of an operation that still hold. */
  edgesFrom(operation: number): readonly Edge[]
  /** Takes an edge away. */
  cut(edge: Edge): void
  /** Takes the operation out, and all that cannot be without it; returns them. */
  drop(operation: number): readonly number[]
}

type Graph = { readonly classes: Uint16Array; readonly edges: Edges }

/** Operations are numbers from 0; `classes` says which of two that may both come is first. Memory: some 20 bytes each. */
export function orderOperations({ classes, edges }: Graph): PendingOrder {
  const count = classes.length
  const held = heldEdges(edges, count)
  const blockers = new Uint32Array(count)
  const done = new Uint8Array(count)
  const queues = readyQueues()
  let left = count
  let scanned = 0

  for (const to of edges.to) blockers[to] = numberAt(blockers, to) + 1
  for (let operation = 0; operation < count; operation += 1) {
    if (blockers[operation] === 0) queues.push(numberAt(classes, operation), operation)
  }

  function next(): number | null {
    for (let operation = queues.shift(); operation !== null; operation = queues.shift()) {
      if (done[operation] === 1) continue
      finish(operation)
      return operation
    }
    return null
  }

  function finish(operation: number): void {
    done[operation] = 1
    left -= 1
    for (const edge of held.outOf(operation)) cut(edge)
  }

  function cut({ index, to }: Edge): void {
    if (!held.release(index)) return
    const waiting = numberAt(blockers, to) - 1
    blockers[to] = waiting
    if (waiting === 0 && done[to] === 0) queues.push(numberAt(classes, to), to)
  }

  function circle(): readonly Edge[] {
    while (done[scanned] === 1) scanned += 1
    return circleBefore(scanned, held)
  }

  function drop(operation: number): readonly number[] {
    const dropped: number[] = []
    const waiting = [operation]
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      if (done[each] === 1) continue
      for (const { to } of held.outOf(each)) waiting.push(to)
      finish(each)
      dropped.push(each)
    }
    return dropped
  }

  return { next, remaining: () => left, circle, edgesFrom: held.outOf, cut, drop }
}

type HeldEdges = {
  readonly outOf: (operation: number) => readonly Edge[]
  /** One of the edges into an operation. */
  readonly anyInto: (operation: number) => Edge | undefined
  /** False where it was released before. */
  readonly release: (index: number) => boolean
}

function heldEdges(edges: Edges, count: number): HeldEdges {
  const gone = new Uint8Array(edges.from.length)
  const out = adjacency(edges.from, count)
  // Most repairs have no circle, and never ask for it.
  let into: Adjacency | null = null

  function* at({ starts, indexes }: Adjacency, operation: number): Generator<Edge> {
    for (
      let place = numberAt(starts, operation);
      place < numberAt(starts, operation + 1);
      place += 1
    ) {
      const index = numberAt(indexes, place)
      if (gone[index] === 1) continue
      const [from, to] = [numberAt(edges.from, index), numberAt(edges.to, index)]
      yield { index, from, to, reason: numberAt(edges.reason, index) }
    }
  }

  function anyInto(operation: number): Edge | undefined {
    into ??= adjacency(edges.to, count)
    const [first] = at(into, operation)
    return first
  }

  function release(index: number): boolean {
    const held = gone[index] === 0
    gone[index] = 1
    return held
  }

  return { outOf: (operation) => [...at(out, operation)], anyInto, release }
}

/** Whoever is left waits for somebody who is left: going back from one, somebody is met twice. */
function circleBefore(start: number, { anyInto }: HeldEdges): readonly Edge[] {
  const path: Edge[] = []
  const places = new Map<number, number>()
  let operation = start
  for (let before = anyInto(operation); before !== undefined; before = anyInto(operation)) {
    places.set(operation, path.length)
    path.push(before)
    const met = places.get(before.from)
    if (met !== undefined) return path.slice(met).toReversed()
    operation = before.from
  }
  return []
}

type Adjacency = { readonly starts: Uint32Array; readonly indexes: Uint32Array }

/** Edges sorted by one of their ends: those of `n` are `indexes[starts[n]]` up to `indexes[starts[n + 1]]`. */
function adjacency(ends: Uint32Array, count: number): Adjacency {
  const starts = new Uint32Array(count + 1)
  for (const end of ends) starts[end + 1] = numberAt(starts, end + 1) + 1
  for (let each = 0; each < count; each += 1) {
    starts[each + 1] = numberAt(starts, each + 1) + numberAt(starts, each)
  }
  const filled = starts.slice()
  const indexes = new Uint32Array(ends.length)
  ends.forEach((end, index) => {
    const place = numberAt(filled, end)
    indexes[place] = index
    filled[end] = place + 1
  })
  return { starts, indexes }
}

type ReadyQueues = { push(rank: number, operation: number): void; shift(): number | null }

/** First come, first served within a class; the lowest class first. */
function readyQueues(): ReadyQueues {
  const queues: { items: number[]; head: number }[] = []
  let lowest = 0
  function push(rank: number, operation: number): void {
    const queue = (queues[rank] ??= { items: [], head: 0 })
    queue.items.push(operation)
    lowest = Math.min(lowest, rank)
  }
  function shift(): number | null {
    for (; lowest < queues.length; lowest += 1) {
      const queue = queues[lowest]
      if (queue === undefined) continue
      if (queue.head < queue.items.length) {
        queue.head += 1
        return queue.items[queue.head - 1] ?? null
      }
      queues[lowest] = { items: [], head: 0 }
    }
    return null
  }
  return { push, shift }
}
