/** The least that an exact compare can cost: the same digest as plain SQL, on both servers at once, over as many connections. */
import { rowDigest } from './digest-sql.ts'
import { openLane } from './lane.ts'
import { connectPostgres } from './postgres.ts'
import { pageSlices } from './reconcile-chunks.ts'
import { readTables } from './schema.ts'
import { fromTable } from './segments.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { Both, Side, TablePair } from './table.ts'

export type FloorOptions = {
  readonly urls: Both<string>
  readonly table: string
  readonly connections: number
  readonly signal: AbortSignal
}

/** Milliseconds of the statements; connections are opened before. */
export async function floorMs(options: FloorOptions): Promise<number> {
  const { urls, connections, signal } = options
  const pair = await pairOf(options)
  const slices = pageSlices(pair.source.bytes, connections)
  const works = (['source', 'target'] as const).flatMap((side) =>
    slices.map((pages) => ({ side, statement: statement(pair, side, pages) })),
  )
  const opened = await Promise.all(
    works.map(async ({ side, statement: text }) => {
      const lane = await openLane({ url: urls[side], signal, statementTimeoutMs: 0 })
      return { lane, text }
    }),
  )
  try {
    const started = performance.now()
    await Promise.all(opened.map(async ({ lane, text }) => lane.rows(text)))
    return performance.now() - started
  } finally {
    await Promise.all(opened.map(async ({ lane }) => lane[Symbol.asyncDispose]()))
  }
}

function statement(
  pair: TablePair,
  side: Side,
  pages: ReturnType<typeof pageSlices>[number],
): string {
  const digest = rowDigest(pair, side, { seed: '8131971530131417', direct: true })
  const upper = pages === undefined || pages.to === null ? '' : `AND ctid < '(${pages.to},0)'::tid`
  const where = pages === undefined ? '' : `WHERE ctid >= '(${pages.from},0)'::tid ${upper}`
  return `SELECT count(*), sum(${digest}) FROM ${fromTable(pair, side)} ${where}`
}

async function pairOf({ urls, table }: FloorOptions): Promise<TablePair> {
  await using source = await connectPostgres(urls.source, { max: 1 })
  await using target = await connectPostgres(urls.target, { max: 1 })
  const { pairs } = planPairs({
    source: await readTables(source),
    target: await readTables(target),
    selection: parseSelection({ table: [`public.${table}`] }),
  })
  const [pair] = pairs
  if (pair === undefined) throw new Error(`Cannot bench the table "${table}": it is not there`)
  return pair
}
