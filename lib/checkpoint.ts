/** What a run has finished, kept in a file so that another one can go on where this one was stopped, by kill -9 too. */
import { open, readFile, rm, truncate } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

import { openAtomicFile } from './atomic-file.ts'
import { ClosingStack } from './closing-stack.ts'
import { messageOf, UsageError } from './errors.ts'
import { lockFile } from './file-lock.ts'

/** What must be the same for the work of one run to stand in another: by name, as text that may be shown. */
export type Fingerprint = Readonly<Record<string, string>>

/** Closing it keeps the file. */
export type Checkpoint<T> = AsyncDisposable & {
  /** What earlier runs finished of a table, in the order in which they did. */
  readonly finished: (table: string) => readonly T[]
  /** On the disk when it returns. */
  readonly add: (table: string, finished: T) => Promise<void>
  /** The run is complete: removes the file. */
  readonly done: () => Promise<void>
}

/**
 * JSON lines: the fingerprint, then a line for each piece of work. A last line that was torn by the end of its writer does not count.
 *
 * @param parse turns what JSON gave back into a piece of work, or throws
 * @throws UsageError when another run uses the file, when it is of other work (saying what differs), no checkpoint, or cannot be written.
 */
export async function openCheckpoint<T>(
  path: string,
  fingerprint: Fingerprint,
  parse: (value: unknown) => T,
): Promise<Checkpoint<T>> {
  await using opened = new ClosingStack()
  opened.use(await withPath(path, async () => await lockFile(path)))
  const text = await withPath(path, async () => await existing(path))
  const finished = text === '' ? new Map<string, T[]>() : read(text, { path, fingerprint, parse })
  const file = opened.use(
    await withPath(path, async () => {
      if (text === '') await begin(path, fingerprint)
      else await truncate(path, Buffer.byteLength(wholeLines(text)))
      return await open(path, 'a')
    }),
  )
  const append = appender(file)
  const owned = opened.move()
  return {
    finished: (table) => finished.get(table) ?? [],
    add: async (table, value) => await append(`${JSON.stringify({ table, finished: value })}\n`),
    done: async () => await rm(path, { force: true }),
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

/** One line after the other, whoever adds at once: each is whole before the next begins. */
function appender(file: FileHandle): (line: string) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  async function write(line: string): Promise<void> {
    await file.appendFile(line)
    await file.datasync()
  }
  return async function append(line: string): Promise<void> {
    // After a failure nothing more is written: behind half a line a whole one would be lost.
    const mine = last.then(async () => await write(line))
    last = mine
    await mine
  }
}

async function begin(path: string, fingerprint: Fingerprint): Promise<void> {
  await using file = await openAtomicFile(path)
  await file.write(`${JSON.stringify({ checkpoint: 1, fingerprint })}\n`)
}

/** Empty where there is no such file. */
async function existing(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
}

type Expected<T> = {
  readonly path: string
  readonly fingerprint: Fingerprint
  readonly parse: (value: unknown) => T
}

function read<T>(text: string, { path, fingerprint, parse }: Expected<T>): Map<string, T[]> {
  const [header = '', ...lines] = wholeLines(text).split('\n').slice(0, -1)
  compare(path, { earlier: fingerprintIn(header, path), now: fingerprint })
  const finished = new Map<string, T[]>()
  for (const [index, line] of lines.entries()) {
    try {
      const entry = JSON.parse(line) as { readonly table?: unknown; readonly finished?: unknown }
      if (typeof entry.table !== 'string') throw new Error('it names no table')
      const known = finished.get(entry.table) ?? []
      known.push(parse(entry.finished))
      finished.set(entry.table, known)
    } catch (error) {
      throw new UsageError(
        `Cannot resume from "${path}": line ${index + 2} is damaged: ${messageOf(error)}`,
      )
    }
  }
  return finished
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1)
}

function fingerprintIn(header: string, path: string): Fingerprint {
  try {
    const found = JSON.parse(header) as { checkpoint?: unknown; fingerprint?: Fingerprint } | null
    if (found?.checkpoint === 1 && found.fingerprint !== undefined) return found.fingerprint
  } catch {
    // Told below: whatever it is, it must not be written over.
    return refuse(path)
  }
  return refuse(path)
}

function refuse(path: string): never {
  throw new UsageError(`Cannot resume from "${path}": it is no checkpoint of this version`)
}

type Fingerprints = { readonly earlier: Fingerprint; readonly now: Fingerprint }

function compare(path: string, { earlier, now }: Fingerprints): void {
  const names = new Set([...Object.keys(now), ...Object.keys(earlier)])
  const problems = [...names]
    .filter((name) => earlier[name] !== now[name])
    .map((name) => {
      const [then, today] = [shown(earlier[name]), shown(now[name])]
      return `Cannot resume from "${path}": its ${name} is ${then}, expected ${today}`
    })
  if (problems.length > 0) throw new UsageError(problems)
}

const shownMax = 200

function shown(value: string | undefined): string {
  if (value === undefined) return 'none'
  return value.length > shownMax ? `"${value.slice(0, shownMax)}…"` : `"${value}"`
}

/** What the system says of a path is the matter of whoever gave it. */
async function withPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`Cannot use the checkpoint "${path}": ${messageOf(error)}`)
  }
}
