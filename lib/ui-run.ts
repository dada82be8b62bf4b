/** One run that the live page started: from its flags to its Result. */
import { randomUUID } from 'node:crypto'

import { earlierOf } from './baseline-earlier.ts'
import { readHeld } from './baseline-file.ts'
import { fingerprintOf } from './baseline-fingerprint.ts'
import { outcomeOf } from './cli-outcome.ts'
import { environmentOf, resultOf, withoutOwnHome } from './cli-result.ts'
import { rampOf } from './load-ramp.ts'
import { lengthMs } from './pacer.ts'
import { heldAgainstBaseline } from './run-baseline.ts'
import { runLoad } from './run-load.ts'
import { findingsOf, marksOf, newRecord, secondOf } from './ui-record.ts'
import { changeWords } from './ui-change.ts'
import { createTicks } from './ui-ticks.ts'
import type { Change } from './ui-change.ts'
import type { Earlier } from './baseline-earlier.ts'
import type { Ending, RunFacts } from './cli-result.ts'
import type { Live, LiveStateName, LogLevel } from './live-state.ts'
import type { Running } from './load-engine.ts'
import type { Findings, Mark, Result } from './result.ts'
import type { LoadWatch } from './run-load.ts'
import type { PreparedRun } from './ui-form.ts'
import type { RunRecord } from './ui-record.ts'
import type { SecondNews, Ticks } from './ui-ticks.ts'

export type UiRun = {
  readonly id: string
  readonly name: string
  readonly model: 'closed' | 'open'
  readonly runTimeMs: number
  readonly record: Readonly<RunRecord>
  /** What was ordered for now: users, or requests a second. */
  readonly wanted: () => number | null
  /** As of now, or as it ended. */
  readonly result: () => Result
  readonly ticks: Ticks
  readonly change: (to: Change) => void
  readonly note: (text: string) => void
  /** Ends it before its time: first so that what is in flight is answered, then at once. */
  readonly stop: () => void
  readonly ended: Promise<void>
}

export type UiRunGiven = {
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
  /** Takes a line that stays. */
  readonly note: (text: string, level: LogLevel) => void
  /** It is in another state. */
  readonly onState: () => void
  /** Something of what is known beside the seconds is new: what it is doing, or what is ordered. */
  readonly onNews: () => void
  readonly onMark: (mark: Mark) => void
  /** Takes what tells of the second that has ended. */
  readonly onSecond: (make: (live: Live) => SecondNews) => void
}

type Context = {
  readonly prepared: PreparedRun
  readonly given: UiRunGiven
  readonly facts: RunFacts
  readonly record: RunRecord
  readonly ticks: Ticks
  readonly runTimeMs: number
  readonly beganMs: number
  readonly finish: AbortController
  readonly now: AbortController
  readonly timers: NodeJS.Timeout[]
}

export function startUiRun(prepared: PreparedRun, given: UiRunGiven): UiRun {
  const { flags, settings } = prepared.parsed
  const runTimeMs = lengthMs(rampOf(flags))
  const context: Context = {
    prepared,
    given,
    facts: {
      name: `load/${prepared.profile}`,
      stack: prepared.stack.stack,
      settings,
      seed: flags.seed ?? Math.floor(Math.random() * 2 ** 32),
      startedAt: new Date(),
      args: prepared.args,
    },
    record: newRecord(flags['warm-up']),
    ticks: createTicks(),
    runTimeMs,
    beganMs: performance.now(),
    finish: new AbortController(),
    now: new AbortController(),
    timers: [],
  }
  const { record } = context
  const model = flags['arrival-rate'] === undefined ? 'closed' : 'open'
  return {
    id: randomUUID(),
    name: context.facts.name,
    model,
    runTimeMs,
    record,
    wanted: () => record.running?.wanted(Math.min(runTimeMs, secondOf(record) * 1000)) ?? null,
    result: () => resultSoFar(context),
    ticks: context.ticks,
    change: (to) => {
      record.running?.change(to)
      mark(context, 'change', changeWords(model, to))
      given.onNews()
    },
    note: (text) => mark(context, 'note', text),
    stop: () => stop(context),
    ended: run(context),
  }
}

