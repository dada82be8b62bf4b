/** Counterexamples that were found before: run again while they are some, dropped when they are none, and kept when they are new. */
import * as fc from 'fast-check'
import type { Arbitrary, Parameters, RunDetails } from 'fast-check'

import { messageOf } from './errors.ts'
import { readExamples, writeExamples } from './examples.ts'
import { fromJson, toJson } from './json-value.ts'
import type { FoundExample } from './examples.ts'
import type { Checked, CheckSettings } from './property-types.ts'

/** The failure of a counterexample that was found before and still is one; those that are none any more are dropped. */
export async function replay<T>(
  checked: Checked<T>,
  settings: CheckSettings,
  check: (given: Parameters<[T]>) => Promise<RunDetails<[T]>>,
): Promise<RunDetails<[T]> | null> {
  const { database, note } = settings
  if (database === null || settings.path !== undefined) return null
  const found = await readExamples(database, checked.id)
  const left = [...found]
  for (const example of found) {
    const given = givenAgain(checked.arbitrary, example)
    const details = given === null ? null : await check({ ...given, numRuns: 1 })
    if (details?.failed === true && details.counterexample !== null) {
      note(`replayed the counterexample of ${example.foundAt}`)
      if (left.length < found.length) await writeExamples(database, checked.id, left)
      return details
    }
    left.splice(left.indexOf(example), 1)
    note(
      details === null
        ? `dropped a stale counterexample, which is generated no more: ${example.literal}`
        : `dropped a counterexample that passes now: ${example.literal}`,
    )
  }
  if (found.length > 0) await writeExamples(database, checked.id, left)
  return null
}

/**
 * How to make an old counterexample again: by its seed and path where they still lead to it, else by its value where the
 * arbitrary knows it as one of its own; null where it is neither.
 */
function givenAgain<T>(
  arbitrary: Arbitrary<T>,
  { seed, path, literal, value }: FoundExample,
): Parameters<[T]> | null {
  try {
    const [made] = fc.sample(arbitrary, { seed, path, numRuns: 1 })
    if (fc.stringify(made) === literal) return { seed, path }
  } catch {
    // A path that leads nowhere in what the arbitrary has become: told as stale below.
  }
  const known = value === undefined ? undefined : fromJson(value)
  return arbitrary.canShrinkWithoutContext(known) ? { seed, examples: [[known]] } : null
}

/** Writes a counterexample down, unless nothing is kept. */
export async function keep<T>(
  { id }: Checked<T>,
  { database, note }: CheckSettings,
  details: RunDetails<[T]>,
): Promise<void> {
  const { counterexample, counterexamplePath: path, seed, errorInstance } = details
  if (database === null || counterexample === null || path === null) return
  const [value] = counterexample
  const found: FoundExample = {
    seed,
    path,
    ...valueOf(value),
    literal: fc.stringify(value),
    error: messageOf(errorInstance).split('\n')[0] ?? '',
    foundAt: new Date().toISOString(),
  }
  await writeExamples(database, id, [found, ...(await readExamples(database, id))])
  note(`kept in ${database}/${id}.json`)
}

function valueOf(value: unknown): { value?: unknown } {
  try {
    return { value: toJson(value) }
  } catch (error) {
    if (error instanceof TypeError) return {}
    throw error
  }
}
