/** Compares pairs of tables over the connections that there are. */
import { openCompareCheckpoint } from './compare-checkpoint.ts'
import { compareTable, stopped } from './reconcile-table.ts'
import { failureOf } from './sql-failure.ts'
import { messageOf } from './errors.ts'
import { probe } from './probe.ts'
import { comesWithTexts } from './reconcile-rows.ts'
import { retried } from './retry.ts'
import { unreadResult } from './table-result.ts'
import { bothLanes } from './compared-side.ts'
import { estimatedRows } from './segment-plan.ts'
import { settlingReaders } from './settling-readers.ts'
import { startProgress } from './compare-progress.ts'
import type { CompareCheckpoint } from './compare-checkpoint.ts'
import type { ComparedSide } from './compared-side.ts'
import type { Lane } from './lane.ts'
import type { DigestSettings } from './reconcile-chunks.ts'
import type { ReconcileRun } from './reconcile.ts'
import type { SettlingReaders } from './settling-readers.ts'
import type { Both, TablePair, TableResult } from './table.ts'

/** So small a table is read by one connection, while the others read others. */
const smallRowsMax = 20_000

/**
 * A large table has all connections, one after the other; small ones are read side by side.
 *
 * @throws UnreachableError where a side cannot be opened
 */
export async function comparePairs(
  run: ReconcileRun,
  pairs: readonly TablePair[],
  sides: Both<ComparedSide>,
): Promise<readonly TableResult[]> {
  if (pairs.length === 0) return []
  const { connections, snapshotMaxMs } = run.settings
  await retried(async () => Promise.all([sides.source.fresh(0), sides.target.fresh(0)]), {
    signal: run.signal,
    onFailure: async () => recoverNow(sides, 0),
  })
  await using readers = settlingReaders({
    urls: run.urls,
    statementTimeoutMs: snapshotMaxMs,
    signal: run.signal,
  })
  await using checkpoint = await checkpointOf(run, pairs, sides)
  const end: End = { why: null }
  const shared = { run, sides, readers, checkpoint, end }
  const told = startProgress(run.progress, pairs)
  const small = pairs.filter((pair) => estimatedRows(pair) <= smallRowsMax)
  const large = pairs.filter((pair) => estimatedRows(pair) > smallRowsMax)
  const results: TableResult[] = []
  const all = Array.from({ length: connections }, (_, index) => index)
  for (const pair of large)
    results.push(await compareUnlessOver({ ...shared, pair, lanes: all, told }))
  async function next(lane: number): Promise<void> {
    for (let pair = small.shift(); pair !== undefined; pair = small.shift()) {
      results.push(await compareUnlessOver({ ...shared, pair, lanes: [lane], told }))
    }
  }
  const ends = await Promise.allSettled(all.map(next))
  const failed = ends.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  if (end.why === null) await checkpoint?.done()
  return results
}

async function checkpointOf(
  { settings }: ReconcileRun,
  pairs: readonly TablePair[],
  sides: Both<ComparedSide>,
): Promise<CompareCheckpoint | null> {
  const { checkpoint: path, depth, live } = settings
  if (path === null) return null
  return await openCompareCheckpoint({ path, pairs, sides, depth, live: live !== null })
}

/** Why nothing more can be compared; null: it can. */
type End = { why: string | null }

type OnePair = {
  readonly end: End
  readonly run: ReconcileRun
  readonly sides: Both<ComparedSide>
  readonly readers: SettlingReaders
  readonly checkpoint: CompareCheckpoint | null
  readonly pair: TablePair
  readonly lanes: readonly number[]
  readonly told: (pair: TablePair, rows: number) => void
}

/** A server that is lost is waited for once, and not again for each table. */
async function compareUnlessOver(one: OnePair): Promise<TableResult> {
  const { run, pair, end } = one
  const names = { table: pair.label, targetTable: pair.targetLabel, depth: run.settings.depth }
  if (run.signal.aborted) end.why ??= stopped
  if (end.why !== null) return unreadResult({ ...names, verdict: 'skipped', reason: end.why })
  try {
    return await compareOne(one)
  } catch (error) {
    if (!run.signal.aborted && failureOf(error) !== 'lost') throw error
    end.why = run.signal.aborted ? stopped : messageOf(error)
    return unreadResult({ ...names, verdict: 'unresolved', reason: end.why })
  }
}

async function compareOne(one: OnePair): Promise<TableResult> {
  const { run, sides, checkpoint, pair, lanes, told } = one
  const { depth, differencesMax, live } = run.settings
  const names = { table: pair.label, targetTable: pair.targetLabel }
  const { digest, refusal } = await digestFor(one)
  if (refusal !== null) {
    return unreadResult({ ...names, verdict: 'unsupported', reason: refusal, depth })
  }
  return await compareTable({
    pair,
    sides,
    digest,
    depth,
    lanes,
    live: live === null ? null : { ...live, readers: await readersFor(one) },
    checkpoint,
    differencesMax,
    sink: async (difference) => {
      await run.onDifference?.(pair, difference)
      await run.rows({ ...difference, ...names })
    },
    signal: run.signal,
    onRows: (rows) => told(pair, rows),
    onEnd: (why) => (one.end.why = why),
  })
}

async function readersFor({ run, readers, lanes }: OnePair): Promise<Both<Lane>> {
  const { signal } = run
  return await retried(async () => readers.of(lanes[0] ?? 0), {
    signal,
    onFailure: async () => false,
  })
}

type DigestChoice = { readonly digest: DigestSettings; readonly refusal: string | null }

/** Whether both servers hash alike is seen on a row of the types in use; where they do not, SHA-256 takes the place of their own hash. */
async function digestFor({ run, sides, pair, lanes }: OnePair): Promise<DigestChoice> {
  const { digestSeed: seed, live } = run.settings
  async function ask(): ReturnType<typeof probe> {
    return await probe(await bothLanes(sides, { lane: lanes[0] ?? 0, live }), {
      pairs: [pair],
      seed,
    })
  }
  const { signal } = run
  const agreed = await retried(ask, {
    signal,
    onFailure: async () => recoverNow(sides, lanes[0] ?? 0),
  })
  const { digests, native, portable } = agreed
  const digest = {
    seed,
    native: native && digests,
    nested: false,
    portable: !digests,
    direct: agreed.direct && native && digests,
  }
  const why = `the two servers do not hash alike: ${agreed.disagreements.join(', ')}`
  if (!digests && !portable) return { digest, refusal: why }
  // Rows without a key are found again by a hash of the server.
  const isLost = !digests && live !== null && comesWithTexts(pair)
  return { digest, refusal: isLost ? `${why}; without a key, it cannot be compared live` : null }
}

async function recoverNow(sides: Both<ComparedSide>, lane: number): Promise<boolean> {
  await Promise.all([sides.source.recover(lane), sides.target.recover(lane)])
  return false
}
