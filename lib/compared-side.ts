/** One side of a compare: some connections that see the same snapshot, and one that sees what is there now. */
import { UnreachableError } from './errors.ts'
import { openLane } from './lane.ts'
import { placeOf } from './postgres.ts'
import { quoteLiteral } from './quote.ts'
import { sqlState } from './sql-failure.ts'
import type { Lane, LaneOptions } from './lane.ts'
import type { Both } from './table.ts'

export type SideOptions = Omit<LaneOptions, 'statementTimeoutMs'> & {
  readonly connections: number
  /** Snapshots end and begin anew after this time, so that vacuum is not held back. */
  readonly snapshotMaxMs: number
}

export type ComparedSide = AsyncDisposable & {
  readonly where: string
  /** Begins to open the connections of snapshots, side by side; what cannot be opened is told to whoever needs it. */
  warm(): void
  /**
   * Connection `index` inside the shared snapshot, which is a new one where the last grew too old. What is read between two calls is
   * read in one snapshot.
   */
  enter(index: number): Promise<Lane>
  /** Connection `index` outside any snapshot. */
  fresh(index: number): Promise<Lane>
  /** All connections inside one and the same snapshot. */
  enterAll(): Promise<readonly Lane[]>
  /** Connection `index` in the snapshot that it is in, however old that is; null: it is in none. */
  stay(index: number): Promise<Lane | null>
  /** The snapshot that connection `index` is in, as pg_current_snapshot() tells it; null: it is in none. */
  snapshot(index: number): Promise<string | null>
  /** Ends the shared snapshot: whoever enters next sees what is there by then. */
  renew(): void
  /** A connection outside any snapshot: each statement sees what is there when it starts. */
  now(): Promise<Lane>
  /**
   * After a failure on connection `index` or on the one outside: drops what was lost, or left in the middle of something; it is
   * opened again when it is needed.
   */
  recover(index: number): Promise<void>
}

/** What an exported snapshot that is no longer there is called, from PostgreSQL 14 to 18. */
const goneSnapshot = /^(?:22023|42704|55000)$/

type Snapshot = { readonly id: string; readonly visible: string }

type Seat = { readonly lane: Lane; snapshot: Snapshot | null }

/** Connections are opened when they are needed. */
export function openSide(options: SideOptions): ComparedSide {
  return new Connections(options)
}

export function openSides(options: Both<SideOptions>): Both<ComparedSide> & AsyncDisposable {
  const source = openSide(options.source)
  const target = openSide(options.target)
  async function dispose(): Promise<void> {
    await Promise.all([source[Symbol.asyncDispose](), target[Symbol.asyncDispose]()])
  }
  return { source, target, [Symbol.asyncDispose]: dispose }
}

/** Connection `lane` of a side, to read with: in the shared snapshot, or while writes flow outside any. */
export async function laneOf(
  side: ComparedSide,
  { lane, live }: { readonly lane: number; readonly live: object | null },
): Promise<Lane> {
  return live === null ? side.enter(lane) : side.fresh(lane)
}

export async function bothLanes(
  sides: Both<ComparedSide>,
  at: { readonly lane: number; readonly live: object | null },
): Promise<Both<Lane>> {
  const [source, target] = await Promise.all([laneOf(sides.source, at), laneOf(sides.target, at)])
  return { source, target }
}

class Connections implements ComparedSide {
  readonly where: string
  readonly #options: SideOptions
  readonly #seats: (Promise<Seat> | null)[]
  #reader: Promise<Lane> | null = null
  #shared: Promise<Snapshot> | null = null
  #startedMs = Number.NEGATIVE_INFINITY

  constructor(options: SideOptions) {
    this.#options = options
    this.where = placeOf(options.url)
    this.#seats = Array.from({ length: options.connections }, () => null)
  }

