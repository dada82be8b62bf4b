/** The operations of a repair and what binds them, on disk: only some 20 bytes of each are held in memory. */
import { ClosingStack } from './closing-stack.ts'
import { factBytes, factsOf } from './repair-facts.ts'
import { factsMax, growingEdges, grown, joinFacts } from './repair-join.ts'
import { openSpool } from './spool.ts'
import type { Change, Columns, Constraint } from './repair-facts.ts'
import type { Edges } from './repair-order.ts'
import type { Operation } from './repair-statement.ts'
import type { Spool } from './spool.ts'

export type OperationStore = AsyncDisposable & {
  /** Keeps an operation, or null for one that cannot be done but that others may depend on. Returns its number. */
  add(operation: Operation | null, change: Change): Promise<number>
  load(number: number): Promise<Operation | null>
  readonly count: () => number
  /** Numbers of those that cannot be done. */
  readonly failed: readonly number[]
  readonly tableOf: (number: number) => number
  /** Who comes first where nothing binds them: deletes, children before parents; updates; inserts, parents before children. */
  classes(ranks: readonly number[]): Uint16Array
  edges(): Promise<Edges>
  /** Keeps lines that are written before an operation's statement. */
  readonly lines: Spool
}

const kinds: readonly Operation['kind'][] = ['delete', 'remove', 'update', 'insert', 'add']

type Binding = { readonly constraints: readonly Constraint[]; readonly columns: Columns }

/** Its files stand beside `path`, without names. */
export async function openOperationStore(path: string, binding: Binding): Promise<OperationStore> {
  await using opened = new ClosingStack()
  const records = opened.use(await openSpool(`${path}.operations-${process.pid}`))
  const facts = opened.use(await openSpool(`${path}.facts-${process.pid}`))
  const lines = opened.use(await openSpool(`${path}.values-${process.pid}`))
  const failed: number[] = []
  let starts = new Float64Array(1024)
  /** Table × number of kinds + kind. */
  let places = new Uint32Array(1024)
  let count = 0

  async function add(operation: Operation | null, change: Change): Promise<number> {
    const number = count
    if (count + 2 > starts.length) {
      const larger = new Float64Array(starts.length * 2)
      larger.set(starts)
      starts = larger
      places = grown(places)
    }
    const kind = operation === null ? 0 : kinds.indexOf(operation.kind)
    places[number] = change.table * kinds.length + kind
    starts[number] = records.length()
    if (operation === null) failed.push(number)
    else await records.append(JSON.stringify(operation))
    starts[number + 1] = records.length()
    await facts.append(factsOf(number, change, binding))
    count += 1
    return number
  }

  async function load(number: number): Promise<Operation | null> {
    const start = starts[number] ?? 0
    const length = (starts[number + 1] ?? 0) - start
    if (length === 0) return null
    return JSON.parse((await window(start, length)).toString('utf8')) as Operation
  }

  // Operations are mostly written in the order in which they came: a window of the file serves many of them.
  let ahead: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) }
  async function window(start: number, length: number): Promise<Buffer> {
    const inside = start >= ahead.start && start + length <= ahead.start + ahead.bytes.length
    if (!inside) ahead = { start, bytes: await records.read(start, Math.max(length, 256 * 1024)) }
    return ahead.bytes.subarray(start - ahead.start, start - ahead.start + length)
  }

  function tableOf(number: number): number {
    return Math.floor((places[number] ?? 0) / kinds.length)
  }

  function classes(ranks: readonly number[]): Uint16Array {
    const tables = ranks.length
    return Uint16Array.from({ length: count }, (_, number) => {
      const rank = ranks[tableOf(number)] ?? 0
      const kind = kinds[(places[number] ?? 0) % kinds.length] ?? 'delete'
      if (kind === 'delete' || kind === 'remove') return tables - 1 - rank
      return (kind === 'update' ? tables : 2 * tables) + rank
    })
  }

  const owned = opened.move()
  return {
    add,
    load,
    count: () => count,
    failed,
    tableOf,
    classes,
    edges: async () => await edgesOf(facts),
    lines,
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

/** In passes over the records, each of a part of the hashes, so that those of one pass fit into memory. */
async function edgesOf(facts: Spool): Promise<Edges> {
  const edges = growingEdges()
  // Half full on average, so that an uneven part still fits.
  const passes = Math.ceil(facts.length() / factBytes / (factsMax / 4))
  for (let pass = 0; pass < passes; pass += 1) {
    joinFacts(await factsOfPass(facts, { pass, passes }), (edge) => edges.push(edge))
  }
  return edges.done()
}

async function factsOfPass(
  facts: Spool,
  { pass, passes }: { readonly pass: number; readonly passes: number },
): Promise<Buffer> {
  const kept: Buffer[] = []
  const pieceMax = 16_384 * factBytes
  for (let offset = 0; offset < facts.length(); offset += pieceMax) {
    const piece = await facts.read(offset, pieceMax)
    let length = 0
    for (let at = 0; at < piece.length; at += factBytes) {
      // The last bytes of the hash, for the first ones are sorted by.
      if (piece.readUInt16LE(at + 6) % passes !== pass) continue
      piece.copy(piece, length, at, at + factBytes)
      length += factBytes
    }
    kept.push(Buffer.from(piece.subarray(0, length)))
  }
  return Buffer.concat(kept)
}

/** Parents before children, as far as the foreign keys go in no circle. */
export function tableRanks(count: number, constraints: readonly Constraint[]): readonly number[] {
  const ranks: (number | undefined)[] = Array.from({ length: count })
  const visiting = new Set<number>()
  let next = 0
  function visit(table: number): void {
    if (ranks[table] !== undefined || visiting.has(table)) return
    visiting.add(table)
    for (const constraint of constraints) {
      if (constraint.kind === 'foreign' && constraint.child === table) visit(constraint.parent)
    }
    ranks[table] = next
    next += 1
  }
  for (let table = 0; table < count; table += 1) visit(table)
  return ranks.map((rank) => rank ?? 0)
}
