/** Which workload a word of the command line means: one that we know by name, or a module of one's own. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

import { UsageError } from './errors.ts'
import { workloadNames } from './load-workloads.ts'
import type { WorkloadChoice } from './load-workloads.ts'

/** `connect`, `database`, or a file such as `./mine.ts`, from the current folder. */
export function parseWorkload(text: string): WorkloadChoice {
  const name = workloadNames.find((each) => each === text)
  if (name !== undefined) return { name, file: null }
  if (!/^\.{0,2}\/.*\.[cm]?[jt]s$/.test(text)) {
    throw new UsageError(`unknown workload, expected ${workloadNames.join(', ')} or ./FILE.ts`)
  }
  const file = resolve(text)
  if (existsSync(file)) return { name: null, file }
  throw new UsageError(`there is no file ${file}, expected a module that exports users or start()`)
}
