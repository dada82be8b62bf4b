/** The position where nothing tells how far the target is: a time that every lag is hoped to be shorter than. */
import { haveEnded, writersOf } from './table-writers.ts'
import { sleep } from './wait.ts'
import type { Position } from './position-types.ts'
import type { RowReader } from './lane.ts'

export function waitingPosition({
  source,
  settleMs,
}: {
  readonly source: RowReader
  readonly settleMs: number
}): Position {
  return {
    name: 'waiting',
    waitMs: settleMs,
    now() {
      return Promise.resolve(String(performance.now()))
    },
    async reached(mark, { signal }) {
      await sleep(Math.max(0, Number(mark) + settleMs - performance.now()), signal)
      return { reached: true }
    },
    async writersEnded(tables, wait) {
      return haveEnded(source, await writersOf(source, tables), wait)
    },
  }
}
