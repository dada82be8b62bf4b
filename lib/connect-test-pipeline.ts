/** For tests: a real pipeline of two servers with one table, and the stand-in in front of it, in this process. */
import { ClosingStack } from './closing-stack.ts'
import { connectPostgres } from './postgres.ts'
import { joinServers, pipelineNames } from './stack-replication.ts'
import { pipelineConfigs } from './connect-ends.ts'
import { startConnectStandIn } from './connect-stand-in.ts'
import { startPostgres } from './stack-postgres.ts'
import type { ConnectorConfig } from './connect-plugins.ts'
import type { Sql } from './postgres.ts'
import type { StandIn, StandInSettings } from './connect-stand-in.ts'

export type TestPipeline = AsyncDisposable & {
  readonly source: Sql
  readonly target: Sql
  readonly settings: StandInSettings
  readonly configs: Readonly<Record<'shop-source' | 'shop-sink', ConnectorConfig>>
}

/** `orders (id, note)` on both sides, empty and joined. */
export async function startTestPipeline(): Promise<TestPipeline> {
  await using opened = new ClosingStack()
  const from = opened.use(await startPostgres({ name: 'source', databases: ['shop', 'connect'] }))
  const to = opened.use(await startPostgres({ name: 'target', databases: ['shop'] }))
  const source = opened.use(await connectPostgres(from.url('shop')))
  const target = opened.use(await connectPostgres(to.url('shop')))
  for (const sql of [target, source]) {
    await sql`CREATE TABLE orders (id integer PRIMARY KEY, note text)`
  }
  await joinServers({ source, target }, from.url('shop'))
  const settings = {
    sourceUrl: from.url('shop'),
    targetUrl: to.url('shop'),
    stateUrl: from.url('connect'),
    ...pipelineNames,
    host: '127.0.0.1',
    port: 0,
    countsPort: 0,
  }
  const owned = opened.move()
  return {
    source,
    target,
    settings,
    configs: pipelineConfigs(settings),
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

export type TestStandIn = TestPipeline & { readonly standIn: StandIn }

/** Returns when the stand-in is ready. */
export async function startTestStandIn(): Promise<TestStandIn> {
  await using opened = new ClosingStack()
  const pipeline = opened.use(await startTestPipeline())
  const standIn = opened.use(await startConnectStandIn(pipeline.settings))
  await standIn.ready
  const owned = opened.move()
  return {
    ...pipeline,
    standIn,
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}
