/** Short runs of the database workload for tests, on small tables in a database of the test. */
import { makeTables, removeTables, tablesOf } from './database-tables.ts'
import { runEngine } from './load-engine.ts'
import { ramp } from './pacer.ts'
import { poolStatistics } from './pool-statistics.ts'
import { assertBalanced } from './scratch-run.ts'
import type { EngineOptions, EnginePlan, Measurement } from './load-engine.ts'
import type { DatabaseUserClass } from './database-user-classes.ts'
import type { Connection } from './postgres.ts'
import type { PoolGauged } from './pool-statistics.ts'
import type { Pool } from './result.ts'
import type { DatabaseSettings } from './workload-database.ts'

export const scratchSchema = 'cdc_testbench_load_scratch'
export const scratchApplication = 'cdc-testbench load scratch'

type Given = Partial<Omit<EnginePlan, 'workload' | 'userClasses'>> & {
  readonly url: string
  readonly pool: number
  readonly user: DatabaseUserClass
  /** Of the tables that are made. */
  readonly sizes?: readonly number[]
  /** Another one than that of the tables' owner. */
  readonly loadUrl?: string
  readonly onSecond?: EngineOptions['onSecond']
  /** Called when the tables are there. */
  readonly prepared?: () => Promise<void>
}

/** Ten users at once for 1.5 s, unless the test says otherwise; the tables are made before and removed after. */
export async function databaseRun(given: Given): Promise<Measurement & { readonly pool: Pool }> {
  const { url, pool: size, user, sizes = [500], loadUrl, onSecond, prepared, ...plan } = given
  const made = { schema: scratchSchema, tables: tablesOf(sizes, sizes.length) }
  const signal = AbortSignal.timeout(90_000)
  const pool = poolStatistics({ size, workers: plan.workers ?? 1 })
  const settings: DatabaseSettings = {
    ...made,
    url: loadUrl ?? url,
    applicationName: scratchApplication,
    pool: size,
  }
  try {
    await makeTables({ ...made, url, seed: 3, signal, progress: () => undefined })
    await prepared?.()
    const measured = await runEngine(
      {
        model: 'closed',
        ramp: ramp({ users: 10, spawnRate: 1000, runTimeMs: 1500 }),
        connections: size,
        workers: 1,
        warmUpMs: 0,
        requestTimeoutMs: 10_000,
        stopTimeoutMs: 10_000,
        seed: 7,
        ...plan,
        userClasses: [{ name: user, weight: 1 }],
        workload: { module: new URL('workload-database.ts', import.meta.url).href, settings },
      },
      {
        signal,
        onGauged: (_worker, gauged) => pool.take(gauged as PoolGauged),
        ...(onSecond && { onSecond }),
      },
    )
    assertBalanced(measured)
    return { ...measured, pool: pool.read() }
  } finally {
    await removeTables({ url, schema: scratchSchema, applicationName: scratchApplication })
  }
}

/** Sessions of such a run at the server, now. */
export async function sessionsOf(admin: Connection): Promise<number> {
  const rows = await admin`
    SELECT FROM pg_stat_activity WHERE application_name = ${scratchApplication}`
  return rows.length
}

/** Counts the sessions of the run again and again; `most` ends it and tells the most that there were at once. */
export function watchSessions(admin: Connection): { readonly most: () => Promise<number> } {
  const over = new AbortController()
  let seen = 0
  async function watch(): Promise<void> {
    while (!over.signal.aborted) seen = Math.max(seen, await sessionsOf(admin))
  }
  const watching = watch()
  async function most(): Promise<number> {
    over.abort()
    await watching
    return seen
  }
  return { most }
}
