/** The last mutation run, kept in a file: what `run` found, for those who tell of it, judge it, or make a patch of it. */
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { openAtomicFile } from './atomic-file.ts'
import { UnreachableError, messageOf } from './errors.ts'
import type { Mutant } from './mutant.ts'

export type MutationRecord = {
  readonly startedAt: string
  /** False where the run was cut short: what is missing has no verdict. */
  readonly complete: boolean
  /** What was asked for, in words: `all`, `since main`, `lib/quote.ts`. */
  readonly scope: string
  /** Files of which only some mutants were asked for. */
  readonly partial: readonly string[]
  /** The text of each mutated file as it was. */
  readonly sources: Readonly<Record<string, string>>
  readonly mutants: readonly Mutant[]
}

/** Raised with each change of the file's form: an old file is none. */
const version = 1

export const recordPath = fileURLToPath(new URL('../.cdc/mutation.json', import.meta.url))

type Stored = Omit<MutationRecord, 'mutants'> & {
  readonly version: number
  /** Each test once: mutants name them by their index. */
  readonly tests: readonly string[]
  readonly mutants: readonly (Omit<Mutant, 'coveredBy'> & {
    readonly coveredBy: readonly number[]
  })[]
}

export async function writeRecord(record: MutationRecord, path = recordPath): Promise<void> {
  const tests = [...new Set(record.mutants.flatMap(({ coveredBy }) => coveredBy))].sort()
  const indexOf = new Map(tests.map((test, index) => [test, index]))
  const mutants = record.mutants.map((mutant) => ({
    ...mutant,
    coveredBy: mutant.coveredBy.map((test) => indexOf.get(test) ?? -1),
  }))
  await mkdir(dirname(path), { recursive: true })
  await using file = await openAtomicFile(path)
  await file.write(JSON.stringify({ version, ...record, tests, mutants } satisfies Stored))
}

/** @throws UnreachableError with the command that makes it where there is none. */
export async function readRecord(path = recordPath): Promise<MutationRecord> {
  const stored = await readStored(path)
  const { version: _version, tests, ...record } = stored
  const mutants = stored.mutants.map((mutant) => ({
    ...mutant,
    coveredBy: mutant.coveredBy.map((index) => tests[index] ?? ''),
  }))
  return { ...record, mutants }
}

async function readStored(path: string): Promise<Stored> {
  const expected = 'expected that of a run: npx tsx mutation/run.ts'
  try {
    const stored = JSON.parse(await readFile(path, 'utf8')) as Stored
    if (stored.version === version) return stored
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new UnreachableError(`Cannot read "${path}": ${messageOf(error)}, ${expected}`)
    }
    throw new UnreachableError(`Cannot read "${path}": there is none, ${expected}`)
  }
  throw new UnreachableError(`Cannot read "${path}": it is of another version, ${expected}`)
}
