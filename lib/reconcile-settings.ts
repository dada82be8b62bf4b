/** The flags of a reconciliation as its engine takes them. */
import { random } from './random.ts'
import { parseSelection } from './table-selection.ts'
import type { EarlierResult } from './earlier-result.ts'
import type { ReconcileFlags } from './reconcile-options.ts'
import type { ReconcileSettings } from './reconcile.ts'

/** @throws UsageError where a pattern cannot be read */
export function reconcileSettings(
  flags: ReconcileFlags,
  { seed, recheck }: { readonly seed: number; readonly recheck: EarlierResult | null },
): ReconcileSettings {
  return {
    selection: parseSelection({
      table: flags.table,
      excludeTable: flags['exclude-table'],
      map: flags.map,
    }),
    columns: {
      columns: flags.columns,
      ignoreColumns: flags['ignore-columns'],
      key: flags.key,
      where: flags.where,
      compare: flags.compare,
    },
    depth: flags.depth,
    differencesMax: flags['differences-max'],
    connections: flags.connections,
    snapshotMaxMs: flags['snapshot-max'],
    live: flags.live
      ? { settleMs: flags.settle, heartbeat: flags.heartbeat, nudge: flags.nudge }
      : null,
    cutOver: flags['cut-over'],
    checkpoint: flags.checkpoint ?? null,
    recheck,
    digestSeed: digestSeedOf(seed),
  }
}

/** 64 bits of the run's seed; never 0, with which a hash skips a step. */
export function digestSeedOf(seed: number): string {
  const chance = random(seed)
  const high = BigInt(chance.below(2 ** 32))
  const low = BigInt(chance.below(2 ** 32))
  return String(BigInt.asIntN(64, (high << 32n) | low | 1n))
}
