/** The database workload on its target: tables made in a schema of their own, a pool that is watched, and all of it removed. */
import { randomBytes } from 'node:crypto'

import { makeTables, schemaPrefix, tableRemover, tablesOf } from './database-tables.ts'
import { UsageError } from './errors.ts'
import { onLoadStack, serverVersion } from './load-stack.ts'
import { poolStatistics } from './pool-statistics.ts'
import type { MadeTables } from './database-tables.ts'
import type { LoadStack } from './load-stack.ts'
import type { LoadRun, LoadSubject } from './load-subject.ts'
import type { PoolGauged } from './pool-statistics.ts'
import type { DatabaseSettings } from './workload-database.ts'

/** @throws UnreachableError where the source cannot be reached, or lets us make no tables */
export async function openDatabaseLoad(run: LoadRun): Promise<LoadSubject> {
  return await onLoadStack(run, openOn)
}

async function openOn(run: LoadRun, stack: LoadStack): Promise<LoadSubject> {
  const { flags, seed, signal, progress } = run
  const url = stack.source
  if (url === null) throw new UsageError('Cannot load a database without --source URL')
  // Not of the seed: two runs of one seed must not share their tables.
  const name = randomBytes(4).toString('hex')
  const applicationName = `cdc-testbench load ${name}`
  const made: MadeTables = {
    schema: `${schemaPrefix}${name}`,
    tables: tablesOf(flags.sizes, flags.tables ?? flags.sizes.length),
  }
  const settings: DatabaseSettings = { ...made, url, applicationName, pool: flags.pool }
  const leave = tableRemover([{ url, schema: made.schema, applicationName }])
  async function close(): Promise<void> {
    await leave()
    await stack[Symbol.asyncDispose]()
  }
  const environment = { source: await serverVersion(url) }
  try {
    await makeTables({ ...made, url, seed, signal, progress })
  } catch (error) {
    await leave()
    throw error
  }
  const pool = poolStatistics({ size: flags.pool, workers: flags.workers })
  return {
    workload: { module: new URL('workload-database.ts', import.meta.url).href, settings },
    connections: flags.pool,
    environment,
    requestsBefore: 0,
    countRequests: null,
    pipeline: { source: url, connect: null, connectors: [] },
    onGauged: (gauged) => pool.take(gauged as PoolGauged),
    gauges: () => gaugesOf(pool.read().utilizationPercent.busiestSecond),
    gaugesIn: (second) => gaugesOf(pool.percentIn(second)),
    sections: () => ({ pool: pool.read() }),
    leave,
    [Symbol.asyncDispose]: close,
  }
}

function gaugesOf(percent: number | null): { 'pool-utilization'?: number } {
  return percent === null ? {} : { 'pool-utilization': percent / 100 }
}
