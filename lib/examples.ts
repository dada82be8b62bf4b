/** The counterexamples that were found before: one file a property, replayed first until they pass. */
import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { openAtomicFile } from './atomic-file.ts'

/** A counterexample: the seed and path that make it, and the value itself where JSON has a form for it. */
export type FoundExample = {
  readonly seed: number
  readonly path: string
  /** As `toJson` writes it; absent where the value has no such form. */
  readonly value?: unknown
  /** For a person. */
  readonly literal: string
  readonly error: string
  readonly foundAt: string
}

const keptMax = 10

/** The newest first; none where the file is not there or is not ours to read. Removes what a killed run has half written. */
export async function readExamples(
  folder: string,
  property: string,
): Promise<readonly FoundExample[]> {
  await removeHalfWritten(fileOf(folder, property))
  const text = await readFile(fileOf(folder, property), 'utf8').catch(() => null)
  if (text === null) return []
  try {
    const { examples } = JSON.parse(text) as { examples?: unknown }
    return Array.isArray(examples) ? examples.filter(isFound) : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

/** Replaces the file in one step, or removes it where no example is left: a killed run leaves the old file or the new one. */
export async function writeExamples(
  folder: string,
  property: string,
  examples: readonly FoundExample[],
): Promise<void> {
  const path = fileOf(folder, property)
  if (examples.length === 0) {
    await rm(path, { force: true })
    return
  }
  await mkdir(dirname(path), { recursive: true })
  await using file = await openAtomicFile(path)
  const kept = examples.slice(0, keptMax)
  await file.write(`${JSON.stringify({ property, examples: kept }, null, 2)}\n`)
}

/** A run that goes on still needs its own. */
async function removeHalfWritten(path: string): Promise<void> {
  const folder = dirname(path)
  for (const name of await readdir(folder).catch(() => [])) {
    const [, beside, pid] = /^(.*)\.tmp-(\d+)$/.exec(name) ?? []
    if (beside !== basename(path) || !isGone(Number(pid))) continue
    await rm(join(folder, name), { force: true })
  }
}

/** Not by its identity, which may ask `ps`: laws that need no process are to need no module that starts one. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

function fileOf(folder: string, property: string): string {
  return join(folder, `${property}.json`)
}

function isFound(value: unknown): value is FoundExample {
  return (
    typeof value === 'object' &&
    value !== null &&
    'seed' in value &&
    typeof value.seed === 'number' &&
    'path' in value &&
    typeof value.path === 'string'
  )
}
