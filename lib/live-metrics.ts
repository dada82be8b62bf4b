/** What Prometheus is told of the run of the live page while it goes on: counters, histograms, and no verdict before its end. */
import { judgedChecks, verdictFamily } from './prom-checks.ts'
import { inSeconds, labelledRequests, outcomes } from './prom-requests.ts'
import { family } from './prom-text.ts'
import type { LabelledRequests } from './prom-requests.ts'
import { liveStates } from './live-state.ts'
import type { Live, LiveStateName } from './live-state.ts'
import type { Family, Labels, Sample } from './prom-text.ts'
import type { Load, RequestStatistics, Result } from './result.ts'

export type LiveNow = {
  readonly version: string
  readonly live: Pick<
    Live,
    'state' | 'runId' | 'script' | 'model' | 'startedAtMs' | 'wanted' | 'recent' | 'inFlight'
  >
  /** As of the last second; null where there is none. */
  readonly users: number | null
  /** As of now, or as it ended, its endpoints in the order in which they came up; null before the first run. */
  readonly result: Result | null
}

const goingOn: readonly LiveStateName[] = ['starting', 'running', 'stopping']

/**
 * Bounds in ms from 0.1 ms to 63 s, five a decade. `distribution` has 40, 20, 10 or 5 buckets a decade, fewer as the times spread
 * further: these bounds are among those of each, so what is below one is counted as exactly as the histogram knows it, 0.1 %.
 */
const boundsMs = Array.from({ length: 30 }, (_, index) =>
  Number((10 ** ((index + 10) / 5) / 1000).toPrecision(6)),
)

/** Of one page: it remembers what it told of a run, and makes the families of now. */
export function liveMetrics(): (now: LiveNow) => readonly Family[] {
  let run: string | null = null
  const told = new Map<string, number>()

  /**
   * Made of a rounded mean, a sum would fall now and then by less than a µs a request; and the highest time, which is known
   * exactly, is known to 0.1 % once there is a higher one, and may then stand above a bound.
   */
  function rising(key: string, value: number): number {
    const highest = Math.max(told.get(key) ?? 0, value)
    told.set(key, highest)
    return highest
  }

  return (now) => {
    if (run !== now.live.runId) told.clear()
    run = now.live.runId
    return [
      ...stateFamilies(now),
      ...(now.result === null ? [] : runFamilies(now, now.result, rising)),
    ]
  }
}

function stateFamilies({ version, live }: LiveNow): Family[] {
  const script = scriptOf(live)
  return [
    {
      ...family('build', 'Version of the tool and of Node.', [
        { labels: { version, node: process.version }, value: 1 },
      ]),
      type: 'info',
    },
    family('run_active', 'Whether a run goes on.', one({}, goingOn.includes(live.state) ? 1 : 0)),
    family(
      'run_state',
      'What the run is doing, or how it ended: one of these lines is 1.',
      liveStates.map((state) => ({
        labels: { ...script, state },
        value: live.state === state ? 1 : 0,
      })),
    ),
  ]
}

function scriptOf({ script }: LiveNow['live']): Labels {
  return script === null ? {} : { script }
}

type Rising = (key: string, value: number) => number

function runFamilies({ live, users }: LiveNow, result: Result, rising: Rising): Family[] {
  const script = scriptOf(live)
  const goes = goingOn.includes(live.state)
  return [
    ...(goes ? soFarFamilies(result, script) : endFamilies(result, script)),
    family(
      'run_duration_seconds',
      'How long the run has taken.',
      one(script, result.durationMs / 1000),
    ),
    ...requestFamilies(result, script, rising),
    ...(goes ? nowFamilies({ live, users }, script) : []),
    ...(result.load === undefined ? [] : loadFamilies(result.load, script)),
  ]
}

function soFarFamilies(result: Result, script: Labels): Family[] {
  return [
    verdictFamily('unknown', script),
    family(
      'check_holds_so_far',
      'Whether a check would pass over what was measured so far: no verdict.',
      judgedChecks(result, script),
    ),
  ]
}

function endFamilies(result: Result, script: Labels): Family[] {
  const endedAt = Date.parse(result.startedAt) + result.durationMs
  return [
    verdictFamily(result.verdict, script),
    family(
      'check_passed',
      'Whether a check passed; absent where it has no verdict.',
      judgedChecks(result, script),
    ),
    family(
      'run_timestamp_seconds',
      'When the run ended, in Unix time.',
      one(script, endedAt / 1000),
    ),
  ]
}

