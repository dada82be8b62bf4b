/** Runs a load profile: opens what is loaded, drives the engine, and judges what it measured. */
import { createAbortRule, loadChecks } from './load-judgement.ts'
import { runEngine } from './load-engine.ts'
import { openLoadTarget } from './load-target.ts'
import { constant, ramp, stages } from './pacer.ts'
import { parseThreshold, withDefaults } from './threshold.ts'
import { formatDuration } from './units.ts'
import { discover } from './workload-connect.ts'
import type { EnginePlan, Measurement, Snapshot } from './load-engine.ts'
import type { LoadFlags } from './load-options.ts'
import type { LoadTarget } from './load-target.ts'
import type { Ramp } from './pacer.ts'
import type { Progress } from './progress.ts'
import type { Findings } from './result.ts'
import type { StackChoice } from './stack-choice.ts'
import type { Threshold } from './threshold.ts'
import type { ConnectSettings, Discovery } from './workload-connect.ts'

export type LoadRun = {
  readonly flags: LoadFlags
  readonly seed: number
  readonly stack: StackChoice
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** Of the connect workload, as the contract has them. */
const defaultThresholds = ['p99<1000ms', 'p95<500ms', 'failure-rate<=1%', 'throughput>=10']

/**
 * @throws UsageError where a user class is unknown; UnreachableError where there is no Connect API at the URL, or
 * the embedded stack cannot be started
 */
export async function runLoad(run: LoadRun): Promise<Findings> {
  await using target = await openLoadTarget(run)
  run.progress(`asking ${target.urls.join(', ')} for its connectors`)
  const found = await discover(target, run.signal)
  const defaults = defaultThresholds.map(parseThreshold)
  const thresholds = withDefaults(run.flags.threshold, { defaults })
  const measurement = await measure({ run, target, found, thresholds })
  const sentInAll = measurement.load.sentInAll + found.requests
  const counts = target.countRequests !== null
  const serverCounted = (await target.countRequests?.()) ?? null
  const load = { ...measurement.load, sentInAll, serverCounted }
  const sections = { ...measurement, load }
  return {
    ...sections,
    environment: { ...target.environment, ...connectVersion(found) },
    checks: loadChecks({ ...sections, counts }, thresholds),
  }
}

function connectVersion({ version }: Discovery): Record<string, string> {
  return version === null ? {} : { connect: version }
}

async function measure({
  run,
  target,
  found,
  thresholds,
}: {
  run: LoadRun
  target: LoadTarget
  found: Discovery
  thresholds: readonly Threshold[]
}): Promise<Measurement> {
  const plan = planOf(run, { target, found })
  const failed = new AbortController()
  const shouldAbort = createAbortRule(run.flags['abort-on-fail'] ? thresholds : [])
  return runEngine(plan, {
    signal: AbortSignal.any([run.signal, failed.signal]),
    onSecond: (soFar) => {
      run.progress(secondLine(soFar, plan))
      if (shouldAbort(soFar)) failed.abort(new Error('a threshold has been broken for 5 s'))
    },
  })
}

function planOf(
  { flags, seed }: LoadRun,
  { target, found }: { target: LoadTarget; found: Discovery },
): EnginePlan {
  const settings: ConnectSettings = {
    urls: target.urls,
    headers: target.headers,
    ca: target.ca,
    insecure: target.insecure,
    connectors: found.connectors,
  }
  return {
    model: flags['arrival-rate'] === undefined ? 'closed' : 'open',
    ramp: rampOf(flags),
    connections: flags.connections,
    userClasses: flags['user-class'] ?? [],
    workers: flags.workers,
    warmUpMs: flags['warm-up'],
    requestTimeoutMs: flags['request-timeout'],
    stopTimeoutMs: flags['stop-timeout'],
    seed,
    workload: { module: new URL('workload-connect.ts', import.meta.url).href, settings },
  }
}

function rampOf(flags: LoadFlags): Ramp {
  const rate = flags['arrival-rate']
  if (flags.stages !== undefined) return stages({ from: rate ?? 0, stages: flags.stages })
  const runTimeMs = flags['run-time']
  if (rate !== undefined) return constant({ rate, runTimeMs })
  return ramp({ users: flags.users, spawnRate: flags['spawn-rate'], runTimeMs })
}

function secondLine({ latest, totals, load }: Snapshot, plan: EnginePlan): string {
  const whole = plan.ramp.pieces.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const failed = totals.failed + totals.timedOut
  const p95 = totals.responseTimeMs.p95
  return [
    `${latest.t}s of ${formatDuration(whole)}`,
    plan.model === 'closed' ? `${latest.users} users` : `${latest.due ?? 0} due`,
    `${latest.ok + latest.failed}/s`,
    `p95 ${p95 === null ? '-' : formatDuration(Number(p95.toPrecision(3)))}`,
    `${failed} failed`,
    ...(load.valid ? [] : [`invalid: ${load.invalidBecause.join(', ')}`]),
  ].join(', ')
}
