/** What all who watch the live page are told: one run at a time, and the same for everybody. */
import { benchVersion } from './cli-result.ts'
import { commonOptions } from './common-options.ts'
import { liveMetrics } from './live-metrics.ts'
import { packResult } from './live-packet.js'
import { loadProfiles } from './load-profiles.ts'
import { metricsAnswer } from './metrics-accept.ts'
import { redact, redactDeep } from './redact.ts'
import { renderReport, reportTypes } from './report.ts'
import { act, isOn } from './ui-actions.ts'
import { formFields, workloadChoices } from './ui-fields.ts'
import { prepareRun } from './ui-form.ts'
import { startUiRun } from './ui-run.ts'
import { besideOf, nothingBeside } from './pulse-data.js'
import { noTrends } from './trend-data.js'
import { packWhole } from './whole-payload.js'
import type { FormFacts, Live, LiveStateName, LogLevel, LogLine } from './live-state.ts'
import type { Events, Hello } from './live-events.js'
import type { LiveNow } from './live-metrics.ts'
import type { Progress } from './progress.ts'
import type { Packet, Tick } from './live-packet.js'
import type { Mark } from './result.ts'
import type { Result } from './result.ts'
import type { PreparedRun, UiBase } from './ui-form.ts'
import type { UiRun } from './ui-run.ts'
import type { UiDesk } from './ui-server.ts'
import type { UiStream } from './ui-stream.ts'
import type { SecondNews } from './ui-ticks.ts'

export type UiSession = UiDesk & {
  /** Waits for the run that goes on, and resolves with the Result of the last one; null where there was none. */
  readonly close: () => Promise<Result | null>
}

type Given = {
  readonly base: UiBase
  /** Initial values of the form, by field. */
  readonly values: Readonly<Record<string, string | boolean>>
  /** What is loaded, in words. */
  readonly target: string
  readonly stream: UiStream
  /** Aborted: the run that goes on ends. */
  readonly signal: AbortSignal
  readonly progress: Progress
  /** Takes each line of the log, of which the page has the last ones only. */
  readonly tell: (text: string, level: LogLevel) => void
}

const logMax = 500

const stateWords: Readonly<Record<LiveStateName, string>> = {
  idle: 'nothing runs',
  starting: 'starting',
  running: 'running',
  stopping: 'draining what is in flight',
  done: 'passed',
  failed: 'failed',
  invalid: 'no verdict',
  aborted: 'stopped by its user',
}

export function createUiSession(given: Given): UiSession {
  const { base, stream } = given
  const form = formOf(given)
  const log: LogLine[] = []
  const families = liveMetrics()
  let run: UiRun | null = null

  function live(): Live {
    return { ...liveOf(run), target: redact(given.target), usersMax: base.usersMax }
  }

  function hello(): Hello {
    return { live: live(), form, log, ...wholeOf(run) }
  }

  function say(text: string, level: LogLevel = 'info'): void {
    const line: LogLine = [new Date().toISOString(), redact(text), level]
    if (log.push(line) > logMax) log.shift()
    given.tell(text, level)
    publish(() => ({ log: line }))
  }

  function publish(make: () => Partial<Events>): void {
    stream.publish(make)
  }

  function onNews(): void {
    publish(() => ({ state: live() }))
  }

  /** Whoever watches gets the whole when a run begins or ends, and else what is new. */
  function onState(of: UiRun): void {
    say(`${of.name}: ${stateWords[of.record.state]}`, levelOf(of))
    if (of.record.state === 'stopping') onNews()
    else publish(() => (isOn(of) ? { hello: hello() } : { end: hello() }))
  }

  function start(prepared: PreparedRun): UiRun {
    const started = startUiRun(prepared, {
      signal: given.signal,
      progress: given.progress,
      note: (text, level) => say(`${started.name}: ${text}`, level),
      onState: () => onState(started),
      onNews,
      onMark: (mark) => publish(() => ({ mark: redactMark(mark) })),
      onSecond: (make) => publish(() => secondOf(started, make(live()))),
    })
    run = started
    onState(started)
    return started
  }

  const actor = { base, run: () => run, start }
  return {
    hello,
    act: (action, body) => act(actor, action, body),
    report: async (format) => {
      if (run === null || isOn(run)) return null
      return await reportOf(run, format)
    },
    metrics: (accept) => metricsAnswer(families(metricsOf(run, live())), accept),
    close: async () => {
      await run?.ended
      return run?.result() ?? null
    },
  }
}

