/** Settles the rows that differed in scans of two databases while writes flowed: which of them differ in truth. */
import { settleAttempt } from './settle-attempt.ts'
import { haveVersions } from './row-versions.ts'
import { settleReader } from './settle-reader.ts'
import { sleep } from './wait.ts'
import { openSuspect } from './settle-outcome.ts'
import type { SettleStep, Settling } from './settle-attempt.ts'
import type { OpenSuspect, Settled } from './settle-outcome.ts'
import type { Position } from './position-types.ts'
import type { Suspect } from './settle-reader.ts'
import type { TablePair } from './table.ts'
import type { RowReader } from './lane.ts'

export type { Suspect } from './settle-reader.ts'
export type { Settled } from './settle-outcome.ts'
export type { SettleStep } from './settle-attempt.ts'

export type SettleOptions = {
  /** Connections that nobody else uses meanwhile; the settings of their sessions are set here. */
  readonly source: RowReader
  readonly target: RowReader
  readonly pair: TablePair
  readonly suspects: Iterable<Suspect> | AsyncIterable<Suspect>
  readonly position: Position
  /** How long a row, or a target that stands still, is waited for. */
  readonly settleMs: number
  readonly signal: AbortSignal
  /** Called between the reads. */
  readonly onStep?: (step: SettleStep) => Promise<void> | void
}

const suspectsMax = 1000
/** Of so many values in memory at once, three times, each of up to 1,000 characters. */
const valuesMax = 20_000

/**
 * Settles in batches, and tells each suspect as soon as it is settled. A row that goes on changing is tried again, later each time,
 * until `settleMs` after its first attempt: then it is unresolved. So is everything once the target has stood still for so long.
 *
 * The protocol, for each batch: the source's rows; its position after that; wait until the target has reached it; the target's rows;
 * the source's rows again. What is concluded from that, and why it holds, is told in settle-judgement.ts.
 *
 * @throws the reason of the signal when it is aborted; what a server says that no further attempt would change
 */
export async function* settle(options: SettleOptions): AsyncIterable<Settled> {
  const { position, settleMs, signal } = options
  const settling = await prepare(options)
  const batchMax = Math.ceil(Math.min(suspectsMax, valuesMax / settling.pair.columns.length))
  const patience = { leftMs: settleMs, fullMs: settleMs }
  const open = new Set<OpenSuspect>()
  const fresh = iterate(options.suspects)
  try {
    for (let areMore = true; areMore || open.size > 0;) {
      signal.throwIfAborted()
      const batch = [...open].filter(({ dueMs }) => dueMs <= performance.now()).slice(0, batchMax)
      while (areMore && batch.length < batchMax) {
        const { done, value } = await fresh.next()
        if (done === true) areMore = false
        else batch.push(openSuspect(value, settleMs + 3 * position.waitMs))
      }
      for (const each of batch) open.add(each)
      // A key and a group are found by different statements.
      for (const isGroup of [false, true]) {
        const part = batch.filter(({ suspect }) => (suspect.isGroup ?? false) === isGroup)
        if (part.length === 0) continue
        for (const { of, outcome } of await settleAttempt(settling, part, patience)) {
          if (outcome === null) continue
          open.delete(of)
          yield* outcome
        }
      }
      if (!areMore && open.size > 0) await sleep(untilDueMs(open), signal)
    }
  } finally {
    await fresh.return?.()
  }
}

function untilDueMs(open: ReadonlySet<OpenSuspect>): number {
  const dueMs = Math.min(...[...open].map((each) => each.dueMs))
  return Math.max(0, dueMs - performance.now())
}

async function prepare(options: SettleOptions): Promise<Settling> {
  const { source, target, pair } = options
  const versioned =
    (await haveVersions(source, pair.source.oid)) && (await haveVersions(target, pair.target.oid))
  return {
    ...options,
    versioned,
    unique: pair.key !== null && isUnique(pair),
    readers: {
      source: await settleReader({ reader: source, pair, side: 'source', versioned }),
      target: await settleReader({ reader: target, pair, side: 'target', versioned }),
    },
  }
}

/** A key that is merely declared by the user may have several rows. */
function isUnique({ source, key }: TablePair): boolean {
  return source.keys.some(({ columns }) => columns.every((column) => key?.includes(column)))
}

function iterate<T>(values: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]()
}
