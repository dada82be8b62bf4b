/** Endpoints as labels for Prometheus: at most 200, each a series of its own. */
import { uniqueNames } from './unique-names.ts'
import { visibleLines } from './visible-text.js'
import type { Labels, Sample } from './prom-text.ts'
import type { RequestStatistics } from './result.ts'

/** Each endpoint is a dozen time series and more: those past the limit are counted together, as `other`. */
export const endpointsMax = 200

export const labelMax = 300

/** Statistics that are told under the same labels: one endpoint, or all past the limit. */
export type LabelledRequests = {
  readonly requests: readonly RequestStatistics[]
  readonly labels: Labels
}

/** In the order of the rows, the others last. */
export function labelledRequests(
  rows: readonly RequestStatistics[],
  script: Labels,
): readonly LabelledRequests[] {
  const listed = rows.slice(0, endpointsMax)
  // The same series twice, and the reader refuses the whole text.
  const methods = listed.map(({ method }) => visibleLines(method, labelMax))
  const names = uniqueNames(
    listed.map(({ name }, index) => `${methods[index]} ${visibleLines(name, labelMax)}`),
  )
  const labelled = listed.map((request, index) => {
    const method = methods[index] ?? ''
    const endpoint = (names[index] ?? '').slice(method.length + 1)
    return { requests: [request], labels: { ...script, method, endpoint } }
  })
  const others = rows.slice(endpointsMax)
  const rest = { ...script, method: 'other', endpoint: 'other' }
  return others.length === 0 ? labelled : [...labelled, { requests: others, labels: rest }]
}

/** What became of them, a sample for each outcome. */
export function outcomes({ requests, labels }: LabelledRequests): Sample[] {
  const kinds = [
    ['ok', 'ok'],
    ['failed', 'failed'],
    ['timed_out', 'timedOut'],
    ['interrupted', 'interrupted'],
  ] as const
  return kinds.map(([outcome, key]) => ({
    labels: { ...labels, outcome },
    value: requests.reduce((sum, request) => sum + request[key], 0),
  }))
}

export function inSeconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1000
}
