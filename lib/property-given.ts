/** What laws are checked with, such as a server: started when the first law asks for it, closed after the last. */
import { after } from 'node:test'

/** The one of this file. To be called at the top of a file of properties. */
export function shared<T extends AsyncDisposable>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | null = null
  after(async () => {
    // Where it did not start there is nothing to close, and each law that asked has told of it.
    const one = await started?.catch(() => null)
    await one?.[Symbol.asyncDispose]()
  })
  return async () => await (started ??= start())
}
