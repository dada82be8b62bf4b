/** A pool of connections with a queue of its own: first come, first served, one task at a time on each connection. */
import { poolConnection } from './database-connection.ts'
import type { ConnectionOptions, PoolConnection, Task } from './database-connection.ts'

export type Pool = {
  /**
   * Runs the task on the next connection that is free. `sent` is called when it has one, open, and sends.
   * @throws what the task throws; UnreachableError where the connection cannot be opened; the reason of the signal when that is aborted
   */
  readonly use: <T>(task: Task<T>, request: PoolRequest) => Promise<T>
  readonly inUse: () => number
  /** Opens all connections. Those that cannot be opened are opened when they are needed; rejects where none can. */
  readonly warm: () => Promise<void>
  readonly close: () => Promise<void>
}

export type PoolRequest = {
  readonly signal: AbortSignal
  readonly sent: () => void
  /** Told once, when the wait for a connection ended with one, or was given up. */
  readonly waited: () => void
}

export type PoolOptions = Pick<ConnectionOptions, 'url' | 'applicationName'> & {
  readonly size: number
  readonly onReplaced: () => void
}

const openedAtOnce = 8

export function connectionPool({ size, ...options }: PoolOptions): Pool {
  const all = Array.from({ length: size }, () => poolConnection(options))
  const free = [...all]
  const waiting = new Set<(connection: PoolConnection) => void>()

  function release(connection: PoolConnection): void {
    const [next] = waiting
    if (next === undefined) free.push(connection)
    else next(connection)
  }

  /** The order of a Set is that of insertion, and one that gives up leaves it from the middle. */
  function acquire(signal: AbortSignal): Promise<PoolConnection> {
    signal.throwIfAborted()
    const connection = free.shift()
    if (connection !== undefined) return Promise.resolve(connection)
    return new Promise((resolve, reject) => {
      function take(mine: PoolConnection): void {
        waiting.delete(take)
        signal.removeEventListener('abort', giveUp)
        resolve(mine)
      }
      function giveUp(): void {
        waiting.delete(take)
        reject(signal.reason as Error)
      }
      waiting.add(take)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  async function use<T>(task: Task<T>, { signal, sent, waited }: PoolRequest): Promise<T> {
    const tellOnce = once(waited)
    signal.addEventListener('abort', tellOnce, { once: true })
    const connection = await acquire(signal)
    try {
      await connection.open()
      signal.throwIfAborted()
      tellOnce()
      sent()
      return await connection.run(task, signal)
    } finally {
      signal.removeEventListener('abort', tellOnce)
      tellOnce()
      releaseSettled(connection)
    }
  }

  /** It stays in use until the server has let go of what was cancelled: the pool is never larger than it says. */
  function releaseSettled(connection: PoolConnection): void {
    void connection.settled().then(() => release(connection))
  }

  async function warm(): Promise<void> {
    const failures: unknown[] = []
    // One first: a server that has room for one turns two away that come at once, for it counts both.
    for (let from = 0; from < size; from += from === 0 ? 1 : openedAtOnce) {
      const many = from === 0 ? 1 : openedAtOnce
      const opened = await Promise.allSettled(
        all.slice(from, from + many).map((connection) => connection.open()),
      )
      for (const each of opened) if (each.status === 'rejected') failures.push(each.reason)
    }
    if (failures.length === size) throw failures[0]
  }

  async function close(): Promise<void> {
    await Promise.all(all.map((connection) => connection.close()))
  }

  return { use, inUse: () => size - free.length, warm, close }
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    act()
  }
}
