/** Tries again what a lost connection or a cancelled query broke off, for a short while. */
import { UnreachableError, messageOf } from './errors.ts'
import { failureOf, sqlState } from './sql-failure.ts'
import { sleep } from './wait.ts'

export type Retry = {
  readonly signal: AbortSignal
  /** Told of each failure, to clear what it left behind; true: the next attempt is another one, and worth it. */
  readonly onFailure: (error: unknown) => Promise<boolean>
}

/** From the first failure on; a success begins a new count. */
const retryMaxMs = 10_000
const pauseMs = 250

/**
 * @throws when it went on failing for 10 s: UnreachableError where the server was not there, else what it said, with its SQLSTATE;
 * whatever else it throws, at once
 */
export async function retried<T>(
  attempt: () => Promise<T>,
  { signal, onFailure }: Retry,
): Promise<T> {
  let firstMs: number | null = null
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      signal.throwIfAborted()
      if (await onFailure(error)) continue
      if (failureOf(error) !== 'lost') throw error
      firstMs ??= performance.now()
      if (performance.now() - firstMs > retryMaxMs) throw givenUp(error)
    }
    await sleep(pauseMs, signal)
  }
}

function givenUp(error: unknown): Error {
  const message = `${messageOf(error)} (tried again for ${retryMaxMs / 1000} s)`
  if (error instanceof UnreachableError) return new UnreachableError(message, { cause: error })
  return Object.assign(new Error(message, { cause: error }), { code: sqlState(error) })
}