function requestFamilies(result: Result, script: Labels, rising: Rising): Family[] {
  const labelled = labelledRequests(result.requests ?? [], script)
  const { totals } = result
  const all = totals === undefined ? [] : [{ requests: [totals], labels: script }]
  const bounds = 'each le is a bound of a HDR histogram, exact to 0.1 %.'
  return [
    {
      ...family('requests', 'Requests by what became of them.', labelled.flatMap(outcomes)),
      type: 'counter',
    },
    {
      ...family(
        'request_duration_seconds',
        `Response time of answered and timed-out requests, from the intended start; ${bounds}`,
        labelled.flatMap((each) => histogram(each, rising)),
      ),
      type: 'histogram',
    },
    {
      ...family(
        'all_request_duration_seconds',
        `Response time over all endpoints; ${bounds}`,
        all.flatMap((each) => histogram(each, rising)),
      ),
      type: 'histogram',
    },
  ]
}

function histogram({ requests, labels }: LabelledRequests, rising: Rising): Sample[] {
  const count = requests.reduce((sum, request) => sum + countUpTo(Infinity, request), 0)
  const sumMs = requests.reduce((sum, request) => sum + spentMs(request), 0)
  return [
    ...boundsMs.map((bound): Sample => {
      const under = { ...labels, le: asFloat(bound / 1000) }
      const found = requests.reduce((sum, request) => sum + countUpTo(bound, request), 0)
      return { suffix: '_bucket', labels: under, value: rising(JSON.stringify(under), found) }
    }),
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
    { suffix: '_sum', labels, value: inSeconds(rising(JSON.stringify(labels), sumMs)) },
    { suffix: '_count', labels, value: count },
  ]
}

function spentMs({ responseTimeMs: { mean }, ok, timedOut }: RequestStatistics): number {
  return (mean ?? 0) * (ok + timedOut)
}

function countUpTo(boundMs: number, { distribution }: RequestStatistics): number {
  return distribution.reduce((sum, [upTo, count]) => (upTo <= boundMs ? sum + count : sum), 0)
}

/** OpenMetrics wants a point in the label, and two texts of one bound would be two series. */
function asFloat(seconds: number): string {
  const text = String(Number(seconds.toPrecision(6)))
  return text.includes('.') ? text : `${text}.0`
}

/** What is so just now, and gone with the run. */
function nowFamilies({ live, users }: Pick<LiveNow, 'live' | 'users'>, script: Labels): Family[] {
  const { recent, wanted, model } = live
  const achieved = recent === null ? null : (recent.ok + recent.failed) / recent.seconds
  return [
    family(
      'run_measured_from_timestamp_seconds',
      'When the measured time begins, in Unix time.',
      one(script, inSeconds(live.startedAtMs)),
    ),
    family('users_now', 'Users at the end of the last second.', one(script, users)),
    family(
      'users_wanted',
      'Users as ordered for now.',
      one(script, model === 'closed' ? wanted : null),
    ),
    family(
      'throughput_requests_per_second',
      'Requests a second: offered as ordered for now, achieved in the last seconds.',
      [
        { labels: { ...script, kind: 'offered' }, value: model === 'open' ? wanted : null },
        { labels: { ...script, kind: 'achieved' }, value: achieved },
      ],
    ),
    family('requests_in_flight', 'Requests without an answer yet.', one(script, live.inFlight)),
  ]
}

function loadFamilies({ scheduleLagMs, generator }: Load, script: Labels): Family[] {
  const lags = Object.entries(scheduleLagMs).map(([stat, value]) => ({
    labels: { ...script, stat },
    value: inSeconds(value),
  }))
  return [
    family('schedule_lag_seconds', 'How late requests were released, over the run so far.', lags),
    family(
      'generator_cpu_ratio',
      'CPU of the generator over the run so far, 1 is one core.',
      one(script, generator.cpuPercent / 100),
    ),
    family(
      'generator_resident_memory_bytes',
      'Memory of the generator, at its most.',
      one(script, generator.rssMiB * 1024 * 1024),
    ),
  ]
}

function one(labels: Labels, value: number | null): Sample[] {
  return [{ labels, value }]
}
