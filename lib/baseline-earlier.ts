/** What the earlier runs of a load have measured, told while the run that is to be held against them goes on: it judges nothing. */
import { numbersOf, visibleOf, withoutLoad } from './baseline-result.ts'
import { loadOf } from './baseline-runs.ts'
import { baselineRunsMin, compareTotals } from './baseline.ts'
import { redact } from './redact.ts'
import type { Fingerprint } from './baseline-fingerprint.ts'
import type { Baseline, BaselineLine, BaselineLoad, EndpointTotals } from './baseline-runs.ts'
import type { Ghost } from './chart-data.js'
import type { EarlierRow, EarlierRuns } from './live-state.ts'

export type Earlier = {
  readonly runs: EarlierRuns
  /** Of these endpoints, by the names that are shown of them. */
  readonly rows: (names: readonly (readonly [method: string, name: string])[]) => EarlierRow[]
  /** The newest of the runs, to be drawn behind this one. */
  readonly line: Ghost | null
}

export function earlierOf(baseline: Baseline, fingerprint: Fingerprint): Earlier {
  const load = loadOf(baseline, fingerprint)
  if (load === null) {
    const none = { runs: 0, since: null, runsMin: baselineRunsMin, metrics: [] }
    return {
      runs: { ...withoutLoad(baseline, fingerprint), ...none },
      rows: (names) => names.map(() => null),
      line: null,
    }
  }
  const rows = rowsOf(load)
  return {
    runs: runsOf(load),
    rows: (names) => names.map(([method, name]) => rows.get(`${method} ${name}`) ?? null),
    line: drawnOf(load.line),
  }
}

function runsOf({ runs }: BaselineLoad): EarlierRuns {
  const compared = compareTotals(
    runs.map(({ totals }) => totals),
    [],
  )
  return {
    verdict: runs.length < baselineRunsMin ? 'too few runs' : null,
    runs: runs.length,
    since: runs[0]?.startedAt ?? null,
    differs: [],
    runsMin: baselineRunsMin,
    metrics: compared.map(({ metric, unit, median, visible }) => {
      return { metric, unit, median, visible }
    }),
  }
}

function rowsOf({ runs }: BaselineLoad): ReadonlyMap<string, EarlierRow> {
  const byName = new Map<string, EndpointTotals[]>()
  for (const each of runs.flatMap(({ endpoints }) => endpoints)) {
    const name = `${redact(each.method)} ${redact(each.name)}`
    const found = byName.get(name)
    if (found === undefined) byName.set(name, [each])
    else found.push(each)
  }
  return new Map([...byName].map(([name, found]) => [name, rowOf(found)]))
}

/** What of it is drawn: all that a page is told at first comes in one piece. */
function drawnOf({ bucketSeconds, points }: BaselineLine): Ghost {
  return { bucketSeconds, points: points.map(({ t, sent, p99 }) => ({ t, sent, p99: short(p99) })) }
}

function rowOf(found: readonly EndpointTotals[]): EarlierRow {
  return [numbersOf(found), visibleOf(found)]
    .flatMap(({ p50, p95, p99, failureRate }) => [p50, p95, p99, failureRate])
    .map(short)
}

/** Five digits tell every change that is shown. */
function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(5))
}
