/** A goal of a bench as a check. */
import type { Check } from './result.ts'

export type Goal = {
  readonly name: string
  readonly measured: number
  readonly comparison: '<' | '<=' | '>='
  readonly limit: number
  readonly unit: string
  readonly message: string
}

/** `limit` as in the goal; a figure that could not be had is unknown. */
export function goal(given: Goal): Check {
  const { measured, comparison, limit } = given
  if (!Number.isFinite(measured)) return { ...given, measured: null, verdict: 'unknown' }
  const below = comparison === '<' ? measured < limit : measured <= limit
  const holds = comparison === '>=' ? measured >= limit : below
  return { ...given, verdict: holds ? 'pass' : 'fail' }
}

/** Three digits are what a bench on a shared machine can tell. */
export function short(value: number): number {
  return Number(value.toPrecision(3))
}
