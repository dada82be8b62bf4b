/** A file that is whole or not there: written beside its place, then moved over it in one step. */
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import type { FileHandle } from 'node:fs/promises'

export type AtomicFile = AsyncDisposable & {
  readonly path: string
  /** Replaces the file with the text, and is on the disk when it returns; may be called again. */
  write(text: string): Promise<void>
}

/**
 * Opens FILE.tmp-PID beside the file, so that a bad path fails now and not after an hour's run. A symbolic link is
 * followed. Throws the system's error where the folder cannot be written, and an Error where the path is no file.
 */
export async function openAtomicFile(path: string): Promise<AtomicFile> {
  const { target, temporary } = await placeOfFile(path)
  let handle: FileHandle | null = await createBeside(temporary)

  async function write(text: string): Promise<void> {
    const file = handle ?? (await createBeside(temporary))
    handle = file
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      handle = null
      await file.close()
    }
    await rename(temporary, target)
    await syncFolder(dirname(target))
  }

  async function dispose(): Promise<void> {
    await handle?.close()
    handle = null
    await rm(temporary, { force: true })
  }

  return { path, write, [Symbol.asyncDispose]: dispose }
}

/** Where the file is in the end, links followed, and where it is made. Throws where the path is no file. */
export async function placeOfFile(path: string): Promise<{ target: string; temporary: string }> {
  const target = await existing(path)
  // The last part names the process: two runs with one report do not write into one temporary file.
  const temporary = join(dirname(target), `${basename(target)}.tmp-${process.pid}`)
  return { target, temporary }
}

async function existing(path: string): Promise<string> {
  const found = await stat(path).catch(absent)
  if (found === null) return path
  if (found.isDirectory()) throw new Error('it is a folder')
  if (!found.isFile()) throw new Error('it is no ordinary file')
  return realpath(path)
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

/** Never through a link or into a file that somebody else left under this name. */
export async function createBeside(temporary: string): Promise<FileHandle> {
  await rm(temporary, { force: true })
  return open(temporary, 'wx')
}

/** Without it a power cut can bring back the old file; Windows cannot open a folder, and needs no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