  warm(): void {
    for (const index of this.#seats.keys()) this.#seat(index).catch(() => null)
  }

  async enter(index: number): Promise<Lane> {
    const isOld = performance.now() - this.#startedMs > this.#options.snapshotMaxMs
    if (isOld || this.#shared === null) {
      this.#startedMs = performance.now()
      this.#shared = this.#begin(index)
    }
    return this.#join(index, await this.#shared)
  }

  async fresh(index: number): Promise<Lane> {
    const seat = await this.#seat(index)
    if (seat.snapshot !== null) await seat.lane.run('ROLLBACK')
    seat.snapshot = null
    return seat.lane
  }

  async enterAll(): Promise<readonly Lane[]> {
    await this.enter(0)
    // Only the first may find the snapshot too old; the others join the one that it is in.
    const shared = await this.#shared
    if (shared === null) throw new Error('Cannot enter a snapshot that nobody began')
    return Promise.all(this.#seats.map(async (_, index) => this.#join(index, shared)))
  }

  async stay(index: number): Promise<Lane | null> {
    const seat = await this.#seats[index]
    return seat === null || seat === undefined || seat.snapshot === null ? null : seat.lane
  }

  async snapshot(index: number): Promise<string | null> {
    const seat = await this.#seats[index]
    return seat?.snapshot?.visible ?? null
  }

  renew(): void {
    this.#shared = null
  }

  async now(): Promise<Lane> {
    this.#reader ??= this.#open()
    return this.#reader
  }

  async recover(index: number): Promise<void> {
    await this.#drop(index)
    // Others may be using it, and it has no transaction that could be broken.
    const isWell = await this.#reader?.then(isAlive, () => false)
    if (isWell === false) await this.#drop('now')
  }

  async #drop(index: number | 'now'): Promise<void> {
    const dropped =
      index === 'now' ? this.#reader : (this.#seats[index]?.then(({ lane }) => lane) ?? null)
    if (index === 'now') this.#reader = null
    else this.#seats[index] = null
    // It may have been the one that the others would join.
    this.#shared = null
    // What could not be opened need not be closed.
    const lane = await dropped?.catch(() => null)
    await lane?.[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      this.#drop('now'),
      ...this.#seats.map(async (_, index) => this.#drop(index)),
    ])
  }

  async #open(): Promise<Lane> {
    const { url, signal, snapshotMaxMs } = this.#options
    return openLane({ url, signal, statementTimeoutMs: Math.ceil(snapshotMaxMs) })
  }

  async #seat(index: number): Promise<Seat> {
    this.#seats[index] ??= this.#open().then((lane) => ({ lane, snapshot: null }))
    return this.#seats[index]
  }

  /** Whoever finds no snapshot makes it; it must stay in it until the others have joined, and does: it reads there. */
  async #begin(index: number): Promise<Snapshot> {
    const seat = await this.#seat(index)
    await seat.lane.run('ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const [row] = await seat.lane.rows('SELECT pg_export_snapshot(), pg_current_snapshot()')
    const snapshot = { id: row?.[0] ?? '', visible: row?.[1] ?? '' }
    seat.snapshot = snapshot
    return snapshot
  }

  async #join(index: number, shared: Snapshot): Promise<Lane> {
    const seat = await this.#seat(index)
    if (seat.snapshot === shared) return seat.lane
    const begin = `ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT ${quoteLiteral(shared.id)}`
    try {
      await seat.lane.run(begin)
    } catch (error) {
      // What it was lost by is tried again as a whole; then there must be another one.
      await this.#drop(index)
      if (!goneSnapshot.test(sqlState(error) ?? '')) throw error
      const message = `Cannot go on at ${this.where}: the connection that held the snapshot is gone`
      throw new UnreachableError(message, { cause: error })
    }
    seat.snapshot = shared
    return seat.lane
  }
}

async function isAlive(lane: Lane): Promise<boolean> {
  return lane.rows('SELECT 1').then(
    () => true,
    () => false,
  )
}
