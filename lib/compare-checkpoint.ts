/** What a checkpoint keeps of a compare: how each table is cut up, and what was found in its finished segments. */
import type { Checkpoint } from './checkpoint.ts'
import type { ComparedSide } from './compared-side.ts'
import type { DigestSettings, Sum } from './reconcile-chunks.ts'
import type { Segment } from './segments.ts'
import type { Both, Depth, TablePair } from './table.ts'

/** How a table is cut up, and hashed: the same in every run that goes on with it. */
export type TablePlan = {
  readonly kind: 'plan'
  readonly segments: readonly Segment[]
  readonly digest: DigestSettings
}

/**
 * A segment whose chunks were compared. The rows of those that differ are not kept: a run that goes on reads these chunks again, and
 * finds what is there then.
 */
export type FinishedSegment = {
  readonly kind: 'segment'
  readonly id: string
  readonly at: string
  readonly rows: Both<number>
  /** Decimal: JSON has no numbers so long. */
  readonly sums: Both<string>
  readonly differing: readonly number[]
}

export type CompareCheckpoint = Checkpoint<TablePlan | FinishedSegment>

/** @throws UsageError where the file is in use, or of another compare */
export async function openCompareCheckpoint(of: {
  readonly path: string
  readonly pairs: readonly TablePair[]
  readonly sides: Both<ComparedSide>
  readonly depth: Depth
  readonly live: boolean
}): Promise<CompareCheckpoint> {
  const { openCheckpoint } = await import('./checkpoint.ts')
  const { fingerprintOf, serverIdentity } = await import('./checkpoint-fingerprint.ts')
  const { path, pairs, sides, depth, live } = of
  const servers = {
    source: await serverIdentity(await sides.source.fresh(0)),
    target: await serverIdentity(await sides.target.fresh(0)),
  }
  const settings = { depth, live: String(live) }
  return await openCheckpoint(path, fingerprintOf({ pairs, servers, settings }), finishedPart)
}

export function finishedSegment(
  { id }: Segment,
  { whole, differing }: { readonly whole: Both<Sum>; readonly differing: readonly number[] },
): FinishedSegment {
  return {
    kind: 'segment',
    id,
    at: new Date().toISOString(),
    rows: { source: whole.source.rows, target: whole.target.rows },
    sums: { source: String(whole.source.sum), target: String(whole.target.sum) },
    differing,
  }
}

/** What `finishedSegment` kept. */
export function sumsOfFinished({ rows, sums }: FinishedSegment): Both<Sum> {
  return {
    source: { rows: rows.source, sum: BigInt(sums.source) },
    target: { rows: rows.target, sum: BigInt(sums.target) },
  }
}

/** The header of the file says that it is ours and of the same compare: what is looked at is that the line is one of ours at all. */
function finishedPart(value: unknown): TablePlan | FinishedSegment {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null
  if (kind === 'plan' || kind === 'segment') return value as TablePlan | FinishedSegment
  throw new Error('expected a plan or a segment')
}
