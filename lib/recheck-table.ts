/** Reads only the rows of a table that an earlier compare named, and says how they stand now. */
import { UsageError } from './errors.ts'
import { settleAll } from './live-table.ts'
import { stillPosition } from './position-still.ts'
import { choosePosition } from './position.ts'
import { startTally } from './tally.ts'
import { unreadResult } from './table-result.ts'
import type { EarlierRow, EarlierTable } from './earlier-result.ts'
import type { Lane } from './lane.ts'
import type { LiveSettings } from './live-table.ts'
import type { Suspect } from './reconcile-live.ts'
import type { Both, TablePair, TableResult } from './table.ts'
import type { DifferenceSink, Tally } from './tally.ts'

export type RecheckWork = {
  readonly pair: TablePair
  readonly earlier: EarlierTable
  readonly rows: AsyncIterable<EarlierRow>
  readonly readers: Both<Lane>
  readonly live: LiveSettings | null
  readonly differencesMax: number
  readonly sink: DifferenceSink
  readonly signal: AbortSignal
}

/** A row that changes all the time while nobody is said to write. */
const stillSettleMs = 3000

/** @throws UsageError where the rows were told by another key than they have now */
export async function recheckTable(work: RecheckWork): Promise<TableResult> {
  const { pair, readers, signal, live } = work
  const startedMs = performance.now()
  const tally = startTally(work.differencesMax, work.sink)
  const lost = { count: 0 }
  const { settleMs } = live ?? { settleMs: stillSettleMs }
  const position = live === null ? stillPosition : await choosePosition(choiceOf(work, live))
  const settling = { pair, readers, settleMs, tally, signal }
  const reasons = await settleAll(settling, { position, suspects: suspectsOf(work, lost) })
  return resultOf(work, {
    tally,
    reasons,
    lost: lost.count,
    durationMs: performance.now() - startedMs,
  })
}

function choiceOf(
  { readers, pair }: RecheckWork,
  { heartbeat, nudge, settleMs }: LiveSettings,
): Parameters<typeof choosePosition>[0] {
  const choice = { ...readers, tables: [pair], nudge, settleMs }
  return heartbeat === undefined ? choice : { ...choice, heartbeat }
}

async function* suspectsOf(
  { pair, rows, readers }: RecheckWork,
  lost: { count: number },
): AsyncIterable<Suspect> {
  const groups = new Set<string>()
  for await (const { key, values } of rows) {
    if (key !== null) yield { key: keyOf(pair, key) }
    else {
      const group = values === null ? null : await groupOfValues(readers.source, pair, values)
      if (group === null) lost.count += 1
      else if (!groups.has(group)) {
        groups.add(group)
        yield { key: [group], isGroup: true }
      }
    }
  }
}

function keyOf(pair: TablePair, key: Readonly<Record<string, string>>): readonly string[] {
  const names = pair.key ?? []
  const isSame = names.length === Object.keys(key).length && names.every((name) => name in key)
  if (isSame) return names.map((name) => key[name] ?? '')
  const found = Object.keys(key).join(', ')
  const expected = pair.key === null ? 'no key' : names.join(', ')
  throw new UsageError(
    `Cannot recheck ${pair.label}: its rows are told by (${found}), expected ${expected}`,
  )
}

/** The number of a group from the values that were shown; null where what was compared was another form of them. */
async function groupOfValues(
  lane: Lane,
  pair: TablePair,
  values: Readonly<Record<string, string | null>>,
): Promise<string | null> {
  const texts: (string | null)[] = []
  for (const { name, own, value, policy } of pair.columns) {
    const isShown = value.source === own && value.target === own && policy.name !== 'epsilon'
    if (!isShown || !(name in values)) return null
    texts.push(values[name] ?? null)
  }
  const columns = texts.map((_, index) => `$${index + 1}::text COLLATE "C"`)
  const [row] = await lane.rows(
    `SELECT hash_record_extended(ROW(${columns.join(', ')}), 0)::text`,
    texts,
  )
  return row?.[0] ?? null
}

type Recheck = {
  readonly tally: Tally
  readonly reasons: readonly string[]
  readonly lost: number
  readonly durationMs: number
}

function resultOf({ pair, earlier }: RecheckWork, found: Recheck): TableResult {
  const counts = found.tally.counts()
  const unresolved = counts.unresolved + found.lost
  const isProven = counts.missing + counts.extra + counts.changed > 0
  const reasons = [
    ...found.reasons,
    ...(found.lost > 0
      ? [`${found.lost} rows cannot be found again by what was told of them`]
      : []),
    ...(earlier.truncated ? ['the earlier result listed only some of its rows'] : []),
  ]
  const isOpen = unresolved > 0 || earlier.truncated
  return {
    ...unreadResult({
      table: pair.label,
      targetTable: pair.targetLabel,
      verdict: isProven ? 'different' : isOpen ? 'unresolved' : 'equal',
      reason: ['only the rows of the earlier result were read', ...reasons].join('; '),
      depth: 'rows',
      schema: pair.schema,
    }),
    ...counts,
    unresolved,
    truncated: found.tally.truncated(),
    differences: found.tally.listed(),
    durationMs: Math.round(found.durationMs),
  }
}