function formOf({ base, values }: Given): FormFacts {
  return {
    profiles: Object.keys(loadProfiles),
    fields: formFields(commonOptions),
    workloads: workloadChoices(base.ownWorkload),
    values,
    host: prepareRun(values, base).host,
    usersMax: base.usersMax,
  }
}

function liveOf(run: UiRun | null): Omit<Live, 'target' | 'usersMax'> {
  const record = run?.record
  const goes = record?.state === 'running' || record?.state === 'stopping'
  const snapshot = goes ? record.snapshot : null
  return {
    state: record?.state ?? 'idle',
    runId: run?.id ?? null,
    script: run?.name ?? null,
    model: run?.model ?? 'closed',
    nowMs: Date.now(),
    startedAtMs: record?.running?.startedAtMs ?? null,
    runTimeMs: run?.runTimeMs ?? 0,
    warmUpMs: record?.warmUpMs ?? 0,
    stopByMs: record?.stopByMs ?? null,
    wanted: goes ? (run?.wanted() ?? null) : null,
    recent: snapshot?.recent() ?? null,
    inFlight: snapshot?.inFlight ?? 0,
    doing: redact(record?.doing ?? ''),
  }
}

async function reportOf(run: UiRun, format: keyof typeof reportTypes) {
  const text = await renderReport(format, run.result())
  return { type: reportTypes[format], name: `${run.name.replace('/', '-')}.${format}`, text }
}

function metricsOf(run: UiRun | null, live: Live): LiveNow {
  const users = run?.record.snapshot?.latest.users ?? null
  return { version: benchVersion(), live, users, result: run?.result() ?? null }
}

function levelOf({ record: { state } }: UiRun): LogLevel {
  if (state === 'failed') return 'error'
  return state === 'invalid' ? 'warning' : 'info'
}

/** All of a run that a page is told which has not followed it. */
function wholeOf(run: UiRun | null): Omit<Hello, 'live' | 'form' | 'log'> {
  const result = run !== null && run.record.state !== 'starting' ? run.result() : null
  const packet = result === null ? null : packResult(result)
  const names = packet?.names ?? []
  const { states, ...beside } = result === null ? nothingBeside : besideOf(result)
  const earlier = run?.record.earlier ?? null
  return {
    ghost: earlier?.line ?? null,
    shares: run === null ? [] : sharesOf(run, names),
    earlier: earlier?.runs ?? null,
    before: earlier?.rows(names) ?? [],
    ...packWhole({ ...beside, trends: run?.ticks.trends.whole() ?? noTrends }),
    states: redactDeep(states),
    result: packet,
  }
}

/** With what is known of endpoints that are new, beside what was measured. */
function secondOf(run: UiRun, { tick, ...others }: SecondNews): Partial<Events> {
  const before = run.record.earlier?.rows(tick.names) ?? []
  return { ...others, tick: { ...tick, shares: sharesOf(run, tick.names), before } }
}

/** What the weights of the workload come to, for endpoints by their names as the page has them. */
function sharesOf({ record }: UiRun, names: Packet['names']): Tick['shares'] {
  const endpoints = record.running?.endpoints ?? []
  const known = new Map(
    endpoints.map(({ method, name, share }) => [`${redact(method)} ${redact(name)}`, share]),
  )
  return names.map(([method, name]) => {
    const share = known.get(`${method} ${name}`) ?? null
    return share === null ? null : Number(share.toPrecision(4))
  })
}

function redactMark(mark: Mark): Mark {
  return { ...mark, text: redact(mark.text) }
}
