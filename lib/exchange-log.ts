/** How a generator thread tells of its requests: eight numbers each, in batches that cost the thread nearly nothing. */

import { normalText, oneLine } from './failure-text.ts'
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

/** A failure, as it was told. */
export type ToldFailure = {
  readonly endpoint: number
  readonly kind: FailureKind
  readonly message: string
}

/** A group of failures, told before or with the first exchange that names it, and again when another text falls to it. */
export type FailureGroup = ToldFailure & {
  readonly id: number
  /** The first message as it was; `message` is what it has in common with those like it. */
  readonly sample: string
  /** Whether others than the first fell to it. */
  readonly several: boolean
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
const sampleMax = 2000
/** Of so many texts it is known by heart which group is theirs. */
const textsMax = 1000
const otherMessages = 'other messages'

export type ExchangeLog = {
  readonly add: (exchange: Exchange) => void
  /** The number of the failure's group; new groups go with the next batch. */
  readonly group: (failure: ToldFailure) => number
  readonly flush: () => void
  /** An array that a batch went away with and that may be filled again. */
  readonly recycle: (records: Float64Array<ArrayBuffer>) => void
}

export function exchangeLog(send: (batch: Batch) => void): ExchangeLog {
  const spare: Float64Array<ArrayBuffer>[] = []
  const byKey = new Map<string, FailureGroup>()
  const idsOfTexts = new Map<string, number>()
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

  function group(failure: ToldFailure): number {
    const key = keyOf(failure)
    const known = idsOfTexts.get(key)
    if (known !== undefined) return known
    const { id } = groupOf(failure)
    if (key.length > sampleMax) return id
    if (idsOfTexts.size === textsMax) idsOfTexts.clear()
    idsOfTexts.set(key, id)
    return id
  }

  function groupOf(failure: ToldFailure): FailureGroup {
    const sample = oneLine(failure.message, sampleMax)
    const own = { ...failure, message: oneLine(normalText(sample), messageMax) }
    const known = byKey.get(keyOf(own))
    if (known !== undefined) return also(known, sample)
    if (byKey.size < groupsMax) return told({ ...own, sample, id: byKey.size, several: false })
    const other = { ...failure, message: otherMessages, sample: otherMessages }
    return byKey.get(keyOf(other)) ?? told({ ...other, id: byKey.size, several: false })
  }

  function also(known: FailureGroup, sample: string): FailureGroup {
    return known.several || known.sample === sample ? known : told({ ...known, several: true })
  }

  function told(fresh: FailureGroup): FailureGroup {
    byKey.set(keyOf(fresh), fresh)
    groups.push(fresh)
    return fresh
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

export function keyOf(group: ToldFailure): string {
  return `${group.endpoint} ${group.kind} ${group.message}`
}

/** What the group says of itself: where one text alone fell to it, as it was. */
export function wordsOf({ message, sample, several }: FailureGroup): {
  readonly message: string
  readonly sample?: string
} {
  const words = several ? message : oneLine(sample, messageMax)
  return words === sample ? { message: words } : { message: words, sample }
}
