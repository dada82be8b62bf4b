/** Runs a load profile: opens what is loaded, drives the engine, and judges what it measured. */
import { checkHistory } from './check-history.ts'
import { createAbortRule, loadChecks } from './load-judgement.ts'
import { runEngine } from './load-engine.ts'
import { openConnectLoad } from './load-connect.ts'
import { openDatabaseLoad } from './load-database.ts'
import { openReconciliationLoad } from './load-reconciliation.ts'
import { openFileLoad } from './load-file.ts'
import { factsOf } from './load-workloads.ts'
import { rampOf } from './load-ramp.ts'
import { watchPipeline } from './pipeline-watch.ts'
import { parseThreshold, withDefaults } from './threshold.ts'
import { formatDuration } from './units.ts'
import type { CheckHistory } from './check-history.ts'
import type { EngineOptions, EnginePlan, Measurement, Snapshot } from './load-engine.ts'
import type { LoadRun, LoadSubject } from './load-subject.ts'
import type { NamedWorkload } from './load-workloads.ts'
import type { PipelineSecond } from './pipeline-watch.ts'
import type { Check, Findings } from './result.ts'
import type { Threshold } from './threshold.ts'

const openers: Readonly<Record<NamedWorkload, (run: LoadRun) => Promise<LoadSubject>>> = {
  connect: openConnectLoad,
  database: openDatabaseLoad,
  reconciliation: openReconciliationLoad,
}

/** Somebody who follows the run. */
export type LoadWatch = Pick<EngineOptions, 'finish' | 'onRunning'> & {
  readonly onSubject: (about: Pick<LoadSubject, 'environment'>) => void
  /** The checks as they stand over all that was measured so far. */
  readonly onSecond: (soFar: Snapshot, checks: readonly Check[]) => void
}

/**
 * @throws UsageError where a user class is unknown; UnreachableError where there is nothing to load at the URLs, or
 * the embedded stack cannot be started
 */
export async function runLoad(run: LoadRun, watch?: LoadWatch): Promise<Findings> {
  const { workload } = run.flags
  await using subject =
    workload.name === null
      ? await openFileLoad(run, workload.file)
      : await openers[workload.name](run)
  const defaults = (subject.thresholds ?? factsOf(workload).thresholds).map(parseThreshold)
  const thresholds = withDefaults(run.flags.threshold, { defaults })
  watch?.onSubject(subject)
  const history = checkHistory(thresholds)
  const measuring = { run, subject, thresholds, history, watch }
  const { measurement, requestsBeside } = await watched(measuring)
  const sentInAll = measurement.load.sentInAll + subject.requestsBefore + requestsBeside
  const counts = subject.countRequests !== null
  const serverCounted = (await subject.countRequests?.()) ?? null
  const load = { ...measurement.load, sentInAll, serverCounted }
  const measured = { ...measurement, load, counts, gauges: subject.gauges?.() ?? {} }
  const left = (await subject.leave?.()) ?? []
  return {
    ...measurement,
    load,
    ...subject.sections?.(measurement),
    environment: subject.environment,
    checks: [...history.tell(loadChecks(measured, thresholds)), ...left],
  }
}

type Measuring = {
  readonly run: LoadRun
  readonly subject: LoadSubject
  readonly thresholds: readonly Threshold[]
  readonly history: CheckHistory
  readonly watch: LoadWatch | undefined
}

async function watched(
  measuring: Measuring,
): Promise<{ readonly measurement: Measurement; readonly requestsBeside: number }> {
  const { subject } = measuring
  const pipeline = subject.pipeline === undefined ? null : watchPipeline(subject.pipeline)
  try {
    const measurement = await measure(measuring, () => pipeline?.latest() ?? null)
    return { measurement, requestsBeside: (await pipeline?.stop()) ?? 0 }
  } finally {
    await pipeline?.stop()
  }
}

async function measure(
  { run, subject, thresholds, history, watch }: Measuring,
  pipeline: () => PipelineSecond | null,
): Promise<Measurement> {
  const plan = planOf(run, subject)
  const failed = new AbortController()
  const shouldAbort = createAbortRule(run.flags['abort-on-fail'] ? thresholds : [])
  run.progress('loading the workload …')
  return runEngine(plan, {
    signal: AbortSignal.any([run.signal, failed.signal]),
    finish: watch?.finish,
    onRunning: watch?.onRunning,
    pipeline,
    onMeasured: (second) => history.take(second, subject.gaugesIn?.(second.t)),
    onGauged: (_worker, gauged) => subject.onGauged?.(gauged),
    onSecond: (soFar) => {
      run.progress(secondLine(soFar, plan))
      const gauges = subject.gauges?.() ?? {}
      if (shouldAbort({ ...soFar, gauges })) {
        failed.abort(new Error('a threshold has been broken for 5 s'))
      }
      const checks = loadChecks({ ...soFar, gauges, counts: false }, thresholds)
      history.see(checks, soFar.latest.t)
      watch?.onSecond(soFar, history.tell(checks))
    },
  })
}

function planOf({ flags, seed }: LoadRun, subject: LoadSubject): EnginePlan {
  return {
    model: flags['arrival-rate'] === undefined ? 'closed' : 'open',
    ramp: rampOf(flags),
    connections: subject.connections,
    userClasses: flags['user-class'] ?? [],
    workers: flags.workers,
    warmUpMs: flags['warm-up'],
    requestTimeoutMs: flags['request-timeout'],
    stopTimeoutMs: flags['stop-timeout'],
    seed,
    workload: subject.workload,
  }
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
