/** Compares generated tables on connections that stay open: to open them takes longer than to compare a few rows. */
import { comparePairs } from './compare-pairs.ts'
import { openSides } from './compared-side.ts'
import { plainSettings, quietly } from './plain-compare.ts'
import { readTables } from './schema.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { ComparedSide } from './compared-side.ts'
import type { ColumnFlags } from './column-selection.ts'
import type { Connection } from './postgres.ts'
import type { ReconcileRun, ReconcileSettings } from './reconcile.ts'
import type { Both, ListedDifference, TablePair, TableResult } from './table.ts'

export type KeptSides = AsyncDisposable &
  Both<ComparedSide> & {
    /** All tables of both databases as they are now, by name. */
    readonly pairs: (columns?: ColumnFlags) => Promise<readonly TablePair[]>
    readonly compare: (options?: KeptCompare) => Promise<readonly TableResult[]>
    /** Ends the snapshots, which would hold the tables: they are dropped before the next example. */
    readonly leave: () => Promise<void>
  }

export type KeptCompare = Partial<ReconcileSettings> & {
  readonly rows?: ListedDifference[]
  readonly onDifference?: NonNullable<ReconcileRun['onDifference']>
}

export const keptConnections = 4

export const keptSeed = '-4611686018427387905'

/** `sql`: the sessions that read the catalogues. */
export function openKeptSides(urls: Both<string>, sql: Both<Connection>): KeptSides {
  const { signal } = new AbortController()
  const options = {
    connections: keptConnections,
    snapshotMaxMs: plainSettings.snapshotMaxMs,
    signal,
  }
  const sides = openSides({
    source: { ...options, url: urls.source },
    target: { ...options, url: urls.target },
  })
  const selection = parseSelection({ table: ['public.*'], map: [] })

  async function pairs(columns: ColumnFlags = {}): Promise<readonly TablePair[]> {
    const [source, target] = await Promise.all([
      readTables(sql.source, { named: [] }),
      readTables(sql.target, { named: [] }),
    ])
    return planPairs({ source, target, selection, columns }).pairs
  }

  async function compare({ rows = [], onDifference, ...given }: KeptCompare = {}): Promise<
    readonly TableResult[]
  > {
    // On one connection a side unless it is told: a law says that their number makes no difference.
    const settings = {
      ...plainSettings,
      selection,
      digestSeed: keptSeed,
      connections: 1,
      ...given,
    }
    const run = {
      ...quietly,
      urls,
      settings,
      signal,
      rows: async (row: ListedDifference) => void rows.push(row),
      ...(onDifference && { onDifference }),
    }
    try {
      const results = await comparePairs(run, await pairs(settings.columns), sides)
      return results.toSorted((left, right) => (left.table < right.table ? -1 : 1))
    } finally {
      await leave()
    }
  }

  async function leave(): Promise<void> {
    for (const side of [sides.source, sides.target]) {
      for (let index = 0; index < keptConnections; index++) {
        if ((await side.stay(index)) !== null) await side.fresh(index)
      }
      side.renew()
    }
  }

  return { ...sides, pairs, compare, leave }
}
