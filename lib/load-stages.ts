/** Stages of a ramp as text: `30s:100,2m:500,30s:10`. */
import { UsageError } from './errors.ts'
import { parseDuration } from './units.ts'

export type Stage = { readonly durationMs: number; readonly target: number }

const targetMax = 1_000_000

/**
 * Throws a UsageError that says what was expected. A stage of no length is a jump; behind the last one nobody would see it, and who
 * holds the end of the ramp for a warm-up would hold another value.
 */
export function parseStages(text: string): readonly Stage[] {
  const stages = text.split(',').map((part) => {
    const [, length = '', value] = /^([^:]+):(\d+(?:\.\d+)?)$/.exec(part.trim()) ?? []
    const durationMs = parseDuration(length)
    const target = Number(value)
    if (durationMs !== null && target <= targetMax) return { durationMs, target }
    throw new UsageError(`"${part}" is no stage, expected DURATION:VALUE such as 30s:100`)
  })
  if (stages.at(-1)?.durationMs !== 0) return stages
  throw new UsageError('its last stage lasts no time, expected DURATION:VALUE such as 30s:100')
}
