/** For tests of what is said of a table: its result, of a compare of which only what matters is told. */
import { scratchPair } from './scratch-pair.ts'
import { tableResult } from './table-result.ts'
import type { TableFindings, TableTotals } from './table-result.ts'
import type { TablePair, TableResult } from './table.ts'
import type { Counts } from './tally.ts'

/** By default 100 rows a side, equal, all of them read. */
export type FindingsStory = Partial<Omit<TableFindings, 'pair' | 'totals'>> & {
  readonly pair?: Partial<TablePair>
  readonly totals?: Partial<TableTotals>
  readonly counts?: Partial<Counts>
}

const none: Counts = { missing: 0, extra: 0, changed: 0, unresolved: 0 }

export function resultOf({ pair, totals, counts, ...rest }: FindingsStory = {}): TableResult {
  return tableResult({
    pair: { ...scratchPair({ table: 't', columns: [{ name: 'id', type: 'integer' }] }), ...pair },
    depth: 'rows',
    live: false,
    totals: {
      rows: { source: 100, target: 100 },
      sums: { source: 7n, target: 7n },
      differingChunks: 0,
      unsteadyChunks: 0,
      failure: null,
      reasons: [],
      earlier: null,
      ...totals,
    },
    tally: { counts: () => ({ ...none, ...counts }), listed: () => [], truncated: () => false },
    durationMs: 50,
    ...rest,
  })
}
