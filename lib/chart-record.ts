/** What the charts of a run show beside its requests, as it goes on: how long answers took, how fit the generator was, and how far the pipeline was behind. */
import { highestOf, pulseFields } from './pulse-data.js'
import type { PulseField, PulseRow, StateChange } from './pulse-data.js'
import type { SeriesPoint } from './result.ts'

export type ChartRecord = {
  /** A run of more than ten minutes is drawn in buckets. */
  readonly bucketSeconds: number
  readonly points: readonly SeriesPoint[]
  /** How long the answers of each point took, as `heat` has it. */
  readonly heat: readonly (readonly number[])[]
  /** One row a point: the worst of its seconds. */
  readonly pulse: readonly PulseRow[]
  /** Of connectors, the first ones of each included. */
  readonly states: readonly StateChange[]
  /** What came with the last second. */
  readonly news: Pick<ChartRecord, 'points' | 'heat' | 'pulse' | 'states'>
}

export type ChartSecond = {
  readonly t: number
  /** The last point that is whole; null where there is none yet. */
  readonly point: SeriesPoint | null
  /** Of that point. */
  readonly heat: readonly number[]
  readonly pulse: Readonly<Partial<Record<PulseField, number | null>>>
  /** Of each connector, where they are known. */
  readonly states: Readonly<Record<string, string>>
}

/** More changes than this are a flood that no chart shows. */
const statesMax = 200

export function createChartRecord(bucketSeconds: number): {
  readonly read: () => ChartRecord
  readonly follow: (second: ChartSecond) => void
  /** The run has so many points, of which the last one ends with it: what was not told of it yet is told now. */
  readonly end: (last: Pick<ChartSecond, 't' | 'pulse' | 'states'>, points: number) => void
} {
  const points: SeriesPoint[] = []
  const heat: (readonly number[])[] = []
  const pulse: PulseRow[] = []
  const states: StateChange[] = []
  const stateOf = new Map<string, string>()
  let news: ChartRecord['news'] = { points: [], heat: [], pulse: [], states: [] }
  let worst: PulseRow = []

  function follow(second: ChartSecond): void {
    const changes = take(second)
    const { point } = second
    const isNew = point !== null && points.at(-1)?.t !== point.t
    news = isNew
      ? { points: [point], heat: [second.heat], pulse: [worst], states: changes }
      : { points: [], heat: [], pulse: [], states: changes }
    points.push(...news.points)
    heat.push(...news.heat)
    pulse.push(...news.pulse)
    if (isNew) worst = []
  }

  function end(last: Pick<ChartSecond, 't' | 'pulse' | 'states'>, all: number): void {
    take(last)
    while (pulse.length < all - 1) pulse.push([])
    if (pulse.length < all) pulse.push(worst)
  }

  function take(second: Pick<ChartSecond, 't' | 'pulse' | 'states'>): StateChange[] {
    worst = pulseFields.map((field, index) =>
      highestOf([worst[index] ?? null, second.pulse[field] ?? null]),
    )
    const changes = changesOf(second)
    states.push(...changes)
    return changes
  }

  function changesOf(second: Pick<ChartSecond, 't' | 'states'>): StateChange[] {
    const changed = Object.entries(second.states)
      .filter(([name, state]) => stateOf.get(name) !== state)
      .slice(0, statesMax - states.length)
    for (const [name, state] of changed) stateOf.set(name, state)
    return changed.map(([name, state]) => ({ t: second.t, name, state }))
  }

  return { follow, end, read: () => ({ bucketSeconds, points, heat, pulse, states, news }) }
}
