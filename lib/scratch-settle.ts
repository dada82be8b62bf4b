/** For tests of settling: suspects by their keys, and what became of each, in one line. */
import assert from 'node:assert/strict'

import type { LiveServers } from './scratch-live.ts'
import type { Settled, Suspect } from './reconcile-live.ts'
import type { TablePair } from './table.ts'

export function keys(...ids: readonly (number | string)[]): readonly Suspect[] {
  return ids.map((id) => ({ key: [String(id)] }))
}

/** `7 changed`, in the order of the keys. */
export function told(settled: readonly Settled[]): readonly string[] {
  return settled.map(({ key, verdict }) => `${key.join()} ${verdict}`).toSorted()
}

/** Returns when the rows 1, 2 and 3 stand on both sides: what the target does by itself comes after what the source has sent. */
export async function untilEqual(live: LiveServers, pair: TablePair): Promise<void> {
  const settled = await live.settleAll(pair, { suspects: keys(1, 2, 3) })
  assert.deepEqual(told(settled), ['1 equal', '2 equal', '3 equal'])
}
