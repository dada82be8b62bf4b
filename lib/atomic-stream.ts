/** A file that is written over hours and is whole or not there: it gets its name when it is complete. */
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import { createBeside, placeOfFile, syncFolder } from './atomic-file.ts'

export type AtomicStream = AsyncDisposable & {
  readonly path: string
  /**
   * Takes the text, and is kept waiting while the disk is slower than its callers. Throws the system's error where it cannot be
   * written; a file of which a part is missing never gets its name.
   */
  append(text: string): Promise<void>
  /** Removes what stands under the name, and what an earlier run has set aside. */
  clear(): Promise<void>
  /** Everything is on the disk under the name when it returns. */
  finish(): Promise<void>
  /** The same under `FILE.partial`, whose path is returned. */
  setAside(): Promise<string>
}

/** So much is written at once: fewer turns of the event loop than rows. */
const blockLength = 64 * 1024

/** Opens as `openAtomicFile` does, with the same errors. */
export async function openAtomicStream(path: string): Promise<AtomicStream> {
  const { target, temporary } = await placeOfFile(path)
  const partial = `${target}.partial`
  const handle = await createBeside(temporary)
  let waiting: string[] = []
  let length = 0
  let written: Promise<void> = Promise.resolve()
  let closed = false

  function append(text: string): Promise<void> {
    waiting.push(text)
    length += text.length
    if (length >= blockLength) flush()
    return written
  }

  function flush(): void {
    const block = waiting.join('')
    waiting = []
    length = 0
    written = written.then(() => handle.appendFile(block))
    // Whoever appends next hears of it; without one, `finish` does.
    written.catch(() => null)
  }

  async function finishAs(place: string): Promise<void> {
    flush()
    await written
    await handle.sync()
    closed = true
    await handle.close()
    await rename(temporary, place)
    await syncFolder(dirname(place))
  }

  async function clear(): Promise<void> {
    await rm(target, { force: true })
    await rm(partial, { force: true })
  }

  async function setAside(): Promise<string> {
    await finishAs(partial)
    return `${path}.partial`
  }

  async function dispose(): Promise<void> {
    if (!closed) {
      closed = true
      await written.catch(() => null)
      await handle.close()
    }
    await rm(temporary, { force: true })
  }

  return {
    path,
    append,
    clear,
    finish: () => finishAs(target),
    setAside,
    [Symbol.asyncDispose]: dispose,
  }
}
