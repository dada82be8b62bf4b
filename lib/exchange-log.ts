/** How a generator thread tells of its requests: eight numbers each, in batches that cost the thread nearly nothing. */

import { numberAt } from './number-at.ts'
import type { FailureKind } from './result.ts'

/** `unsent`: released to a connection's queue, and still there when the run was over. */
export const outcomes = ['ok', 'failed', 'timedOut', 'interrupted', 'unsent'] as const
export type Outcome = (typeof outcomes)[number]

/** One request that came to its end. */
export type Exchange = {
  readonly endpoint: number
  readonly outcome: Outcome
  /** Since the start of the measured time. */
  readonly endedMs: number
  readonly responseUs: number
  readonly serviceUs: number
  readonly lagUs: number
  /** Negative where there was no whole answer. */
  readonly bodyBytes: number
  /** Which of the groups it failed as; negative where it did not fail. */
  readonly failure: number
}

/** A group of failures, told once, before or with the first exchange that names it. */
export type FailureGroup = {
  readonly id: number
  readonly endpoint: number
  readonly kind: FailureKind
  readonly message: string
}

export type Batch = {
  readonly records: Float64Array<ArrayBuffer>
  readonly length: number
  readonly groups: readonly FailureGroup[]
}

const fields = 8
const batchRecords = 4096
/** Beyond so many groups in a thread the message is left out: a server that puts an id into each error must not fill us. */
const groupsMax = 200
const messageMax = 200

export type ExchangeLog = {
  readonly add: (exchange: Exchange) => void
  /** The number of the failure's group; new groups go with the next batch. */
  readonly group: (failure: Omit<FailureGroup, 'id'>) => number
  readonly flush: () => void
  /** An array that a batch went away with and that may be filled again. */
  readonly recycle: (records: Float64Array<ArrayBuffer>) => void
}

export function exchangeLog(send: (batch: Batch) => void): ExchangeLog {
  const spare: Float64Array<ArrayBuffer>[] = []
  const ids = new Map<string, number>()
  let groups: FailureGroup[] = []
  let records = new Float64Array(batchRecords * fields)
  let length = 0

  function add(exchange: Exchange): void {
    const at = length * fields
    records[at] = exchange.endpoint
    records[at + 1] = outcomes.indexOf(exchange.outcome)
    records[at + 2] = exchange.endedMs
    records[at + 3] = exchange.responseUs
    records[at + 4] = exchange.serviceUs
    records[at + 5] = exchange.lagUs
    records[at + 6] = exchange.bodyBytes
    records[at + 7] = exchange.failure
    length++
    if (length === batchRecords) flush()
  }

  function flush(): void {
    if (length === 0 && groups.length === 0) return
    const batch = { records, length, groups }
    records = spare.pop() ?? new Float64Array(batchRecords * fields)
    length = 0
    groups = []
    send(batch)
  }

  function group(failure: Omit<FailureGroup, 'id'>): number {
    const message = bounded(failure.message)
    const known = ids.get(keyOf({ ...failure, message }))
    if (known !== undefined) return known
    const told = { ...failure, message: ids.size < groupsMax ? message : 'other messages' }
    const key = keyOf(told)
    const id = ids.get(key) ?? ids.size
    if (!ids.has(key)) groups.push({ ...told, id })
    ids.set(key, id)
    return id
  }

  function recycle(array: Float64Array<ArrayBuffer>): void {
    if (spare.length < 4) spare.push(array)
  }

  return { add, group, flush, recycle }
}

/** Calls `take` for each exchange of the batch, in order. */
export function readBatch(batch: Batch, take: (exchange: Exchange) => void): void {
  const { records } = batch
  for (let at = 0; at < batch.length * fields; at += fields) {
    take({
      endpoint: numberAt(records, at),
      outcome: outcomes[numberAt(records, at + 1)] ?? 'unsent',
      endedMs: numberAt(records, at + 2),
      responseUs: numberAt(records, at + 3),
      serviceUs: numberAt(records, at + 4),
      lagUs: numberAt(records, at + 5),
      bodyBytes: numberAt(records, at + 6),
      failure: numberAt(records, at + 7),
    })
  }
}

export function keyOf(group: Omit<FailureGroup, 'id'>): string {
  return `${group.endpoint} ${group.kind} ${group.message}`
}

function bounded(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim()
  return line.length > messageMax ? `${line.slice(0, messageMax - 1)}…` : line
}
