/** The one thread of a Connect worker that all configuration reads and all changes pass through, one after the other. */
import { ConnectError } from './connect-errors.ts'

export type Herder = {
  /**
   * Runs a job when all that were asked for before have ended, and answers with what it returns.
   *
   * @throws ConnectError 500 when that has not happened within 90 s; the job is done all the same, as by a real worker.
   */
  readonly run: <T>(stage: string, job: () => T | Promise<T>) => Promise<T>
  /** What the worker is at, in the words of its time-out messages. */
  readonly summary: () => string
}

const requestLimitMs = 90_000

/** `stage` reads on from "The worker is currently ": `deleting connector shop-sink`. */
export function createHerder(limitMs: number = requestLimitMs): Herder {
  let last: Promise<unknown> = Promise.resolve()
  let now = { stage: 'starting up', began: new Date(), ended: new Date() as Date | null }

  async function perform<T>(stage: string, job: () => T | Promise<T>): Promise<T> {
    now = { stage, began: new Date(), ended: null }
    try {
      return await job()
    } finally {
      now.ended = new Date()
    }
  }

  function summary(): string {
    const began = `${now.stage}, which began at ${now.began.toISOString()}`
    return now.ended === null
      ? `The worker is currently ${began}.`
      : `The last operation the worker completed was ${began} and completed at ${now.ended.toISOString()}.`
  }

  function run<T>(stage: string, job: () => T | Promise<T>): Promise<T> {
    const done = last.then(() => perform(stage, job))
    last = done.catch(() => undefined)
    return within(done, limitMs, () => new ConnectError(500, `Request timed out. ${summary()}`))
  }

  return { run, summary }
}

/** What `work` comes to, or the error of `late` when that takes longer. */
export function within<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
