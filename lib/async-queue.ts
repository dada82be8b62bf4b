/** A queue between those who find something and one who works on it: whoever finds too fast waits. */

export type AsyncQueue<T> = AsyncIterable<T> & {
  /** Resolves when there is room again. After `close` or `fail` it is dropped. */
  push(value: T): Promise<void>
  /** No more will come: the reader ends when it has taken what is there. */
  close(): void
  /** The reader is gone: nobody waits for room any more. */
  abandon(): void
}

/** For one reader and any number of writers. */
export function asyncQueue<T>(sizeMax: number): AsyncQueue<T> {
  const values: T[] = []
  let isOpen = true
  let wakeReader: () => void = noop
  const wakeWriters: (() => void)[] = []

  function release(): void {
    for (const wake of wakeWriters.splice(0)) wake()
  }

  async function push(value: T): Promise<void> {
    if (!isOpen) return
    values.push(value)
    wakeReader()
    if (values.length >= sizeMax) await new Promise<void>((resolve) => wakeWriters.push(resolve))
  }

  async function* read(): AsyncGenerator<T> {
    for (;;) {
      const value = values.shift()
      if (value !== undefined) {
        if (values.length < sizeMax) release()
        yield value
      } else if (!isOpen) return
      else await new Promise<void>((resolve) => (wakeReader = resolve))
    }
  }

  function close(): void {
    isOpen = false
    wakeReader()
    release()
  }

  function abandon(): void {
    values.length = 0
    close()
  }

  return { push, close, abandon, [Symbol.asyncIterator]: read }
}

function noop(): void {
  // Nobody waits.
}
