/** The recorded scores and the accepted survivors, where they stand in the project. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { openAtomicFile } from './atomic-file.ts'
import { messageOf, UnreachableError } from './errors.ts'
import type { AcceptedSurvivor, Baseline } from './mutation-baseline.ts'

const baselinePath = fileURLToPath(new URL('../fixtures/mutation-baseline.json', import.meta.url))
const acceptedPath = fileURLToPath(new URL('../fixtures/mutation-accepted.json', import.meta.url))

export async function readBaseline(): Promise<Baseline> {
  return (await readJson(baselinePath)) as Baseline
}

export async function readAccepted(): Promise<readonly AcceptedSurvivor[]> {
  return (await readJson(acceptedPath)) as readonly AcceptedSurvivor[]
}

/** A line a file, so that a change shows what it changes. */
export async function writeBaseline(baseline: Baseline): Promise<void> {
  const lines = Object.entries(baseline).map(
    ([file, { score, ignored }]) =>
      `  ${JSON.stringify(file)}: { "score": ${score}, "ignored": ${ignored} }`,
  )
  await using file = await openAtomicFile(baselinePath)
  await file.write(`{\n${lines.join(',\n')}\n}\n`)
}

/** @throws UnreachableError where there is none, or it cannot be read: without it nothing can be judged. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new UnreachableError(`Cannot read "${path}": ${messageOf(error)}`, { cause: error })
  }
}