async function run(context: Context): Promise<void> {
  const { record, given, facts, now } = context
  const outcome = await outcomeOf(async (signal) => await load(context, signal), {
    signal: AbortSignal.any([given.signal, now.signal]),
  })
  for (const timer of context.timers) clearTimeout(timer)
  for (const line of outcome.lines) given.note(line, 'error')
  const interrupted = record.stopped || given.signal.aborted
  const ending = { stopCode: interrupted ? 130 : null, failureCode: outcome.code } as const
  const findings = { ...outcome.findings, ...marksOf(record) }
  record.result = resultOf(facts, findings, {
    durationMs: performance.now() - context.beganMs,
    ...ending,
  })
  enter(context, interrupted ? 'aborted' : endStates[record.result.verdict])
}

const endStates = { pass: 'done', fail: 'failed', unknown: 'invalid' } as const

/** A run that was changed on the way is not the load that its flags say: no baseline holds it. */
async function load(context: Context, signal: AbortSignal): Promise<Findings> {
  const { prepared, given, facts, record } = context
  const { flags, settings } = prepared.parsed
  const { stack } = prepared
  const found = await runLoad(
    { flags, seed: facts.seed, stack, signal, progress: (text) => told(context, text) },
    watchOf(context),
  )
  const asOrdered = !record.stopped && record.marks.every(({ kind }) => kind === 'note')
  if (!asOrdered) return found
  // Three runs more, on a page where somebody may start one at any time, are that person's to start.
  const once = { ...flags, 'no-rerun': true }
  return await heldAgainstBaseline(
    { flags: once, settings, stack, signal, note: (text) => given.note(text, 'warning') },
    async () => found,
  )
}

function watchOf(context: Context): LoadWatch {
  const { record, given, ticks } = context
  return {
    finish: context.finish.signal,
    onRunning: (running) => begin(context, running),
    onSubject: ({ environment }) => {
      record.environment = environment
      record.earlier = earlierRuns(context)
    },
    onSecond: (soFar, checks) => {
      record.snapshot = soFar
      record.checks = checks
      ticks.follow(soFar, checks)
      const durationMs = performance.now() - context.beganMs
      given.onSecond((live) => ticks.make({ soFar, live, durationMs, ...soFar.charts.news }))
    },
  }
}

/** Null where no baseline was named. */
function earlierRuns({ prepared, record }: Context): Earlier | null {
  const { flags } = prepared.parsed
  if (flags.baseline === undefined) return null
  const environment = environmentOf(prepared.stack.stack, {
    environment: record.environment,
    checks: [],
  })
  const settings = withoutOwnHome(prepared.parsed.settings)
  return earlierOf(readHeld(flags), fingerprintOf({ settings, environment }))
}

function begin(context: Context, running: Running): void {
  const { record, given, timers, runTimeMs, prepared } = context
  record.running = running
  record.doing = prepared.parsed.flags['warm-up'] > 0 ? 'warming up' : ''
  const waitMs = Math.max(0, running.startedAtMs - Date.now())
  timers.push(setTimeout(() => enter(context, 'running'), waitMs))
  timers.push(setTimeout(() => drain(context), Math.min(2 ** 31 - 1, waitMs + runTimeMs)))
  given.onNews()
}

/** What comes while it is being started is what it is doing; later the seconds tell it. */
function told({ record, given }: Context, text: string): void {
  given.progress(text)
  if (record.running !== null || record.doing === text) return
  record.doing = text
  given.onNews()
}

function enter({ record, given }: Context, state: LiveStateName): void {
  record.state = state
  given.onState()
}

function drain(context: Context): void {
  const { record, prepared } = context
  if (record.state !== 'running') return
  record.stopByMs = Date.now() + prepared.parsed.flags['stop-timeout']
  enter(context, 'stopping')
}

function mark({ record, given }: Context, kind: Mark['kind'], text: string): void {
  const made = { t: secondOf(record), kind, text }
  record.marks.push(made)
  given.onMark(made)
}

function stop(context: Context): void {
  const { record, now, finish } = context
  const atOnce = record.state !== 'running'
  record.stopped = true
  if (atOnce) {
    now.abort(new Error('stopped by its user'))
    return
  }
  mark(context, 'stop', 'stopped before its time')
  finish.abort()
  drain(context)
}

function resultSoFar(context: Context): Result {
  const { record, facts, ticks } = context
  const ending: Ending = {
    durationMs: performance.now() - context.beganMs,
    stopCode: null,
    failureCode: null,
  }
  const result = record.result ?? resultOf(facts, findingsOf(record), ending)
  const { requests } = result
  return requests === undefined ? result : { ...result, requests: ticks.ordered(requests) }
}
