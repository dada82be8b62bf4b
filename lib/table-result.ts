/** Makes the result of one table of what was counted and found in it. */
import type { Both, Depth, TablePair, TableResult, TableVerdict } from './table.ts'
import type { Counts, Tally } from './tally.ts'

/** What was read of a table so far; `failure` is why it could not be read to its end. */
export type TableTotals = {
  readonly rows: Record<keyof Both<number>, number>
  readonly sums: Record<keyof Both<bigint>, bigint>
  differingChunks: number
  unsteadyChunks: number
  failure: string | null
  /** Of settling: why rows are unresolved, or not proven. */
  readonly reasons: string[]
  /** How many of its segments a run read that was stopped, the last of them `at`. */
  earlier: {
    readonly segments: number
    readonly of: number
    readonly id: string
    readonly at: string
  } | null
}

export type TableFindings = {
  readonly pair: TablePair
  readonly depth: Depth
  readonly live: boolean
  readonly totals: TableTotals
  readonly tally: Pick<Tally, 'counts' | 'listed' | 'truncated'>
  readonly durationMs: number
}

/** One proven difference makes a table different, whatever else in it is unresolved. */
export function tableResult(findings: TableFindings): TableResult {
  const { pair, depth, totals, tally, durationMs } = findings
  const { sums } = totals
  const isWhole = totals.failure === null
  const counts = tally.counts()
  const rows = findings.live ? settledRows(totals, counts) : totals.rows
  // While writes flow, the scans of both sides are of different moments, and so are checksums that differ.
  const hasSums = isWhole && depth !== 'counts' && !(findings.live && sums.source !== sums.target)
  const byRow = depth === 'rows' && isWhole
  const { verdict, reason } = judged(findings)
  const reasons = [...(reason === null ? [] : [reason]), ...earlierOf(totals)]
  return {
    table: pair.label,
    targetTable: pair.targetLabel,
    verdict,
    reason: reasons.length > 0 ? reasons.join('; ') : null,
    depth,
    sourceRows: isWhole ? rows.source : null,
    targetRows: isWhole ? rows.target : null,
    difference: isWhole ? rows.target - rows.source : null,
    match: isWhole ? rows.target === rows.source : null,
    sourceChecksum: hasSums ? String(sums.source) : null,
    targetChecksum: hasSums ? String(sums.target) : null,
    missing: byRow ? counts.missing : null,
    extra: byRow ? counts.extra : null,
    changed: byRow ? counts.changed : null,
    unresolved: byRow ? counts.unresolved : null,
    truncated: tally.truncated(),
    schema: pair.schema,
    differences: tally.listed(),
    rowsPerSecond: durationMs > 0 ? Math.round((1000 * rows.source) / durationMs) : null,
    durationMs: Math.round(durationMs),
  }
}

/** What was counted on both sides at different moments is no difference: what is proven is. Rows that are unresolved are left out. */
function settledRows({ rows }: TableTotals, { missing, extra }: Counts): Both<number> {
  return { source: rows.source, target: rows.source - missing + extra }
}

function earlierOf({ earlier }: TableTotals): readonly string[] {
  if (earlier === null) return []
  const { segments, of, id, at } = earlier
  return [`${segments} of ${of} segments, up to "${id}", were read by an earlier run until ${at}`]
}

type Judgement = { readonly verdict: TableVerdict; readonly reason: string | null }

function judged({ pair, depth, live, totals, tally }: TableFindings): Judgement {
  const { missing, extra, changed, unresolved } = tally.counts()
  const isProven = missing + extra + changed > 0
  const unsteady = live ? null : 'changed during the compare; use --live'
  const settling = totals.reasons.length > 0 ? totals.reasons.join('; ') : unsteady
  if (pair.schemaReason !== null) return { verdict: 'different', reason: pair.schemaReason }
  if (isProven) {
    const isPartial = unresolved > 0 || totals.reasons.length > 0
    return { verdict: 'different', reason: totals.failure ?? (isPartial ? settling : null) }
  }
  if (totals.failure !== null) return { verdict: 'unresolved', reason: totals.failure }
  if (unresolved > 0 || totals.unsteadyChunks > 0)
    return { verdict: 'unresolved', reason: settling }
  if (depth === 'rows' || totals.differingChunks === 0) return { verdict: 'equal', reason: null }
  const what = depth === 'counts' ? 'counts' : 'checksums'
  return { verdict: 'different', reason: `${what} differ in ${totals.differingChunks} chunks` }
}

/** The result of a pair that is not compared: refused, or on one side only. */
export function unreadResult(of: {
  readonly table: string
  readonly targetTable: string
  readonly verdict: TableVerdict
  readonly reason: string
  readonly depth: Depth
  readonly schema?: TablePair['schema']
}): TableResult {
  return {
    table: of.table,
    targetTable: of.targetTable,
    verdict: of.verdict,
    reason: of.reason,
    depth: of.depth,
    sourceRows: null,
    targetRows: null,
    difference: null,
    match: null,
    sourceChecksum: null,
    targetChecksum: null,
    missing: null,
    extra: null,
    changed: null,
    unresolved: null,
    truncated: false,
    schema: of.schema ?? [],
    differences: [],
    rowsPerSecond: null,
    durationMs: 0,
  }
}
