/** Compares one pair of tables while writes flow: what differs in the scans is a suspect only, and is settled beside them. */
import { asyncQueue } from './async-queue.ts'
import { choosePosition } from './position.ts'
import { keyRecord } from './differences.ts'
import { settle } from './reconcile-live.ts'
import { differingColumns, rowOf } from './row-text.ts'
import type { Position } from './position.ts'
import type { Settled, Suspect } from './reconcile-live.ts'
import type { Unmatched } from './row-merge.ts'
import type { Both, Difference, TablePair } from './table.ts'
import type { Tally } from './tally.ts'
import type { Lane } from './lane.ts'

export type LiveSettings = {
  readonly settleMs: number
  readonly heartbeat: string | undefined
  readonly nudge: boolean
}

export type LiveWork = LiveSettings & {
  readonly pair: TablePair
  /** Connections for settling alone. */
  readonly readers: Both<Lane>
  readonly tally: Tally
  readonly signal: AbortSignal
}

type SettleWork = Pick<LiveWork, 'pair' | 'readers' | 'settleMs' | 'tally' | 'signal'>

export type LiveTable = {
  /** Takes a row, or rows, that differed in the scans. */
  suspect(unmatched: Unmatched): Promise<void>
  /** Waits until the target has applied what the source has now, as long as rows may take to settle. */
  catchUp(): Promise<void>
  /** When all scans are done: settles what is left. Reasons why rows are unresolved, or not proven. */
  settled(): Promise<readonly string[]>
  /** The scans have failed: ends without an answer. */
  abandon(): Promise<void>
}

const queuedMax = 5000

/** @throws UsageError where the heartbeat table cannot be used */
export async function startLiveTable(work: LiveWork): Promise<LiveTable> {
  const { pair, readers, settleMs, heartbeat, nudge, signal } = work
  const chosen = { ...readers, tables: [pair], nudge, settleMs }
  const position = await choosePosition(heartbeat === undefined ? chosen : { ...chosen, heartbeat })
  const queue = asyncQueue<Suspect>(queuedMax)
  const groups = new Set<string>()
  const ending = settleAll(work, { position, suspects: queue }).finally(() => queue.abandon())
  // Whoever awaits it later is told; until then it is nobody's.
  ending.catch(() => undefined)

  async function suspect({ key, source, target }: Unmatched): Promise<void> {
    if (key !== null) return queue.push({ key })
    const [group = ''] = (source[0] ?? target[0])?.row.more.map(String) ?? []
    if (groups.has(group)) return
    groups.add(group)
    await queue.push({ key: [group], isGroup: true })
  }

  async function catchUp(): Promise<void> {
    await position.reached(await position.now(), { deadlineMs: settleMs, signal })
  }

  async function settled(): Promise<readonly string[]> {
    queue.close()
    return ending
  }

  async function abandon(): Promise<void> {
    queue.abandon()
    await ending.catch(() => undefined)
  }

  return { suspect, catchUp, settled, abandon }
}

/** Settles suspects and tells the tally what differs. Why rows are unresolved, or not proven. */
export async function settleAll(
  { pair, readers, settleMs, tally, signal }: SettleWork,
  { position, suspects }: { position: Position; suspects: AsyncIterable<Suspect> },
): Promise<readonly string[]> {
  const reasons = new Set<string>()
  for await (const each of settle({ ...readers, pair, suspects, position, settleMs, signal })) {
    if (each.reason !== null) reasons.add(each.reason)
    const difference = differenceOf(pair, each)
    if (difference !== null) await tally.add(difference)
  }
  return [...reasons]
}

/** Null where the row is equal after all. */
function differenceOf(pair: TablePair, settled: Settled): Difference | null {
  const { verdict, source, target, copies } = settled
  if (verdict === 'equal') return null
  const isChanged = verdict === 'changed' && source !== null && target !== null
  const columns = isChanged ? differingColumns(pair, { source, target }) : pair.columns
  return {
    kind: verdict,
    key: settled.isGroup ? null : keyRecord(pair, settled.key),
    columns: isChanged ? columns.map(({ name }) => name) : [],
    source: source === null ? null : rowOf(pair, source, columns),
    target: target === null ? null : rowOf(pair, target, columns),
    copies,
  }
}
