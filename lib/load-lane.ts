/** One connection of the generator with the request in flight on it: takes its times, and ends it exactly once. */

import type { ExchangeLog, Outcome } from './exchange-log.ts'
import type { Connection, Failed, Reply } from './users.ts'

/** What the lanes of one thread share. Times are ms of the thread's `performance.now()`. */
export type Desk = {
  readonly log: ExchangeLog
  /** Requests whose intended start lies before are warm-up: counted in `sentInAll`, and nowhere else. */
  readonly measuredFromMs: number
  readonly requestTimeoutMs: number
  readonly lanes: Set<Lane>
  sentInAll: number
  /** Calls the lanes in when the oldest request in flight is due to time out. */
  sweep: NodeJS.Timeout | null
}

export type Ask = {
  readonly endpoint: number
  readonly intendedMs: number
  readonly releasedMs: number
  /** Now: when it is handed to the connection. */
  readonly startedMs: number
}

const firstBackOffMs = 10

export class Lane implements Reply {
  readonly #desk: Desk
  readonly #connection: Connection
  readonly #onFree: (lane: Lane, endedMs: number) => void
  #ask: Ask | null = null
  #startedMs = 0
  #sentMs = 0
  #refusals = 0

  constructor(desk: Desk, connection: Connection, onFree: (lane: Lane, endedMs: number) => void) {
    this.#desk = desk
    this.#connection = connection
    this.#onFree = onFree
    desk.lanes.add(this)
  }

  get busy(): boolean {
    return this.#ask !== null
  }

  /** How long to leave a target alone that let none of the last requests through: doubled each time, else 0. */
  backOffMs(most: number): number {
    return this.#refusals === 0 ? 0 : Math.min(most, firstBackOffMs * 2 ** (this.#refusals - 1))
  }

  begin(ask: Ask): void {
    this.#ask = ask
    this.#sentMs = 0
    this.#startedMs = ask.startedMs
    if (this.#desk.sweep === null) armSweep(this.#desk, this.#desk.requestTimeoutMs)
    this.#connection.start(ask.endpoint, this, ask.intendedMs)
  }

  sent(): void {
    if (this.#ask === null || this.#sentMs !== 0) return
    this.#sentMs = performance.now()
    this.#desk.sentInAll++
  }

  ok(bodyBytes: number): void {
    this.#end('ok', bodyBytes, -1)
  }

  failed(failure: Failed): void {
    if (this.#ask === null) return
    const { kind, message } = failure
    this.#refusals = this.#sentMs === 0 ? this.#refusals + 1 : 0
    const group = this.#desk.log.group({ endpoint: this.#ask.endpoint, kind, message })
    this.#end(kind === 'timeout' ? 'timedOut' : 'failed', failure.bodyBytes ?? -1, group)
  }

  /** When its time is over, in ms of `performance.now()`; infinite where nothing is in flight. */
  deadlineMs(): number {
    if (this.#ask === null) return Number.POSITIVE_INFINITY
    return (this.#sentMs === 0 ? this.#startedMs : this.#sentMs) + this.#desk.requestTimeoutMs
  }

  timeOut(): void {
    if (this.#ask === null) return
    const what = this.#sentMs === 0 ? 'no connection' : 'no answer'
    this.#connection.abandon()
    this.failed({ kind: 'timeout', message: `${what} within ${this.#desk.requestTimeoutMs} ms` })
  }

  /** The run is over: what was sent is interrupted; what was still waiting for a connection is unsent. */
  interrupt(): void {
    if (this.#ask === null) return
    this.#connection.abandon()
    this.#end(this.#sentMs === 0 ? 'unsent' : 'interrupted', -1, -1)
  }

  close(): void {
    this.#desk.lanes.delete(this)
    this.#connection.close()
  }

  #end(outcome: Outcome, bodyBytes: number, failure: number): void {
    const ask = this.#ask
    if (ask === null) return
    const endedMs = performance.now()
    this.#ask = null
    if (failure === -1) this.#refusals = 0
    if (ask.intendedMs >= this.#desk.measuredFromMs) {
      const sentMs = this.#sentMs === 0 ? this.#startedMs : this.#sentMs
      this.#desk.log.add({
        endpoint: ask.endpoint,
        outcome,
        endedMs: endedMs - this.#desk.measuredFromMs,
        responseUs: Math.round((endedMs - ask.intendedMs) * 1000),
        serviceUs: Math.round((endedMs - sentMs) * 1000),
        lagUs: Math.round((ask.releasedMs - ask.intendedMs) * 1000),
        bodyBytes,
        failure,
      })
    }
    this.#onFree(this, endedMs)
  }
}

/** All requests have the same time, so one timer, set for the oldest, serves them all. */
function armSweep(desk: Desk, inMs: number): void {
  desk.sweep = setTimeout(sweepLanes, Math.max(1, Math.ceil(inMs)), desk)
}

function sweepLanes(desk: Desk): void {
  const now = performance.now()
  desk.sweep = null
  let next = Number.POSITIVE_INFINITY
  for (const lane of desk.lanes) {
    if (lane.deadlineMs() <= now) lane.timeOut()
    next = Math.min(next, lane.deadlineMs())
  }
  if (desk.sweep !== null) clearTimeout(desk.sweep)
  desk.sweep = null
  if (next < Number.POSITIVE_INFINITY) armSweep(desk, next - performance.now())
}
