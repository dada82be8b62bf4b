/** Connections that settle rows, apart from those that scan: neither must wait for the other. */
import { openLane } from './lane.ts'
import type { Lane } from './lane.ts'
import type { Both } from './table.ts'

export type SettlingReaders = AsyncDisposable & {
  /** One connection to each side for each table that is compared at a time; opened when they are first asked for. */
  of(lane: number): Promise<Both<Lane>>
}

export type ReaderOptions = {
  readonly urls: Both<string>
  readonly statementTimeoutMs: number
  readonly signal: AbortSignal
}

export function settlingReaders({ urls, ...options }: ReaderOptions): SettlingReaders {
  const opened = new Map<number, Promise<Both<Lane>>>()

  async function open(): Promise<Both<Lane>> {
    const source = await openLane({ ...options, url: urls.source, reopens: true })
    const target = await openLane({ ...options, url: urls.target, reopens: true })
    return { source, target }
  }

  async function of(lane: number): Promise<Both<Lane>> {
    const known = opened.get(lane) ?? open()
    opened.set(lane, known)
    // What could not be opened is tried again by whoever asks next.
    known.catch(() => opened.delete(lane))
    return known
  }

  async function dispose(): Promise<void> {
    for (const pair of opened.values()) {
      const lanes = await pair.catch(() => null)
      if (lanes === null) continue
      await Promise.all(Object.values(lanes).map(async (lane) => lane[Symbol.asyncDispose]()))
    }
  }

  return { of, [Symbol.asyncDispose]: dispose }
}
