/** Does to a healthy pair of databases what an entry of the catalogue says. */
import { ClosingStack } from './closing-stack.ts'
import { conninfoOf, untilApplied } from './stack-replication.ts'
import { sides } from './fault-pair.ts'
import { connectPostgres } from './postgres.ts'
import { quoteLiteral, quoteName } from './quote.ts'
import { until } from './wait.ts'
import type { Injection, Pipeline, PipelineStep } from './fault.ts'
import type { HealthyPair } from './fault-pair.ts'
import type { Connection } from './postgres.ts'
import type { Both } from './table.ts'

/** Names of the pipeline inside a pair; the slot, which stands beside those of other pairs, has the name of the database. */
const publication = 'fault_publication'
const subscription = 'fault_subscription'

/** Of each step, on the slowest machine. */
const deadlineMs = 120_000

/** Whether it changes the source. */
export function writesSource({ both, source, pipeline }: Injection): boolean {
  return [both, source, pipeline].some((part) => part !== undefined)
}

/** @throws what a statement threw: then the fault was not injected */
export async function injectFault(
  { urls }: Pick<HealthyPair, 'urls'>,
  injection: Injection,
  signal: AbortSignal,
): Promise<void> {
  const { both, pipeline, source, target } = injection
  await using opened = new ClosingStack()
  // A connection costs more than most statements.
  if (writesSource(injection) || target !== undefined) {
    const on = {
      source: opened.use(await connectPostgres(urls.source, { max: 1 })),
      target: opened.use(await connectPostgres(urls.target, { max: 1 })),
    }
    if (both !== undefined) await Promise.all(sides.map(async (side) => on[side].unsafe(both)))
    if (pipeline !== undefined) await runPipeline({ on, urls, pipeline, signal })
    for (const statement of [source ?? []].flat()) await on.source.unsafe(statement)
    for (const statement of [target ?? []].flat()) await on.target.unsafe(statement)
  }
}

type PipelineRun = {
  readonly on: Both<Connection>
  readonly urls: Both<string>
  readonly pipeline: Pipeline
  readonly signal: AbortSignal
}

async function runPipeline({ on, urls, pipeline, signal }: PipelineRun): Promise<void> {
  const slot = slotOf(urls.source)
  await on.source.unsafe(`CREATE PUBLICATION ${publication} ${pipeline.publication}`)
  // Two statements: the one that makes a slot waits for all that runs on the server, and other pairs write there.
  await on.source`SELECT pg_create_logical_replication_slot(${slot}, 'pgoutput', false, ${/two_phase/.test(pipeline.subscription ?? '')})`
  const options = [
    'create_slot = false',
    `slot_name = ${quoteName(slot)}`,
    pipeline.subscription ?? 'copy_data = false',
  ]
  await on.target.unsafe(
    `CREATE SUBSCRIPTION ${subscription} CONNECTION ${quoteLiteral(conninfoOf(urls.source, subscription))}
     PUBLICATION ${publication} WITH (${options.join()})`,
  )
  for (const step of pipeline.steps) await doStep({ on, urls, pipeline, signal }, step)
}

async function doStep({ on, urls, signal }: PipelineRun, step: PipelineStep): Promise<void> {
  if (step === 'applied') {
    await untilApplied(on.source, { slot: slotOf(urls.source), deadlineMs, signal })
  } else if ('sql' in step) {
    await on[step.on].unsafe(step.sql)
  } else {
    await until(
      async () => {
        const rows = await on[step.on].unsafe<Record<string, unknown>[]>(step.until)
        return Object.values(rows[0] ?? {})[0] === true
      },
      { what: step.until, deadlineMs, signal },
    )
  }
}

function slotOf(url: string): string {
  return new URL(url).pathname.slice(1)
}
