/** Runs load/stress.ts: step after step on one target until its limit is found, and raw saturation beside it. */
import { findLimit } from './capacity.ts'
import { loadChecks } from './load-judgement.ts'
import { openConnectLoad } from './load-connect.ts'
import { runEngine } from './load-engine.ts'
import { openFileLoad } from './load-file.ts'
import { factsOf } from './load-workloads.ts'
import { constant } from './pacer.ts'
import { saturation } from './saturation.ts'
import { parseThreshold, withDefaults } from './threshold.ts'
import type { Attempt, Limit, Saturation } from './capacity.ts'
import type { EnginePlan, Measurement } from './load-engine.ts'
import type { LoadRun, LoadSubject } from './load-subject.ts'
import type { Check, Findings } from './result.ts'
import type { StressFlags } from './stress-options.ts'
import type { Threshold } from './threshold.ts'
import type { ConnectSettings } from './workload-connect.ts'

type StressRun = LoadRun<StressFlags>

/** A p99 of fewer says what ten requests did. */
const requestsMin = 1000

/** @throws UsageError where a user class is unknown; UnreachableError where there is nothing to load */
export async function runStress(run: StressRun): Promise<Findings> {
  const { flags, signal, progress } = run
  const { workload } = flags
  await using subject =
    workload.file === null ? await openConnectLoad(run) : await openFileLoad(run, workload.file)
  const measured: { readonly attempt: Attempt; readonly found: Measurement }[] = []
  const thresholds = thresholdsOf(flags)
  const limit = await findLimit({
    first: flags['arrival-rate'],
    max: flags['rate-max'],
    connections: subject.connections,
    signal,
    attempt: async (step) => {
      progress(`step ${measured.length + 1}: ${step.rate}/s on ${step.connections} connections`)
      const plan = planOf({ run, subject, ...step })
      // A signal of its own: what a step leaves listening would pile up.
      const found = await runEngine(plan, { signal: AbortSignal.any([signal]) })
      const attempt = attemptOf({ found, thresholds, ...step })
      measured.push({ attempt, found })
      return attempt
    },
  })
  progress('raw saturation, by autocannon')
  const raw = signal.aborted ? null : await rawSaturation(run, subject)
  // What held is shown whole; where nothing did, what came nearest.
  const shown = measured.findLast(({ attempt }) => attempt.holds) ?? measured[0]
  return {
    ...shown?.found,
    capacity: { ...limit, saturation: raw },
    environment: subject.environment,
    checks: [capacityCheck(limit)],
  }
}

/** How many requests a second a step achieves is what is looked for: a default for that would only bound the search. */
function thresholdsOf({ workload, threshold }: StressFlags): readonly Threshold[] {
  const defaults = factsOf(workload)
    .thresholds.map(parseThreshold)
    .filter(({ metric }) => metric !== 'throughput')
  return withDefaults(threshold, { defaults })
}

type Step = { readonly rate: number; readonly connections: number }

function planOf({
  run: { flags, seed },
  subject,
  rate,
  connections,
}: Step & { run: StressRun; subject: LoadSubject }): EnginePlan {
  const runTimeMs = Math.max(flags.step, (requestsMin / rate) * 1000)
  return {
    model: 'open',
    ramp: constant({ rate, runTimeMs }),
    connections,
    userClasses: flags['user-class'] ?? [],
    workers: flags.workers,
    warmUpMs: flags['warm-up'],
    requestTimeoutMs: flags['request-timeout'],
    stopTimeoutMs: flags['stop-timeout'],
    seed,
    workload: subject.workload,
  }
}

function attemptOf({
  found,
  thresholds,
  rate,
  connections,
}: Step & { found: Measurement; thresholds: readonly Threshold[] }): Attempt {
  const { load, totals } = found
  const broken = loadChecks({ ...found, counts: false }, thresholds).find(
    ({ verdict }) => verdict !== 'pass',
  )
  const { p50, p95, p99 } = totals.responseTimeMs
  return {
    rate,
    connections,
    seconds: load.measuredSeconds,
    holds: broken === undefined,
    limitedBy:
      broken === undefined ? null : load.valid ? broken.name : load.invalidBecause.join('; '),
    limitedIn: broken === undefined ? null : isGenerators(found) ? 'generator' : 'target',
    achievedRate: load.achievedRate,
    failureRate: totals.failureRate,
    p50,
    p95,
    p99,
    scheduleLagP99: load.scheduleLagMs.p99,
  }
}

/** A run is invalid too where all connections were busy, and that is not the generator's fault. */
function isGenerators({ load, totals }: Measurement): boolean {
  const busy = load.unsent > 0.01 * (totals.sent + load.unsent)
  return !load.valid && (load.dropped > 0 || !busy)
}

/** Of the Connect API alone: what another workload asks is not one URL. Without TLS that is verified it is asked of nobody. */
async function rawSaturation(run: StressRun, subject: LoadSubject): Promise<Saturation | null> {
  const { flags, signal } = run
  if (flags.workload.file !== null) return null
  const { urls, headers } = subject.workload.settings as ConnectSettings
  const [first = ''] = urls
  if (first.startsWith('https:') && !flags.insecure) return null
  const order = {
    url: `${first}/connectors`,
    headers,
    connections: subject.connections,
    seconds: Math.max(1, Math.round(flags.step / 1000)),
  }
  return await saturation(order, signal).catch((error: unknown) => {
    if (signal.aborted) return null
    throw error
  })
}

function capacityCheck({ sustainedRate, limitedBy, limitedIn }: Limit): Check {
  const base = { name: 'a rate holds', measured: sustainedRate, unit: '1/s' }
  const because = limitedBy === null ? '' : `: ${limitedBy}`
  if (limitedIn === 'generator') {
    return { ...base, verdict: 'unknown', message: `the generator was the limit${because}` }
  }
  if (limitedIn === null) return { ...base, verdict: 'unknown', message: 'the search was given up' }
  if (sustainedRate === null) {
    return { ...base, verdict: 'fail', message: `not even the first step holds${because}` }
  }
  return { ...base, verdict: 'pass', message: `limited by ${wordsOf(limitedIn)}${because}` }
}

function wordsOf(limitedIn: NonNullable<Limit['limitedIn']>): string {
  if (limitedIn === 'connections') return 'the connections, of which twice as many hold more'
  return limitedIn === 'rate-max' ? '--rate-max alone' : `the ${limitedIn}`
}
