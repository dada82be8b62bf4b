/** Reads Results that were saved as `.json` reports. */
import { readFile } from 'node:fs/promises'

import { UsageError, messageOf } from './errors.ts'
import { resultProblems } from './result-schema.ts'
import { otherSchema } from './result.ts'
import type { Result } from './result.ts'

/** More of them say no more. */
const problemsShown = 3

/** @throws UsageError with what is wrong with each file */
export async function readResults(paths: readonly string[]): Promise<readonly Result[]> {
  const read = await Promise.all(paths.map(readResult))
  const problems = read.flatMap((each) => (typeof each === 'string' ? [each] : []))
  if (problems.length > 0) throw new UsageError(problems)
  return read.filter((each) => typeof each !== 'string')
}

/** The Result, or what is wrong. */
async function readResult(path: string): Promise<Result | string> {
  let found: unknown
  try {
    found = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    return `Cannot render "${path}": ${messageOf(error)}`
  }
  const other = otherSchema(found)
  if (other !== null) return `Cannot render "${path}": ${other}`
  const problems = resultProblems(found)
  if (problems.length === 0) return found as Result
  const shown = problems.slice(0, problemsShown).join('; ')
  return `Cannot render "${path}": it is no Result, expected a .json report: ${shown}`
}
