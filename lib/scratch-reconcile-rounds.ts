/**
 * For tests of live compare: rounds of the whole engine under a writer. 200 rounds, with the report that they end in:
 *
 *     node --import tsx --input-type=module \
 *       -e "console.log(await (await import('./lib/scratch-reconcile-rounds.ts')).reconciledRounds({ rounds: 200 }))"
 */
import { plainSettings, quietly } from './plain-compare.ts'
import { reconcile } from './reconcile.ts'
import { startLiveServers } from './scratch-live.ts'
import { liveRounds } from './scratch-rounds.ts'
import { fillWritten, writtenTables } from './scratch-writer.ts'
import { untilApplied } from './stack-replication.ts'
import { parseSelection } from './table-selection.ts'
import type { EngineRounds, RoundsReport, ToldRow } from './scratch-rounds.ts'
import type { Both, TableResult } from './table.ts'

export async function reconciledRounds(options: EngineRounds): Promise<RoundsReport> {
  await using live = await startLiveServers(options.start)
  const { source, target, urls } = live
  await live.makeTable({ name: 'busy', columns: writtenTables.busy })
  await live.makeTable({ name: 'small', columns: writtenTables.small })
  await fillWritten(source)
  await untilApplied(source)
  let seed = 0
  async function compare(): Promise<readonly ToldRow[]> {
    seed += 1
    const { tables } = await reconcileOnce(urls, seed)
    return tables.flatMap(toldOf)
  }
  return await liveRounds({ ...options, source, target, compare })
}

async function reconcileOnce(
  urls: Both<string>,
  seed: number,
): Promise<{ readonly tables: readonly TableResult[] }> {
  return reconcile({
    urls,
    settings: {
      ...plainSettings,
      selection: parseSelection({ table: ['public.busy', 'public.small'] }),
      live: { settleMs: 20_000, heartbeat: undefined, nudge: true },
      digestSeed: String(seed),
    },
    signal: new AbortController().signal,
    ...quietly,
  })
}

/** A table that has not been compared is no table without differences. */
function toldOf({ table, verdict, reason, differences }: TableResult): readonly ToldRow[] {
  const name = table.replace('public.', '')
  const rows = differences.map(({ key, kind }) => ({
    table: name,
    key: Object.values(key ?? {}).join(),
    verdict: kind,
  }))
  if (rows.length > 0 || verdict === 'equal') return rows
  return [{ table: name, key: `${verdict}: ${reason ?? 'no row'}`, verdict: 'unresolved' }]
}
