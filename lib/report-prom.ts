/** The Result as a textfile for Prometheus's node exporter: text format 0.0.4, base units, no timestamps. */
import { faultFamilies } from './prom-faults.ts'
import { judgedChecks, verdictFamily } from './prom-checks.ts'
import { tableFamilies } from './prom-tables.ts'
import { endpointsMax, inSeconds, labelledRequests, outcomes } from './prom-requests.ts'
import { family, renderFamilies } from './prom-text.ts'
import { requestRows } from './report-rows.js'
import type { Family, Labels, Sample } from './prom-text.ts'
import type { LatencyMs, Load, Pool, RequestStatistics, Result } from './result.ts'

const quantiles = [
  ['0.5', 'p50'],
  ['0.9', 'p90'],
  ['0.95', 'p95'],
  ['0.99', 'p99'],
  ['0.999', 'p999'],
] as const satisfies readonly (readonly [string, keyof LatencyMs])[]

/** Gauges and summaries of a finished run, all labelled with the script. A value that was not measured is absent. */
export function renderProm(result: Result): string {
  const script = { script: result.script }
  return renderFamilies([
    ...runFamilies(result, script),
    ...tableFamilies(result, script),
    ...faultFamilies(result, script),
    ...requestFamilies(result, script),
    ...(result.load === undefined ? [] : loadFamilies(result.load, script)),
    ...(result.pool === undefined ? [] : poolFamilies(result.pool, script)),
    ...(result.tablesPerMinute === undefined
      ? []
      : [
          family('compared_tables_per_minute', 'Tables that were compared, a minute.', [
            { labels: script, value: result.tablesPerMinute },
          ]),
        ]),
  ])
}

function runFamilies(result: Result, script: Labels): Family[] {
  const endedAt = Date.parse(result.startedAt) + result.durationMs
  const node = result.environment['node']
  return [
    family('build_info', 'Version of the tool and of Node.', [
      {
        labels: { version: result.version, node: typeof node === 'string' ? node : '' },
        value: 1,
      },
    ]),
    family('run_timestamp_seconds', 'When the run ended, in Unix time.', [
      { labels: script, value: endedAt / 1000 },
    ]),
    family('run_duration_seconds', 'How long the run took.', [
      { labels: script, value: result.durationMs / 1000 },
    ]),
    verdictFamily(result.verdict, script),
    family(
      'check_passed',
      'Whether a check passed; absent where it has no verdict.',
      judgedChecks(result, script),
    ),
  ]
}

function requestFamilies(result: Result, script: Labels): Family[] {
  const labelled = labelledRequests(requestRows(result), script)
  // Quantiles of several are never made into one: the others have none.
  const single = labelled.slice(0, endpointsMax)
  return [
    family('requests', 'Requests by what became of them.', labelled.flatMap(outcomes)),
    {
      ...family(
        'request_duration_seconds',
        'Response time of answered and timed-out requests, from the intended start.',
        single.flatMap(({ requests, labels }) =>
          requests.flatMap((request) => summary(request, labels)),
        ),
      ),
      type: 'summary',
    },
    {
      ...family(
        'all_request_duration_seconds',
        'Response time over all endpoints.',
        result.totals === undefined ? [] : summary(result.totals, script),
      ),
      type: 'summary',
    },
  ]
}

function summary(request: RequestStatistics, labels: Labels): Sample[] {
  const { responseTimeMs: time } = request
  const count = request.ok + request.timedOut
  const sum = count === 0 ? 0 : inSeconds(time.mean === null ? null : time.mean * count)
  return [
    ...quantiles.map(([quantile, key]) => ({
      labels: { ...labels, quantile },
      value: inSeconds(time[key]),
    })),
    { suffix: '_sum', labels, value: sum },
    { suffix: '_count', labels, value: count },
  ]
}

function loadFamilies(load: Load, script: Labels): Family[] {
  const { generator, scheduleLagMs: lag } = load
  function one(value: number | null): Sample[] {
    return [{ labels: script, value }]
  }
  function stats(of: Readonly<Record<string, number | null>>): Sample[] {
    return Object.entries(of).map(([stat, value]) => ({
      labels: { ...script, stat },
      value: inSeconds(value),
    }))
  }
  const { p50, p99, max } = lag
  return [
    family('load_valid', 'Whether the generator kept its schedule.', one(load.valid ? 1 : 0)),
    family('throughput_requests_per_second', 'Requests a second, offered and achieved.', [
      { labels: { ...script, kind: 'offered' }, value: load.requestedRate },
      { labels: { ...script, kind: 'achieved' }, value: load.achievedRate },
    ]),
    family('users', 'The most users at one time.', one(load.usersMax)),
    family('server_counted_requests', "The server's own count.", one(load.serverCounted)),
    family('unsent_requests', 'Released to a connection and never sent.', one(load.unsent)),
    family('dropped_requests', 'Due, and never released.', one(load.dropped)),
    family('schedule_lag_seconds', 'How late requests were released.', stats({ p50, p99, max })),
    family(
      'generator_event_loop_delay_seconds',
      "Delay of the generator's event loop.",
      stats({ ...generator.eventLoopDelayMs }),
    ),
    family('generator_cpu_ratio', 'CPU of the generator, 1 is one core.', [
      { labels: script, value: generator.cpuPercent / 100 },
    ]),
    family('generator_resident_memory_bytes', 'Memory of the generator.', [
      { labels: script, value: generator.rssMiB * 1024 * 1024 },
    ]),
  ]
}

function poolFamilies(
  { size, waitMs, utilizationPercent, replaced }: Pool,
  script: Labels,
): Family[] {
  const stats = [
    ['mean', utilizationPercent.mean],
    ['busiest_second', utilizationPercent.busiestSecond],
    ['max', utilizationPercent.max],
  ] as const
  return [
    family('pool_connections', 'Size of the pool of database connections.', [
      { labels: script, value: size },
    ]),
    family(
      'pool_utilization_ratio',
      'Connections in use, 1 is all of them.',
      stats.map(([stat, percent]) => ({
        labels: { ...script, stat },
        value: percent === null ? null : percent / 100,
      })),
    ),
    family(
      'pool_wait_seconds',
      'Wait for a connection, from the intended start of each request.',
      Object.entries(waitMs).map(([stat, value]) => ({
        labels: { ...script, stat },
        value: inSeconds(value),
      })),
    ),
    family('pool_replaced_connections', 'Connections that had to be opened again.', [
      { labels: script, value: replaced },
    ]),
  ]
}
