/** The connect workload as the bench drives it: the five tasks alike, and no think time. */
import { start as startConnect } from './workload-connect.ts'
import type { Workload } from './users.ts'

/** See `StartWorkload`. */
export async function start(settings: unknown): Promise<Workload> {
  const workload = await startConnect(settings)
  const hurried = { weights: [1, 1, 1, 1, 1], think: { minMs: 0, maxMs: 0, burst: 1 } }
  return { ...workload, classes: { ...workload.classes, HurriedUser: hurried } }
}
