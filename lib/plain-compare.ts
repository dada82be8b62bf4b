/** A compare that nobody asked anything of: all rows of all columns, still, and told to nobody. */
import type { ReconcileRun, ReconcileSettings } from './reconcile.ts'

/** The defaults of the script; which tables, and the seed, are the caller's. */
export const plainSettings: Omit<ReconcileSettings, 'selection' | 'digestSeed'> = {
  columns: {},
  depth: 'rows',
  differencesMax: 1000,
  connections: 2,
  snapshotMaxMs: 300_000,
  live: null,
  cutOver: false,
  checkpoint: null,
  recheck: null,
}

export const quietly: Pick<ReconcileRun, 'progress' | 'rows'> = {
  progress: () => undefined,
  rows: async () => undefined,
}
