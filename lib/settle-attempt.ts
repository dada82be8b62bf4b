/** One attempt at settling a batch of suspects: read, wait for the target, read there, read again, and conclude. */
import { messageOf, UnreachableError } from './errors.ts'
import { judge } from './settle-judgement.ts'
import { forget, outcomeOf, tryAgain, unresolved } from './settle-outcome.ts'
import { sqlState } from './settle-reader.ts'
import type { OpenSuspect, Outcome } from './settle-outcome.ts'
import type { Position } from './position-types.ts'
import type { Reads } from './settle-judgement.ts'
import type { SeenRows, SettleReader } from './settle-reader.ts'
import type { Both, TablePair } from './table.ts'

export type SettleStep =
  'source read' | 'target caught up' | 'target read' | 'source read again' | 'writers ended'

export type Settling = {
  readonly pair: TablePair
  readonly position: Position
  readonly readers: Both<SettleReader>
  readonly unique: boolean
  readonly versioned: boolean
  readonly settleMs: number
  readonly signal: AbortSignal
  readonly onStep?: (step: SettleStep) => Promise<void> | void
}

/** How long the target may still stand still; from then on it is asked once and not waited for. */
export type Patience = { leftMs: number; readonly fullMs: number }

type Concluded = readonly { readonly of: OpenSuspect; readonly outcome: Outcome }[]

const writersMs = 5000

/** Servers that are not there, a lock or a statement that took too long, a standby that is catching up: another attempt may do. */
const passing = /^(?:40|55P03|57|53)/
/** A row that is too large to be read: one of the batch, and the others can be read without it. */
const tooLarge = /^(?:54|XX000|22|53200)/

/** All suspects of a batch are groups, or none is. */
export async function settleAttempt(
  settling: Settling,
  batch: readonly OpenSuspect[],
  patience: Patience,
): Promise<Concluded> {
  try {
    return await attempt(settling, batch, patience)
  } catch (error) {
    settling.signal.throwIfAborted()
    const state = sqlState(error)
    if (error instanceof UnreachableError || passing.test(state)) {
      return batch.map((of) => ({ of, outcome: tryAgain(of, messageOf(error)) }))
    }
    if (!tooLarge.test(state)) throw error
    if (batch.length === 1) return giveUp(batch, `it cannot be read: ${messageOf(error)}`)
    const middle = Math.ceil(batch.length / 2)
    return [
      ...(await settleAttempt(settling, batch.slice(0, middle), patience)),
      ...(await settleAttempt(settling, batch.slice(middle), patience)),
    ]
  }
}

async function attempt(
  settling: Settling,
  batch: readonly OpenSuspect[],
  patience: Patience,
): Promise<Concluded> {
  const { readers, onStep } = settling
  const suspects = batch.map(({ suspect }) => suspect)
  const before = await readers.source.read(suspects)
  const sessions = [readers.source.backend(), readers.target.backend()]
  await onStep?.('source read')
  // Only after the read: everything that it saw then lies before the mark.
  const late = await untilReached(settling, batch, patience)
  if (late !== null) return giveUp(batch, late)
  await onStep?.('target caught up')
  const target = await readers.target.read(suspects)
  await onStep?.('target read')
  const after = await readers.source.read(suspects)
  await onStep?.('source read again')
  // After a crash a target may lack what it had confirmed, and a version of one server means nothing on another.
  if (sessions.join() !== [readers.source.backend(), readers.target.backend()].join()) {
    const why = 'a connection was lost between the reads'
    return batch.map((of) => ({ of, outcome: tryAgain(of, why) }))
  }
  return await conclude(settling, batch, { before, target, after })
}

/** Null when the target has applied all that the source has shown; else why not. */
async function untilReached(
  { position, signal }: Settling,
  batch: readonly OpenSuspect[],
  patience: Patience,
): Promise<string | null> {
  const started = performance.now()
  const rowsMs = Math.max(...batch.map(({ endMs }) => endMs)) - started
  const deadlineMs = Math.max(0, Math.min(patience.leftMs, rowsMs))
  const answer = await position.reached(await position.now(), { deadlineMs, signal })
  if (answer.reached) {
    patience.leftMs = patience.fullMs
    return null
  }
  patience.leftMs -= performance.now() - started
  return answer.why
}

type BatchReads = { readonly [Read in keyof Reads]: SeenRows }

async function conclude(
  settling: Settling,
  batch: readonly OpenSuspect[],
  reads: BatchReads,
): Promise<Concluded> {
  const judgements = batch.map((_, index) => judge(readsAt(reads, index), settling))
  const doubtful = batch.filter((_, index) => {
    const judgement = judgements[index]
    return judgement?.name === 'differs' && judgement.awaitsWriters
  })
  const later = await readLater(settling, doubtful)
  return batch.map((of, index) => {
    const again = doubtful.indexOf(of)
    if (again !== -1 && later === null) {
      forget(of)
      return { of, outcome: tryAgain(of, 'transactions that write to the table did not end') }
    }
    const seen = readsAt(reads, index)
    const last = again === -1 ? seen : { ...seen, after: later?.[again] ?? [] }
    of.last = { source: last.after[0]?.row ?? null, target: last.target[0]?.row ?? null }
    return { of, outcome: outcomeOf(of, judge(last, settling), howOf(settling)) }
  })
}

function readsAt({ before, target, after }: BatchReads, index: number): Reads {
  return { before: before[index] ?? [], target: target[index] ?? [], after: after[index] ?? [] }
}

function howOf({ position, versioned }: Settling): string | null {
  const how = [
    ...(position.name === 'waiting' ? ['by waiting'] : []),
    ...(versioned ? [] : ['by digest']),
  ]
  return how.join(', ') || null
}

/** Those who wrote when the target was read have ended now, and the source shows what they did; null: they have not ended. */
async function readLater(
  { position, readers, pair, signal, settleMs, onStep }: Settling,
  doubtful: readonly OpenSuspect[],
): Promise<SeenRows | null> {
  if (doubtful.length === 0) return []
  const deadlineMs = Math.min(writersMs, settleMs)
  if (!(await position.writersEnded([pair.source.oid], { deadlineMs, signal }))) return null
  await onStep?.('writers ended')
  return await readers.source.read(doubtful.map(({ suspect }) => suspect))
}

function giveUp(batch: readonly OpenSuspect[], why: string): Concluded {
  return batch.map((of) => ({ of, outcome: unresolved(of, why) }))
}
