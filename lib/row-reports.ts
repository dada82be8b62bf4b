/** The reports that hold every row that differs: filled while a compare goes on, and named when it has come to its end. */
import { extname } from 'node:path'

import { openAtomicStream } from './atomic-stream.ts'
import { messageOf } from './errors.ts'
import { redactListed } from './redact-rows.ts'
import { csvHeader, csvLines, jsonLine } from './row-lines.ts'
import type { AtomicStream } from './atomic-stream.ts'
import type { ListedDifference } from './table.ts'

type RowFormat = {
  readonly header: string
  readonly lines: (difference: ListedDifference) => string
  /** A line says how many copies it stands for; without that it is repeated. */
  readonly countsCopies: boolean
}

const rowFormats: Readonly<Record<string, RowFormat>> = {
  '.csv': { header: csvHeader, lines: csvLines, countsCopies: false },
  '.jsonl': { header: '', lines: jsonLine, countsCopies: true },
}

/** Whether the extension of the path is that of a report of rows. */
export function holdsRows(path: string): boolean {
  return extname(path).toLowerCase() in rowFormats
}

export type RowReport = AsyncDisposable & {
  readonly path: string
  /** Resolves when the next may come. Never throws: a disk that is full is told by `end`, and the compare goes on. */
  add(difference: ListedDifference): Promise<void>
  /** No earlier run's rows are left to whoever reads the file, as long as this one has not come to its end. */
  begin(): Promise<null>
  /**
   * Gives the file its name where `complete`: a file under its name always is. Else its name stays free, and what there is
   * stands as `FILE.partial`; the line to tell about that is returned. Throws where the file could not be written, each time
   * it is called.
   */
  end(how: { readonly complete: boolean }): Promise<string | null>
}

/** Throws the system's error where the file cannot be opened. */
export async function openRowReport(path: string): Promise<RowReport> {
  const format = rowFormats[extname(path).toLowerCase()]
  if (format === undefined)
    throw new Error(`Cannot hold rows in "${path}": expected .csv or .jsonl`)
  const { header, lines, countsCopies } = format
  const stream = await openAtomicStream(path)
  let count = 0
  let failure: string | null = null
  let ended = false

  async function append(text: string): Promise<void> {
    if (failure !== null) return
    try {
      await stream.append(text)
    } catch (error) {
      failure = messageOf(error)
    }
  }

  async function add(difference: ListedDifference): Promise<void> {
    count += 1
    const text = lines(redactListed(difference))
    const times = countsCopies ? 1 : difference.copies
    for (let left = times; left > 0; left -= 1) await append(text)
  }

  async function begin(): Promise<null> {
    await stream.clear()
    await append(header)
    return null
  }

  async function end({ complete }: { readonly complete: boolean }): Promise<string | null> {
    if (failure !== null) throw new Error(failure)
    if (ended) return null
    ended = true
    return complete ? named(stream) : partial(stream, count)
  }

  return { path, add, begin, end, [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose]() }
}

async function named(stream: AtomicStream): Promise<null> {
  await stream.finish()
  return null
}

async function partial(stream: AtomicStream, count: number): Promise<string | null> {
  if (count === 0) return null
  const place = await stream.setAside()
  const rows = count === 1 ? 'the 1 row' : `the ${count} rows`
  return `"${stream.path}" is not written, for the compare did not come to its end; ${rows} found until then stand in "${place}"`
}
