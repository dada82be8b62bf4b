/** Laws as tests: a property is an arbitrary and a predicate, checked by node:test under the profile of the environment. */
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { checkProperty } from './property-check.ts'
import { keptExamples } from './kept-examples.ts'
import { parseReplay, propertyMessage, replayCommand } from './property-message.ts'
import { profileOf } from './property-profile.ts'
import type { Checked, Outcome } from './property-types.ts'
import type { PropertyResult } from './property-result.ts'

export type Law<T, Given> = Omit<Checked<T>, 'id' | 'kept' | 'holds'> & {
  readonly holds: (example: T, given: Given) => unknown
  /** What the law is checked with, such as a server: awaited before the first example. */
  readonly given?: () => Promise<Given>
}

/** States a law: a name of letters and dashes, the law in a sentence, and how it is checked. */
export type Property = <T, Given = undefined>(
  slug: string,
  sentence: string,
  law: Law<T, Given>,
) => void

/** Whoever reads the results gives this file descriptor: one line of JSON a property is written to it. */
export const recordsVariable = 'PROPERTY_RECORDS_FD'

/** The properties of one file, each a test of node:test. @example const property = propertiesOf(import.meta.url) */
export function propertiesOf(fileUrl: string): Property {
  const path = fileURLToPath(fileUrl)
  const file = basename(path, '.test.ts')
  const replayed = process.env['PROPERTY_REPLAY']
  const only = replayed === undefined ? null : parseReplay(replayed)
  return (slug, sentence, law) => {
    const id = `${file}/${slug}`
    if (only !== null && only.id !== id) return
    const ended = test(sentence, async (t) => {
      const started = performance.now()
      const profile = profileOf(process.env['CDC_PROFILE'])
      function tell(outcome: Outcome | null): void {
        tellResult({ id, file: `property/${file}.test.ts`, name: sentence, outcome, started })
      }
      try {
        const outcome = await checkLaw(
          { id, law, kept: profile.explains ? keptExamples(path, id) : [] },
          {
            profile,
            seed: only?.seed ?? profile.seed ?? seedOf(id),
            ...(typeof only?.path === 'string' ? { path: only.path } : {}),
            database: profile.explains ? fileURLToPath(new URL('../.cdc/examples', fileUrl)) : null,
            note: (line) => t.diagnostic(`${id}: ${line}`),
          },
        )
        tell(outcome)
        const message = propertyMessage({ id, law: sentence, outcome })
        if (message !== '') throw failure(message, outcome)
      } catch (error) {
        if (!(error instanceof PropertyError)) tell(null)
        throw error
      }
    })
    stated.push(ended)
  }
}

const stated: Promise<unknown>[] = []

/** Resolves when each law that was stated so far has held or not. */
export async function lawsEnded(): Promise<void> {
  await Promise.all(stated.splice(0))
}

class PropertyError extends Error {
  override readonly name = 'PropertyError'
}

/** Without a stack of its own: where the harness threw says nothing, the law's error is the cause. */
function failure(message: string, { counterexample }: Outcome): PropertyError {
  const error = new PropertyError(message, { cause: counterexample?.error })
  error.stack = message
  return error
}

async function checkLaw<T, Given>(
  { id, law, kept }: { id: string; law: Law<T, Given>; kept: readonly unknown[] },
  settings: Parameters<typeof checkProperty>[1],
): Promise<Outcome> {
  // A law without `given` has no use for it.
  const given = (await law.given?.()) as Given
  const { arbitrary, labels, share, patience } = law
  const subject = { arbitrary, labels, share, patience, kept: kept as readonly T[] }
  return await checkProperty<T>(
    { id, holds: (example) => law.holds(example, given), ...withoutUndefined(subject) },
    settings,
  )
}

function withoutUndefined<R extends object>(
  record: R,
): { [K in keyof R]: Exclude<R[K], undefined> } {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof R]: Exclude<R[K], undefined> }
}

/** CDC_SEED sets the seeds of all properties, each to one of its own; without it they are random. */
function seedOf(id: string): number {
  const given = process.env['CDC_SEED']
  if (given === undefined) return Math.floor(Math.random() * 2 ** 32) | 0
  return createHash('sha256').update(`${given}/${id}`).digest().readInt32BE()
}

function tellResult({
  id,
  file,
  name,
  outcome,
  started,
}: Pick<PropertyResult, 'id' | 'file' | 'name'> & {
  outcome: Outcome | null
  started: number
}): void {
  const descriptor = Number(process.env[recordsVariable])
  if (!Number.isInteger(descriptor) || descriptor < 3) return
  const found = outcome?.counterexample ?? null
  const result: PropertyResult = {
    id,
    file,
    name,
    verdict: outcome === null ? 'unknown' : verdictOf(outcome),
    examples: outcome?.examples ?? 0,
    discarded: outcome?.discarded ?? 0,
    slow: outcome?.slow ?? 0,
    durationMs: Math.round(performance.now() - started),
    labels: outcome?.shares ?? {},
    counterexample: found?.literal ?? null,
    message: outcome === null ? null : propertyMessage({ id, law: name, outcome }) || null,
    seed: outcome?.seed ?? null,
    path: found?.path ?? null,
    replay: replayCommand(id, { seed: outcome?.seed ?? 0, path: found?.path ?? null }),
  }
  writeSync(descriptor, `${JSON.stringify(result)}\n`)
}

function verdictOf({ counterexample, sick }: Outcome): 'pass' | 'fail' {
  return counterexample === null && sick === null ? 'pass' : 'fail'
}
