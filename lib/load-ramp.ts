/** The ramp of a run as its flags order it: users over time, or requests a second. */
import { constant, ramp, stages } from './pacer.ts'
import type { LoadFlags } from './load-options.ts'
import type { Ramp } from './pacer.ts'

export function rampOf(flags: LoadFlags): Ramp {
  const rate = flags['arrival-rate']
  if (flags.stages !== undefined) return stages({ from: rate ?? 0, stages: flags.stages })
  const runTimeMs = flags['run-time']
  if (rate !== undefined) return constant({ rate, runTimeMs })
  return ramp({ users: flags.users, spawnRate: flags['spawn-rate'], runTimeMs })
}
