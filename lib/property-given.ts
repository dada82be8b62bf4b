/** What laws are checked with, such as a server: started when the first law asks for it, closed after the last. */
import { after } from 'node:test'

const closers: (() => Promise<void>)[] = []
let closesAtEnd = true

/**
 * From here on `closeShared` closes, and nothing else. In a process of several files node:test would run the hooks behind any of
 * them, and those of the next one with them.
 */
export function closeByHand(): void {
  closesAtEnd = false
}

/** The one of this file. To be called at the top of a file of properties. */
export function shared<T extends AsyncDisposable>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | null = null
  async function close(): Promise<void> {
    // Where it did not start there is nothing to close, and each law that asked has told of it.
    const one = await started?.catch(() => null)
    started = null
    await one?.[Symbol.asyncDispose]()
  }
  if (closesAtEnd) after(close)
  closers.push(close)
  return async () => await (started ??= start())
}

/** Closes what the laws so far were checked with: a process that goes on with other files has no use for it. */
export async function closeShared(): Promise<void> {
  for (const close of closers.splice(0)) await close()
}
