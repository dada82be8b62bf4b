/** The lines of a repair, in an order that keeps its constraints: one statement a line, so that nothing in a value can start one. */
import { breakCircle } from './repair-circles.ts'
import { piecesTable, repairPins } from './repair-literal.ts'
import { orderOperations } from './repair-order.ts'
import { sequenceSql, statementOf } from './repair-statement.ts'
import { tableRanks } from './repair-store.ts'
import type { RepairCatalogue } from './repair-catalogue.ts'
import type { RepairPair } from './repair-sides.ts'
import type { Excluded } from './repair-exclusion.ts'
import type { Operation } from './repair-statement.ts'
import type { OperationStore } from './repair-store.ts'

export type Script = {
  readonly store: OperationStore
  readonly catalogue: RepairCatalogue
  readonly pairs: readonly RepairPair[]
  /** What no order is sure for. */
  readonly excluded: readonly Excluded[]
  /** Values that come in pieces. */
  readonly values: number
  readonly remake: (operation: Operation) => Promise<Operation | null>
  readonly cannot: (table: number, reason: string) => void
  readonly written: () => void
  readonly signal: AbortSignal
}

/** Yields pieces of the file. */
export async function* scriptOf(script: Script): AsyncGenerator<string> {
  yield* header(script)
  const inserted = new Set<number>()
  let last = ''
  for await (const operation of operationsInOrder(script)) {
    script.signal.throwIfAborted()
    const table = script.pairs[operation.table]?.table
    if (table === undefined) continue
    const title = `-- ${oneLine(table.label)}: ${operation.kind}\n`
    if (title !== last) yield title
    last = title
    if (operation.kind === 'insert' || operation.kind === 'add') inserted.add(operation.table)
    for (const region of operation.pieces) yield* copied(script, region)
    script.written()
    yield `${statementOf(table, operation)}\n`
  }
  for (const { table, settable, ...sequence } of script.catalogue.sequences) {
    const name = script.pairs[table]?.table
    if (name === undefined || !inserted.has(table)) continue
    if (settable) yield `-- ${oneLine(name.label)}: sequence\n${sequenceSql(name.sql, sequence)}\n`
    else
      script.cannot(table, `the sequence of column ${sequence.column} may not be set by this role`)
  }
  yield '-- end\nCOMMIT;\n'
}

function* header({ values }: Script): Generator<string> {
  yield '-- Makes the target equal to the source, as cdc-testbench has compared them. One statement a line; each changes a row\n'
  yield '-- only as long as the target has what was seen there. Run it as a whole, on the target: psql -v ON_ERROR_STOP=1 -f FILE\n'
  yield `BEGIN;\n${repairPins.map((pin) => `${pin};\n`).join('')}SET CONSTRAINTS ALL DEFERRED;\n`
  if (values === 0) return
  yield `CREATE TEMPORARY TABLE ${piecesTable} (value int8, number int8, piece text) ON COMMIT DROP;\n`
}

/** A name in a comment: what could end the line is written as an escape. */
function oneLine(label: string): string {
  // oxlint-disable-next-line no-control-regex -- It is control characters that it takes out.
  return label.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

async function* copied(
  { store }: Script,
  { offset, length }: Operation['pieces'][number],
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const end = offset + length
  for (let at = offset; at < end; at += 1_000_000) {
    yield decoder.decode(await store.lines.read(at, Math.min(1_000_000, end - at)), {
      stream: true,
    })
  }
}

async function* operationsInOrder(script: Script): AsyncGenerator<Operation> {
  const { store, catalogue, pairs } = script
  const ranks = tableRanks(pairs.length, catalogue.constraints)
  const order = orderOperations({ classes: store.classes(ranks), edges: await store.edges() })
  const replaced = new Map<number, Operation>()
  const late: Operation[] = []
  let now: Operation[] = []

  async function load(number: number): Promise<Operation | null> {
    return replaced.get(number) ?? (await store.load(number))
  }

  function drop(numbers: readonly number[], reason: string): void {
    for (const number of numbers) script.cannot(store.tableOf(number), reason)
  }

  for (const { operation, reason } of script.excluded) drop(order.drop(operation), reason)
  for (const number of store.failed) {
    const others = order
      .drop(number)
      .filter((each) => each !== number && !store.failed.includes(each))
    drop(others, 'depends on a row that cannot be repaired')
  }
  while (order.remaining() > 0) {
    const number = order.next()
    if (number === null) {
      await breakCircle(
        {
          order,
          constraints: catalogue.constraints,
          pairs,
          load,
          remake: script.remake,
          now: async (operation) => void now.push(operation),
          replace: (each, operation) => void replaced.set(each, operation),
          late: (operation) => void late.push(operation),
          drop,
        },
        order.circle(),
      )
      yield* now
      now = []
      continue
    }
    const operation = await load(number)
    replaced.delete(number)
    if (operation !== null) yield operation
  }
  yield* late
}
