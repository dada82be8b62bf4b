/** Stages of a ramp as text: `30s:100,2m:500,30s:10`. */
import { UsageError } from './errors.ts'
import { parseDuration } from './units.ts'

export type Stage = { readonly durationMs: number; readonly target: number }

const targetMax = 1_000_000

/** Throws a UsageError that says what was expected. A target may be 0, the sum of the durations may not. */
export function parseStages(text: string): readonly Stage[] {
  const stages = text.split(',').map((part) => {
    const [, length = '', value = ''] = /^([^:]+):(\d+(?:\.\d+)?)$/.exec(part.trim()) ?? []
    const durationMs = parseDuration(length)
    const target = Number(value)
    if (durationMs !== null && value !== '' && target <= targetMax) return { durationMs, target }
    throw new UsageError(`"${part}" is no stage, expected DURATION:VALUE such as 30s:100`)
  })
  if (stages.reduce((sum, { durationMs }) => sum + durationMs, 0) > 0) return stages
  throw new UsageError('it lasts no time, expected DURATION:VALUE such as 30s:100')
}
