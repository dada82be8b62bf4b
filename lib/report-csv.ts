/** The Result as CSV in the columns of Locust's `PREFIX_stats.csv`, so that what reads those reads ours. */
import { stringify } from 'csv-stringify/sync'

import { failuresOf, requestRows, requestsPerSecond } from './report-rows.js'
import type { FaultResult } from './fault-result.ts'
import type { Check, LatencyMs, RequestStatistics, Result } from './result.ts'

const requestColumns =
  'Type,Name,Request Count,Failure Count,' +
  'Median Response Time,Average Response Time,Min Response Time,Max Response Time,' +
  'Average Content Size,Requests/s,Failures/s,' +
  '50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%'

const faultColumns =
  'Id,Fault,Kind,Verdict,Exact,Rows Damaged,Rows Told,Time (ms),Not Told,Told Beside,Cause'

const checkColumns = 'Check,Verdict,Measured,Comparison,Limit,Unit,Message'

/**
 * RFC 4180 with CRLF. Times in milliseconds, `N/A` where nothing was measured, the last row `Aggregated` with an
 * empty type. A Result without requests has one row a fault instead, or a check.
 */
export function renderCsv(result: Result): string {
  const { faults = [] } = result
  if (faults.length > 0) return lines([faultColumns.split(','), ...faults.map(faultRow)])
  if (result.totals === undefined)
    return lines([checkColumns.split(','), ...result.checks.map(checkRow)])
  const rows = requestRows(result).map((request) => requestRow(request.method, request))
  return lines([
    requestColumns.split(','),
    ...rows,
    requestRow('', { ...result.totals, name: 'Aggregated' }),
  ])
}

function lines(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    {
      record_delimiter: 'windows',
      // The library looks for whole delimiters only; a reader may end the row at half of one.
      quoted_match: /[\r\n]/,
    },
  )
}

function requestRow(type: string, request: RequestStatistics): (string | number)[] {
  const { responseTimeMs: time } = request
  return [
    type,
    request.name,
    request.sent,
    failuresOf(request),
    ...[time.p50, time.mean, time.min, time.max, request.bodyBytesMean].map(cell),
    ...[requestsPerSecond(request), request.failuresPerSecond].map(cell),
    ...percentiles(time).map(cell),
  ]
}

function percentiles(time: LatencyMs): (number | null)[] {
  const { p50, p66, p75, p80, p90, p95, p98, p99, p999, p9999, max } = time
  return [p50, p66, p75, p80, p90, p95, p98, p99, p999, p9999, max]
}

function checkRow(check: Check): (string | number)[] {
  return [
    check.name,
    check.verdict,
    cell(check.measured),
    check.comparison ?? '',
    check.limit ?? '',
    check.unit ?? '',
    check.message ?? '',
  ]
}

function faultRow(fault: FaultResult): (string | number)[] {
  const { id, name, kind, verdict, exact, rowsDamaged, rowsReported, durationMs, cause } = fault
  const [untold, unexpected] = [fault.untold, fault.unexpected].map((each) => each.join('\n'))
  const counts = [rowsDamaged, verdict === 'not-run' ? 'N/A' : rowsReported, durationMs]
  return [id, name, kind, verdict, String(exact), ...counts, untold ?? '', unexpected ?? '', cause]
}

function cell(value: number | null | undefined): string | number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 'N/A'
}
