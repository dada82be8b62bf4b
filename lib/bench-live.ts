/** How fast a compare is while a thousand rows a second are updated and travel to the target. */
import { benchConnections, engineMs } from './bench-compare.ts'
import { floorMs } from './bench-floor.ts'
import { goal, short } from './bench-goal.ts'
import { median } from './bench-statistics.ts'
import { benchTable, makeBenchTable } from './bench-tables.ts'
import { connectPostgres } from './postgres.ts'
import { random } from './random.ts'
import { refreshSubscription } from './stack-replication.ts'
import { sleep } from './wait.ts'
import type { Check } from './result.ts'
import type { Both } from './table.ts'

export type LiveBench = {
  /** Databases that are joined by replication. */
  readonly shop: Both<string>
  readonly rows: number
  readonly repetitions: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
}

const updatesPerSecond = 1000
const tickMs = 20
const copyMaxMs = 300_000

export async function liveChecks(bench: LiveBench): Promise<readonly Check[]> {
  const { shop, rows, repetitions, signal, progress } = bench
  progress(`making a table of ${rows} rows that is replicated`)
  await makeReplicated(bench)
  const [ours, floors]: [number[], number[]] = [[], []]
  const unsettled: string[] = []
  await using writer = startWriter(bench)
  // A round of the compare is of a few seconds: more of them than elsewhere, for what is late differs from round to round.
  for (let round = 1; round <= 2 * repetitions; round += 1) {
    progress(`under ${updatesPerSecond} updates/s: round ${round} of ${2 * repetitions}`)
    const of = { urls: shop, table: 'replicated', signal }
    floors.push(await floorMs({ ...of, connections: benchConnections }))
    const live = { settleMs: 30_000, heartbeat: undefined, nudge: false }
    const { ms, result } = await engineMs({ ...of, live })
    ours.push(ms)
    if (result.verdict !== 'equal') unsettled.push(result.reason ?? result.verdict)
  }
  const [live, floor] = [median(ours), median(floors)]
  return [
    goal({
      name: `live under ${updatesPerSecond} updates/s: time ÷ floor`,
      measured: unsettled.length > 0 ? Number.NaN : short(live / floor),
      comparison: '<=',
      limit: 1.6,
      unit: '×',
      message:
        unsettled.length > 0
          ? `not equal: ${unsettled.join('; ')}`
          : `${Math.round(live)} ms against ${Math.round(floor)} ms, ${Math.round(writer.perSecond())} updates/s; median of ${2 * repetitions}`,
    }),
  ]
}

/** On the target first: a change that arrives before its table stops the subscription. */
async function makeReplicated({ shop, rows, signal }: LiveBench): Promise<void> {
  await using target = await connectPostgres(shop.target, { max: 1 })
  await target.unsafe(benchTable('replicated', 'bigint'))
  await makeBenchTable(shop.source, { name: 'replicated', rows })
  await refreshSubscription(target, { deadlineMs: copyMaxMs, signal })
  await target.unsafe('VACUUM ANALYZE replicated')
}

type Writer = AsyncDisposable & { readonly perSecond: () => number }

/** Updates on schedule, some rows at a time, anywhere in the table, until it is closed. */
function startWriter({ shop, rows, seed }: LiveBench): Writer {
  const chance = random(seed)
  const stop = new AbortController()
  const started = performance.now()
  let written = 0

  async function write(): Promise<void> {
    await using sql = await connectPostgres(shop.source, { max: 1 })
    while (!stop.signal.aborted) {
      const due = ((performance.now() - started) / 1000) * updatesPerSecond
      const count = Math.min(updatesPerSecond, Math.floor(due - written))
      const ids = Array.from({ length: count }, () => 1 + chance.below(rows))
      if (count > 0) await sql.unsafe(`UPDATE replicated SET i = i + 1 WHERE id IN (${ids.join()})`)
      written += count
      await sleep(tickMs, stop.signal).catch(() => undefined)
    }
  }

  const writing = write()
  // A failure is told when it is closed.
  writing.catch(() => undefined)
  return {
    perSecond: () => (1000 * written) / (performance.now() - started),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await writing
    },
  }
}
